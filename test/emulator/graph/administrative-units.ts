// Administrative units and their members. Source: "administrativeUnit resource type", "Add a member".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { directoryOptions } from "../odata/list.ts";
import type { AdministrativeUnit } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { mergeProperties } from "./application-rules.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  checkedBody,
  directoryBody,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
} from "./call.ts";
import { resolveBind } from "./group-edges.ts";
import { groupType, objectBody } from "./group-type.ts";
import { makeGroup } from "./groups.ts";
import { graphErrors } from "../errors/graph.ts";
import { requirePermission } from "./access.ts";
import { objectType } from "./object-type.ts";
import { permissions } from "./permissions.ts";
import { unitType } from "./unit-type.ts";

function unitOf(call: Call): AdministrativeUnit {
  const id = idOf(call, "unit");
  const unit = call.tenant.units.get(id.toLowerCase());
  if (unit === undefined) throw directoryErrors.notFound(id);
  return unit;
}

function auditUnit(
  call: Call,
  unit: AdministrativeUnit,
  activity: string,
  operation: "Add" | "Update" | "Delete",
) {
  audit(call, {
    activity,
    category: "AdministrativeUnit",
    operation,
    targets: [{ id: unit.id, displayName: unit.displayName, type: "AdministrativeUnit" }],
  });
}

function createUnit(call: Call): Reply {
  const { displayName, ...properties } = checkedBody(call, unitType, "create", directoryBody);
  const unit: AdministrativeUnit = {
    kind: "administrativeUnit",
    id: call.world.guid(),
    displayName: displayName as string,
    properties,
    members: new Set(),
    deletedDateTime: null,
  };
  call.tenant.add(unit);
  auditUnit(call, unit, "Add administrative unit", "Add");
  return entityReply(call, unitType, unit, "directory/administrativeUnits", 201);
}

function updateUnit(call: Call): Reply {
  const unit = unitOf(call);
  const { displayName, ...properties } = checkedBody(call, unitType, "update", directoryBody);
  if (typeof displayName === "string") unit.displayName = displayName;
  unit.properties = mergeProperties(unit.properties, properties);
  auditUnit(call, unit, "Update administrative unit", "Update");
  return noContent();
}

export function removeUnit(call: Call, unit: AdministrativeUnit): void {
  call.tenant.remove(unit);
  unit.deletedDateTime = toSeconds(call.world.now());
  call.tenant.deleted.set(unit.id, unit);
  auditUnit(call, unit, "Delete administrative unit", "Delete");
}

function addMember(call: Call): Reply {
  const unit = unitOf(call);
  const object = resolveBind(call, bodyOf(call)["@odata.id"]);
  if (object.kind !== "user" && object.kind !== "group") throw directoryErrors.invalidReference();
  if (unit.members.has(object.id)) throw directoryErrors.alreadyReferenced("members");
  unit.members.add(object.id);
  auditUnit(call, unit, "Add member to administrative unit", "Update");
  return noContent();
}

/** A new group that begins its life in the unit. Source: "Create a group in an administrative unit". */
function createGroupWithin(call: Call): Reply {
  const unit = unitOf(call);
  const type = bodyOf(call)["@odata.type"];
  if (type !== "#microsoft.graph.group" && type !== "microsoft.graph.group")
    throw graphErrors.notEmulated(
      `a member of the type ${JSON.stringify(type)} made in an administrative unit`,
    );
  requirePermission(call, permissions.createGroup, true);
  const group = makeGroup(call, {});
  unit.members.add(group.id);
  auditUnit(call, unit, "Add member to administrative unit", "Update");
  return entityReply(call, groupType, group, "groups", 201, { "@odata.type": "#microsoft.graph.group" });
}

function removeMember(call: Call): Reply {
  const unit = unitOf(call);
  const id = idOf(call, "object").toLowerCase();
  if (!unit.members.delete(id)) throw directoryErrors.notFound(id);
  auditUnit(call, unit, "Remove member from administrative unit", "Update");
  return noContent();
}

const { readUnits, writeUnits } = permissions;
const units = "/directory/administrativeUnits";
export const administrativeUnitRoutes = [
  onGet(units, readUnits, (call) =>
    listReply(call, {
      type: unitType,
      rows: () => call.tenant.units.values(),
      context: "directory/administrativeUnits",
      page: { usual: 100, largest: 999 },
      hasAdvancedQueries: true,
      options: directoryOptions,
    }),
  ),
  onPost(units, writeUnits, createUnit),
  onGet(`${units}/{unit}`, readUnits, (call) =>
    entityReply(call, unitType, unitOf(call), "directory/administrativeUnits"),
  ),
  onPatch(`${units}/{unit}`, writeUnits, updateUnit),
  onDelete(`${units}/{unit}`, writeUnits, (call) => {
    removeUnit(call, unitOf(call));
    return noContent();
  }),
  onGet(`${units}/{unit}/members`, readUnits, (call) =>
    listReply(call, {
      type: objectType,
      rows: () => [...unitOf(call).members].flatMap((id) => call.tenant.object(id) ?? []),
      context: "directoryObjects",
      page: { usual: 100, largest: 999 },
      body: (object, select) => objectBody(object, call, select),
    }),
  ),
  onPost(`${units}/{unit}/members`, writeUnits, createGroupWithin),
  onPost(`${units}/{unit}/members/$ref`, writeUnits, addMember),
  onDelete(`${units}/{unit}/members/{object}/$ref`, writeUnits, removeMember),
];
