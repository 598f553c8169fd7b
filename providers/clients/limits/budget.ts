import type { Limit } from "../../limits/call-kinds.ts";

/** Part of a one-second limit that may leave at once; the rest follows evenly. */
const burstPart = 0.4;
/** After a refusal the rate falls by this factor, and then grows again by this part of the whole each second. */
const cutFactor = 0.7;
const factorLeast = 0.1;
const growthPerSecond = 0.05;
/** Windows' worth of calls that may be without an answer: a service that stalls must not find a heap when it wakes. */
const unansweredWindowsMost = 2;
/** Weight of one call in how long calls take of late. */
const newestCallPart = 0.1;

interface Entry {
  readonly atMilliseconds: number;
  readonly amount: number;
}

/** Amounts of the last window, oldest first. */
class SlidingSum {
  #entries: Entry[] = [];
  #oldest = 0;
  sum = 0;

  add(amount: number, atMilliseconds: number): void {
    this.#entries.push({ atMilliseconds, amount });
    this.sum += amount;
  }

  forgetUntil(milliseconds: number): void {
    for (let entry = this.#entries[this.#oldest]; entry !== undefined; entry = this.#entries[this.#oldest]) {
      if (entry.atMilliseconds > milliseconds) break;
      this.sum -= entry.amount;
      this.#oldest += 1;
    }
    if (this.#oldest < 1000 && this.#oldest < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#oldest);
    this.#oldest = 0;
  }

  get isEmpty(): boolean {
    return this.#oldest === this.#entries.length;
  }

  /** When the oldest entries that make up `amount` have left a window of this length. */
  leftAt(amount: number, windowMilliseconds: number): number {
    let left = 0;
    for (let at = this.#oldest; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      left += entry?.amount ?? 0;
      if (left >= amount) return (entry?.atMilliseconds ?? 0) + windowMilliseconds;
    }
    return 0;
  }
}

/**
 * What is left of one limit. In every window of the limit's length at most the documented number of calls leaves;
 * limits of one second are also spread over it, since a service counts by its own clock and calls overtake each
 * other on the way. A call against an object's own limit counts until a window after its answer, which is
 * exact whatever the way takes. Refusals lower the rate for a while, see `refused`.
 */
export class Budget {
  readonly #limit: Limit;
  readonly #share: number;
  readonly #countsFromAnswer: boolean;
  readonly #spent = new SlidingSum();
  readonly #busySeconds = new SlidingSum();
  /** How long a call takes, the newest ones counting most. */
  #secondsOfLate = 0;
  #underWay = 0;
  #tokens: number;
  #tokensAtMilliseconds = 0;
  #pausedUntilMilliseconds = 0;
  #shut: { readonly untilMilliseconds: number; readonly because: unknown } | undefined;
  #factorAfterCut = 1;

  constructor(limit: Limit, options: { readonly share: number; readonly countsFromAnswer: boolean }) {
    this.#limit = limit;
    this.#share = options.share;
    this.#countsFromAnswer = options.countsFromAnswer;
    this.#tokens = Number.POSITIVE_INFINITY;
  }

