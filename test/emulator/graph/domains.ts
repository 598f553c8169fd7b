// Domains of the tenant. Source: "domain resource type", "List domains".
import { directoryErrors } from "../errors/directory.ts";
import type { JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { entityReply, idOf, listReply, onGet } from "./call.ts";
import { permissions } from "./permissions.ts";

interface Domain {
  readonly id: string;
}

const facts: JsonObject = {
  authenticationType: "Managed",
  availabilityStatus: null,
  isAdminManaged: true,
  isDefault: true,
  isInitial: true,
  isRoot: true,
  isVerified: true,
  passwordNotificationWindowInDays: 14,
  passwordValidityPeriodInDays: 2_147_483_647,
  supportedServices: ["Email", "OfficeCommunicationsOnline"],
};

const domainType: EntityType<Domain> = modelled("domain", {
  own: { id: { type: "String", read: ({ id }) => id } },
  usual: facts,
  isUsual: () => true,
});

/** The tenant has one domain: the one it began with. */
function domainsOf(tenant: Tenant): Domain[] {
  return [{ id: tenant.domain }];
}

/** Names that people may sign in by, in lower case. */
export function verifiedDomains(tenant: Tenant): string[] {
  return domainsOf(tenant).map(({ id }) => id.toLowerCase());
}

export const domainRoutes = [
  onGet("/domains", permissions.readDomains, (call) =>
    listReply(call, {
      type: domainType,
      rows: () => domainsOf(call.tenant),
      context: "domains",
      page: { usual: 100, largest: 999 },
    }),
  ),
  onGet("/domains/{domain}", permissions.readDomains, (call) => {
    const id = idOf(call, "domain");
    const domain = domainsOf(call.tenant).find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (domain === undefined) throw directoryErrors.notFound(id);
    return entityReply(call, domainType, domain, "domains");
  }),
];
