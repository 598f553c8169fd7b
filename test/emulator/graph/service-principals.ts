// Service principals: instantiate, upsert by appId, read, change, delete. Source: "Create servicePrincipal",
// "Upsert servicePrincipal", "servicePrincipal resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray, type JsonObject } from "../json.ts";
import { directoryOptions } from "../odata/list.ts";
import { firstPartyApps } from "../tenant/first-party.ts";
import type { ServicePrincipal } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  directoryBody,
  entityReply,
  listReply,
  nameOf,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  prefers,
  checkedBody,
} from "./call.ts";
import { mergeProperties } from "./application-rules.ts";
import { addPassword, keysIn, removePassword, secretsIn } from "./credentials.ts";
import { boundOwners } from "./group-edges.ts";
import { permissions } from "./permissions.ts";
import { servicePrincipalType } from "./service-principal-type.ts";
import { addTokenSigningCertificate } from "./token-signing.ts";

/** The principal of the path, by object id or by appId. Throws 404. */
export function principalOf(call: Call, name = "principal"): ServicePrincipal {
  const principal = findPrincipal(call, name);
  if (principal === undefined) throw directoryErrors.notFound(nameOf(call.keys[name]));
  return principal;
}

function findPrincipal(call: Call, name = "principal"): ServicePrincipal | undefined {
  const key = call.keys[name];
  if (key?.kind !== "alternate") return call.tenant.servicePrincipals.get(nameOf(key).toLowerCase());
  const appId = key.parts["appId"];
  if (appId === undefined) throw graphErrors.badPath();
  return call.tenant.servicePrincipalByAppId(appId);
}

function listPrincipals(call: Call): Reply {
  const { tenant } = call;
  return listReply(call, {
    type: servicePrincipalType,
    rows: () => tenant.servicePrincipals.values(),
    context: "servicePrincipals",
    page: { usual: 100, largest: 999 },
    lookups: {
      id: (value) => tenant.servicePrincipals.get(value.toLowerCase()),
      appId: (value) => tenant.servicePrincipalByAppId(value),
    },
    hasAdvancedQueries: true,
    lag: { key: ({ id }) => id, kind: "servicePrincipal" },
    options: directoryOptions,
  });
}

function createPrincipal(call: Call): Reply {
  const principal = makePrincipal(call, call.body["appId"]);
  return entityReply(call, servicePrincipalType, principal, "servicePrincipals", 201);
}

/** Makes the principal of a registered or first-party app. Throws 400, 403 or 409. */
function makePrincipal(call: Call, appId: unknown): ServicePrincipal {
  const sent = { ...bodyOf(call), appId };
  const body = checkedBody(call, servicePrincipalType, "create", directoryBody, sent, ["owners"]);
  const id = (body["appId"] as string).toLowerCase();
  if (call.tenant.servicePrincipalByAppId(id) !== undefined) throw directoryErrors.servicePrincipalExists(id);
  const principal = newPrincipal(call, id);
  if (principal === undefined) throw directoryErrors.noBackingApplication(id);
  const isForeign = call.tenant.applicationByAppId(id) === undefined;
  if (isForeign && hasOwnedOnly(call)) throw directoryErrors.foreignApplication();
  const owners = boundOwners(call);
  changePrincipal(call, principal, body);
  for (const owner of owners) principal.owners.add(owner);
  call.tenant.add(principal);
  auditPrincipal(call, principal, "Add service principal", "Add");
  return principal;
}

/** Takes over what the body says; whatever has no place of its own is kept as it was sent. */
function changePrincipal(call: Call, principal: ServicePrincipal, body: JsonObject): void {
  const { appId: _key, displayName, accountEnabled, appRoleAssignmentRequired, tags, ...others } = body;
  const { servicePrincipalNames, passwordCredentials, keyCredentials, ...properties } = others;
  if (passwordCredentials !== undefined)
    principal.secrets = secretsIn(call, passwordCredentials, principal.secrets);
  if (keyCredentials !== undefined)
    properties["keyCredentials"] = keysIn(call, keyCredentials, principal.properties["keyCredentials"]);
  if (typeof displayName === "string") principal.displayName = displayName;
  if (accountEnabled !== undefined) principal.accountEnabled = accountEnabled !== false;
  if (typeof appRoleAssignmentRequired === "boolean")
    principal.appRoleAssignmentRequired = appRoleAssignmentRequired;
  if (isStringArray(tags)) principal.tags = [...tags];
  // Its own name stays, whatever else is named.
  if (isStringArray(servicePrincipalNames))
    principal.servicePrincipalNames = [...new Set([...servicePrincipalNames, principal.appId])];
  principal.properties = mergeProperties(principal.properties, properties);
}

/** True when all that lets the caller in is Application.ReadWrite.OwnedBy. */
export function hasOwnedOnly(call: Call): boolean {
  if (call.caller.kind === "user") return false;
  const { roles } = call.caller;
  return !roles.has("Application.ReadWrite.All") && !roles.has("Directory.ReadWrite.All");
}

