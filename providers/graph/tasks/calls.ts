import type { PlannedTask, TaskPlan } from "../../../schemas/types/resources.ts";
import type { Step } from "../../core/resource-type.ts";
import type { CallCounts } from "../../limits/call-kinds.ts";
import { callsByStep, type ResourceChange } from "../../planned-calls/contract.ts";
import { taskPlan } from "./plan-of-tasks.ts";

/** The group and its plans, the tasks and buckets of ours, and the details of each task. */
function look(there: Partial<TaskPlan>): CallCounts {
  return { readDirectory: 2, planner: 2 + Object.keys(there.tasks ?? {}).length };
}

export const taskPlanCalls = callsByStep<TaskPlan>(taskPlan, {
  look: (_wanted, there) => look(there),
  lookInVain: () => ({ readDirectory: 2 }),
  step: (step, change) => {
    if (step.part === "plan") return { readDirectory: step.kind === "create" ? 1 : 0, planner: 1 };
    return { planner: callsOfTask(step, change) };
  },
  born: (wanted) => ({ ...wanted, tasks: {} }),
  // A plan that is ours alone goes as a whole, with its tasks.
  removal: () => ({ planner: 1 }),
});

/** A new task is made, asked for its details, and given them. */
function callsOfTask(step: Step, change: ResourceChange<TaskPlan>): number {
  if (step.kind === "delete") return 1;
  const bucket = callsOfBucket(step, change);
  if (step.kind === "create") return 3 + bucket;
  if (step.kind !== "update") return 0;
  const details = step.changes.filter(({ path }) => detailFields.has(path.split(".").at(-1) ?? ""));
  return (details.length > 0 ? 1 : 0) + (step.changes.length > details.length ? 1 : 0) + bucket;
}

const detailFields: ReadonlySet<string> = new Set(["description", "checklist", "links", "mark"]);

/** A bucket that the plan has not: who wants it first makes it, and whoever moves there asks for its id. */
function callsOfBucket(step: Step, change: ResourceChange<TaskPlan>): number {
  const name = bucketWanted(step, change);
  const known = Object.values(change.there?.tasks ?? {}).some(({ bucket }) => bucket === name);
  if (name === undefined || known) return 0;
  const first = change.steps.find((other) => bucketWanted(other, change) === name);
  return first === step ? 2 : 1;
}

/** The bucket that a task is put into by this step. */
function bucketWanted(step: Step, { after }: ResourceChange<TaskPlan>): PlannedTask["bucket"] {
  const task = after?.tasks[step.part.slice("task:".length)];
  if (step.kind === "create") return task?.bucket;
  const moves = step.kind === "update" && step.changes.some(({ path }) => path.endsWith(".bucket"));
  return moves ? task?.bucket : undefined;
}
