import type { ServiceWriter } from "../core/api.ts";
import { keyVaultCost } from "../limits/call-cost.ts";
import { admitted } from "./limits/with-limits.ts";
import { readerOver } from "./graph.ts";
import { callJson } from "./json-call.ts";
import { sentBounded, type ServiceOptions } from "./service.ts";

interface KeyVaultOptions extends ServiceOptions {
  /** The vault's own address, such as https://contoso-teams.vault.azure.net: it says who the token is for. */
  readonly publicOrigin: string;
}

const apiVersion = "7.4";

/**
 * The secrets of one key vault. Neither a PUT nor a POST is repeated by itself: each PUT makes one more version.
 * Messages of failures name the call, never what was sent. Source: Azure Key Vault REST API "Secrets" 7.4,
 * "Authentication, requests and responses", read 2026-11.
 */
export function keyVaultService(options: KeyVaultOptions): ServiceWriter {
  const { origin, credential, counter } = options;
  const scope = `${audienceOf(options.publicOrigin)}/.default`;

  const standardHeaders = { accept: "application/json" };
  const caller = { credential, scope, counter, standardHeaders };

  return readerOver((method, path, body, headers = {}) => {
    const versioned = withVersion(path);
    const cost = keyVaultCost(method, origin, versioned);
    return sentBounded(options, method === "PUT" ? "POST" : method, () =>
      admitted(options, cost, (itsPath) =>
        callJson(caller, { method, url: origin + itsPath, body, headers }),
      ),
    );
  }, "nextLink");
}

/** Who a token for a vault is for: its address without the name, the same for all vaults of a cloud. */
function audienceOf(publicOrigin: string): string {
  return `https://${new URL(publicOrigin).hostname.split(".").slice(1).join(".")}`;
}

/** A link to the next page is absolute, with the vault's own address, and has its version already. */
function withVersion(path: string): string {
  const { pathname, search, searchParams } = new URL(path, "https://vault.invalid");
  if (searchParams.has("api-version")) return pathname + search;
  return `${pathname}${search === "" ? "?" : `${search}&`}api-version=${apiVersion}`;
}
