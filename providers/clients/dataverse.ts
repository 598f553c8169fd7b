import type { ServiceWriter } from "../core/api.ts";
import { dataverseCost } from "../limits/call-cost.ts";
import { siteOfRequest } from "./calls/exchange.ts";
import { admitted } from "./limits/with-limits.ts";
import { pathGiven } from "./calls/origins.ts";
import { readerOver } from "./calls/reader.ts";
import { sendSigned, sentBounded, type ServiceOptions } from "./calls/service.ts";

const base = "/api/data/v9.2";

const standardHeaders = {
  accept: "application/json",
  "odata-version": "4.0",
  "odata-maxversion": "4.0",
} as const;

/** The Web API of one Dataverse environment. Source: Power Apps "Compose HTTP requests", read 2026-11. */
export function dataverseService(options: ServiceOptions): ServiceWriter {
  const manners = { scope: `${options.origin}/.default`, standardHeaders };
  return readerOver(
    async (request, decode) => {
      const site = siteOfRequest(request.method, options.origin + base);
      const path = base + pathGiven(options, base, request.path, site);
      const cost = dataverseCost(request.method, options.origin, options.origin + path);
      return sentBounded(options, request.method, async () =>
        decode(await admitted(options, cost, () => sendSigned(options, manners, { ...request, path }))),
      );
    },
    { nowMilliseconds: () => options.clock.nowMilliseconds() },
  );
}
