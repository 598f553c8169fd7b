import type { About } from "../pages/about.ts";
import {
  areas,
  shortcomingsShown,
  type Area,
  type Line,
  type Outcome,
  type Shortcoming,
} from "./prerequisite.ts";

/** One look at all prerequisites of a stack. */
export interface DoctorReport {
  readonly stack: string;
  readonly about?: About;
  readonly lines: readonly Line[];
}

/** What an outcome is called in every format. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  holds: "holds",
  fails: "does not hold",
  unseen: "cannot be seen",
  ask: "ask a person",
};

/** How many lines have each outcome. */
export function countsOf(lines: readonly Line[]): Readonly<Record<Outcome, number>> {
  const counts = { holds: 0, fails: 0, unseen: 0, ask: 0 };
  for (const { outcome } of lines) counts[outcome] += 1;
  return counts;
}

/** "41 hold, 1 does not, 2 cannot be seen, 9 to ask". */
export function countsText(lines: readonly Line[]): string {
  const { holds, fails, unseen, ask } = countsOf(lines);
  return `${holds} hold, ${fails} do not, ${unseen} cannot be seen, ${ask} to ask people`;
}

/** Shortcomings of a line as far as they are told one by one, and how many more there are. */
export function shownOf({ wrong }: Line): { readonly shown: readonly Shortcoming[]; readonly more: number } {
  return { shown: wrong.slice(0, shortcomingsShown), more: Math.max(0, wrong.length - shortcomingsShown) };
}

/** Lines by area, in the order in which one works through them. */
export function byArea(lines: readonly Line[]): readonly (readonly [Area, readonly Line[]])[] {
  return areas.flatMap((area) => {
    const own = lines.filter((line) => line.area === area);
    return own.length === 0 ? [] : [[area, own] as const];
  });
}
