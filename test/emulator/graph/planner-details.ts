// Details of a task and its places on the boards, each with an etag of its own.
// Source: "Update plannerTaskDetails", "plannerBucketTaskBoardTaskFormat resource type".
import { plannerErrors } from "../errors/planner.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { BoardName, TaskDetails } from "../tenant/planner.ts";
import { bodyOf, type Call, onGet, onPatch } from "./call.ts";
import { permissions } from "./permissions.ts";
import { etagOf, identityOf, mergeOpen, placeOf, requireEtag, touch } from "./planner-etag.ts";
import { changedReply } from "./planner-plans.ts";
import { taskOf } from "./planner-tasks.ts";

const checklistMost = 20;
const referencesMost = 10;
const previewTypes = ["automatic", "noPreview", "checklist", "description", "reference"];

function detailsReply(call: Call): Reply {
  const { id, details } = taskOf(call);
  const { description, previewType, checklist, references } = details;
  const context = `${call.origin}/${call.version}/$metadata#planner/tasks('${id}')/details/$entity`;
  const etag = etagOf(details);
  return {
    status: 200,
    body: {
      "@odata.context": context,
      "@odata.etag": etag,
      description,
      previewType,
      id,
      references,
      checklist,
    },
  };
}

/** Keeps the entry's known properties. Throws 400 for others and for wrong types. */
function entry(
  name: string,
  value: JsonObject,
  types: Readonly<Record<string, "string" | "boolean">>,
): JsonObject {
  for (const [property, inner] of Object.entries(value)) {
    if (property.startsWith("@")) continue;
    const type = types[property];
    if (type === undefined) throw plannerErrors.unknownProperty(`${name}/${property}`);
    if (inner !== null && typeof inner !== type)
      throw plannerErrors.wrongType(`${name}/${property}`, `Edm.${type}`);
  }
  return value;
}

function updateDetails(call: Call): Reply {
  const { details } = taskOf(call);
  const { description, previewType, checklist, references, ...rest } = bodyOf(call);
  const unknown = Object.keys(rest).find((name) => !name.includes("@"));
  if (unknown !== undefined) throw plannerErrors.unknownProperty(unknown);
  if (description !== undefined && description !== null && typeof description !== "string")
    throw plannerErrors.wrongType("description", "Edm.String");
  if (previewType !== undefined && !previewTypes.includes(previewType as string))
    throw plannerErrors.invalidValue("previewType");
  const names = Object.keys(call.body).filter((name) => !name.includes("@"));
  requireEtag(call, details, names);
  const by = { lastModifiedBy: identityOf(call), lastModifiedDateTime: call.world.now().toISOString() };
  const next: Partial<TaskDetails> = {
    checklist: mergeOpen("checklist", details.checklist, checklist, (key, value, before) => ({
      isChecked: false,
      title: "",
      ...before,
      ...entry(`checklist/${key}`, value, { isChecked: "boolean", title: "string", orderHint: "string" }),
      "@odata.type": "#microsoft.graph.plannerChecklistItem",
      orderHint: placeOf(call, value["orderHint"]),
      ...by,
    })),
    references: mergeOpen("references", details.references, references, (key, value, before) => ({
      alias: null,
      type: "Other",
      ...before,
      ...entry(`references/${key}`, value, { alias: "string", type: "string", previewPriority: "string" }),
      "@odata.type": "#microsoft.graph.plannerExternalReference",
      previewPriority: placeOf(call, value["previewPriority"], "previewPriority"),
      ...by,
    })),
  };
  if (Object.keys(next.checklist ?? {}).length > checklistMost)
    throw plannerErrors.limit("MaximumChecklistItemsOnTask");
  if (Object.keys(next.references ?? {}).length > referencesMost)
    throw plannerErrors.limit("MaximumReferencesOnTask");
  if (description !== undefined) next.description = description ?? "";
  if (typeof previewType === "string") next.previewType = previewType;
  Object.assign(details, next);
  touch(details, names);
  return changedReply(call, () => detailsReply(call));
}

function boardReply(call: Call, name: BoardName): Reply {
  const { id, boards } = taskOf(call);
  const board = boards[name];
  const context = `${call.origin}/${call.version}/$metadata#planner/tasks('${id}')/${name}/$entity`;
  const hints =
    name === "assignedToTaskBoardFormat"
      ? { unassignedOrderHint: board.orderHint, orderHintsByAssignee: board.orderHintsByAssignee }
      : { orderHint: board.orderHint };
  return { status: 200, body: { "@odata.context": context, "@odata.etag": etagOf(board), ...hints, id } };
}

function updateBoard(call: Call, name: BoardName): Reply {
  const board = taskOf(call).boards[name];
  const isByAssignee = name === "assignedToTaskBoardFormat";
  const single = isByAssignee ? "unassignedOrderHint" : "orderHint";
  const body = bodyOf(call);
  const names = Object.keys(body).filter((property) => !property.includes("@"));
  for (const property of names) {
    if (property !== single && !(isByAssignee && property === "orderHintsByAssignee"))
      throw plannerErrors.unknownProperty(property);
  }
  const byAssignee = body["orderHintsByAssignee"] ?? {};
  if (!isObject(byAssignee)) throw plannerErrors.wrongType("orderHintsByAssignee", "Edm.Object");
  requireEtag(call, board, names);
  if (single in body) board.orderHint = placeOf(call, body[single], single);
  for (const [user, hint] of Object.entries(byAssignee)) {
    if (!user.startsWith("@")) board.orderHintsByAssignee[user] = placeOf(call, hint);
  }
  touch(board, names);
  return changedReply(call, () => boardReply(call, name));
}

const { readPlans, writePlans } = permissions;
const boards: readonly BoardName[] = [
  "assignedToTaskBoardFormat",
  "bucketTaskBoardFormat",
  "progressTaskBoardFormat",
];
export const plannerDetailsRoutes = [
  onGet("/planner/tasks/{task}/details", readPlans, detailsReply),
  onPatch("/planner/tasks/{task}/details", writePlans, updateDetails),
  ...boards.flatMap((name) => [
    onGet(`/planner/tasks/{task}/${name}`, readPlans, (call) => boardReply(call, name)),
    onPatch(`/planner/tasks/{task}/${name}`, writePlans, (call) => updateBoard(call, name)),
  ]),
];
