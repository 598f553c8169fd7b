import type { ApiResponse, Clock, JsonObject, ServiceWriter, WriteMethod } from "../core/api.ts";
import { isObject } from "../core/json.ts";
import { dataverseCost } from "../limits/call-cost.ts";
import { admitted } from "./admitted.ts";
import type { CallCounter } from "./call-counter.ts";
import type { RenewableCredential } from "./credentials.ts";
import { readerOver } from "./graph.ts";
import type { Limiter } from "./limiter.ts";
import { errorFrom, errorWithoutAnswer, sendBounded, type SendBounds } from "./send.ts";

interface DataverseOptions {
  /** The origin to call, such as https://contoso-dev.crm4.dynamics.com. */
  readonly origin: string;
  readonly credential: RenewableCredential;
  readonly clock: Clock;
  readonly bounds: SendBounds;
  readonly random: () => number;
  readonly limiter: Limiter;
  readonly counter: CallCounter;
}

const standardHeaders = {
  accept: "application/json",
  "odata-version": "4.0",
  "odata-maxversion": "4.0",
} as const;

/** The Web API of one Dataverse environment. Source: Power Apps "Compose HTTP requests", read 2026-11. */
export function dataverseService(options: DataverseOptions): ServiceWriter {
  const base = `${options.origin}/api/data/v9.2`;

  async function once(
    method: WriteMethod | "GET",
    url: string,
    body: JsonObject | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiResponse> {
    options.counter.request();
    const call = `${method} ${new URL(url).pathname}`;
    const token = await options.credential.getToken(`${options.origin}/.default`);
    const response = await fetch(url, {
      method,
      headers: {
        ...standardHeaders,
        ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
        ...headers,
        authorization: `Bearer ${token?.token ?? ""}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw errorWithoutAnswer(error, call);
    });
    const text = await response.text();
    if (!response.ok) throw errorFrom({ status: response.status, headers: response.headers, text }, call);
    const json: unknown = text === "" ? undefined : JSON.parse(text);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: isObject(json) ? json : undefined,
    };
  }

  return readerOver((method, path, body, headers = {}) => {
    const url = path.startsWith("https://") ? path : base + path;
    const cost = dataverseCost(method, options.origin, url);
    return sendBounded(() => admitted(options, cost, (itsUrl) => once(method, itsUrl, body, headers)), {
      clock: options.clock,
      bounds: options.bounds,
      method,
      random: options.random,
      renewToken: () => {
        options.credential.renew();
      },
      onRepeat: () => {
        options.counter.repeat();
      },
    });
  });
}
