// Service protection of Dataverse: requests, execution time and concurrency of one user in one environment.
// Source: "Service protection API limits".
import type { Ask } from "../ask.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { World } from "../world.ts";
import { Buckets } from "./bucket.ts";

const requests = { capacity: 6000, windowSeconds: 300 };
/** Unit: milliseconds of execution. */
const execution = { capacity: 1_200_000, windowSeconds: 300 };
const concurrentMost = 52;

export class DataverseLimits {
  readonly #world: World;
  readonly #buckets = new Buckets();
  readonly #running = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Counts the request as running until `done`, unless it is refused. Throws ServiceError 429. */
  charge(ask: Ask): Record<string, string> {
    const now = this.#world.now().getTime();
    const user = userOf(ask);
    const running = this.#running.get(user) ?? 0;
    if (running >= concurrentMost) {
      throw refusal(
        "0x80072326",
        `Number of concurrent requests exceeded the limit of ${concurrentMost}.`,
        5,
      );
    }
    const count = this.#buckets.of(`requests ${user}`, requests, now);
    const wait = count.take(1, now);
    if (wait !== undefined) {
      const text = `Number of requests exceeded the limit of 6000 over time window of 300 seconds.`;
      throw refusal("0x80072322", text, wait);
    }
    const time = this.#buckets.of(`execution ${user}`, execution, now);
    if (time.usedShare(now) > 1) {
      const text =
        "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.";
      throw refusal("0x80072321", text, ((time.usedShare(now) - 1) * execution.windowSeconds) / 1);
    }
    this.#running.set(user, running + 1);
    return {
      "x-ms-ratelimit-burst-remaining-xrm-requests": String(Math.floor(count.tokens)),
      "x-ms-ratelimit-time-remaining-xrm-requests": (Math.max(0, time.tokens) / 1000).toFixed(2),
    };
  }

  done(ask: Ask, milliseconds: number): void {
    const now = this.#world.now().getTime();
    const user = userOf(ask);
    this.#running.set(user, Math.max(0, (this.#running.get(user) ?? 0) - 1));
    this.#buckets.of(`execution ${user}`, execution, now).take(milliseconds, now);
  }
}

function userOf(ask: Ask): string {
  return `${ask.service} ${ask.clientId ?? ""}`;
}

function refusal(code: string, message: string, waitSeconds: number): ServiceError {
  return new ServiceError(429, code, message, {
    headers: { "Retry-After": String(Math.max(1, Math.ceil(waitSeconds))) },
  });
}
