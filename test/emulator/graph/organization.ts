// The tenant itself, and its audit log. Source: "organization resource type", "List directoryAudits".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import type { JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Audit } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { type Call, entityReply, idOf, listReply, ok, onGet } from "./call.ts";
import { siteUrl } from "./channels.ts";
import { groupOf } from "./group-type.ts";
import { permissions } from "./permissions.ts";

const organizationType: EntityType<Tenant> = modelled("organization", {
  own: {
    id: { type: "String", read: (tenant) => tenant.id },
    deletedDateTime: { type: "DateTimeOffset", read: () => null },
    displayName: { type: "String", read: (tenant) => tenant.displayName },
    countryLetterCode: { type: "String", read: () => "US" },
    tenantType: { type: "String", read: () => "AAD" },
    assignedPlans: {
      type: "Collection(Object)",
      read: ({ policies }) =>
        policies.plans.map((plan) => ({ assignedDateTime: "2026-01-01T00:00:00Z", ...plan })),
    },
    verifiedDomains: {
      type: "Collection(Object)",
      read: (tenant) => [
        {
          capabilities: "Email, OfficeCommunicationsOnline",
          isDefault: true,
          isInitial: true,
          name: tenant.domain,
          type: "Managed",
        },
        ...tenant.policies.moreDomains.map((name) => ({
          capabilities: "Email, OfficeCommunicationsOnline",
          isDefault: false,
          isInitial: false,
          name,
          type: "Managed",
        })),
      ],
    },
  },
});

const auditType: EntityType<Audit> = modelled("directoryAudit", {
  own: {
    id: { type: "String", read: (entry) => entry.id },
    category: { type: "String", read: (entry) => entry.category },
    correlationId: { type: "String", read: (entry) => entry.correlationId },
    result: { type: "String", read: () => "success" },
    resultReason: { type: "String", read: () => "" },
    activityDisplayName: { type: "String", read: (entry) => entry.activityDisplayName },
    activityDateTime: { type: "DateTimeOffset", read: (entry) => entry.activityDateTime },
    loggedByService: { type: "String", read: (entry) => entry.loggedByService },
    operationType: { type: "String", read: (entry) => entry.operationType },
    initiatedBy: { type: "Object", read: (entry) => entry.initiatedBy },
    targetResources: { type: "Collection(Object)", read: (entry) => entry.targetResources },
    additionalDetails: { type: "Collection(Object)", read: () => [] },
  },
});

/** Source: "How long does Microsoft Entra ID store reporting data", with a licence P1 or P2. */
const auditDays = 30;

/** What the log tells now, newest first: entries come late and are kept for a while. */
function auditsOf({ tenant, world, lag }: Call): Audit[] {
  const now = world.now().getTime();
  const newest = new Date(now - lag.directoryAuditSeconds * 1000).toISOString();
  const oldest = new Date(now - auditDays * 86_400_000).toISOString();
  return tenant.audits
    .filter(({ activityDateTime }) => activityDateTime <= newest && activityDateTime >= oldest)
    .toReversed();
}

export const organizationRoutes = [
  onGet("/organization", permissions.readOrganization, (call) =>
    listReply(call, { type: organizationType, rows: () => [call.tenant], context: "organization" }),
  ),
  onGet("/organization/{organization}", permissions.readOrganization, (call) => {
    const id = idOf(call, "organization");
    if (id.toLowerCase() !== call.tenant.id) throw directoryErrors.notFound(id);
    return entityReply(call, organizationType, call.tenant, "organization");
  }),
  onGet(
    "/auditLogs/directoryAudits",
    permissions.readAudits,
    (call) =>
      listReply(call, {
        type: auditType,
        rows: () => auditsOf(call),
        context: "auditLogs/directoryAudits",
        page: { usual: 100, largest: 1000 },
        options: new Set(["filter", "orderby", "top", "select", "count"]),
      }),
    limits.readAuditLogs,
  ),
  onGet(
    "/auditLogs/directoryAudits/{audit}",
    permissions.readAudits,
    (call) => {
      const entry = auditsOf(call).find(({ id }) => id === idOf(call, "audit"));
      if (entry === undefined) throw directoryErrors.notFound(idOf(call, "audit"));
      return entityReply(call, auditType, entry, "auditLogs/directoryAudits");
    },
    limits.readAuditLogs,
  ),
  onGet("/groups/{group}/sites/root", permissions.readSite, (call) => {
    const group = groupOf(call);
    const webUrl = siteUrl(call, group);
    const body: JsonObject = {
      "@odata.context": `${call.origin}/${call.version}/$metadata#groups('${group.id}')/sites/$entity`,
      id: `${new URL(webUrl).host},${group.id},${call.tenant.id}`,
      createdDateTime: group.createdDateTime,
      lastModifiedDateTime: group.renewedDateTime,
      name: group.mailNickname,
      displayName: group.displayName,
      webUrl,
      root: {},
      siteCollection: { hostname: new URL(webUrl).host },
    };
    return ok(body);
  }),
];
