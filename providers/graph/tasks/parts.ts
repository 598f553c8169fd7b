import type { TaskPlan } from "../../../schemas/types/resources.ts";
import { partPrefix, type Part, type Step } from "../../core/resource-type.ts";

const aboutTask = "task:";
const aboutBucket = "bucket:";

/** Each task may be refused by itself; tasks rest on their bucket, and all on the plan. */
export function partOfPlan(step: Step, { tasks }: TaskPlan): Part | undefined {
  if (step.part.startsWith(aboutBucket))
    return { name: `bucket "${step.part.slice(aboutBucket.length)}"`, isAlone: false };
  if (!step.part.startsWith(aboutTask)) return undefined;
  const key = step.part.slice(aboutTask.length);
  return { name: `task "${tasks[key]?.title ?? key}"`, isAlone: true };
}

/** What is wanted, with the refused tasks as they are there, and without those that a bucket was refused for. */
export function withoutTasks(
  desired: TaskPlan,
  undone: readonly string[],
  there: TaskPlan["tasks"],
): TaskPlan {
  const parts = new Set(undone.map((what) => what.slice(partPrefix.length)));
  const isRefused = (key: string): boolean => {
    const bucket = desired.tasks[key]?.bucket;
    return parts.has(aboutTask + key) || (bucket !== undefined && parts.has(aboutBucket + bucket));
  };
  const keys = new Set([...Object.keys(desired.tasks), ...Object.keys(there).filter(isRefused)]);
  const tasks = [...keys].flatMap((key) => {
    const task = isRefused(key) ? there[key] : desired.tasks[key];
    return task === undefined ? [] : [[key, task] as const];
  });
  return { ...desired, tasks: Object.fromEntries(tasks) };
}
