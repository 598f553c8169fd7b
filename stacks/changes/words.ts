import type { FieldChange, Step } from "../../providers/core/resource-type.ts";
import type { Change, PlanLine, ThingNames } from "./line.ts";
import type { Inputs, PlannedStep } from "./planned-steps.ts";

/** Rows of the summary that a resource may count in. */
export type CountedAs = "stores" | "consent" | "links" | "switches" | "tasks" | "other";

/** A line of one resource. */
export interface TypeLine extends PlanLine {
  /** It cannot be taken back with one more run, or opens something up: an approver must not miss it. */
  readonly isDangerous?: true;
}

/** How one type of resource is told to people. */
export interface TypeWords<Props extends object = Inputs> {
  readonly counts: CountedAs | ((resource: string) => CountedAs);
  /** A line for whatever a run does, besides people and permissions, which reports tell of by themselves. */
  lines(planned: PlannedStep<Props>, names: ThingNames): readonly TypeLine[];
}

/** Names a step to whoever holds lines against steps: "update settings". */
export function keyOfStep({ kind, part }: Pick<Step, "kind" | "part">): string {
  return `${kind} ${part}`;
}

/** A line that tells these steps. */
export function stepLine(change: Change, subject: string, text: string, steps: readonly Step[]): TypeLine {
  return { change, subject, text, steps: [...new Set(steps.map(keyOfStep))] };
}

/** The same, for what an approver must not miss. */
export function dangerLine(change: Change, subject: string, text: string, steps: readonly Step[]): TypeLine {
  return { ...stepLine(change, subject, text, steps), isDangerous: true };
}

/** A field that changes, with the step that changes it. */
export interface StepChange extends FieldChange {
  readonly step: Step;
}

/** What all steps of a resource change, field by field. */
export function changesIn(steps: readonly Step[]): readonly StepChange[] {
  return steps.flatMap((step) => {
    const changes = step.kind === "update" ? step.changes : step.kind === "replace" ? step.because : [];
    return changes.map((change): StepChange => ({ ...change, step }));
  });
}

/** Fields that change, each with both values. */
export function fieldLines(steps: readonly Step[]): readonly TypeLine[] {
  return changesIn(steps).map(({ path, from, to, step }) =>
    stepLine("changed", path, `${shownValue(from)} → ${shownValue(to)}`, [step]),
  );
}

/** A value for people: never JSON. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null || value === "") return "nothing";
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "number" ? String(value) : "another value";
}
