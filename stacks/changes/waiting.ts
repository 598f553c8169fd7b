import type { UnfitPerson } from "../../providers/graph/team/people/accounts.ts";
import { amount } from "../pages/amount.ts";

/** Somebody for whom teams wait, told once: who and why, where they would be, and how to mend it. */
export interface WaitingLine {
  readonly text: string;
  readonly mend: string;
}

const title = "waits for people";
/** Most teams that are named for one person. */
const teamsShown = 3;

/** A line for each person who is absent. `teamsOf`: what people call the teams that would have them. */
export function waitingLines(
  absent: readonly Pick<UnfitPerson, "problem" | "mend" | "about">[],
  teamsOf: (person: string) => readonly string[],
): readonly WaitingLine[] {
  return absent.map(({ problem, mend, about }) => {
    const teams = teamsOf(about.userPrincipalName);
    const more = teams.length > teamsShown ? ` and ${teams.length - teamsShown} more` : "";
    const where = teams.length === 0 ? "" : `; would be in ${teams.slice(0, teamsShown).join(", ")}${more}`;
    return { text: `${problem}${where}`, mend };
  });
}

/** "2 people are away; everything that does not rest on them is done." */
export function waitingTitle(lines: readonly WaitingLine[]): string {
  const are = lines.length === 1 ? "is" : "are";
  return `${amount(lines.length, "person", "people")} ${are} awaited; all that does not rest on them is done`;
}

/** What a program says of them, in one warning. Empty when nobody is awaited. */
export function waitingText(lines: readonly WaitingLine[]): string {
  if (lines.length === 0) return "";
  return [
    `${title}: ${waitingTitle(lines)}`,
    ...lines.map(({ text, mend }) => `  - ${text}\n    ⇒ ${mend}`),
  ].join("\n");
}

/** The reverse of `waitingText`; undefined for any other warning. */
export function waitingIn(warning: string): readonly WaitingLine[] | undefined {
  if (!warning.startsWith(`${title}: `)) return undefined;
  return warning
    .split(/\n {2}- /)
    .slice(1)
    .map((block) => {
      const [text = "", mend = ""] = block.split("\n    ⇒ ");
      return { text: text.trim(), mend: mend.trim() };
    });
}
