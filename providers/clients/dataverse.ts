import type { ServiceWriter } from "../core/api.ts";
import { dataverseCost } from "../limits/call-cost.ts";
import { admitted } from "./limits/with-limits.ts";
import { readerOver } from "./graph.ts";
import { callJson } from "./json-call.ts";
import { sentBounded, type ServiceOptions } from "./service.ts";

const standardHeaders = {
  accept: "application/json",
  "odata-version": "4.0",
  "odata-maxversion": "4.0",
} as const;

/** The Web API of one Dataverse environment. Source: Power Apps "Compose HTTP requests", read 2026-11. */
export function dataverseService(options: ServiceOptions): ServiceWriter {
  const base = `${options.origin}/api/data/v9.2`;

  const caller = { ...options, scope: `${options.origin}/.default`, standardHeaders };

  return readerOver((method, path, body, headers = {}) => {
    const url = path.startsWith("https://") ? path : base + path;
    const cost = dataverseCost(method, options.origin, url);
    return sentBounded(options, method, () =>
      admitted(options, cost, (itsUrl) => callJson(caller, { method, url: itsUrl, body, headers })),
    );
  });
}
