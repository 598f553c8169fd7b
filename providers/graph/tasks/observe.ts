import type { PlannedTask, TaskPlan } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { sameValue } from "../../core/compare.ts";
import { ApiError } from "../../core/errors.ts";
import { flagAt, isObject, optionalObject, optionalText, textAt } from "../../core/json.ts";
import { quoted } from "../../core/odata.ts";
import { asRemoteId, type Observation, type Place } from "../../core/resource-type.ts";
import { addressIn, checklistIdOf, checklistStart, linkMark, notesIn, priorityOf } from "./marks.ts";

/** What the calls need to know of one task. Etags are those of the last look. */
export interface TaskHandle {
  readonly id: string;
  readonly etag: string;
  readonly detailsEtag: string;
  /** Notes without our line: kept when config does not mention them. */
  readonly notes: string;
  /** false: a create was cut off before the task's key was in its notes, or somebody took it out. */
  readonly isMarked: boolean;
  /** An app made it, and it is not done. */
  readonly isRemovable: boolean;
  /** Ids of all items of the checklist, and of those that are ticked: they are written back as they are. */
  readonly items: readonly string[];
  readonly ticked: ReadonlySet<string>;
  /** Names of references by address. */
  readonly references: ReadonlyMap<string, string>;
}

/** What only the service knows of a plan. */
export interface TaskPlanRemote {
  readonly etag: string;
  /** Id by name; undefined before the first look. */
  readonly buckets: ReadonlyMap<string, string> | undefined;
  readonly tasks: ReadonlyMap<string, TaskHandle>;
  /** Marks of links that we added, by task: they are taken away when config names them no more. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** An app made the plan and every task in it is ours to remove: the plan may go as a whole. */
  readonly isOursAlone: boolean;
}

export const unseen: TaskPlanRemote = {
  etag: "",
  buckets: undefined,
  tasks: new Map(),
  links: {},
  isOursAlone: false,
};

/** The team's group, or undefined while there is none. */
export async function groupIdOf(api: Reader, uniqueName: string): Promise<string | undefined> {
  const key = `uniqueName=${encodeURIComponent(quoted(uniqueName))}`;
  const group = await api.graph.find(`/groups(${key})?$select=id`);
  return group === undefined ? undefined : textAt(group, "id");
}

/** Of several plans with one title the one that an app made, then the oldest. */
export async function findPlan(
  api: Reader,
  groupId: string,
  title: string,
  knownId?: string,
): Promise<JsonObject | undefined> {
  const plans = await api.graph.list(`/groups/${groupId}/planner/plans`);
  if (knownId !== undefined) return plans.find((plan) => plan["id"] === knownId);
  const [first] = plans
    .filter((plan) => sameValue(plan["title"], title))
    .toSorted((left, right) => Number(isByApp(right)) - Number(isByApp(left)) || compareAge(left, right));
  return first;
}

/** Whether no person made it. Source: Graph "plannerTask resource type", createdBy, read 2026-11. */
export function isByApp(item: JsonObject): boolean {
  const createdBy = optionalObject(item, "createdBy") ?? {};
  const userId = optionalText(optionalObject(createdBy, "user") ?? {}, "id") ?? "";
  const appId = optionalText(optionalObject(createdBy, "application") ?? {}, "id") ?? "";
  return appId !== "" && (userId === "" || userId === appId);
}

