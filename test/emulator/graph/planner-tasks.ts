// Tasks with their assignments. Source: "Create plannerTask", "Update plannerTask".
import { plannerErrors } from "../errors/planner.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { EntityType, Property } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Task } from "../tenant/planner.ts";
import {
  bodyOf,
  type Call,
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
import { permissions } from "./permissions.ts";
import {
  checkCategories,
  firstVersion,
  identityOf,
  mergeOpen,
  placeOf,
  plannerBody,
  plannerId,
  requireEtag,
  touch,
} from "./planner-etag.ts";
import { bucketOf, changedReply, listOptions, planWithId, withEtag } from "./planner-plans.ts";
import { userOf } from "./users.ts";

const tasksMost = 9000;
const assigneesMost = 20;

const text = (name: "bucketId" | "conversationThreadId"): Property<Task> => ({
  type: "String",
  read: (task) => task[name],
  write: "always",
  isNullable: true,
});
const time = (name: "startDateTime" | "dueDateTime"): Property<Task> => ({
  type: "DateTimeOffset",
  read: (task) => task[name],
  write: "always",
  isNullable: true,
});
const whole = (name: "percentComplete" | "priority"): Property<Task> => ({
  type: "Int32",
  read: (task) => task[name],
  write: "always",
});

export const taskType: EntityType<Task> = modelled("plannerTask", {
  own: {
    planId: { type: "String", read: (task) => task.planId, write: "create", isRequired: true },
    bucketId: text("bucketId"),
    title: { type: "String", read: (task) => task.title, write: "always", isRequired: true, longest: 255 },
    orderHint: { type: "String", read: (task) => task.orderHint, write: "always", isNullable: true },
    assigneePriority: {
      type: "String",
      read: (task) => task.assigneePriority,
      write: "always",
      isNullable: true,
    },
    percentComplete: whole("percentComplete"),
    startDateTime: time("startDateTime"),
    createdDateTime: { type: "DateTimeOffset", read: (task) => task.createdDateTime },
    dueDateTime: time("dueDateTime"),
    hasDescription: { type: "Boolean", read: (task) => task.details.description !== "" },
    previewType: { type: "String", read: (task) => task.details.previewType },
    completedDateTime: { type: "DateTimeOffset", read: (task) => task.completedDateTime },
    completedBy: { type: "Object", read: (task) => task.completedBy },
    referenceCount: { type: "Int32", read: (task) => Object.keys(task.details.references).length },
    checklistItemCount: { type: "Int32", read: (task) => Object.keys(task.details.checklist).length },
    activeChecklistItemCount: {
      type: "Int32",
      read: (task) =>
        Object.values(task.details.checklist).filter((item) => item["isChecked"] !== true).length,
    },
    conversationThreadId: text("conversationThreadId"),
    priority: whole("priority"),
    id: { type: "String", read: (task) => task.id },
    createdBy: { type: "Object", read: (task) => task.createdBy },
    appliedCategories: { type: "Object", read: (task) => task.appliedCategories, write: "always" },
    assignments: { type: "Object", read: (task) => task.assignments, write: "always" },
  },
});

/** Throws 404 also when the plan's group is gone. */
export function taskOf(call: Call): Task {
  const task = call.tenant.planner.tasks.get(idOf(call, "task"));
  if (task === undefined) throw plannerErrors.notFound();
  planWithId(call, task.planId);
  return task;
}

function taskReply(call: Call, task: Task, status = 200): Reply {
  return entityReply(call, taskType, task, "planner/tasks", status, withEtag(task));
}

/** Checks values and works out what follows from them, before anything is changed. */
function prepare(call: Call, body: JsonObject, present: Task | undefined, planId: string): Partial<Task> {
  const changes: Partial<Task> = { ...(body as Partial<Task>) };
  const { percentComplete, priority, bucketId } = changes;
  if (percentComplete !== undefined && (percentComplete < 0 || percentComplete > 100))
    throw plannerErrors.invalidValue("percentComplete");
  if (priority !== undefined && (priority < 0 || priority > 10)) throw plannerErrors.invalidValue("priority");
  if (typeof bucketId === "string" && call.tenant.planner.buckets.get(bucketId)?.planId !== planId)
    throw plannerErrors.invalidValue("bucketId");
  const start = "startDateTime" in changes ? changes.startDateTime : present?.startDateTime;
  const due = "dueDateTime" in changes ? changes.dueDateTime : present?.dueDateTime;
  if (start != null && due != null && Date.parse(start) > Date.parse(due))
    throw plannerErrors.startAfterDue();
  if ("orderHint" in body) changes.orderHint = placeOf(call, body["orderHint"]);
  if ("assigneePriority" in body)
    changes.assigneePriority = placeOf(call, body["assigneePriority"], "assigneePriority");
  changes.assignments = assignmentsIn(call, body["assignments"], present?.assignments ?? {});
  changes.appliedCategories = categoriesIn(body["appliedCategories"], present?.appliedCategories ?? {});
  if (percentComplete !== undefined) {
    const isDone = percentComplete === 100;
    const wasDone = present?.percentComplete === 100;
    if (isDone !== wasDone) {
      changes.completedDateTime = isDone ? call.world.now().toISOString() : null;
      changes.completedBy = isDone ? identityOf(call) : null;
    }
  }
  return changes;
}

function assignmentsIn(call: Call, sent: unknown, present: Task["assignments"]): Task["assignments"] {
  const result = mergeOpen("assignments", present, sent, (userId, value, before) => {
    if (!call.tenant.users.has(userId.toLowerCase()))
      throw plannerErrors.invalidValue(`assignments/${userId}`);
    return {
      "@odata.type": "#microsoft.graph.plannerAssignment",
      assignedBy: before?.["assignedBy"] ?? identityOf(call),
      assignedDateTime: before?.["assignedDateTime"] ?? call.world.now().toISOString(),
      orderHint: placeOf(call, value["orderHint"]),
    };
  });
  if (Object.keys(result).length > assigneesMost) throw plannerErrors.limit("MaximumAssigneesInTasks");
  return result;
}

function categoriesIn(sent: unknown, present: Task["appliedCategories"]): Task["appliedCategories"] {
  if (sent === undefined) return present;
  if (!isObject(sent)) throw plannerErrors.wrongType("appliedCategories", "Edm.Object");
  checkCategories("appliedCategories", sent, "boolean");
  const all = { ...present, ...sent };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value === true)) as Record<
    string,
    boolean
  >;
}

