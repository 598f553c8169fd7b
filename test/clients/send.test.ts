import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorFrom } from "../../providers/clients/calls/error-answers.ts";
import { errorWithoutAnswer } from "../../providers/clients/calls/no-answer.ts";
import { sendBounded } from "../../providers/clients/calls/send.ts";
import { ApiError, type CallSite } from "../../providers/core/errors.ts";

const answer = (status: number, retryAfterSeconds?: number): ApiError =>
  new ApiError({ status, code: "x", serviceMessage: "m", call: "GET /x", retryAfterSeconds });

const timeOut = new ApiError({ status: 0, code: "TimedOut", serviceMessage: "m", call: "GET /x" });

interface Row {
  name: string;
  method: string;
  failures: ApiError[];
  attempts: number;
  fails: boolean;
  waitsSeconds?: number[];
}

const rows: Row[] = [
  { name: "a GET is repeated after 503", method: "GET", failures: [answer(503)], attempts: 2, fails: false },
  {
    name: "a PATCH is repeated after no answer",
    method: "PATCH",
    failures: [answer(0)],
    attempts: 2,
    fails: false,
  },
  {
    name: "a POST is repeated after 429",
    method: "POST",
    failures: [answer(429, 2)],
    attempts: 2,
    fails: false,
    waitsSeconds: [2.1],
  },
  {
    name: "a POST is not repeated after 503: it may have worked",
    method: "POST",
    failures: [answer(503)],
    attempts: 1,
    fails: true,
  },
  {
    name: "a POST is not repeated after 504",
    method: "POST",
    failures: [answer(504)],
    attempts: 1,
    fails: true,
  },
  {
    name: "a POST is not repeated after a dropped connection",
    method: "POST",
    failures: [answer(0)],
    attempts: 1,
    fails: true,
  },
  {
    name: "401 renews the token once, also for a POST",
    method: "POST",
    failures: [answer(401)],
    attempts: 2,
    fails: false,
    waitsSeconds: [],
  },
  {
    name: "a second 401 is final",
    method: "GET",
    failures: [answer(401), answer(401)],
    attempts: 2,
    fails: true,
  },
  { name: "400 is final", method: "GET", failures: [answer(400)], attempts: 1, fails: true },
  { name: "403 is final", method: "GET", failures: [answer(403)], attempts: 1, fails: true },
  { name: "404 is final", method: "GET", failures: [answer(404)], attempts: 1, fails: true },
  { name: "412 is final", method: "PATCH", failures: [answer(412)], attempts: 1, fails: true },
  {
    name: "the number of attempts is bounded",
    method: "GET",
    failures: Array.from({ length: 9 }, () => answer(503)),
    attempts: 4,
    fails: true,
  },
  {
    name: "the time is bounded: a wait past the bound is not begun",
    method: "GET",
    failures: [answer(429, 500)],
    attempts: 1,
    fails: true,
  },
  {
    name: "a wait of a day is not begun",
    method: "GET",
    failures: [answer(429, 86_400)],
    attempts: 1,
    fails: true,
    waitsSeconds: [],
  },
  {
    name: "what has taken as long as an answer may take is tried half as often",
    method: "GET",
    failures: Array.from({ length: 3 }, () => timeOut),
    attempts: 2,
    fails: true,
  },
  {
    name: "waits grow",
    method: "GET",
    failures: [answer(503), answer(503), answer(503)],
    attempts: 4,
    fails: false,
    waitsSeconds: [0.375, 0.75, 1.5],
  },
];

describe("sending within bounds", () => {
  it.each(rows)("$name", async ({ method, failures, attempts, fails, waitsSeconds }) => {
    let made = 0;
    let renewals = 0;
    let now = 0;
    const waits: number[] = [];
    const sent = sendBounded(
      async () => {
        made += 1;
        const failure = failures[made - 1];
        if (failure !== undefined) throw failure;
        return "done";
      },
      {
        method,
        random: () => 0.5,
        renewToken: () => {
          renewals += 1;
        },
        bounds: { attemptsMax: 4, totalSecondsMax: 60 },
        clock: {
          nowMilliseconds: () => now,
          sleep: async (milliseconds) => {
            waits.push(milliseconds / 1000);
            now += milliseconds;
          },
        },
      },
    );
    const outcome: unknown = await sent.catch((error: unknown) => error);
    if (fails) expect(outcome).toMatchObject({ status: failures[made - 1]?.status });
    else expect(outcome).toBe("done");
    expect(made).toBe(attempts);
    expect(renewals).toBe(failures.some(({ status }) => status === 401) ? 1 : 0);
    if (waitsSeconds !== undefined) expect(waits).toEqual(waitsSeconds);
  });
});

describe("waits before a repetition", () => {
  /** The waits of one call that fails again and again. */
  async function waitsOf(failure: ApiError, random: number): Promise<readonly number[]> {
    let now = 0;
    const waits: number[] = [];
    const sent = sendBounded(() => Promise.reject(failure), {
      ...{ method: "GET", random: () => random, renewToken: () => undefined },
      bounds: { attemptsMax: 6, totalSecondsMax: 300 },
      clock: {
        nowMilliseconds: () => now,
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
          now += milliseconds;
        },
      },
    });
    await expect(sent).rejects.toMatchObject({ status: failure.status });
    expect(now).toBeLessThanOrEqual(300_000);
    return waits;
  }

  it("spread callers out, grow, and end: between half and the whole of twice the one before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (random) => {
        const waits = await waitsOf(answer(503), random);
        expect(waits).toHaveLength(5);
        for (const [index, wait] of waits.entries()) {
          expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index);
          expect(wait).toBeLessThanOrEqual(500 * 2 ** index);
        }
      }),
    );
  });

  it("are never shorter than the service asks for, and no more than a tenth longer", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 100, noNaN: true }),
        async (random, seconds) => {
          for (const wait of await waitsOf(answer(429, seconds), random)) {
            expect(wait).toBeGreaterThanOrEqual(seconds * 1000);
            expect(wait).toBeLessThanOrEqual(seconds * 1100 + 1);
          }
        },
      ),
    );
  });
});

describe("errors of a service", () => {
  const site = (call: string): CallSite => ({ call, host: "graph.test" });

  it("keep status, code, text, request id and the asked wait, also a fractional one", () => {
    const error = errorFrom(
      {
        status: 429,
        headers: new Headers({ "retry-after": "2.128" }),
        text: '{"error":{"code":"TooManyRequests","message":"Please retry.","innerError":{"request-id":"r-1"}}}',
      },
      site("GET /teams/1"),
    );
    expect(error).toMatchObject({
      status: 429,
      code: "TooManyRequests",
      requestId: "r-1",
      retryAfterSeconds: 2.128,
    });
    expect(error.message).toBe("GET /teams/1: answer 429 TooManyRequests: Please retry. (request-id r-1)");
  });

  it("bear a body that is no JSON, and a wait that is a date in the past", () => {
    const headers = new Headers({ "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" });
    const error = errorFrom({ status: 502, headers, text: "<html>" }, site("GET /x"));
    expect(error).toMatchObject({ status: 502, code: "", serviceMessage: "<html>", retryAfterSeconds: 0 });
  });

  it("name the reason when there was no answer", () => {
    const cause = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
    expect(errorWithoutAnswer(cause, site("GET /x")).message).toBe(
      "GET /x: no answer from graph.test: connect ECONNREFUSED 127.0.0.1:1",
    );
  });
});
