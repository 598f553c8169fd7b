import { stateOnly, type PlanLine } from "./line.ts";
import type { PeopleChanges } from "./people.ts";
import type { PlannedStep } from "./planned-steps.ts";

/** Why the last run could not do it, to stand after a line; empty when it said nothing of this person. */
export function failedBefore({ undone }: PlannedStep, person: string): string {
  const sentence = undone.find((text) => text.includes(quoted(person)));
  if (sentence === undefined) return "";
  const [, ...reason] = sentence.slice(sentence.indexOf(quoted(person))).split(": ");
  return `; the last run could not: ${reason.join(": ")}`;
}

/** What the last run could not do and no line of a person tells. */
export function undoneLines(step: PlannedStep, { joins, moves, roles }: PeopleChanges): readonly PlanLine[] {
  if (step.undone.length === 0) return [];
  const told = [...joins, ...moves.map(({ to }) => to), ...roles].filter(({ team }) => team === step);
  return step.undone
    .filter((text) => !told.some(({ person }) => text.includes(quoted(person))))
    .map((text) => ({ change: "changed", subject: "Not done by the last run", text, steps: stateOnly }));
}

/** As sentences about a person name them. */
function quoted(person: string): string {
  return `"${person}"`;
}
