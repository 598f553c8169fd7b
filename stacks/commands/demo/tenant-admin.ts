import { readFileSync } from "node:fs";
import tls from "node:tls";

type Json = Readonly<Record<string, unknown>>;

/** The emulated tenant's own interface: look inside, count, act as a person. */
export type TenantAdmin = (method: "GET" | "POST", path: string, body?: Json) => Promise<Json>;

/** Trusts the tenant's certificate in this process, as NODE_EXTRA_CA_CERTS does for one that is started. */
export function tenantAdmin(facts: { readonly adminUrl: string; readonly caFile: string }): TenantAdmin {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), readFileSync(facts.caFile, "utf8")]);
  return async (method, path, body) => {
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(facts.adminUrl + path, { method, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`the tenant's ${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as Json;
  };
}

/** How many requests changed the tenant so far, by its own journal. */
export async function writesSoFar(admin: TenantAdmin): Promise<number> {
  return Number((await admin("GET", "/counts"))["writes"]);
}
