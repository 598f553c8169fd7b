import type { JsonObject, Reader } from "./core/api.ts";
import { objectsAt, optionalObject, optionalText, textAt } from "./core/json.ts";

/** The Entra tenant that an identity is signed in to. */
export interface AnsweringTenant {
  readonly id: string;
  readonly displayName: string;
  /** In lower case, sorted. */
  readonly verifiedDomains: readonly string[];
}

/** The Dataverse organization that answers at an address. */
export interface AnsweringOrganization {
  readonly id: string;
  readonly name: string;
  /** Undefined where the service does not say. */
  readonly tenantId: string | undefined;
  /** Origin of its own address, in lower case; undefined where the service does not say. */
  readonly url: string | undefined;
}

/**
 * The tenant of the sign-in, as Graph says. Needs Organization.Read.All. Throws what a read throws.
 * Source: Microsoft Graph "List organizations", "organization resource type", read 2026-11.
 */
export async function answeringTenant(api: Reader): Promise<AnsweringTenant> {
  const [tenant] = await api.graph.list("/organization?$select=id,displayName,verifiedDomains");
  if (tenant === undefined) throw new Error("GET /organization: the service sent no tenant");
  const domains = objectsAt(tenant, "verifiedDomains").map((domain) => textAt(domain, "name").toLowerCase());
  return {
    id: textAt(tenant, "id").toLowerCase(),
    displayName: optionalText(tenant, "displayName") ?? "",
    verifiedDomains: domains.toSorted(),
  };
}

/**
 * The organization that answers at an origin such as https://contoso-dev.crm4.dynamics.com. Every user of it may ask.
 * Throws what a read throws. Source: Dataverse Web API "RetrieveCurrentOrganization", "OrganizationDetail", read 2026-11.
 */
export async function answeringOrganization(api: Reader, origin: string): Promise<AnsweringOrganization> {
  const access = "Microsoft.Dynamics.CRM.EndpointAccessType'Default'";
  const answer = await api.dataverse(origin).get(`/RetrieveCurrentOrganization(AccessType=${access})`);
  const detail = optionalObject(answer, "Detail");
  if (detail === undefined) throw new Error(`${origin}: the service did not say which organization it is`);
  return {
    id: textAt(detail, "OrganizationId").toLowerCase(),
    name: optionalText(detail, "FriendlyName") ?? "",
    tenantId: optionalText(detail, "TenantId")?.toLowerCase(),
    url: webAddress(detail),
  };
}

/** Endpoints come as two lists of equal length: kinds and addresses. */
function webAddress(detail: JsonObject): string | undefined {
  const { Keys: kinds, Values: addresses } = optionalObject(detail, "Endpoints") ?? {};
  if (!Array.isArray(kinds) || !Array.isArray(addresses)) return undefined;
  const address: unknown = addresses[kinds.indexOf("WebApplication")];
  return typeof address === "string" && URL.canParse(address) ? new URL(address).origin : undefined;
}