/** A principal with its defaults, or undefined when no app backs it. */
export function newPrincipal(
  call: Pick<Call, "tenant" | "world">,
  appId: string,
  objectId?: string,
): ServicePrincipal | undefined {
  const application = call.tenant.applicationByAppId(appId);
  const app = firstPartyApps.find((candidate) => candidate.appId === appId);
  if (application === undefined && app?.canInstantiate !== true) return undefined;
  return {
    kind: "servicePrincipal",
    id: objectId ?? call.world.guid(),
    appId,
    displayName: application?.displayName ?? app?.displayName ?? appId,
    appOwnerOrganizationId: application === undefined ? (app?.ownerTenantId ?? "") : call.tenant.id,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    servicePrincipalNames: [appId],
    tags: [],
    properties: {},
    secrets: [],
    scopes: app?.scopes.map((scope) => ({ ...scope })) ?? [],
    appRoles: app?.appRoles.map((role) => ({ ...role })) ?? [],
    owners: new Set(),
    createdDateTime: toSeconds(call.world.now()),
    deletedDateTime: null,
  };
}

function updatePrincipal(call: Call): Reply {
  const principal = findPrincipal(call);
  if (principal === undefined) {
    const key = call.keys["principal"];
    if (key?.kind !== "alternate" || !prefers(call, "create-if-missing")) principalOf(call);
    const made = makePrincipal(call, key?.kind === "alternate" ? key.parts["appId"] : undefined);
    return entityReply(call, servicePrincipalType, made, "servicePrincipals", 201);
  }
  requireOwnership(call, principal);
  const { appId, ...rest } = bodyOf(call);
  if (appId !== undefined && appId !== principal.appId) throw directoryErrors.immutable("appId");
  changePrincipal(call, principal, checkedBody(call, servicePrincipalType, "update", directoryBody, rest));
  auditPrincipal(call, principal, "Update service principal", "Update");
  return noContent();
}

/** Throws 403 for a principal that the caller may not delete, or nobody. */
export function deletePrincipal(call: Call, principal: ServicePrincipal): void {
  requireOwnership(call, principal);
  const app = firstPartyApps.find(({ appId }) => appId === principal.appId);
  if (app?.isPermanent === true) throw directoryErrors.firstParty(app.displayName);
  removePrincipal(call.tenant, principal, call.world.now());
  auditPrincipal(call, principal, "Remove service principal", "Delete");
}

/** Soft delete: its grants and assignments are out of sight until it is restored. */
export function removePrincipal(tenant: Tenant, principal: ServicePrincipal, now: Date): void {
  tenant.remove(principal);
  principal.deletedDateTime = toSeconds(now);
  tenant.deleted.set(principal.id, principal);
}

/** Application.ReadWrite.OwnedBy reaches only what the caller owns. */
function requireOwnership(call: Call, principal: ServicePrincipal): void {
  if (call.caller.kind === "user" || !hasOwnedOnly(call)) return;
  if (!principal.owners.has(call.caller.objectId)) throw graphErrors.insufficientPrivileges();
}

function auditPrincipal(
  call: Call,
  principal: ServicePrincipal,
  activity: string,
  operation: "Add" | "Update" | "Delete",
): void {
  audit(call, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [{ id: principal.id, displayName: principal.displayName, type: "ServicePrincipal" }],
  });
}

export const servicePrincipalRoutes = [
  onGet("/servicePrincipals", permissions.readPrincipals, listPrincipals),
  onPost("/servicePrincipals", permissions.writePrincipals, createPrincipal),
  onGet("/servicePrincipals/{principal}", permissions.readPrincipals, (call) =>
    entityReply(call, servicePrincipalType, principalOf(call), "servicePrincipals"),
  ),
  onPatch("/servicePrincipals/{principal}", permissions.writePrincipals, updatePrincipal),
  onDelete("/servicePrincipals/{principal}", permissions.writePrincipals, (call) => {
    deletePrincipal(call, principalOf(call));
    return noContent();
  }),
  onPost("/servicePrincipals/{principal}/addPassword", permissions.writePrincipals, (call) => {
    const principal = principalOf(call);
    requireOwnership(call, principal);
    auditPrincipal(call, principal, "Add service principal credentials", "Update");
    return addPassword(call, principal);
  }),
  onPost("/servicePrincipals/{principal}/removePassword", permissions.writePrincipals, (call) => {
    const principal = principalOf(call);
    requireOwnership(call, principal);
    removePassword(call, principal);
    auditPrincipal(call, principal, "Remove service principal credentials", "Update");
    return noContent();
  }),
  onPost("/servicePrincipals/{principal}/addTokenSigningCertificate", permissions.writePrincipals, (call) => {
    const principal = principalOf(call);
    requireOwnership(call, principal);
    auditPrincipal(call, principal, "Add service principal credentials", "Update");
    return addTokenSigningCertificate(call, principal);
  }),
];
