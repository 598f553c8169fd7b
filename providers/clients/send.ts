import type { Clock } from "../core/api.ts";
import { ApiError, isPassing } from "../core/errors.ts";
import { isObject, optionalObject, optionalText } from "../core/json.ts";

/** Bounds of one call: how often it is tried, and how long in all. */
export interface SendBounds {
  readonly attemptsMax: number;
  readonly totalSecondsMax: number;
}

export const usualBounds: SendBounds = { attemptsMax: 6, totalSecondsMax: 300 };

interface SendOptions {
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly method: string;
  /** Between 0 and 1; spreads the retries of many callers. */
  readonly random: () => number;
  /** Forgets the token, so that the next attempt gets a new one. */
  readonly renewToken: () => void;
}

/**
 * Runs one call and repeats it after a passing failure, with growing, jittered waits and never past the bounds.
 *
 * A POST is repeated only after 429: the service says there that it did nothing. After any other failure its outcome
 * is unknown; the error goes to the caller, who looks before doing it again. GET, PUT, PATCH and DELETE say what
 * shall be, so repeating them is safe. After the first 401 the token is renewed and any call is made once more: the
 * service has done nothing, and a token can run out or be revoked before its time. Source: Microsoft Graph "Throttling guidance", read 2026-11.
 */
export async function sendBounded<T>(once: () => Promise<T>, options: SendOptions): Promise<T> {
  const giveUpAtMilliseconds = options.clock.nowMilliseconds() + options.bounds.totalSecondsMax * 1000;
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && !renewed) {
        renewed = true;
        options.renewToken();
        continue;
      }
      if (!isPassing(error) || attempt >= options.bounds.attemptsMax) throw error;
      if (options.method === "POST" && error.status !== 429) throw error;
      const waitMilliseconds = waitBefore(attempt, error.retryAfterSeconds, options.random());
      if (options.clock.nowMilliseconds() + waitMilliseconds > giveUpAtMilliseconds) throw error;
      await options.clock.sleep(waitMilliseconds);
    }
  }
}

/** What the service asks for (rounded up by 10 %), else 0.5 s, 1 s, 2 s … 16 s, each between half and full. */
function waitBefore(attempt: number, retryAfterSeconds: number | undefined, random: number): number {
  if (retryAfterSeconds !== undefined) return Math.ceil(retryAfterSeconds * 1000 * (1 + 0.1 * random));
  return Math.min(16_000, 250 * 2 ** attempt) * (0.5 + 0.5 * random);
}

/** Turns an answer that is not a success into an ApiError; `call` is shown to people, so it holds no query. */
export function errorFrom(
  answer: { status: number; headers: Headers; text: string },
  call: string,
): ApiError {
  const error = optionalObject(parsed(answer.text), "error") ?? {};
  const innerError = optionalObject(error, "innerError") ?? {};
  return new ApiError({
    status: answer.status,
    code: optionalText(error, "code") ?? "",
    serviceMessage: optionalText(error, "message") ?? answer.text.slice(0, 300),
    call,
    requestId: optionalText(innerError, "request-id") ?? answer.headers.get("request-id") ?? undefined,
    retryAfterSeconds: retryAfter(answer.headers.get("retry-after")),
  });
}

/** A failure before any answer came: refused, reset, timed out, unknown host, certificate not trusted. */
export function errorWithoutAnswer(cause: unknown, call: string): ApiError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  return new ApiError({ status: 0, code: "", serviceMessage: reason, call, cause });
}

/** Seconds, possibly fractional, or a date. Anything else counts as not sent. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const atMilliseconds = Date.parse(value);
  return Number.isNaN(atMilliseconds) ? undefined : Math.max(0, (atMilliseconds - Date.now()) / 1000);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
