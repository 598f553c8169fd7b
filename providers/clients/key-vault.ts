import type { ServiceWriter } from "../core/api.ts";
import { keyVaultCost } from "../limits/call-cost.ts";
import { siteOfRequest } from "./calls/exchange.ts";
import { admitted } from "./limits/with-limits.ts";
import { pathGiven } from "./calls/origins.ts";
import { readerOver } from "./calls/reader.ts";
import { sendSigned, sentBounded, type ServiceOptions } from "./calls/service.ts";

const apiVersion = "7.4";

/**
 * The secrets of one key vault; its public origin says who the token is for. Neither a PUT nor a POST is repeated by
 * itself: each PUT makes one more version. Messages of failures name the call, never what was sent. Source: Azure Key
 * Vault REST API "Secrets" 7.4, "Authentication, requests and responses", read 2026-11.
 */
export function keyVaultService(options: ServiceOptions): ServiceWriter {
  const { origin, publicOrigin } = options;
  const manners = {
    scope: `${audienceOf(publicOrigin)}/.default`,
    standardHeaders: { accept: "application/json" },
  };
  return readerOver(
    async (request, decode) => {
      const { method } = request;
      const given = pathGiven(options, "", request.path, siteOfRequest(method, origin));
      const path = withVersion(given);
      const cost = keyVaultCost(method, origin, path);
      return sentBounded(options, method === "PUT" ? "POST" : method, async () =>
        decode(await admitted(options, cost, () => sendSigned(options, manners, { ...request, path }))),
      );
    },
    { nextLinkName: "nextLink", nowMilliseconds: () => options.clock.nowMilliseconds() },
  );
}

/** Who a token for a vault is for: its address without the name, the same for all vaults of a cloud. */
function audienceOf(publicOrigin: string): string {
  return `https://${new URL(publicOrigin).hostname.split(".").slice(1).join(".")}`;
}

/** A link to the next page has its version already. */
function withVersion(path: string): string {
  const { pathname, search, searchParams } = new URL(path, "https://vault.invalid");
  if (searchParams.has("api-version")) return pathname + search;
  return `${pathname}${search === "" ? "?" : `${search}&`}api-version=${apiVersion}`;
}