function compareAge(left: JsonObject, right: JsonObject): number {
  const [one, other] = [left, right].map((item) => optionalText(item, "createdDateTime") ?? "");
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/**
 * The plan with its buckets and those of its tasks that are ours. A task of ours that config does not name and that
 * is done is left out: what people have done stays on record. Source: Graph "List plans", "List tasks", "Get
 * plannerTaskDetails", read 2026-11.
 */
export async function observeTaskPlan(
  api: Reader,
  props: TaskPlan,
  place: Place,
): Promise<Observation<TaskPlan, TaskPlanRemote>> {
  const groupId = await groupIdOf(api, props.teamUniqueName);
  if (groupId === undefined) return { kind: "absent" };
  const plan = await findPlan(api, groupId, props.title, place.id);
  if (plan === undefined) return { kind: "absent" };
  const id = textAt(plan, "id");
  const [rows, bucketRows] = await Promise.all([
    api.graph.list(`/planner/plans/${id}/tasks`),
    api.graph.list(`/planner/plans/${id}/buckets`),
  ]);
  const bucketNames = new Map(bucketRows.map((bucket) => [textAt(bucket, "id"), textAt(bucket, "name")]));
  const found = await ourTasks(api, props, rows);
  const links = linkMarks(place.remembered);
  const seen = [...found].map(
    ([key, task]) => [key, readTask(key, task, props, bucketNames, links)] as const,
  );
  return {
    kind: "present",
    id: asRemoteId(id),
    value: {
      teamUniqueName: props.teamUniqueName,
      title: textAt(plan, "title"),
      tasks: Object.fromEntries(seen.map(([key, { value }]) => [key, value])),
    },
    remote: {
      etag: textAt(plan, "@odata.etag"),
      buckets: new Map([...bucketNames].reverse().map(([bucketId, name]) => [name, bucketId])),
      tasks: new Map(seen.map(([key, { handle }]) => [key, handle])),
      links: Object.fromEntries(
        seen.flatMap(([key, one]) => (one.marks.length === 0 ? [] : [[key, one.marks]])),
      ),
      isOursAlone:
        isByApp(plan) && found.size === rows.length && seen.every(([, { handle }]) => handle.isRemovable),
    },
  };
}

interface FoundTask {
  readonly task: JsonObject;
  readonly details: JsonObject;
  readonly isMarked: boolean;
}

/**
 * Our tasks by key. A task is ours by the line in its notes; of several (people copy tasks) the oldest. One that an
 * app made with the right title and no line yet is what a create leaves that was cut off.
 */
async function ourTasks(
  api: Reader,
  { tasks }: TaskPlan,
  rows: readonly JsonObject[],
): Promise<ReadonlyMap<string, FoundTask>> {
  const keyOf = (task: JsonObject): string | undefined =>
    Object.entries(tasks).findLast(([, { title }]) => sameValue(title, task["title"]))?.[0];
  const candidates = rows.filter(
    (task) => flagAt(task, "hasDescription") || (isByApp(task) && keyOf(task) !== undefined),
  );
  const read = await Promise.all(
    candidates.toSorted(compareAge).map(async (task) => {
      const details = await api.graph.find(`/planner/tasks/${textAt(task, "id")}/details`);
      // Taken for a task that is not there, it would be made twice.
      if (details === undefined) throw notShownYet(task);
      return { task, details };
    }),
  );
  const found = new Map<string, FoundTask>();
  const unmarked: Omit<FoundTask, "isMarked">[] = [];
  for (const one of read) {
    const { key } = notesIn(optionalText(one.details, "description") ?? "");
    if (key === undefined) unmarked.push(one);
    else if (!found.has(key) && (tasks[key] !== undefined || (isByApp(one.task) && !isDone(one.task))))
      found.set(key, { ...one, isMarked: true });
  }
  for (const one of unmarked) {
    const key = keyOf(one.task);
    if (key !== undefined && isByApp(one.task) && !found.has(key))
      found.set(key, { ...one, isMarked: false });
  }
  return found;
}

/** The list has just shown the task: its details are on their way, or the list is late. */
function notShownYet(task: JsonObject): ApiError {
  return new ApiError({
    ...{ status: 503, code: "NotShownYet", call: "GET /planner/tasks/{id}/details", retryAfterSeconds: 10 },
    serviceMessage: `the service lists the task "${textAt(task, "title")}" and does not show its details`,
  });
}

function isDone(task: JsonObject): boolean {
  return task["percentComplete"] === 100;
}

function readTask(
  key: string,
  { task, details, isMarked }: FoundTask,
  props: TaskPlan,
  bucketNames: ReadonlyMap<string, string>,
  marks: Readonly<Record<string, readonly string[]>>,
): { readonly value: PlannedTask; readonly handle: TaskHandle; readonly marks: readonly string[] } {
  const wanted = props.tasks[key];
  const { text } = notesIn(optionalText(details, "description") ?? "");
  const items = entriesOf(details, "checklist");
  const references = entriesOf(details, "references").map(([name, one]) => ({
    name,
    address: addressIn(name),
    one,
  }));
  const known = new Set([...Object.keys(wanted?.links ?? {}).map(linkMark), ...(marks[key] ?? [])]);
  const ours = references.filter(({ address }) => known.has(linkMark(address)));
  const bucket = bucketNames.get(optionalText(task, "bucketId") ?? "");
  const due = optionalText(task, "dueDateTime");
  return {
    value: {
      title: textAt(task, "title"),
      ...(bucket === undefined ? {} : { bucket }),
      ...(due === undefined ? {} : { dueDate: due.slice(0, 10) }),
      priority: priorityOf(task["priority"]),
      description: text,
      checklist: ourItems(key, items, wanted),
      links: Object.fromEntries(ours.map(({ address, one }) => [address, optionalText(one, "alias") ?? ""])),
    },
    handle: {
      id: textAt(task, "id"),
      etag: textAt(task, "@odata.etag"),
      detailsEtag: textAt(details, "@odata.etag"),
      notes: text,
      isMarked,
      isRemovable: isByApp(task) && !isDone(task),
      items: items.map(([id]) => id),
      ticked: new Set(items.flatMap(([id, item]) => (item["isChecked"] === true ? [id] : []))),
      references: new Map(references.map(({ name, address }) => [address, name])),
    },
    marks: ours.map(({ address }) => linkMark(address)).toSorted(),
  };
}

/** Text by item key; items that config does not name any more go by their id. Those of people are left out. */
function ourItems(
  taskKey: string,
  items: readonly (readonly [string, JsonObject])[],
  wanted: PlannedTask | undefined,
): Record<string, string> {
  const start = checklistStart(taskKey);
  const keyById = new Map(
    Object.keys(wanted?.checklist ?? {}).map((itemKey) => [checklistIdOf(taskKey, itemKey), itemKey]),
  );
  return Object.fromEntries(
    items.flatMap(([id, item]) =>
      id.startsWith(start) ? [[keyById.get(id) ?? id, optionalText(item, "title") ?? ""]] : [],
    ),
  );
}

function entriesOf(details: JsonObject, field: string): (readonly [string, JsonObject])[] {
  return Object.entries(optionalObject(details, field) ?? {}).filter(
    (entry): entry is [string, JsonObject] => !entry[0].startsWith("@") && isObject(entry[1]),
  );
}

/** What the state keeps: marks of links by task. Bears anything. */
export function linkMarks(remembered: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  const links = remembered["links"];
  if (!isObject(links)) return {};
  return Object.fromEntries(
    Object.entries(links).flatMap(([key, marks]) =>
      Array.isArray(marks) ? [[key, marks.filter((mark) => typeof mark === "string")]] : [],
    ),
  );
}
