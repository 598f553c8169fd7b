// Delegated consent. Source: "oAuth2PermissionGrant resource type", "Create oAuth2PermissionGrant".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import { keyCandidates } from "../odata/evaluate.ts";
import type { Grant } from "../tenant/model.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  directoryBody,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  checkedBody,
} from "./call.ts";
import { scopesOffered } from "./offers.ts";
import { permissions } from "./permissions.ts";
import { principalOf } from "./service-principals.ts";

export const grantType: EntityType<Grant> = modelled("oAuth2PermissionGrant", {
  own: {
    clientId: { type: "String", read: (grant) => grant.clientId, write: "create", isRequired: true },
    consentType: {
      type: "String",
      read: (grant) => grant.consentType,
      write: "create",
      isRequired: true,
      oneOf: ["AllPrincipals", "Principal"],
    },
    id: { type: "String", read: (grant) => grant.id },
    principalId: { type: "String", read: (grant) => grant.principalId, write: "create", isNullable: true },
    resourceId: { type: "String", read: (grant) => grant.resourceId, write: "create", isRequired: true },
    scope: { type: "String", read: (grant) => grant.scope, write: "always", isNullable: true, longest: 3850 },
  },
});

/** Base64url of the ids' bytes in the little-endian GUID layout: stable over delete and create. */
export function grantId(clientId: string, resourceId: string, principalId: string | null): string {
  const ids = principalId === null ? [clientId, resourceId] : [clientId, resourceId, principalId];
  return Buffer.concat(ids.map(guidBytes)).toString("base64url");
}

export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

function listGrants(call: Call, clientId?: string): Reply {
  const { tenant } = call;
  return listReply(call, {
    type: grantType,
    rows: function* () {
      for (const grant of tenant.grants.values()) {
        if (tenant.isLiveGrant(grant) && (clientId === undefined || grant.clientId === clientId)) yield grant;
      }
    },
    context: "oauth2PermissionGrants",
    page: { usual: 100, largest: 999 },
    // Narrowed by client the list is up to date. Source: "List oauth2PermissionGrants".
    ...(isByClient(call, clientId) ? {} : { lag: { key: ({ id }: Grant) => id } }),
  });
}

function isByClient({ query }: Call, clientId: string | undefined): boolean {
  if (clientId !== undefined) return true;
  return query.filter !== undefined && keyCandidates(query.filter, "clientId") !== undefined;
}

function createGrant(call: Call): Reply {
  const body = checkedBody(call, grantType, "create", directoryBody);
  const { tenant } = call;
  const [client, resource] = ["clientId", "resourceId"].map((name) => {
    const principal = tenant.servicePrincipals.get((body[name] as string).toLowerCase());
    if (principal === undefined) throw directoryErrors.notFound(body[name] as string);
    return principal;
  });
  if (client === undefined || resource === undefined) throw directoryErrors.required("clientId");
  const consentType =
    (body["consentType"] as string).toLowerCase() === "principal" ? "Principal" : "AllPrincipals";
  const principalId = (body["principalId"] as string | null | undefined) ?? null;
  if ((consentType === "Principal") !== (principalId !== null))
    throw directoryErrors.invalidValue("principalId");
  if (principalId !== null && !tenant.users.has(principalId.toLowerCase())) {
    throw directoryErrors.notFound(principalId);
  }
  const id = grantId(client.id, resource.id, principalId);
  if (tenant.grants.has(id)) throw directoryErrors.grantExists();
  const scope = (body["scope"] as string | null | undefined) ?? "";
  const grant: Grant = { id, clientId: client.id, resourceId: resource.id, consentType, principalId, scope };
  checkScope(call, grant, scope);
  tenant.grants.set(id, grant);
  tenant.fresh.noteMade(id);
  tenant.past.noteNone(id);
  auditGrant(call, grant, "Add delegated permission grant", "Add");
  return entityReply(call, grantType, grant, "oauth2PermissionGrants", 201);
}

/** Every word must be a scope that the resource offers. */
function checkScope(call: Call, grant: Grant, scope: string): void {
  const resource = call.tenant.servicePrincipals.get(grant.resourceId);
  const offered = resource === undefined ? [] : scopesOffered(resource, call.tenant);
  for (const word of scope.split(" ").filter((part) => part !== "")) {
    if (!offered.some(({ value }) => value === word)) throw directoryErrors.unknownScope(word);
  }
}

function grantOf(call: Call): Grant {
  const id = idOf(call, "grant");
  const grant = call.tenant.grants.get(id);
  if (grant === undefined || !call.tenant.isLiveGrant(grant)) throw directoryErrors.notFound(id);
  return grant;
}

/** Replaces the list of scopes; nothing else can change. */
function updateGrant(call: Call): Reply {
  const grant = grantOf(call);
  const body = bodyOf(call);
  for (const name of Object.keys(body)) {
    const isKey = name.toLowerCase() === "id";
    if (name.toLowerCase() !== "scope" && !isKey && !name.includes("@"))
      throw directoryErrors.immutable(name);
  }
  const { scope } = checkedBody(call, grantType, "update", directoryBody, body);
  if (scope !== undefined) {
    checkScope(call, grant, scope as string);
    grant.scope = scope as string;
  }
  auditGrant(call, grant, "Update delegated permission grant", "Update");
  return noContent();
}

function deleteGrant(call: Call): Reply {
  const grant = grantOf(call);
  call.tenant.grants.delete(grant.id);
  auditGrant(call, grant, "Remove delegated permission grant", "Delete");
  return noContent();
}

function auditGrant(
  call: Call,
  grant: Grant,
  activity: string,
  operation: "Add" | "Update" | "Delete",
): void {
  const { servicePrincipals } = call.tenant;
  audit(call, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [grant.resourceId, grant.clientId].map((id) => ({
      id,
      displayName: servicePrincipals.get(id)?.displayName ?? null,
      type: "ServicePrincipal",
    })),
    changes: { "DelegatedPermissionGrant.Scope": grant.scope },
  });
}

export const grantRoutes = [
  onGet("/oauth2PermissionGrants", permissions.readGrants, (call) => listGrants(call)),
  onPost("/oauth2PermissionGrants", permissions.writeGrants, createGrant),
  onGet("/oauth2PermissionGrants/{grant}", permissions.readGrants, (call) =>
    entityReply(call, grantType, grantOf(call), "oauth2PermissionGrants"),
  ),
  onPatch("/oauth2PermissionGrants/{grant}", permissions.writeGrants, updateGrant),
  onDelete("/oauth2PermissionGrants/{grant}", permissions.writeGrants, deleteGrant),
  onGet("/servicePrincipals/{principal}/oauth2PermissionGrants", permissions.readGrants, (call) =>
    listGrants(call, principalOf(call).id),
  ),
];