  /** Calls of one window as it stands now, and the length of that window: less than one call makes it longer. */
  #size(now: number): { readonly calls: number; readonly milliseconds: number } {
    const rightful = this.#limit.calls * this.#share * this.#factor(now);
    const calls = Math.max(1, Math.floor(rightful));
    return { calls, milliseconds: (this.#limit.windowSeconds * 1000 * calls) / rightful };
  }

  #factor(now: number): number {
    if (this.#factorAfterCut === 1) return 1;
    const seconds = Math.max(0, now - this.#pausedUntilMilliseconds) / 1000;
    return Math.min(1, this.#factorAfterCut + growthPerSecond * seconds);
  }

  /** The earliest time at which a call of this cost may leave: now or before, when it may at once. */
  freeAt(cost: number, now: number): number {
    const { calls, milliseconds } = this.#size(now);
    const needed = Math.min(cost, calls);
    this.#spent.forgetUntil(now - milliseconds);
    const tooMuch = this.#spent.sum + (this.#countsFromAnswer ? this.#underWay : 0) + needed - calls;
    // Under way and counted from the answer: nobody knows when; the answer itself wakes the queue.
    const windowFreeAt =
      tooMuch <= 0
        ? 0
        : tooMuch > this.#spent.sum
          ? Number.POSITIVE_INFINITY
          : this.#spent.leftAt(tooMuch, milliseconds);
    return Math.max(
      this.#pausedUntilMilliseconds,
      windowFreeAt,
      this.#evenlyFreeAt(needed, now),
      this.#answeredFreeAt(calls, now),
    );
  }

  #isSpread(): boolean {
    return this.#limit.windowSeconds <= 1 && !this.#countsFromAnswer;
  }

  #evenlyFreeAt(needed: number, now: number): number {
    if (!this.#isSpread()) return 0;
    const { calls, milliseconds } = this.#size(now);
    const burst = Math.max(1, calls * burstPart);
    const passed = Math.max(0, now - this.#tokensAtMilliseconds);
    this.#tokens = Math.min(burst, this.#tokens + (passed * calls) / milliseconds);
    this.#tokensAtMilliseconds = now;
    const missing = Math.min(needed, burst) - this.#tokens;
    // Times are whole milliseconds: without the tolerance a token could be short for ever by a rounding.
    return missing <= 1e-6 ? 0 : now + Math.max(1, (missing * milliseconds) / calls);
  }

  #answeredFreeAt(calls: number, now: number): number {
    const { atOnceMost, busySecondsMost, windowSeconds } = this.#limit;
    const mostUnderWay = atOnceMost ?? (this.#isSpread() ? calls * unansweredWindowsMost : undefined);
    if (mostUnderWay !== undefined && this.#underWay >= Math.max(1, mostUnderWay * this.#shareOfPlaces()))
      return Number.POSITIVE_INFINITY;
    if (busySecondsMost === undefined) return 0;
    this.#busySeconds.forgetUntil(now - windowSeconds * 1000);
    // Calls under way and this one are taken to be as long as calls have been of late.
    const expected = (this.#underWay + 1) * this.#secondsOfLate;
    const over = this.#busySeconds.sum + expected - busySecondsMost * this.#share;
    if (over <= 0) return 0;
    if (over > this.#busySeconds.sum && this.#underWay > 0) return Number.POSITIVE_INFINITY;
    return this.#busySeconds.leftAt(Math.min(over, this.#busySeconds.sum), windowSeconds * 1000);
  }

  #shareOfPlaces(): number {
    return this.#limit.atOnceMost === undefined ? 1 : this.#share;
  }

  take(cost: number, now: number): void {
    this.#underWay += cost;
    this.#tokens -= Math.min(cost, this.#tokens);
    if (!this.#countsFromAnswer) this.#spent.add(cost, now);
  }

  /** Call once for each `take`, whatever became of it. */
  answered(cost: number, sentAtMilliseconds: number, now: number): void {
    this.#underWay -= cost;
    if (this.#countsFromAnswer) this.#spent.add(cost, now);
    if (this.#limit.busySecondsMost === undefined) return;
    const seconds = (now - sentAtMilliseconds) / 1000;
    this.#busySeconds.add(seconds, now);
    this.#secondsOfLate += (seconds - this.#secondsOfLate) * newestCallPart;
  }

  /** The service said 429: nothing leaves for as long as it asks, then less than before, then more again. */
  refused(retryAfterSeconds: number, now: number, isCut: boolean): void {
    if (isCut && now >= this.#pausedUntilMilliseconds) {
      this.#factorAfterCut = Math.max(factorLeast, this.#factor(now) * cutFactor);
    }
    this.#pausedUntilMilliseconds = Math.max(this.#pausedUntilMilliseconds, now + retryAfterSeconds * 1000);
  }

  /**
   * The service asks for a longer wait than anybody is kept: until it is over nothing leaves, and whoever wants to is
   * told `because` at once.
   */
  shut(untilMilliseconds: number, because: unknown): void {
    this.#shut = { untilMilliseconds, because };
  }

  /** Why nothing may leave for long. */
  shutBecause(now: number): unknown {
    return this.#shut !== undefined && now < this.#shut.untilMilliseconds ? this.#shut.because : undefined;
  }

  /** True when it holds nothing that a new one would not know: it may be forgotten. */
  isFresh(now: number): boolean {
    this.#spent.forgetUntil(now - this.#size(now).milliseconds);
    this.#busySeconds.forgetUntil(now - this.#limit.windowSeconds * 1000);
    const isAtRest = this.#underWay === 0 && this.#spent.sum === 0 && this.#busySeconds.isEmpty;
    return (
      isAtRest &&
      this.shutBecause(now) === undefined &&
      now >= this.#pausedUntilMilliseconds &&
      this.#factor(now) === 1
    );
  }
}
