import type { Step } from "../../../providers/core/resource-type.ts";
import type { TeamPart } from "../../../providers/graph/team/parts.ts";
import type { Channel, Team } from "../../../schemas/types/resources.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { dangerLine, stepLine, type TypeLine } from "../words.ts";

/** The value of a switch, or a role, as people read it. */
export function switchWord(value: unknown): string {
  return typeof value === "boolean" ? (value ? "on" : "off") : String(value);
}

export function appLines(step: Step): readonly TypeLine[] {
  if (step.kind === "link")
    return step.targets.map((id) => stepLine("added", "App", `${id} is installed`, [step]));
  if (step.kind !== "unlink") return [];
  return step.targets.map((id) => stepLine("removed", "App", `${id} is removed, with its tabs`, [step]));
}

function channelIn({ after, there }: PlannedStep<Team>, key: string): Channel | undefined {
  return after?.channels?.[key] ?? there?.channels?.[key];
}

function subjectOf(planned: PlannedStep<Team>, key: string): string {
  return `Channel ${channelIn(planned, key)?.displayName ?? key}`;
}

export function channelLines(step: Step, key: string, planned: PlannedStep<Team>): readonly TypeLine[] {
  const subject = subjectOf(planned, key);
  if (step.kind === "create") {
    const isPrivate = channelIn(planned, key)?.private !== undefined;
    return [stepLine("added", subject, isPrivate ? "new, private" : "new", [step])];
  }
  if (step.kind !== "update") return [];
  return step.changes.map(({ path, from }) => {
    if (path.endsWith(".displayName"))
      return stepLine("changed", subject, `renamed from "${String(from)}"`, [step]);
    if (path.endsWith(".description")) return stepLine("changed", subject, "described anew", [step]);
    return dangerLine("changed", subject, "private or not otherwise than it is: the service refuses that", [
      step,
    ]);
  });
}

/** People of a private channel. */
export function memberLines(step: Step, key: string, planned: PlannedStep<Team>): readonly TypeLine[] {
  const subject = subjectOf(planned, key);
  const roster = planned.after?.channels?.[key]?.private?.roster ?? {};
  if (step.kind === "update")
    return step.changes.map(({ path, to }) => {
      const person = path.slice(path.indexOf(".roster.") + ".roster.".length);
      return stepLine("changed", subject, `${person} is ${switchWord(to)}`, [step]);
    });
  if (step.kind === "unlink")
    return step.targets.map((person) => stepLine("removed", subject, `${person} is taken out`, [step]));
  if (step.kind !== "link") return [];
  return step.targets.map((person) =>
    stepLine("added", subject, `${person} is ${switchWord(roster[person])}`, [step]),
  );
}

export function tabLines(
  step: Step,
  { channel, tab }: Extract<TeamPart, { of: "tab" }>,
  planned: PlannedStep<Team>,
): readonly TypeLine[] {
  const subject = subjectOf(planned, channel);
  const wanted = planned.after?.channels?.[channel]?.tabs?.[tab];
  const name = `tab "${(wanted ?? planned.there?.channels?.[channel]?.tabs?.[tab])?.displayName ?? tab}"`;
  if (step.kind === "create") return [stepLine("added", subject, `${name} is new`, [step])];
  if (step.kind === "update") return [stepLine("changed", subject, `${name} changes`, [step])];
  // The app of a tab cannot change: the tab is taken off and pinned anew.
  return [
    wanted === undefined
      ? stepLine("removed", subject, `${name} is taken off`, [step])
      : stepLine("changed", subject, `${name} changes`, [step]),
  ];
}
