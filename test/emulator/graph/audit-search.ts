// A search in the audit of all of Microsoft 365, where what Teams keeps is told. It runs on its own; records come
// late and in no order. Source: "auditLogQuery resource type", "auditLogRecord resource type",
// "Teams activities in the audit log".
import { createHash } from "node:crypto";
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import type { EntityType, Property } from "../odata/entity-type.ts";
import type { AuditQuery, TeamsAudit } from "../tenant/model.ts";
import {
  bodyOf,
  type Call,
  checkedBody,
  directoryBody,
  entityReply,
  type GraphRoute,
  idOf,
  listReply,
  onGet,
  onPost,
} from "./call.ts";
import { permissions } from "./permissions.ts";

const filterNames = [
  "recordTypeFilters",
  "operationFilters",
  "userPrincipalNameFilters",
  "ipAddressFilters",
  "objectIdFilters",
  "administrativeUnitIdFilters",
];

const wished = (name: string, type: Property<AuditQuery>["type"], usual: unknown): Property<AuditQuery> => ({
  type,
  read: ({ wish }) => wish[name] ?? usual,
  write: "create",
  isNullable: true,
});

function queryType(call: Call): EntityType<AuditQuery> {
  return {
    name: "microsoft.graph.security.auditLogQuery",
    properties: {
      id: { type: "String", read: ({ id }) => id },
      displayName: wished("displayName", "String", null),
      filterStartDateTime: { ...wished("filterStartDateTime", "DateTimeOffset", null), isRequired: true },
      filterEndDateTime: { ...wished("filterEndDateTime", "DateTimeOffset", null), isRequired: true },
      ...Object.fromEntries(filterNames.map((name) => [name, wished(name, "Collection(String)", [])])),
      keywordFilter: wished("keywordFilter", "String", null),
      serviceFilter: wished("serviceFilter", "String", null),
      status: { type: "String", read: (query) => statusOf(call, query) },
    },
  };
}

/** A search takes its time: a third of it waiting, the rest running. */
function statusOf(call: Call, { createdDateTime }: AuditQuery): "notStarted" | "running" | "succeeded" {
  const ageSeconds = (call.world.now().getTime() - Date.parse(createdDateTime)) / 1000;
  const { auditSearchSeconds } = call.lag;
  if (ageSeconds >= auditSearchSeconds) return "succeeded";
  return ageSeconds < auditSearchSeconds / 3 ? "notStarted" : "running";
}

const recordType: EntityType<TeamsAudit> = {
  name: "microsoft.graph.security.auditLogRecord",
  properties: {
    id: { type: "String", read: ({ id }) => id },
    administrativeUnits: { type: "Collection(String)", read: () => [] },
    auditData: { type: "Object", read: ({ auditData }) => auditData },
    auditLogRecordType: { type: "String", read: () => "microsoftTeams" },
    clientIp: { type: "String", read: () => null },
    createdDateTime: { type: "DateTimeOffset", read: ({ createdDateTime }) => createdDateTime },
    objectId: { type: "String", read: ({ objectId }) => objectId },
    operation: { type: "String", read: ({ operation }) => operation },
    organizationId: { type: "String", read: (_, { tenant }) => tenant.id },
    service: { type: "String", read: () => "MicrosoftTeams" },
    userId: { type: "String", read: ({ userId }) => userId },
    userPrincipalName: { type: "String", read: ({ userPrincipalName }) => userPrincipalName },
    userType: { type: "String", read: ({ userType }) => userType },
  },
};

/** Source: "Audit (Standard)": kept for 180 days. */
const keptDays = 180;

/** What the search finds: what had come into the audit when it was begun. */
function recordsOf(call: Call, { wish, createdDateTime }: AuditQuery): TeamsAudit[] {
  const begun = Date.parse(createdDateTime) - call.lag.auditEventSeconds * 1000;
  const from = Date.parse(wish["filterStartDateTime"] as string);
  const until = Date.parse(wish["filterEndDateTime"] as string);
  const fits = (name: string, value: string | null): boolean => {
    const wanted = wish[name];
    if (!isStringArray(wanted) || wanted.length === 0) return true;
    return wanted.some((one) => one.toLowerCase() === value?.toLowerCase());
  };
  const oldest = Date.parse(createdDateTime) - keptDays * 86_400_000;
  const found = call.tenant.teamsAudits.filter((record) => {
    const at = Date.parse(record.createdDateTime);
    return (
      at <= begun &&
      at >= oldest &&
      at >= from &&
      at <= until &&
      fits("recordTypeFilters", "microsoftTeams") &&
      fits("operationFilters", record.operation) &&
      fits("userPrincipalNameFilters", record.userPrincipalName) &&
      fits("objectIdFilters", record.objectId)
    );
  });
  const place = ({ id }: TeamsAudit): string => createHash("sha1").update(id).digest("hex");
  return found.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
}

function queryOf(call: Call): AuditQuery {
  const id = idOf(call, "query");
  const query = call.tenant.auditQueries.get(id);
  if (query === undefined) throw directoryErrors.notFound(id);
  return query;
}

function createQuery(call: Call): Reply {
  const wish = checkedBody(call, queryType(call), "create", directoryBody, bodyOf(call));
  const query: AuditQuery = { id: call.world.guid(), createdDateTime: call.world.now().toISOString(), wish };
  call.tenant.auditQueries.set(query.id, query);
  return entityReply(call, queryType(call), query, "security/auditLog/queries", 201);
}

const queries = "/security/auditLog/queries";
/** In v1.0 the documents have it and the service does not. */
const inBeta = (route: GraphRoute): GraphRoute => ({ ...route, version: "beta" });
export const auditSearchRoutes: readonly GraphRoute[] = [
  onGet(queries, permissions.searchAudit, (call) =>
    listReply(call, {
      type: queryType(call),
      rows: () => call.tenant.auditQueries.values(),
      context: "security/auditLog/queries",
      page: { usual: 100, largest: 999 },
    }),
  ),
  onPost(queries, permissions.searchAudit, createQuery),
  onGet(`${queries}/{query}`, permissions.searchAudit, (call) =>
    entityReply(call, queryType(call), queryOf(call), "security/auditLog/queries"),
  ),
  onGet(`${queries}/{query}/records`, permissions.searchAudit, (call) => {
    const query = queryOf(call);
    return listReply(call, {
      type: recordType,
      rows: () => (statusOf(call, query) === "succeeded" ? recordsOf(call, query) : []),
      context: `security/auditLog/queries('${query.id}')/records`,
      page: { usual: 150, largest: 999 },
    });
  }),
].map(inBeta);
