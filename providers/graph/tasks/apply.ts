import type { PlannedTask } from "../../../schemas/types/resources.ts";
import { objectIn } from "../../core/answers.ts";
import type { JsonObject, Writer } from "../../core/api.ts";
import { ApiError, ChangedMeanwhileError, isNotFound } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";
import {
  checklistIdOf,
  checklistStart,
  dueMoment,
  linkMark,
  notesWith,
  priorityNumber,
  referenceName,
} from "./marks.ts";
import type { TaskHandle, TaskPlanRemote } from "./observe.ts";

/** Where a task is: its plan, and what the last look showed of it. */
interface TaskPlace {
  readonly planId: string;
  readonly remote: TaskPlanRemote;
  readonly tasks: Readonly<Record<string, PlannedTask>>;
}

/** Makes, changes or removes one task. `step.part` is `task:` and the key. */
export async function applyTask(api: Writer, step: Step, place: TaskPlace): Promise<void> {
  const key = step.part.slice("task:".length);
  const handle = place.remote.tasks.get(key);
  if (step.kind === "delete") {
    if (handle !== undefined) await removeItem(api, `/planner/tasks/${handle.id}`, handle.etag);
    return;
  }
  const task = place.tasks[key];
  if (task === undefined) throw new Error(`the task "${key}" is not wanted any more`);
  if (step.kind === "create") await createTask(api, key, task, place);
  else if (step.kind === "update" && handle !== undefined)
    await updateTask(api, key, task, handle, step, place);
  else throw new Error(`a task has no step "${step.kind}"`);
}

/**
 * Two calls: details cannot come along. When the details do not show yet, the next look finds the task by its title
 * and goes on from there. Source: Graph "Create plannerTask", "Update plannertaskdetails", read 2026-11.
 */
async function createTask(api: Writer, key: string, task: PlannedTask, place: TaskPlace): Promise<void> {
  const body = await taskBody(api, task, Object.keys(task), place);
  const made = await api.graph.send("POST", "/planner/tasks", { ...body, planId: place.planId });
  const id = textAt(objectIn(made), "id");
  const details = await api.graph.find(`/planner/tasks/${id}/details`);
  if (details === undefined) return;
  const etag = textAt(details, "@odata.etag");
  const fresh: TaskHandle = { ...newTask, id, detailsEtag: etag };
  await changeItem(
    api,
    `/planner/tasks/${id}/details`,
    detailsBody(key, task, Object.keys(task), fresh, []),
    etag,
  );
}

const newTask: TaskHandle = {
  id: "",
  etag: "",
  detailsEtag: "",
  notes: "",
  isMarked: false,
  isRemovable: true,
  ticked: new Set(),
  items: [],
  references: new Map(),
};

const detailFields: ReadonlySet<string> = new Set(["description", "checklist", "links", "mark"]);

async function updateTask(
  api: Writer,
  key: string,
  task: PlannedTask,
  handle: TaskHandle,
  step: Step & { kind: "update" },
  place: TaskPlace,
): Promise<void> {
  const fields = step.changes.map(({ path }) => path.slice(`tasks.${key}.`.length));
  const plain = fields.filter((field) => !detailFields.has(field));
  if (plain.length > 0)
    await changeItem(
      api,
      `/planner/tasks/${handle.id}`,
      await taskBody(api, task, plain, place),
      handle.etag,
    );
  if (plain.length === fields.length) return;
  const body = detailsBody(key, task, fields, handle, place.remote.links[key] ?? []);
  await changeItem(api, `/planner/tasks/${handle.id}/details`, body, handle.detailsEtag);
}

