import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { objectIn, textIn, type Inputs, type PlannedStep } from "../../changes/planned-steps.ts";

/** One look: the group and its plans, the tasks and buckets of ours, and the details of each task. */
export function tasksLook(inputs: Inputs | undefined): CallCounts {
  return { readDirectory: 2, planner: 2 + Object.keys(objectIn(inputs, "tasks")).length };
}

/**
 * Calls of one step. A new task is three calls, and a fourth when its bucket is new as well: the bucket is asked for
 * its id. A plan that is not there takes two looks to make, a group and a plan.
 */
export function tasksCalls({ op, before, after }: PlannedStep): CallCounts {
  const was = objectIn(before, "tasks");
  if (op === "same") return {};
  if (op === "delete") return { readDirectory: 2, planner: 3 + Object.keys(was).length };
  const is = objectIn(after, "tasks");
  const isNew = op !== "update";
  const has = isNew ? {} : was;
  const keys = [...new Set([...Object.keys(has), ...Object.keys(is)])];
  const known = new Set(Object.values(has).map((task) => textIn(task as Inputs, "bucket")));
  const fresh = new Set(
    Object.values(is)
      .map((task) => textIn(task as Inputs, "bucket"))
      .filter((bucket) => bucket !== "" && !known.has(bucket)),
  );
  const written = keys.reduce((sum, key) => sum + taskCalls(objectIn(has, key), objectIn(is, key), fresh), 0);
  const retitled = !isNew && textIn(before, "title") !== textIn(after, "title") ? 1 : 0;
  const looks = isNew ? 5 : 4 + Object.keys(has).length;
  return {
    readDirectory: isNew ? 7 : 4,
    planner: looks + Object.keys(is).length + fresh.size + written + retitled,
  };
}

function taskCalls(was: Inputs, is: Inputs, fresh: ReadonlySet<string>): number {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  if (Object.keys(is).length === 0) return 1;
  const bucket = fresh.has(textIn(is, "bucket")) && was["bucket"] !== is["bucket"] ? 1 : 0;
  if (Object.keys(was).length === 0) return 3 + bucket;
  const changed = fields.filter(
    (field) => is[field] !== undefined && JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  const details = changed.filter((field) => detailFields.has(field)).length;
  return (details > 0 ? 1 : 0) + (changed.length > details ? 1 : 0) + bucket;
}

const detailFields: ReadonlySet<string> = new Set(["description", "checklist", "links"]);
