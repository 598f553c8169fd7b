// Service principals: instantiate, upsert by appId, read, change, delete. Source: "Create servicePrincipal",
// "Upsert servicePrincipal", "servicePrincipal resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { checkBody } from "../odata/entity-type.ts";
import { directoryOptions } from "../odata/list.ts";
import { firstPartyApps } from "../tenant/first-party.ts";
import type { AppRole, Scope, ServicePrincipal } from "../tenant/model.ts";
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
} from "./call.ts";
import { permissions } from "./permissions.ts";
import { servicePrincipalType } from "./service-principal-type.ts";

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
  const body = checkBody(servicePrincipalType, { ...bodyOf(call), appId }, "create", directoryBody);
  const id = (body["appId"] as string).toLowerCase();
  if (call.tenant.servicePrincipalByAppId(id) !== undefined) throw directoryErrors.servicePrincipalExists(id);
  const principal = newPrincipal(call, id);
  if (principal === undefined) throw directoryErrors.noBackingApplication(id);
  const isForeign = call.tenant.applicationByAppId(id) === undefined;
  if (isForeign && hasOwnedOnly(call)) throw directoryErrors.foreignApplication();
  Object.assign(principal, { ...body, appId: id });
  for (const owner of ownersIn(call)) principal.owners.add(owner);
  call.tenant.add(principal);
  auditPrincipal(call, principal, "Add service principal", "Add");
  return principal;
}

/** Owners bound in the body. Objects that do not exist are a 404. */
function ownersIn(call: Call): string[] {
  const urls = call.body["owners@odata.bind"];
  if (!Array.isArray(urls)) return [];
  return urls.map((url: unknown) => {
    const id = typeof url === "string" ? (url.split("/").pop() ?? "").replaceAll(/[()']/g, "") : "";
    const object = call.tenant.object(id);
    if (object === undefined) throw directoryErrors.notFound(id);
    return object.id;
  });
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
    description: null,
    notes: null,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    preferredSingleSignOnMode: null,
    alternativeNames: [],
    notificationEmailAddresses: [],
    replyUrls: [],
    servicePrincipalNames: [appId],
    tags: [],
    scopes: app?.scopes.map((scope) => ({ ...scope })) ?? scopesOf(application?.properties["api"]),
    appRoles: app?.appRoles.map((role) => ({ ...role })) ?? rolesOf(application?.properties["appRoles"]),
    owners: new Set(),
    createdDateTime: toSeconds(call.world.now()),
    deletedDateTime: null,
  };
}

function scopesOf(api: unknown): Scope[] {
  const scopes = (
    api as { oauth2PermissionScopes?: { id: string; value: string; type?: string }[] } | undefined
  )?.oauth2PermissionScopes;
  return (scopes ?? []).map(({ id, value, type }) => ({ id, value, isAdmin: type === "Admin" }));
}

function rolesOf(roles: unknown): AppRole[] {
  return ((roles as AppRole[] | undefined) ?? []).map(({ id, value }) => ({ id, value }));
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
  Object.assign(principal, checkBody(servicePrincipalType, rest, "update", directoryBody));
  auditPrincipal(call, principal, "Update service principal", "Update");
  return noContent();
}

function deletePrincipal(call: Call): Reply {
  const principal = principalOf(call);
  requireOwnership(call, principal);
  removePrincipal(call.tenant, principal, call.world.now());
  auditPrincipal(call, principal, "Remove service principal", "Delete");
  return noContent();
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
  onDelete("/servicePrincipals/{principal}", permissions.writePrincipals, deletePrincipal),
];
