// How objects were before they were changed lately: delta tells late. Costs nothing while the lag is off.

/** Where an object was: to be seen, in the recycle bin, or nowhere. */
export type Place = "live" | "deleted" | "none";

/** An object as it was. */
export interface Was<Object> {
  readonly place: Place;
  /** Absent where there was none. */
  readonly object?: Object;
  readonly atMilliseconds: number;
}

/** Changes that follow each other faster than this are kept as one. */
const finestMilliseconds = 1000;

export class Past<Object extends { readonly id: string }> {
  #now: () => number = () => 0;
  #lagMilliseconds: () => number = () => 0;
  /** Oldest first. */
  readonly #states = new Map<string, Was<Object>[]>();

  /** Tells the clock and the lag, once the tenant has been planted. */
  follow(now: () => number, lagSeconds: () => number): void {
    this.#now = now;
    this.#lagMilliseconds = () => lagSeconds() * 1000;
  }

  /** Call before the object changes. */
  note(object: Object, place: "live" | "deleted" = "live"): void {
    if (this.#isDue(object.id)) this.#push(object.id, { place, object: structuredClone(object) });
  }

  /** Call before an object is made. */
  noteNone(id: string): void {
    if (this.#isDue(id)) this.#push(id, { place: "none" });
  }

  /** How the object was so long ago as the lag says; undefined: as it is now. */
  asOf(id: string): Was<Object> | undefined {
    const states = this.#states.get(id);
    if (states === undefined) return undefined;
    const past = this.#now() - this.#lagMilliseconds();
    const shown = states.find(({ atMilliseconds }) => atMilliseconds > past);
    if (shown === undefined) this.#states.delete(id);
    return shown;
  }

  /** What has a past that still shows. */
  *ids(): Iterable<string> {
    for (const id of [...this.#states.keys()]) if (this.asOf(id) !== undefined) yield id;
  }

  #isDue(id: string): boolean {
    if (this.#lagMilliseconds() <= 0) return false;
    const last = this.#states.get(id)?.at(-1);
    return last === undefined || this.#now() - last.atMilliseconds >= finestMilliseconds;
  }

  #push(id: string, was: Omit<Was<Object>, "atMilliseconds">): void {
    const states = this.#states.get(id) ?? [];
    states.push({ ...was, atMilliseconds: this.#now() });
    this.#states.set(id, states);
  }
}
