import type { ApiResponse, Clock, JsonObject, WriteMethod } from "../../core/api.ts";
import type { Decoder } from "../../core/answers.ts";
import { exchange, type AnswerBounds } from "./exchange.ts";
import type { CallCounter } from "../limits/call-counter.ts";
import type { RenewableCredential } from "../sign-in/credentials.ts";
import type { Limiter } from "../limits/limiter.ts";
import { addressAt, type ServiceOrigin } from "./origins.ts";
import { sendBounded, type SendBounds } from "./send.ts";
import type { Waits } from "./waits.ts";

/** What the clients of all services are given: one identity, one limiter and one counter for the whole process. */
export interface ServiceOptions extends ServiceOrigin {
  readonly credential: RenewableCredential;
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly answerBounds: AnswerBounds;
  /** Between 0 and 1; spreads the retries of many callers. */
  readonly random: () => number;
  readonly limiter: Limiter;
  readonly counter: CallCounter;
  readonly waits: Waits;
}

/** A request in the words of those who ask. `path` as ServiceReader says. */
export interface ServiceRequest {
  readonly method: WriteMethod | "GET";
  readonly path: string;
  readonly body?: JsonObject | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Makes a request and says what its answer holds. What the decoder refuses counts as a failure of the call. */
export type ServiceCall = <T>(request: ServiceRequest, decode: Decoder<T>) => Promise<T>;

/** Makes one call, again where `sendBounded` says that it may be. `method`: what decides whether it may. */
export function sentBounded<T>(
  { clock, bounds, random, credential, counter }: ServiceOptions,
  method: string,
  once: () => Promise<T>,
): Promise<T> {
  return sendBounded(once, {
    ...{ clock, bounds, method, random },
    renewToken: () => {
      credential.renew();
    },
    onRepeat: () => {
      counter.repeat();
    },
  });
}

/** How a service wants to be asked. */
export interface Manners {
  /** What the token is for, such as https://contoso-dev.crm4.dynamics.com/.default. */
  readonly scope: string;
  readonly standardHeaders: Readonly<Record<string, string>>;
}

/**
 * Sends one signed-in request, once, and takes in its answer. Throws what `exchange` throws; messages name the call,
 * never what was sent.
 */
export async function sendSigned(
  options: ServiceOptions,
  { scope, standardHeaders }: Manners,
  { method, path, body, headers }: ServiceRequest,
): Promise<ApiResponse> {
  const address = addressAt(options, path);
  const { token } = await options.credential.getToken(scope);
  options.counter.request();
  const { host, pathname } = new URL(address);
  const hasBody = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  const outgoing = {
    ...{ method, address },
    headers: { ...standardHeaders, ...hasBody, ...headers, authorization: `Bearer ${token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  return options.waits.during(`the answer of ${host} to ${method} ${pathname}`, () =>
    exchange(outgoing, options.answerBounds),
  );
}
