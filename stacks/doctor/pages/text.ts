import type { Encoded } from "../../../schemas/text/encoded.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import type { Line, Outcome } from "../prerequisite.ts";
import { byArea, countsText, shownOf, type DoctorReport } from "../report.ts";

const marks: Readonly<Record<Outcome, string>> = {
  holds: "ok  ",
  fails: "MEND",
  unseen: "?   ",
  ask: "ask ",
};

/** What a terminal shows: each area with its lines, what does not hold with its mend beneath. */
export function doctorText({ stack, lines }: DoctorReport): Encoded<"terminal"> {
  const parts = byArea(lines).map(([area, own]) => terminalText`${area}\n${own.map(lineText)}`);
  return terminalText`${stack}: ${countsText(lines)}\n\n${parts}`;
}

function lineText(line: Line): Encoded<"terminal"> {
  const { outcome, title, evidence, id } = line;
  const { shown, more } = shownOf(line);
  const head = terminalText`  ${marks[outcome]} ${title}: ${terminalText.lines(evidence)}  [${id}]`;
  const rest = more === 0 ? [] : [terminalText`       … and ${more} more`];
  const wrong = shown.map(
    ({ problem, mend }) => terminalText`       ${terminalText.lines(problem)}\n         ⇒ ${mend}`,
  );
  return terminalText`${[head, ...wrong, ...rest]}`;
}