function createTask(call: Call): Reply {
  // Details may come along.
  const { details: _details, ...sent } = bodyOf(call);
  const body = checkedBody(call, taskType, "create", plannerBody, sent);
  const plan = planWithId(call, body["planId"] as string);
  const { tasks } = call.tenant.planner;
  const count = [...tasks.values()].filter(({ planId }) => planId === plan.id).length;
  if (count >= tasksMost) throw plannerErrors.limit("MaximumTasksInProject");
  const prepared = prepare(call, body, undefined, plan.id);
  const board = () => ({ ...firstVersion(), orderHint: null, orderHintsByAssignee: {} });
  const task: Task = {
    id: plannerId(call.world),
    bucketId: null,
    title: body["title"] as string,
    orderHint: placeOf(call, undefined),
    assigneePriority: "",
    percentComplete: 0,
    priority: 5,
    startDateTime: null,
    dueDateTime: null,
    completedDateTime: null,
    completedBy: null,
    conversationThreadId: null,
    assignments: {},
    appliedCategories: {},
    createdDateTime: call.world.now().toISOString(),
    createdBy: identityOf(call),
    details: { ...firstVersion(), description: "", previewType: "automatic", checklist: {}, references: {} },
    boards: {
      assignedToTaskBoardFormat: board(),
      bucketTaskBoardFormat: board(),
      progressTaskBoardFormat: board(),
    },
    ...firstVersion(),
    ...prepared,
    planId: plan.id,
  };
  tasks.set(task.id, task);
  return taskReply(call, task, 201);
}

function updateTask(call: Call): Reply {
  const task = taskOf(call);
  const { planId, ...rest } = bodyOf(call);
  if (planId !== undefined && planId !== task.planId) throw plannerErrors.readOnly("planId");
  const body = checkedBody(call, taskType, "update", plannerBody, rest);
  requireEtag(call, task, Object.keys(body));
  Object.assign(task, prepare(call, body, task, task.planId));
  touch(task, Object.keys(body));
  return changedReply(call, () => taskReply(call, task));
}

function deleteTask(call: Call): Reply {
  const task = taskOf(call);
  requireEtag(call, task, []);
  call.tenant.planner.tasks.delete(task.id);
  return noContent();
}

function listTasks(call: Call, isWanted: (task: Task) => boolean): Reply {
  const { planner, groups } = call.tenant;
  const isThere = ({ planId }: Task): boolean => groups.has(planner.plans.get(planId)?.groupId ?? "");
  return listReply(call, {
    type: taskType,
    rows: () => [...planner.tasks.values()].filter((task) => isWanted(task) && isThere(task)),
    context: "Collection(microsoft.graph.plannerTask)",
    options: listOptions,
    annotate: withEtag,
    isAlwaysCounted: true,
  });
}

const { readPlans, writePlans } = permissions;
export const plannerTaskRoutes = [
  onPost("/planner/tasks", writePlans, createTask),
  onGet("/planner/tasks/{task}", readPlans, (call) => taskReply(call, taskOf(call))),
  onPatch("/planner/tasks/{task}", writePlans, updateTask),
  onDelete("/planner/tasks/{task}", writePlans, deleteTask),
  onGet("/planner/plans/{plan}/tasks", readPlans, (call) => {
    const plan = planWithId(call, idOf(call, "plan"));
    return listTasks(call, ({ planId }) => planId === plan.id);
  }),
  onGet("/planner/buckets/{bucket}/tasks", readPlans, (call) => {
    const bucket = bucketOf(call);
    return listTasks(call, ({ bucketId }) => bucketId === bucket.id);
  }),
  onGet("/users/{user}/planner/tasks", readPlans, (call) => {
    const { id } = userOf(call);
    return listTasks(call, ({ assignments }) => id in assignments);
  }),
];
