import type { TaskPlan } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { flagAt, optionalText, textAt } from "../../core/json.ts";
import { notesIn } from "./marks.ts";
import { findPlan, groupIdOf, isByApp } from "./observe.ts";

/** How far the people of a store are with one task. */
export interface TaskProgress {
  readonly isDone: boolean;
  /** As Planner has it; people may move it. Undefined: none. */
  readonly dueDate: string | undefined;
}

/**
 * Progress by task key; a task that is not there is left out. Three reads a store: a task is taken for ours by its
 * title, and only those that cannot be told so (renamed, or two of one title) are asked for their notes.
 * Source: Graph "List plans", "List tasks", read 2026-11.
 */
export async function readTaskProgress(
  api: Reader,
  { teamUniqueName, title, tasks }: TaskPlan,
): Promise<ReadonlyMap<string, TaskProgress>> {
  const groupId = await groupIdOf(api, teamUniqueName);
  const plan = groupId === undefined ? undefined : await findPlan(api, groupId, title);
  if (plan === undefined) return new Map();
  const rows = await api.graph.list(`/planner/plans/${textAt(plan, "id")}/tasks`);
  const found = new Map<string, JsonObject>();
  const titles = Object.values(tasks).map((task) => task.title);
  for (const [key, task] of Object.entries(tasks)) {
    const [only, ...others] = rows.filter((row) => isByApp(row) && row["title"] === task.title);
    const isOnly = titles.filter((other) => other === task.title).length === 1;
    if (only !== undefined && others.length === 0 && isOnly) found.set(key, only);
  }
  if (found.size < titles.length) await findByNotes(api, rows, Object.keys(tasks), found);
  return new Map([...found].map(([key, row]) => [key, progressOf(row)]));
}

/** Asks the tasks that are not told yet for the line in their notes. */
async function findByNotes(
  api: Reader,
  rows: readonly JsonObject[],
  keys: readonly string[],
  found: Map<string, JsonObject>,
): Promise<void> {
  const told = new Set(found.values());
  const open = rows.filter((row) => !told.has(row) && flagAt(row, "hasDescription"));
  await Promise.all(
    open.map(async (row) => {
      const details = await api.graph.find(`/planner/tasks/${textAt(row, "id")}/details`);
      const { key } = notesIn(optionalText(details ?? {}, "description") ?? "");
      if (key !== undefined && keys.includes(key) && !found.has(key)) found.set(key, row);
    }),
  );
}

function progressOf(row: JsonObject): TaskProgress {
  return { isDone: row["percentComplete"] === 100, dueDate: optionalText(row, "dueDateTime")?.slice(0, 10) };
}
