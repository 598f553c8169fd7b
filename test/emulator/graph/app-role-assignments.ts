// Application consent: the same record seen from the resource (appRoleAssignedTo) and from the client
// (appRoleAssignments). Source: "appRoleAssignment resource type".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { checkBody, type EntityType } from "../odata/entity-type.ts";
import type { RoleAssignment, ServicePrincipal } from "../tenant/model.ts";
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
  onPost,
} from "./call.ts";
import { guidBytes } from "./grants.ts";
import { permissions } from "./permissions.ts";
import { principalOf } from "./service-principals.ts";

const defaultAccess = "00000000-0000-0000-0000-000000000000";

const assignmentType: EntityType<RoleAssignment> = {
  name: "microsoft.graph.appRoleAssignment",
  properties: {
    id: { type: "String", read: (assignment) => assignment.id },
    deletedDateTime: { type: "DateTimeOffset", read: () => null },
    appRoleId: {
      type: "Guid",
      read: (assignment) => assignment.appRoleId,
      write: "create",
      isRequired: true,
    },
    createdDateTime: { type: "DateTimeOffset", read: (assignment) => assignment.createdDateTime },
    principalDisplayName: {
      type: "String",
      read: (assignment, { tenant }) => tenant.object(assignment.principalId)?.displayName ?? null,
    },
    principalId: {
      type: "Guid",
      read: (assignment) => assignment.principalId,
      write: "create",
      isRequired: true,
    },
    principalType: { type: "String", read: (assignment) => assignment.principalType },
    resourceDisplayName: {
      type: "String",
      read: (assignment, { tenant }) => tenant.object(assignment.resourceId)?.displayName ?? null,
    },
    resourceId: {
      type: "Guid",
      read: (assignment) => assignment.resourceId,
      write: "create",
      isRequired: true,
    },
  },
};

type Side = "principalId" | "resourceId";

function listAssignments(side: Side) {
  return (call: Call): Reply => {
    const { id } = principalOf(call);
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

function createAssignment(side: Side) {
  return (call: Call): Reply => {
    const addressed = principalOf(call);
    const body = checkBody(assignmentType, bodyOf(call), "create", directoryBody);
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
  if (principal === undefined || principal.kind === "application")
    throw directoryErrors.notFound(principalId);
  const isOffered =
    appRoleId === defaultAccess
      ? resource.appRoles.length === 0
      : resource.appRoles.some(({ id }) => id === appRoleId);
  if (!isOffered) throw directoryErrors.unknownAppRole(appRoleId, resource.appId);
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

function assignmentOf(call: Call, side: Side): RoleAssignment {
  const id = idOf(call, "assignment");
  const assignment = call.tenant.assignments.get(id);
  if (
    assignment === undefined ||
    assignment[side] !== principalOf(call).id ||
    !call.tenant.isLiveAssignment(assignment)
  ) {
    throw directoryErrors.notFound(id);
  }
  return assignment;
}

function deleteAssignment(side: Side) {
  return (call: Call): Reply => {
    const assignment = assignmentOf(call, side);
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
      "AppRole.Value": resource?.appRoles.find(({ id }) => id === assignment.appRoleId)?.value ?? null,
    },
  });
}

const sides = [
  ["appRoleAssignedTo", "resourceId"],
  ["appRoleAssignments", "principalId"],
] as const;

export const appRoleAssignmentRoutes = sides.flatMap(([collection, side]) => [
  onGet(`/servicePrincipals/{principal}/${collection}`, permissions.readAssignments, listAssignments(side)),
  onPost(
    `/servicePrincipals/{principal}/${collection}`,
    permissions.createAssignment,
    createAssignment(side),
  ),
  onGet(`/servicePrincipals/{principal}/${collection}/{assignment}`, permissions.readAssignments, (call) =>
    entityReply(call, assignmentType, assignmentOf(call, side), "appRoleAssignments"),
  ),
  onDelete(
    `/servicePrincipals/{principal}/${collection}/{assignment}`,
    permissions.deleteAssignment,
    deleteAssignment(side),
  ),
]);
