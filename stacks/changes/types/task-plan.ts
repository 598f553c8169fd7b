import { compareText } from "../../../schemas/problem.ts";
import type { Change, PlanLine } from "../../review/model.ts";
import type { PlanNames } from "../../review/names.ts";
import { objectIn, textIn, type Inputs, type PlannedStep } from "../planned-steps.ts";
import { amount } from "../../review/pages/words.ts";

/** Most tasks of a list that are named; the rest is counted. */
const tasksNamed = 3;

interface ChangedTask {
  readonly list: string;
  readonly key: string;
  readonly change: Exclude<Change, "moved">;
  readonly title: string;
}

/** What becomes of each task of one store. */
function changedTasks({ op, before, after, retained }: PlannedStep): readonly ChangedTask[] {
  if (op === "same" || retained) return [];
  const was = objectIn(before, "tasks");
  const is = objectIn(after, "tasks");
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key): ChangedTask[] => {
    const [old, made] = [was[key], is[key]];
    if (JSON.stringify(old) === JSON.stringify(made)) return [];
    const [list = ""] = key.split("/");
    const title = textIn((made ?? old) as Inputs, "title");
    return [
      { list, key, title, change: old === undefined ? "added" : made === undefined ? "removed" : "changed" },
    ];
  });
}

/** One line a list: "task list Opening: 12 stores, 3 tasks changed". A task counts once, however many stores have it. */
export function taskListLines(steps: readonly PlannedStep[], names: PlanNames): readonly string[] {
  const perStore = steps
    .filter(({ token }) => token === "graph:TaskPlan")
    .flatMap((step) => changedTasks(step).map((task) => ({ ...task, store: step.resource })));
  return [...Map.groupBy(perStore, ({ list }) => list)]
    .map(([list, tasks]) => {
      const stores = new Set(tasks.map(({ store }) => store)).size;
      return `task list ${names.taskList(list)}: ${amount(stores, "store")}, ${tasksText(tasks)}`;
    })
    .toSorted(compareText);
}

/** What happens to the tasks of one store, a line a list. */
export function storeTaskLines(step: PlannedStep, names: PlanNames): readonly PlanLine[] {
  const team = names.team(textIn(step.after ?? step.before, "teamUniqueName"));
  if (step.retained) return [{ change: "removed", subject: "Tasks", text: `no longer managed in ${team}` }];
  const lists = [...Map.groupBy(changedTasks(step), ({ list }) => list)].toSorted(([left], [right]) =>
    compareText(left, right),
  );
  const lines = lists.map(([list, tasks]): PlanLine => {
    const kinds = new Set(tasks.map(({ change }) => change));
    const [only] = kinds;
    return {
      change: kinds.size === 1 && only !== undefined ? only : "changed",
      subject: `Task list ${names.taskList(list)}`,
      text: tasksText(tasks),
    };
  });
  const [was, is] = [textIn(step.before, "title"), textIn(step.after, "title")];
  if (step.op === "update" && was !== is)
    lines.push({ change: "changed", subject: "Plan", text: `"${was}" → "${is}"` });
  return lines;
}

/** "3 tasks changed (Lights, Till, Window), 1 removed (Music; what is done stays)". */
function tasksText(tasks: readonly ChangedTask[]): string {
  const parts = (["added", "changed", "removed"] as const).flatMap((change) => {
    const titles = new Map(
      tasks.filter((task) => task.change === change).map(({ key, title }) => [key, title]),
    );
    if (titles.size === 0) return [];
    const named = [...titles.values()].toSorted(compareText);
    const more = named.length > tasksNamed ? ", …" : "";
    const kept = change === "removed" ? "; what is done stays" : "";
    return [
      { change, count: titles.size, said: ` (${named.slice(0, tasksNamed).join(", ")}${more}${kept})` },
    ];
  });
  return parts
    .map(({ change, count, said }, index) => {
      const what = index === 0 ? amount(count, "task") : count.toLocaleString("en-US");
      return `${what} ${change}${said}`;
    })
    .join(", ");
}
