import type { Waiting } from "../../core/api.ts";
import { bounds } from "../../core/bounds.ts";

const toldAfterMilliseconds = bounds.toldAfterSeconds * 1000;
/** The text comes again after this, then after twice as long, and so on. */
const againAfterMilliseconds = 20_000;
const againMostMilliseconds = 300_000;

/**
 * What a process waits for. When something takes long, one line says so, with how much else is waited for, and comes
 * again less and less often; nobody is left to guess why nothing moves.
 */
export class Waits {
  readonly #tell: (text: string) => void;
  readonly #now: () => number;
  readonly #under = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #tellAtMilliseconds = 0;
  #gapMilliseconds = againAfterMilliseconds;

  constructor(tell: (text: string) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Runs something that may take long. `since` is when the waiting began, where that was before now. */
  async during<T>(what: string, run: () => Promise<T>, sinceMilliseconds = this.#now()): Promise<T> {
    const waiting = { what, sinceMilliseconds };
    this.#under.add(waiting);
    this.#timer ??= setInterval(() => {
      this.look();
    }, 1000).unref();
    try {
      return await run();
    } finally {
      this.#under.delete(waiting);
      if (this.#under.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  /** Says what has been waited for too long, when there is such a thing and it was not said a moment ago. */
  look(): void {
    const now = this.#now();
    const long = [...this.#under].filter((one) => now - one.sinceMilliseconds >= toldAfterMilliseconds);
    if (long.length === 0) {
      this.#gapMilliseconds = againAfterMilliseconds;
      return;
    }
    if (now < this.#tellAtMilliseconds) return;
    const oldest = long.reduce((left, right) =>
      right.sinceMilliseconds < left.sinceMilliseconds ? right : left,
    );
    const others = long.length === 1 ? "" : ` (and for ${long.length - 1} more)`;
    const seconds = Math.round((now - oldest.sinceMilliseconds) / 1000);
    this.#tell(`waiting for ${seconds} s: ${oldest.what}${others}`);
    this.#tellAtMilliseconds = now + this.#gapMilliseconds;
    this.#gapMilliseconds = Math.min(againMostMilliseconds, this.#gapMilliseconds * 2);
  }
}
