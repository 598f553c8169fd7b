// Application consent: the same record seen from the resource (appRoleAssignedTo) and from the client
// (appRoleAssignments). Source: "appRoleAssignment resource type".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import type { DirectoryObject, RoleAssignment, ServicePrincipal } from "../tenant/model.ts";
import { audit } from "./audit.ts";
import {
  type Call,
  type GraphRoute,
  directoryBody,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPost,
  checkedBody,
} from "./call.ts";
import { assignmentType } from "./assignment-type.ts";
import { guidBytes } from "./grants.ts";
import { groupOf } from "./group-type.ts";
import { rolesOffered } from "./offers.ts";
import { type Permission, permissions } from "./permissions.ts";
import { principalOf } from "./service-principals.ts";
import { userOf } from "./users.ts";

const defaultAccess = "00000000-0000-0000-0000-000000000000";

type Side = "principalId" | "resourceId";

/** An object that assignments hang on, as the path names it. */
type Find = (call: Call) => { readonly id: string };

function listAssignments(side: Side, find: Find) {
  return (call: Call): Reply => {
    const { id } = find(call);
    return listReply(call, {
      type: assignmentType,
      rows: () => assignmentsOf(call, side, id),
      context: "appRoleAssignments",
      page: { usual: 100, largest: 999 },
      lag: { key: (assignment) => assignment.id },
    });
  };
}

function* assignmentsOf(call: Call, side: Side, id: string): Iterable<RoleAssignment> {
  for (const assignment of call.tenant.assignments.values()) {
    if (assignment[side] === id && call.tenant.isLiveAssignment(assignment)) yield assignment;
  }
}

function createAssignment(side: Side, find: Find) {
  return (call: Call): Reply => {
    const addressed = find(call);
    const body = checkedBody(call, assignmentType, "create", directoryBody);
    const [principalId = "", resourceId = "", appRoleId = ""] = [
      "principalId",
      "resourceId",
      "appRoleId",
    ].map((name) => (body[name] as string).toLowerCase());
    if ((side === "principalId" ? principalId : resourceId) !== addressed.id) {
      throw directoryErrors.invalidValue(side);
    }
    const resource = call.tenant.servicePrincipals.get(resourceId);
    if (resource === undefined) throw directoryErrors.notFound(resourceId);
    const assignment = makeAssignment(call, principalId, resource, appRoleId);
    return entityReply(call, assignmentType, assignment, "appRoleAssignments", 201);
  };
}

function makeAssignment(
  call: Call,
  principalId: string,
  resource: ServicePrincipal,
  appRoleId: string,
): RoleAssignment {
  const { tenant } = call;
  const principal = tenant.object(principalId);
  if (principal === undefined || principal.kind === "application" || principal.kind === "administrativeUnit")
    throw directoryErrors.notFound(principalId);
  if (!isOffered(call, principal, resource, appRoleId))
    throw directoryErrors.unknownAppRole(appRoleId, resource.appId);
  for (const other of assignmentsOf(call, "principalId", principalId)) {
    if (other.resourceId !== resource.id || other.appRoleId !== appRoleId) continue;
    throw principal.kind === "servicePrincipal"
      ? directoryErrors.assignmentExists()
      : directoryErrors.entitlementExists();
  }
  const types = { user: "User", group: "Group", servicePrincipal: "ServicePrincipal" } as const;
  const assignment: RoleAssignment = {
    id: Buffer.concat([guidBytes(principalId), guidBytes(call.world.guid())]).toString("base64url"),
    principalId,
    principalType: types[principal.kind],
    resourceId: resource.id,
    appRoleId,
    createdDateTime: call.world.now().toISOString(),
  };
  tenant.assignments.set(assignment.id, assignment);
  tenant.fresh.noteMade(assignment.id);
  auditAssignment(call, assignment, "Add app role assignment to service principal", "Assign");
  return assignment;
}

/** A role is for people and groups, for applications, or for both. Without roles there is the default access. */
function isOffered(
  { tenant }: Call,
  { kind }: DirectoryObject,
  resource: ServicePrincipal,
  appRoleId: string,
): boolean {
  const memberType = kind === "servicePrincipal" ? "Application" : "User";
  const fitting = rolesOffered(resource, tenant).filter(
    ({ allowedMemberTypes, isEnabled }) =>
      isEnabled !== false && isStringArray(allowedMemberTypes) && allowedMemberTypes.includes(memberType),
  );
  if (appRoleId === defaultAccess) return fitting.length === 0;
  return fitting.some(({ id }) => String(id).toLowerCase() === appRoleId);
}

function assignmentOf(call: Call, side: Side, find: Find): RoleAssignment {
  const id = idOf(call, "assignment");
  const assignment = call.tenant.assignments.get(id);
  if (
    assignment === undefined ||
    assignment[side] !== find(call).id ||
    !call.tenant.isLiveAssignment(assignment)
  ) {
    throw directoryErrors.notFound(id);
  }
  return assignment;
}

function deleteAssignment(side: Side, find: Find) {
  return (call: Call): Reply => {
    const assignment = assignmentOf(call, side, find);
    call.tenant.assignments.delete(assignment.id);
    auditAssignment(call, assignment, "Remove app role assignment from service principal", "Unassign");
    return noContent();
  };
}

function auditAssignment(
  call: Call,
  assignment: RoleAssignment,
  activity: string,
  operation: "Assign" | "Unassign",
): void {
  const resource = call.tenant.servicePrincipals.get(assignment.resourceId);
  audit(call, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [
      { id: assignment.resourceId, displayName: resource?.displayName ?? null, type: "ServicePrincipal" },
      {
        id: assignment.principalId,
        displayName: call.tenant.object(assignment.principalId)?.displayName ?? null,
        type: assignment.principalType,
      },
    ],
    changes: {
      "AppRole.Value": roleValue(call, resource, assignment.appRoleId),
    },
  });
}

function roleValue({ tenant }: Call, resource: ServicePrincipal | undefined, roleId: string): unknown {
  if (resource === undefined) return null;
  return rolesOffered(resource, tenant).find(({ id }) => id === roleId)?.["value"] ?? null;
}

function routesOf(path: string, side: Side, find: Find, read: Permission): GraphRoute[] {
  return [
    onGet(path, read, listAssignments(side, find)),
    onPost(path, permissions.createAssignment, createAssignment(side, find)),
    onGet(`${path}/{assignment}`, read, (call) =>
      entityReply(call, assignmentType, assignmentOf(call, side, find), "appRoleAssignments"),
    ),
    onDelete(`${path}/{assignment}`, permissions.deleteAssignment, deleteAssignment(side, find)),
  ];
}

const { readAssignments, readGroupAssignments, readUserAssignments } = permissions;
const principals = "/servicePrincipals/{principal}";
export const appRoleAssignmentRoutes: readonly GraphRoute[] = [
  ...routesOf(`${principals}/appRoleAssignedTo`, "resourceId", principalOf, readAssignments),
  ...routesOf(`${principals}/appRoleAssignments`, "principalId", principalOf, readAssignments),
  ...routesOf("/groups/{group}/appRoleAssignments", "principalId", groupOf, readGroupAssignments),
  ...routesOf("/users/{user}/appRoleAssignments", "principalId", userOf, readUserAssignments),
];
