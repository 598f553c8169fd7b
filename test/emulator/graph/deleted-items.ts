// The recycle bin: groups, users, service principals and applications wait there for 30 days.
// Source: "List deletedItems", "Restore deleted item", "Permanently delete item".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import type { EntityType } from "../odata/entity-type.ts";
import type { DirectoryObject } from "../tenant/model.ts";
import { requirePermission } from "./access.ts";
import { audit } from "./audit.ts";
import { type Call, idOf, listReply, noContent, ok, onDelete, onGet, onPost } from "./call.ts";
import { unitType } from "./unit-type.ts";
import { groupEdgesChanged } from "./group-edges.ts";
import { groupType, objectBody } from "./group-type.ts";
import { permissions } from "./permissions.ts";
import { applicationType } from "./application-type.ts";
import { servicePrincipalType } from "./service-principal-type.ts";
import { userType } from "./user-type.ts";

const keptDays = 30;

function isKept(call: Call, object: DirectoryObject): boolean {
  const deleted = Date.parse(object.deletedDateTime ?? "");
  return call.world.now().getTime() - deleted < keptDays * 86_400_000;
}

/** The deleted object of the path. Throws 404, or 403 when the caller may not do this with its kind. */
function deletedOf(call: Call, what: "read" | "write"): DirectoryObject {
  const id = idOf(call, "object");
  const object = call.tenant.deleted.get(id.toLowerCase());
  if (object === undefined || !isKept(call, object)) throw directoryErrors.notFound(id);
  requirePermission(call, permissions.deletedOf[object.kind][what], what === "write");
  return object;
}

function listDeleted<Entity extends DirectoryObject>(kind: Entity["kind"], type: EntityType<Entity>) {
  return (call: Call): Reply =>
    listReply(call, {
      type,
      rows: function* () {
        for (const object of call.tenant.deleted.values()) {
          if (object.kind === kind && isKept(call, object)) yield object as Entity;
        }
      },
      context: `${kind}s`,
      page: { usual: 100, largest: 999 },
      options: new Set(["select", "filter", "top", "orderby", "count"]),
      annotate: () => ({ "@odata.type": `#microsoft.graph.${kind}` }),
    });
}

/** Throws when a live object has taken the keys meanwhile. */
function checkKeysAreFree(call: Call, object: DirectoryObject): void {
  const { tenant } = call;
  switch (object.kind) {
    case "group":
      if (tenant.groupsByAlias(object.mailNickname).length > 0)
        throw directoryErrors.sameValue("mailNickname");
      if (object.uniqueName !== null && tenant.groupByUniqueName(object.uniqueName) !== undefined) {
        throw directoryErrors.sameValue("uniqueName");
      }
      return;
    case "user":
      if (tenant.user(object.userPrincipalName) !== undefined)
        throw directoryErrors.sameValue("userPrincipalName");
      return;
    case "servicePrincipal":
      if (tenant.servicePrincipalByAppId(object.appId) !== undefined) {
        throw directoryErrors.servicePrincipalExists(object.appId);
      }
      return;
    case "administrativeUnit":
      return;
    case "application":
      if (tenant.applicationByAppId(object.appId) !== undefined) throw directoryErrors.sameValue("appId");
      return;
  }
}

function restore(call: Call): Reply {
  const object = deletedOf(call, "write");
  checkKeysAreFree(call, object);
  call.tenant.past.note(object, "deleted");
  call.tenant.deleted.delete(object.id);
  object.deletedDateTime = null;
  call.tenant.add(object);
  if (object.kind === "user")
    for (const group of call.tenant.groupsOf(object.id, "members")) groupEdgesChanged(call, group);
  auditObject(call, object, `Restore ${object.kind}`, "Update");
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects/$entity`,
    ...objectBody(object, call, undefined),
  });
}

function purge(call: Call): Reply {
  const object = deletedOf(call, "write");
  call.tenant.purge(object.id);
  for (const grant of call.tenant.grants.values()) {
    if ([grant.clientId, grant.resourceId, grant.principalId].includes(object.id))
      call.tenant.grants.delete(grant.id);
  }
  for (const { id, principalId, resourceId } of call.tenant.assignments.values()) {
    if (principalId === object.id || resourceId === object.id) call.tenant.assignments.delete(id);
  }
  auditObject(call, object, `Hard delete ${object.kind}`, "Delete");
  return noContent();
}

function auditObject(
  call: Call,
  object: DirectoryObject,
  activity: string,
  operation: "Update" | "Delete",
): void {
  audit(call, {
    activity,
    category: "DirectoryManagement",
    operation,
    targets: [
      {
        id: object.id,
        displayName: object.displayName,
        type: object.kind === "group" ? "Group" : object.kind,
      },
    ],
  });
}

const bin = "/directory/deletedItems";
export const deletedItemRoutes = [
  onGet(`${bin}/microsoft.graph.group`, permissions.deletedOf.group.read, listDeleted("group", groupType)),
  onGet(`${bin}/microsoft.graph.user`, permissions.deletedOf.user.read, listDeleted("user", userType)),
  onGet(
    `${bin}/microsoft.graph.servicePrincipal`,
    permissions.deletedOf.servicePrincipal.read,
    listDeleted("servicePrincipal", servicePrincipalType),
  ),
  onGet(
    `${bin}/microsoft.graph.application`,
    permissions.deletedOf.application.read,
    listDeleted("application", applicationType),
  ),
  onGet(
    `${bin}/microsoft.graph.administrativeUnit`,
    permissions.deletedOf.administrativeUnit.read,
    listDeleted("administrativeUnit", unitType),
  ),
  onGet(`${bin}/{object}`, permissions.readDeleted, (call) =>
    ok({
      "@odata.context": `${call.origin}/${call.version}/$metadata#directoryObjects/$entity`,
      ...objectBody(deletedOf(call, "read"), call, call.query.select),
    }),
  ),
  onDelete(`${bin}/{object}`, permissions.writeDeleted, purge),
  onPost(`${bin}/{object}/restore`, permissions.writeDeleted, restore),
];
