import type { Clock } from "../../core/api.ts";
import { bounds } from "../../core/bounds.ts";
import { ApiError, isPassing } from "../../core/errors.ts";
import { isTimeOut } from "./exchange.ts";

/** Bounds of one call. */
export interface SendBounds {
  /** How often it is tried when it fails for other reasons than being throttled. */
  readonly attemptsMax: number;
  /** How long it is tried after its first failure. Waiting for its turn before is no failure. */
  readonly totalSecondsMax: number;
}

export const usualBounds: SendBounds = {
  attemptsMax: bounds.attemptsMost,
  totalSecondsMax: bounds.callSecondsMost,
};

/** A failure that has itself taken as long as an answer may take counts as so many. */
const attemptsOfTimeOut = 2;

interface SendOptions {
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly method: string;
  /** Between 0 and 1; spreads the retries of many callers. */
  readonly random: () => number;
  /** Forgets the token, so that the next attempt gets a new one. */
  readonly renewToken: () => void;
  /** Told before each repetition. */
  readonly onRepeat?: () => void;
}

/**
 * Runs one call and repeats it after a passing failure, with growing, jittered waits and never past the bounds.
 *
 * A POST is repeated only after 429: the service says there that it did nothing. After any other failure its outcome
 * is unknown; the error goes to the caller, who looks before doing it again. GET, PUT, PATCH and DELETE say what
 * shall be, so repeating them is safe. After the first 401 the token is renewed and any call is made once more: the
 * service has done nothing, and a token can run out or be revoked before its time. A refusal (429) is no failure of
 * the call: it waits as long as it is told, but not past the bounds: a call that is told to wait longer fails at once
 * and says so. Source: Microsoft Graph "Throttling guidance", read 2026-11.
 */
export async function sendBounded<T>(once: () => Promise<T>, options: SendOptions): Promise<T> {
  const { clock } = options;
  let giveUpAtMilliseconds = Number.POSITIVE_INFINITY;
  let failedAtMilliseconds: number | undefined;
  let renewed = false;
  let attempt = 0;
  let refusals = 0;
  for (;;) {
    try {
      return await once();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && !renewed) {
        renewed = true;
        options.renewToken();
        options.onRepeat?.();
        continue;
      }
      if (!isPassing(error)) throw error;
      const isRefusal = error.status === 429;
      if (options.method === "POST" && !isRefusal) throw error;
      if (isRefusal) refusals += 1;
      else attempt += isTimeOut(error) ? attemptsOfTimeOut : 1;
      if (attempt >= options.bounds.attemptsMax || refusals > bounds.refusalsMost) throw error;
      const waitMilliseconds = waitBefore(attempt + refusals, error.retryAfterSeconds, options.random());
      const now = clock.nowMilliseconds();
      failedAtMilliseconds ??= now;
      giveUpAtMilliseconds = Math.min(giveUpAtMilliseconds, now + options.bounds.totalSecondsMax * 1000);
      if (now + waitMilliseconds > giveUpAtMilliseconds) throw tooLongAWait(error, options.bounds);
      const what = `${error.message}; again in ${Math.ceil(waitMilliseconds / 1000)} s`;
      await clock.sleep(waitMilliseconds, { what, sinceMilliseconds: failedAtMilliseconds });
      options.onRepeat?.();
    }
  }
}

/** What the service asks for (rounded up by 10 %), else 0.5 s, 1 s, 2 s … 16 s, each between half and full. */
function waitBefore(attempt: number, retryAfterSeconds: number | undefined, random: number): number {
  if (retryAfterSeconds !== undefined) return Math.ceil(retryAfterSeconds * 1000 * (1 + 0.1 * random));
  return Math.min(16_000, 250 * 2 ** attempt) * (0.5 + 0.5 * random);
}

/** Says that the wait, not the failure alone, has ended the call. */
function tooLongAWait(error: ApiError, { totalSecondsMax }: SendBounds): ApiError {
  const { retryAfterSeconds: asked } = error;
  if (asked === undefined || asked <= 1) return error;
  return error.saying(
    `The service asks for a wait of ${Math.ceil(asked)} s; a call is tried for ${totalSecondsMax} s at most.`,
  );
}
