import { ApiError, BadAnswerError, type CallSite } from "../../core/errors.ts";
import { isObject, jsonIn, textIn } from "../../core/json.ts";
import type { JsonObject } from "../../core/api.ts";

/** An answer that is no success, as it came. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Turns an answer that is not a success into an ApiError. "Not found" counts only in the service's own form: one that
 * a gateway or a portal says in between would make everything gone, so it is taken for an answer that says nothing.
 */
export function errorFrom(answer: ErrorAnswer, site: CallSite): ApiError {
  const { status, headers, text } = answer;
  const error = textAndParts(text);
  const code = textIn(error, "code");
  if (status === 404 && code === undefined)
    return new BadAnswerError(site, `answer 404 is not the service's own: ${excerptOf(answer)}`);
  const innerError = isObject(error?.["innerError"]) ? error["innerError"] : undefined;
  return new ApiError({
    status,
    code: code ?? "",
    serviceMessage: textIn(error, "message") ?? excerptOf(answer),
    call: site.call,
    requestId: textIn(innerError, "request-id") ?? headers.get("request-id") ?? undefined,
    retryAfterSeconds: retryAfter(headers.get("retry-after")),
  });
}

/** Seconds, possibly fractional, or a date. Anything else counts as not sent. */
function retryAfter(value: string | null): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const atMilliseconds = Date.parse(value);
  return Number.isNaN(atMilliseconds) ? undefined : Math.max(0, (atMilliseconds - Date.now()) / 1000);
}

/** The service's own words: an object "error" with code and message. */
function textAndParts(text: string): JsonObject | undefined {
  const value = jsonIn(text);
  return isObject(value) && isObject(value["error"]) ? value["error"] : undefined;
}

/** What came instead, in one line. */
function excerptOf({ headers, text }: ErrorAnswer): string {
  const type = headers.get("content-type")?.split(";")[0];
  const said = text.replaceAll(/\s+/g, " ").trim();
  if (said === "") return "without a word";
  return type === undefined || type === "application/json"
    ? said.slice(0, 300)
    : `${type}: ${said.slice(0, 80)}`;
}
