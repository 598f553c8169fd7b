import type { TaskPlan } from "../../../schemas/types/resources.ts";
import { compareText } from "../../../schemas/problem.ts";
import { amount } from "../../pages/amount.ts";
import { stateLine, type Change, type ThingNames } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { dangerLine, fieldLines, stepLine, type TypeLine, type TypeWords } from "../words.ts";

/** Most tasks of a list that are named; the rest is counted. */
const tasksNamed = 3;

interface ChangedTask {
  readonly list: string;
  readonly key: string;
  readonly change: Exclude<Change, "moved">;
  readonly title: string;
  readonly step: PlannedStep["steps"][number];
}

/** What becomes of each task of one store. A plan that is made comes with all of its tasks, one that goes with all. */
function changedTasks({ before, after, there, steps }: PlannedStep<TaskPlan>): readonly ChangedTask[] {
  const [was, is] = [there?.tasks ?? before?.tasks ?? {}, after?.tasks ?? {}];
  const told = (key: string, change: ChangedTask["change"], step: ChangedTask["step"]): ChangedTask => {
    const [list = ""] = key.split("/");
    return { list, key, change, step, title: (is[key] ?? was[key])?.title ?? key };
  };
  return steps.flatMap((step): ChangedTask[] => {
    if (step.part === "plan" && step.kind === "create")
      return Object.keys(is).map((key) => told(key, "added", step));
    if (step.part === "plan" && step.kind === "delete")
      return Object.keys(was).map((key) => told(key, "removed", step));
    if (step.part === "plan" && step.kind === "replace")
      return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((key) => told(key, "changed", step));
    if (!step.part.startsWith("task:")) return [];
    const key = step.part.slice("task:".length);
    return [
      told(key, step.kind === "create" ? "added" : step.kind === "delete" ? "removed" : "changed", step),
    ];
  });
}

/**
 * One line a list: "task list Opening: 12 stores, 3 tasks changed". A task counts once, however many stores have it.
 */
export function taskListLines(
  steps: readonly PlannedStep[],
  names: Pick<ThingNames, "taskList">,
): readonly string[] {
  const perStore = steps
    .filter(({ token }) => token === "graph:TaskPlan")
    .flatMap((step) => {
      return changedTasks(step as PlannedStep<TaskPlan>).map((task) => ({ ...task, store: step.resource }));
    });
  return [...Map.groupBy(perStore, ({ list }) => list)]
    .map(([list, tasks]) => {
      const stores = new Set(tasks.map(({ store }) => store)).size;
      return `task list ${names.taskList(list)}: ${amount(stores, "store")}, ${tasksText(tasks)}`;
    })
    .toSorted(compareText);
}

/** What happens to the tasks of one store, a line a list. */
export const taskPlanWords: TypeWords<TaskPlan> = {
  counts: "tasks",
  lines: (planned, names) => {
    const { after, before, retained, op, steps } = planned;
    const team = names.team((after ?? before)?.teamUniqueName ?? "");
    if (retained)
      return [{ ...stateLine("removed", "Tasks", `no longer managed in ${team}`), isDangerous: true }];
    const buckets = steps.filter(({ part }) => part.startsWith("bucket:"));
    const lists = [...Map.groupBy(changedTasks(planned), ({ list }) => list)].toSorted(([left], [right]) =>
      compareText(left, right),
    );
    const lines = lists.map(([list, tasks]): TypeLine => {
      const kinds = new Set(tasks.map(({ change }) => change));
      const [only] = kinds;
      const change = kinds.size === 1 && only !== undefined ? only : "changed";
      const made = [...tasks.map(({ step }) => step), ...buckets];
      const line = op === "delete" || op === "replace" ? dangerLine : stepLine;
      return line(change, `Task list ${names.taskList(list)}`, tasksText(tasks), made);
    });
    const titles = steps.filter(({ kind, part }) => kind === "update" && part === "plan");
    return [...lines, ...fieldLines(titles).map((line) => ({ ...line, subject: "Plan" }))];
  },
};

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
