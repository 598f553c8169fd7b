import { reasonOf } from "../../../providers/core/errors.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { readTaskProgress } from "../../../providers/graph/tasks/progress.ts";
import type { Org } from "../../../schemas/types/org.ts";
import type { Derived, Desired } from "../../derive/desired-resource.ts";
import { regionsOf } from "../../derive/regions.ts";
import {
  taskStatus,
  type StoreStatus,
  type StoreTask,
  type TaskStatus,
} from "../../headquarters/task-status.ts";

/** Stores that are read at the same time. The client's own limits decide how quickly they are answered. */
const storesAtOnce = 16;

interface Wish {
  readonly stack: string;
  /** The day that "late" is counted on, as year-month-day. */
  readonly day: string;
  /** Id of the one list that is asked for; undefined: all. */
  readonly list?: string | undefined;
}

/** Asks Planner how far every store of a stack is. Reads only; a store that cannot be read is told, not guessed. */
export async function readStatus(
  api: Reader,
  org: Org,
  derived: Derived,
  { stack, day, list }: Wish,
): Promise<TaskStatus> {
  const asked = (org.taskLists ?? []).filter(({ id }) => list === undefined || id === list);
  const names = new Map(asked.map(({ id, name }) => [id, name]));
  const regionName = regionNames(org);
  const stores: StoreStatus[] = [];
  const unread: { label: string; reason: string }[] = [];
  const waiting = derived.resources.filter((one) => one.token === "graph:TaskPlan");
  const worker = async (): Promise<void> => {
    for (let plan = waiting.shift(); plan !== undefined; plan = waiting.shift()) {
      const label = plan.label.replace(/: tasks$/, "");
      try {
        const tasks = await storeTasks(api, plan, names, day);
        if (tasks.length > 0) stores.push({ label, region: regionName(plan), tasks });
      } catch (error) {
        unread.push({ label, reason: reasonOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: storesAtOnce }, worker));
  return taskStatus({ stack, day, names, unread }, stores);
}

async function storeTasks(
  api: Reader,
  { props }: Desired<"graph:TaskPlan">,
  names: ReadonlyMap<string, string>,
  day: string,
): Promise<readonly StoreTask[]> {
  const wanted = Object.entries(props.tasks).filter(([key]) => names.has(listOf(key)));
  if (wanted.length === 0) return [];
  const progress = await readTaskProgress(api, props);
  return wanted.map(([key, { title }]): StoreTask => {
    const task = { list: listOf(key), task: key.slice(listOf(key).length + 1), title };
    const found = progress.get(key);
    if (found === undefined) return { ...task, state: "missing" };
    const { isDone, dueDate } = found;
    const isLate = !isDone && dueDate !== undefined && dueDate < day;
    const state = isDone ? "done" : isLate ? "late" : "open";
    return { ...task, state, ...(dueDate === undefined ? {} : { dueDate }) };
  });
}

function listOf(key: string): string {
  return key.split("/", 1)[0] ?? "";
}

/** Name of the region of a store's plan: its team is what it depends on. */
function regionNames(org: Org): (plan: Desired<"graph:TaskPlan">) => string {
  const nodeNames = new Map((org.nodes ?? []).map(({ id, name }) => [id, name]));
  const regionOf = regionsOf(org);
  return ({ dependsOn }) => nodeNames.get(regionOf(dependsOn[0] ?? "")) ?? "";
}
