// What was changed so lately that lists do not show it yet. Costs nothing while the lag is off.

export class Fresh<Object extends { readonly id: string }> {
  #now: () => number = () => 0;
  #lagMilliseconds: () => number = () => 0;
  /** Keys in the order they were made, with the moment they show. */
  readonly #made = new Map<string, number>();
  readonly #gone = new Map<string, { object: Object; until: number }>();

  /** Tells the clock and the lag, once the tenant has been planted: what was there at the start is not fresh. */
  follow(now: () => number, lagSeconds: () => number): void {
    this.#now = now;
    this.#lagMilliseconds = () => lagSeconds() * 1000;
  }

  /** Something new: an object by its id, an edge or grant by a key of its own. */
  noteMade(key: string): void {
    const lag = this.#lagMilliseconds();
    if (lag > 0) this.#made.set(key, this.#now() + lag);
  }

  noteGone(object: Object): void {
    const lag = this.#lagMilliseconds();
    if (lag > 0) this.#gone.set(object.id, { object, until: this.#now() + lag });
  }

  get isEmpty(): boolean {
    return this.#made.size === 0 && this.#gone.size === 0;
  }

  /** True when lists do not show it yet. */
  isHidden(key: string): boolean {
    const shows = this.#made.get(key);
    if (shows === undefined) return false;
    if (shows > this.#now()) return true;
    this.#made.delete(key);
    return false;
  }

  /** Objects that are gone and still listed. */
  *ghosts(): Iterable<Object> {
    const now = this.#now();
    for (const [id, { object, until }] of this.#gone) {
      if (until > now) yield object;
      else this.#gone.delete(id);
    }
  }
}
