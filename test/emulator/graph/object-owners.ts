// Owners of applications and service principals. Source: "Add owner" and "Remove owner" of both.
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import type { Application, ServicePrincipal } from "../tenant/model.ts";
import { applicationOf } from "./applications.ts";
import { audit } from "./audit.ts";
import { bodyOf, type Call, idOf, listReply, noContent, onDelete, onGet, onPost } from "./call.ts";
import { resolveBind } from "./group-edges.ts";
import { objectBody } from "./group-type.ts";
import { objectType } from "./object-type.ts";
import { permissions } from "./permissions.ts";
import { hasOwnedOnly, principalOf } from "./service-principals.ts";

type Owned = Application | ServicePrincipal;
type Find = (call: Call) => Owned;

function requireOwnership(call: Call, owned: Owned): void {
  if (call.caller.kind === "user" || !hasOwnedOnly(call)) return;
  if (!owned.owners.has(call.caller.objectId)) throw graphErrors.insufficientPrivileges();
}

function auditOwner(call: Call, owned: Owned, id: string, operation: "Assign" | "Unassign"): void {
  const what = owned.kind === "application" ? "application" : "service principal";
  audit(call, {
    activity: operation === "Assign" ? `Add owner to ${what}` : `Remove owner from ${what}`,
    category: "ApplicationManagement",
    operation,
    targets: [
      { id, displayName: call.tenant.object(id)?.displayName ?? null, type: "User" },
      {
        id: owned.id,
        displayName: owned.displayName,
        type: owned.kind === "application" ? "Application" : "ServicePrincipal",
      },
    ],
  });
}

function ownerRoutes(path: string, find: Find) {
  const list = (call: Call): Reply =>
    listReply(call, {
      type: objectType,
      rows: () => [...find(call).owners].flatMap((id) => call.tenant.object(id) ?? []),
      context: "directoryObjects",
      page: { usual: 100, largest: 999 },
      body: (object, select) => objectBody(object, call, select),
    });
  const add = (call: Call): Reply => {
    const owned = find(call);
    requireOwnership(call, owned);
    const { id, kind } = resolveBind(call, bodyOf(call)["@odata.id"]);
    if (kind !== "user" && kind !== "servicePrincipal") throw directoryErrors.invalidReference();
    if (owned.owners.has(id)) throw directoryErrors.alreadyReferenced("owners");
    owned.owners.add(id);
    auditOwner(call, owned, id, "Assign");
    return noContent();
  };
  const remove = (call: Call): Reply => {
    const owned = find(call);
    requireOwnership(call, owned);
    const id = idOf(call, "object").toLowerCase();
    if (!owned.owners.delete(id)) throw directoryErrors.notFound(id);
    auditOwner(call, owned, id, "Unassign");
    return noContent();
  };
  return [
    onGet(`${path}/owners`, permissions.readPrincipals, list),
    onPost(`${path}/owners/$ref`, permissions.writePrincipals, add),
    onDelete(`${path}/owners/{object}/$ref`, permissions.writePrincipals, remove),
  ];
}

export const objectOwnerRoutes = [
  ...ownerRoutes("/applications/{application}", applicationOf),
  ...ownerRoutes("/servicePrincipals/{principal}", principalOf),
];
