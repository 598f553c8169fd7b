// A token bucket: so many at once, refilled evenly. Reading and taking cost the same however many requests
// there were. Source: "Microsoft Graph throttling guidance" (token bucket).

export interface BucketSize {
  /** Tokens in a full bucket. */
  readonly capacity: number;
  /** In how many seconds an empty bucket is full again. */
  readonly windowSeconds: number;
}

export class Bucket {
  readonly #size: BucketSize;
  #tokens: number;
  #atMilliseconds: number;

  constructor(size: BucketSize, nowMilliseconds: number) {
    this.#size = size;
    this.#tokens = size.capacity;
    this.#atMilliseconds = nowMilliseconds;
  }

  /** Takes tokens. Undefined when there were enough, else the seconds until there are.
   *  A refused request counts too, down to one empty window of debt: asking on does not help. */
  take(cost: number, nowMilliseconds: number): number | undefined {
    const { capacity, windowSeconds } = this.#size;
    this.#refill(nowMilliseconds);
    const perSecond = capacity / windowSeconds;
    if (this.#tokens >= cost) {
      this.#tokens -= cost;
      return undefined;
    }
    this.#tokens = Math.max(-capacity, this.#tokens - cost);
    return (cost - this.#tokens) / perSecond;
  }

  /** Share of the limit in use: 0 when full of tokens, 1 when empty, up to 2 in debt. */
  usedShare(nowMilliseconds: number): number {
    this.#refill(nowMilliseconds);
    return 1 - this.#tokens / this.#size.capacity;
  }

  get tokens(): number {
    return this.#tokens;
  }

  #refill(nowMilliseconds: number): void {
    const { capacity, windowSeconds } = this.#size;
    const seconds = Math.max(0, nowMilliseconds - this.#atMilliseconds) / 1000;
    this.#tokens = Math.min(capacity, this.#tokens + (seconds * capacity) / windowSeconds);
    this.#atMilliseconds = nowMilliseconds;
  }
}

/** Buckets by name, made when first used. Full ones are forgotten now and then. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  of(name: string, size: BucketSize, nowMilliseconds: number): Bucket {
    const found = this.#buckets.get(name);
    if (found !== undefined) return found;
    if (this.#buckets.size >= 100_000) this.#forgetFull(nowMilliseconds);
    const made = new Bucket(size, nowMilliseconds);
    this.#buckets.set(name, made);
    return made;
  }

  #forgetFull(nowMilliseconds: number): void {
    for (const [name, bucket] of this.#buckets) {
      if (bucket.usedShare(nowMilliseconds) <= 0) this.#buckets.delete(name);
    }
  }
}
