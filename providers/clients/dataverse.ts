import type { Clock, ServiceWriter } from "../core/api.ts";
import { dataverseCost } from "../limits/call-cost.ts";
import { admitted } from "./admitted.ts";
import type { CallCounter } from "./call-counter.ts";
import type { RenewableCredential } from "./credentials.ts";
import { readerOver } from "./graph.ts";
import { callJson } from "./json-call.ts";
import type { Limiter } from "./limiter.ts";
import { sendBounded, type SendBounds } from "./send.ts";

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

  const caller = { ...options, scope: `${options.origin}/.default`, standardHeaders };

  return readerOver((method, path, body, headers = {}) => {
    const url = path.startsWith("https://") ? path : base + path;
    const cost = dataverseCost(method, options.origin, url);
    return sendBounded(
      () => admitted(options, cost, (itsUrl) => callJson(caller, { method, url: itsUrl, body, headers })),
      {
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
      },
    );
  });
}
