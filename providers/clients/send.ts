import type { Clock } from "../core/api.ts";
import { ApiError, isPassing } from "../core/errors.ts";
import { isObject, optionalObject, optionalText } from "../core/json.ts";

/** Bounds of one call. */
export interface SendBounds {
  /** How often it is tried when it fails for other reasons than being throttled. */
  readonly attemptsMax: number;
  /** How long it is tried after its first failure. Waiting for its turn before is no failure. */
  readonly totalSecondsMax: number;
}

export const usualBounds: SendBounds = { attemptsMax: 6, totalSecondsMax: 300 };

/** Most refusals of one call that are waited out; the time is bounded as well. */
const refusalsMax = 30;

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
 * the call: it waits as long as it is told. Source: Microsoft Graph "Throttling guidance", read 2026-11.
 */
export async function sendBounded<T>(once: () => Promise<T>, options: SendOptions): Promise<T> {
  let giveUpAtMilliseconds = Number.POSITIVE_INFINITY;
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
      else attempt += 1;
      if (attempt >= options.bounds.attemptsMax || refusals > refusalsMax) throw error;
      const waitMilliseconds = waitBefore(attempt + refusals, error.retryAfterSeconds, options.random());
      const now = options.clock.nowMilliseconds();
      giveUpAtMilliseconds = Math.min(giveUpAtMilliseconds, now + options.bounds.totalSecondsMax * 1000);
      if (now + waitMilliseconds > giveUpAtMilliseconds) throw error;
      await options.clock.sleep(waitMilliseconds);
      options.onRepeat?.();
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