/** The named fields of the task itself. */
async function taskBody(
  api: Writer,
  task: PlannedTask,
  fields: readonly string[],
  { planId, remote }: TaskPlace,
): Promise<JsonObject> {
  const { title, dueDate, priority, bucket } = task;
  return {
    ...(fields.includes("title") ? { title } : {}),
    ...(fields.includes("dueDate") && dueDate !== undefined ? { dueDateTime: dueMoment(dueDate) } : {}),
    ...(fields.includes("priority") && priority !== undefined ? { priority: priorityNumber(priority) } : {}),
    ...(fields.includes("bucket") && bucket !== undefined
      ? { bucketId: remote.buckets?.get(bucket) ?? (await bucketIn(api, planId, bucket)) }
      : {}),
  };
}

/** A bucket that this run has just made. Throws a passing error while the service does not show it. */
async function bucketIn(api: Writer, planId: string, name: string): Promise<string> {
  const buckets = await api.graph.list(`/planner/plans/${planId}/buckets`);
  const found = buckets.find((bucket) => optionalText(bucket, "name") === name);
  if (found !== undefined) return textAt(found, "id");
  const call = `GET /planner/plans/${planId}/buckets`;
  throw new ChangedMeanwhileError(404, `the bucket "${name}" does not show yet`, call);
}

/**
 * The named fields of the details, and always the line that says which task it is. Items are sent whole, ticks as the
 * last look showed them: if one was ticked since, the etag is old and nothing is written.
 */
function detailsBody(
  key: string,
  task: PlannedTask,
  fields: readonly string[],
  handle: TaskHandle,
  ourLinks: readonly string[],
): JsonObject {
  const { description, checklist, links } = task;
  return {
    description: notesWith(description ?? handle.notes, key),
    ...(fields.includes("checklist") && checklist !== undefined
      ? { checklist: checklistBody(key, checklist, handle) }
      : {}),
    ...(fields.includes("links") && links !== undefined
      ? { references: linksBody(links, handle, ourLinks) }
      : {}),
  };
}

function checklistBody(
  key: string,
  wanted: Readonly<Record<string, string>>,
  handle: TaskHandle,
): JsonObject {
  const items = Object.entries(wanted).map(([itemKey, title]): [string, JsonObject] => {
    const id = checklistIdOf(key, itemKey);
    return [
      id,
      { "@odata.type": "#microsoft.graph.plannerChecklistItem", title, isChecked: handle.ticked.has(id) },
    ];
  });
  const kept = new Set(items.map(([id]) => id));
  const gone = handle.items.filter((id) => id.startsWith(checklistStart(key)) && !kept.has(id));
  return Object.fromEntries<JsonObject | null>([...items, ...gone.map((id): [string, null] => [id, null])]);
}

function linksBody(
  wanted: Readonly<Record<string, string>>,
  { references }: TaskHandle,
  ours: readonly string[],
): JsonObject {
  const set = Object.entries(wanted).map(([address, alias]): [string, JsonObject] => [
    references.get(address) ?? referenceName(address),
    { "@odata.type": "#microsoft.graph.plannerExternalReference", alias, type: "Other" },
  ]);
  const gone = [...references].filter(
    ([address]) => wanted[address] === undefined && ours.includes(linkMark(address)),
  );
  return Object.fromEntries<JsonObject | null>([
    ...set,
    ...gone.map(([, name]): [string, null] => [name, null]),
  ]);
}

/** A PATCH on what the last look showed. Throws ChangedMeanwhileError when somebody was quicker. */
export async function changeItem(api: Writer, path: string, body: JsonObject, etag: string): Promise<void> {
  await onEtag("PATCH", path, () => api.graph.send("PATCH", path, body, { "if-match": etag }));
}

/** A DELETE on what the last look showed. Gone already is success. */
export async function removeItem(api: Writer, path: string, etag: string): Promise<void> {
  try {
    await onEtag("DELETE", path, () => api.graph.send("DELETE", path, undefined, { "if-match": etag }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** 412: the etag is old; 409: so is what is to be changed. Source: Graph "Use the Planner REST API", read 2026-11. */
async function onEtag(method: string, path: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 412 && error.status !== 409)) throw error;
    throw new ChangedMeanwhileError(error.status, error.serviceMessage, `${method} ${path}`);
  }
}
