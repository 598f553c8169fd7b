import type { ApiResponse, JsonObject, WriteMethod } from "../core/api.ts";
import { isObject } from "../core/json.ts";
import type { CallCounter } from "./limits/call-counter.ts";
import type { RenewableCredential } from "./sign-in/credentials.ts";
import { errorFrom, errorWithoutAnswer } from "./send.ts";

/** Who calls, and what every call has. */
interface JsonCaller {
  readonly credential: RenewableCredential;
  /** What the token is for, such as https://contoso-dev.crm4.dynamics.com/.default. */
  readonly scope: string;
  readonly counter: CallCounter;
  readonly standardHeaders: Readonly<Record<string, string>>;
}

interface JsonCall {
  readonly method: WriteMethod | "GET";
  readonly url: string;
  readonly body: JsonObject | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends one request with a JSON body, once, and reads its JSON answer. Throws ApiError for every failure, also for a
 * connection that drops before the answer is whole; its message names the call, never what was sent.
 */
export async function callJson(
  { credential, scope, counter, standardHeaders }: JsonCaller,
  { method, url, body, headers }: JsonCall,
): Promise<ApiResponse> {
  counter.request();
  const call = `${method} ${new URL(url).pathname}`;
  const withoutAnswer = (error: unknown): never => {
    throw errorWithoutAnswer(error, call);
  };
  const token = await credential.getToken(scope);
  const response = await fetch(url, {
    method,
    headers: {
      ...standardHeaders,
      ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
      ...headers,
      authorization: `Bearer ${token?.token ?? ""}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(withoutAnswer);
  const text = await response.text().catch(withoutAnswer);
  if (!response.ok) throw errorFrom({ status: response.status, headers: response.headers, text }, call);
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: isObject(json) ? json : undefined,
  };
}
