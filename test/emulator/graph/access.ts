// Decides whether a caller may use a route. Applications: by app roles, as documented. People acting by hand:
// administrators may do everything, owners of a group or team may change it, everybody may read.
import { graphErrors } from "../errors/graph.ts";
import { plannerErrors } from "../errors/planner.ts";
import { type Call, idOf } from "./call.ts";
import type { Permission } from "./permissions.ts";

/** Throws ServiceError 403 in the words of the workload. */
export function requirePermission(call: Call, permission: Permission, isWrite: boolean): void {
  const { caller } = call;
  if (caller.kind === "user") {
    if (caller.user.isAdmin || !isWrite || ownsTarget(call, permission)) return;
    throw graphErrors.insufficientPrivileges();
  }
  const isAllowed =
    permission.anyOf.length === 0 ||
    (permission.anyOf.some((role) => caller.roles.has(role)) &&
      (permission.and === undefined || permission.and.some((role) => caller.roles.has(role))));
  if (isAllowed) return;
  if (permission.workload === "directory") throw graphErrors.insufficientPrivileges();
  if (permission.workload === "planner") throw plannerErrors.forbidden();
  throw graphErrors.missingRoles(permission.anyOf, [...caller.roles].sort());
}

function ownsTarget(call: Call, permission: Permission): boolean {
  const { caller } = call;
  const name = permission.ownedBy;
  if (caller.kind !== "user" || name === undefined || call.keys[name]?.kind !== "id") return false;
  return call.tenant.group(idOf(call, name))?.owners.has(caller.user.id) === true;
}
