import type { ApiResponse } from "../../core/api.ts";
import { bounds } from "../../core/bounds.ts";
import { ApiError, BadAnswerError, type CallSite } from "../../core/errors.ts";
import { errorFrom, type ErrorAnswer } from "./error-answers.ts";
import { errorWithoutAnswer } from "./no-answer.ts";
import { redirected, type Address } from "./origins.ts";

/** One request as it leaves. */
export interface Outgoing {
  readonly method: string;
  readonly address: Address;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** What an answer means that is no success. Unset: an ApiError in the way of Graph and Dataverse. */
  readonly toError?: (answer: ErrorAnswer, site: CallSite) => Error;
}

/** How long and how large one answer may be; the usual ones are in bounds.ts. */
export interface AnswerBounds {
  readonly answerSecondsMost: number;
  readonly answerBytesMost: number;
}

/** How messages name a request: no query, which may hold names and secrets. */
export function siteOfRequest(method: string, address: string): CallSite {
  const { pathname, host } = new URL(address);
  return { call: `${method} ${pathname}`, host };
}

/**
 * Sends one request once and takes in its whole answer: the only place that opens a connection to a service. No
 * redirect is followed. Throws ApiError for an answer that is no success, with status 0 when there is none within the
 * bounds; BadAnswerError for a success whose body is no JSON; RefusedError for a redirect.
 */
export async function exchange(
  { method, address, headers, body, toError = errorFrom }: Outgoing,
  limits: AnswerBounds = bounds,
): Promise<ApiResponse> {
  const site = siteOfRequest(method, address);
  const sent = await withinTime(limits.answerSecondsMost, site, async (signal) => {
    const response = await fetch(address, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return { response, bytes: await bytesOf(response, limits.answerBytesMost, site) };
  });
  const { response, bytes } = sent;
  const { status } = response;
  if (status >= 300 && status < 400)
    throw redirected({ status, location: response.headers.get("location") }, address, site);
  const answer = { status, headers: response.headers, bytes };
  if (!response.ok) throw toError({ ...answer, text: new TextDecoder().decode(bytes) }, site);
  return { status, headers: Object.fromEntries(response.headers), body: jsonIn(answer, site), site };
}

/** Ends what takes too long, also where the connection itself does not listen. */
async function withinTime<T>(
  secondsMost: number,
  site: CallSite,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(tookTooLong(secondsMost, site));
    ending.abort();
  }, secondsMost * 1000);
  try {
    return await Promise.race([run(ending.signal), tooLate]);
  } catch (error) {
    throw error instanceof ApiError ? error : errorWithoutAnswer(error, site);
  } finally {
    clearTimeout(timer);
  }
}

const timeOutCode = "TimedOut";

function tookTooLong(seconds: number, { call, host }: CallSite): ApiError {
  const serviceMessage = `not within ${seconds} s`;
  const outcome = `no answer from ${host}`;
  return new ApiError({ status: 0, code: timeOutCode, serviceMessage, call, outcome });
}

/** Such a failure has taken long already: it is repeated less often than others. */
export function isTimeOut(error: ApiError): boolean {
  return error.status === 0 && error.code === timeOutCode;
}

async function bytesOf(response: Response, bytesMost: number, site: CallSite): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = Number(response.headers.get("content-length") ?? 0);
  if (length <= bytesMost) {
    length = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > bytesMost) break;
      chunks.push(chunk);
    }
  } else {
    await response.body?.cancel();
  }
  if (length <= bytesMost) return Buffer.concat(chunks);
  // Another attempt would only bring as much again.
  const serviceMessage = `from ${site.host}: larger than ${bytesMost / 1024 / 1024} MB, which no answer of it should be`;
  throw new ApiError({ status: response.status, code: "AnswerTooLarge", serviceMessage, call: site.call });
}

/** The JSON of a success, undefined for an empty body. */
function jsonIn(
  { status, headers, bytes }: { status: number; headers: Headers; bytes: Uint8Array },
  site: CallSite,
): unknown {
  if (bytes.length === 0) return undefined;
  const type = headers.get("content-type");
  const said = `answer ${status}`;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadAnswerError(site, `${said} is no valid UTF-8`, error);
  }
  if (type !== null && !/^[^;]*[/+]json\s*(;|$)/i.test(type))
    throw new BadAnswerError(site, `${said} is ${type.slice(0, 60)} instead of JSON: ${beginningOf(text)}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadAnswerError(site, `${said} is no JSON: ${beginningOf(text)}`, error);
  }
}

function beginningOf(text: string): string {
  return JSON.stringify(text.slice(0, 80).trim());
}
