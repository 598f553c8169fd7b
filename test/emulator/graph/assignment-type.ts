// The assignment of an app role as Graph shows it. Source: "appRoleAssignment resource type".
import type { JsonObject } from "../json.ts";
import { type EntityType, project, type ReadContext } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { RoleAssignment } from "../tenant/model.ts";

export const assignmentType: EntityType<RoleAssignment> = modelled("appRoleAssignment", {
  own: {
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
});

/** The assignments of one side as they come along with $expand. */
export function assignmentBodies(
  context: ReadContext,
  side: "principalId" | "resourceId",
  id: string,
): JsonObject[] {
  return [...context.tenant.assignments.values()]
    .filter((assignment) => assignment[side] === id && context.tenant.isLiveAssignment(assignment))
    .map((assignment) => project(assignmentType, assignment, context, undefined));
}
