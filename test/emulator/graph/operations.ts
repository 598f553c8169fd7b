// Long-running operations of Teams. Source: "teamsAsyncOperation resource type".
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import type { EntityType } from "../odata/entity-type.ts";
import type { Group, TeamsOperation } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { type Call, entityReply, idOf } from "./call.ts";
import { hasTeam } from "./team-type.ts";

/** Starts an operation on a team; it is done when the lag is over. */
export function addOperation(call: Call, group: Group, operationType: string): TeamsOperation {
  const now = call.world.now();
  const operation: TeamsOperation = {
    id: call.world.guid(),
    operationType,
    createdDateTime: now.toISOString(),
    targetResourceId: group.id,
    targetResourceLocation: `/teams('${group.id}')`,
    completesDateTime: new Date(now.getTime() + call.lag.teamCreationSeconds * 1000).toISOString(),
  };
  group.team?.operations.set(operation.id, operation);
  return operation;
}

/** 202 without a body. The locations are relative and name no version. */
export function operationReply(group: Group, operation: TeamsOperation): Reply {
  return {
    status: 202,
    headers: {
      Location: `/teams('${group.id}')/operations('${operation.id}')`,
      "Content-Location": `/teams('${group.id}')`,
    },
  };
}

function statusOf(operation: TeamsOperation, now: Date): "notStarted" | "inProgress" | "succeeded" {
  const ends = Date.parse(operation.completesDateTime);
  const begins = Date.parse(operation.createdDateTime);
  if (now.getTime() >= ends) return "succeeded";
  return now.getTime() < begins + (ends - begins) / 3 ? "notStarted" : "inProgress";
}

export function readOperation(call: Call): Reply {
  const id = idOf(call, "operation");
  const group = call.tenant.group(idOf(call, "team"));
  const operation = group !== undefined && hasTeam(group) ? group.team.operations.get(id) : undefined;
  if (operation === undefined) throw teamsErrors.notFound(`No operation found with id ${id}`);
  const now = call.world.now();
  const type: EntityType<TeamsOperation> = {
    name: "microsoft.graph.teamsAsyncOperation",
    properties: {
      id: { type: "String", read: (found) => found.id },
      operationType: { type: "String", read: (found) => found.operationType },
      createdDateTime: { type: "DateTimeOffset", read: (found) => found.createdDateTime },
      status: { type: "String", read: (found) => statusOf(found, now) },
      lastActionDateTime: { type: "DateTimeOffset", read: () => toSeconds(now) },
      attemptsCount: { type: "Int32", read: () => 1 },
      targetResourceId: { type: "String", read: (found) => found.targetResourceId },
      targetResourceLocation: { type: "String", read: (found) => found.targetResourceLocation },
      error: { type: "Object", read: () => null },
    },
  };
  return entityReply(call, type, operation, `teams('${idOf(call, "team")}')/operations`);
}
