import { sameValue } from "../../../providers/core/compare.ts";
import type { Change, PlanLine } from "../../review/model.ts";
import { objectIn, textIn, type Inputs, type PlannedStep } from "../planned-steps.ts";
import { amount } from "../../review/pages/words.ts";

/** What changes in one of the files that Commerce and Teams are told by: which rows, by name. */
export function fileLines(step: PlannedStep): readonly PlanLine[] {
  const isMapping = step.token === "commerce:StoreMapping";
  const property = isMapping ? "teamIds" : "rows";
  const subject = isMapping ? "List for headquarters" : "Targeting hierarchy";
  const [was, is] = [objectIn(step.before, property), objectIn(step.after, property)];
  const size = amount(Object.keys(is).length, isMapping ? "store" : "node");
  const line = (change: Change, text: string): PlanLine => ({ change, subject, text });
  if (step.op === "create") return [line("added", `made, ${size}`)];
  if (step.op === "delete")
    return [line("removed", step.retained ? "no longer made; the last one stays" : "removed")];
  // The output folder of a fresh machine is empty.
  if (Object.keys(was).length === 0)
    return [line("changed", `made anew, ${size}: none lies in the output folder`)];
  const nameOf = (key: string): string => (isMapping ? key : rowName(is, was, key));
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted();
  const differing = keys.filter((key) => !sameValue(withoutPlace(was[key]), withoutPlace(is[key])));
  const rows = differing.map((key) => {
    if (was[key] === undefined) return line("added", `${nameOf(key)} comes in`);
    return is[key] === undefined
      ? line("removed", `${nameOf(key)} goes out`)
      : line("changed", `${nameOf(key)} changes`);
  });
  return rows.length > 0 ? rows : [line("changed", `made anew, ${size}`)];
}

/** Where a row stands in the config is not in the file. */
function withoutPlace(row: unknown): unknown {
  return typeof row === "object" && row !== null ? { ...row, at: undefined } : row;
}

function rowName(is: Inputs, was: Inputs, key: string): string {
  const row = (is[key] ?? was[key]) as Inputs | undefined;
  return textIn(row, "name");
}
