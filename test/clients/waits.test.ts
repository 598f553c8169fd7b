import { describe, expect, it } from "vitest";
import { Waits } from "../../providers/clients/calls/waits.ts";
import { Limiter } from "../../providers/clients/limits/limiter.ts";
import { admitted } from "../../providers/clients/limits/with-limits.ts";
import { CallCounter } from "../../providers/clients/limits/call-counter.ts";
import { ApiError } from "../../providers/core/errors.ts";
import { graphCost } from "../../providers/limits/call-cost.ts";
import { virtualClock } from "./limiter-kit.ts";

/** What is told while two things are waited for, looked at every second. */
async function told(seconds: number): Promise<readonly string[]> {
  const lines: string[] = [];
  let now = 0;
  const waits = new Waits(
    (text) => lines.push(`${now / 1000}: ${text}`),
    () => now,
  );
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const both = [waits.during("the first", () => promise), waits.during("the second", () => promise, 5000)];
  for (; now <= seconds * 1000; now += 1000) waits.look();
  resolve(undefined);
  await Promise.all(both);
  waits.look();
  return lines;
}

describe("what is waited for", () => {
  it("is not told before ten seconds, then with how long and what else, and less and less often", async () => {
    expect(await told(9)).toEqual([]);
    expect(await told(80)).toEqual([
      "10: waiting for 10 s: the first",
      "30: waiting for 30 s: the first (and for 1 more)",
      "70: waiting for 70 s: the first (and for 1 more)",
    ]);
  });
});

describe("a service that wants to be left alone for a day", () => {
  it("is left alone, and everybody who waits for it is told at once instead of after a day", async () => {
    const clock = virtualClock();
    const limits = { limiter: new Limiter({ clock, share: 1 }), counter: new CallCounter() };
    let sent = 0;
    const refusal = new ApiError({
      ...{ status: 429, code: "TooManyRequests", serviceMessage: "no", call: "GET /users" },
      retryAfterSeconds: 86_400,
    });
    const call = (): Promise<unknown> =>
      admitted(limits, graphCost("GET", "/users"), () => {
        sent += 1;
        return Promise.reject(refusal);
      }).catch((error: unknown) => error);
    const outcomes: unknown[] = [];
    void call().then((outcome) => outcomes.push(outcome));
    await clock.run();
    for (let more = 0; more < 50; more += 1) void call().then((outcome) => outcomes.push(outcome));
    await clock.run();
    expect(outcomes).toEqual(Array.from({ length: 51 }, () => refusal));
    expect(sent).toBe(1);
    expect(clock.nowMilliseconds()).toBeLessThan(10_000);
  });
});
