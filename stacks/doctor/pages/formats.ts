import type { Encoded } from "../../../schemas/text/encoded.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import { markdownText } from "../../../schemas/text/markdown.ts";
import { xmlText } from "../../../schemas/text/xml.ts";
import { aboutText } from "../../pages/about.ts";
import type { Line } from "../prerequisite.ts";
import { byArea, countsOf, countsText, outcomeWords, shownOf, type DoctorReport } from "../report.ts";

/** A list that one can tick off, area by area. */
export function doctorMarkdown({ stack, about, lines }: DoctorReport): Encoded<"markdown"> {
  const parts = byArea(lines).map(([area, own]) => markdownText`\n#### ${area}\n\n${own.map(markdownLine)}`);
  const foot = about === undefined ? [] : [markdownText`\n${aboutText(about)}`];
  return markdownText`${[markdownText`### ${stack}: ${countsText(lines)}`, ...parts, ...foot]}\n`;
}

function markdownLine(line: Line): Encoded<"markdown"> {
  const { outcome, title, evidence } = line;
  const tick = outcome === "holds" ? markdownText`[x]` : markdownText`[ ]`;
  const { shown, more } = shownOf(line);
  const wrong = shown.map(({ problem, mend }) => markdownText`  - ${problem} ⇒ ${mend}`);
  const rest = more === 0 ? [] : [markdownText`  - … and ${more} more`];
  const head = markdownText`- ${tick} ${title}: **${outcomeWords[outcome]}** (${evidence})`;
  return markdownText`${[head, ...wrong, ...rest]}`;
}

/** Everything, for programs: all shortcomings, also those that people are only told the number of. */
export function doctorJson({ stack, about, lines }: DoctorReport): Encoded<"json"> {
  return jsonText({ version: 1, stack, about, counts: countsOf(lines), lines }, 2);
}

/** One case a prerequisite; what cannot be seen is an error, what only people can tell is skipped. */
export function doctorJunit({ stack, lines }: DoctorReport): Encoded<"xml"> {
  const { fails, unseen, ask } = countsOf(lines);
  const cases = lines.map(
    (line) =>
      xmlText`    <testcase classname="${stack}.${line.area}" name="${line.title}">${insideOf(line)}</testcase>`,
  );
  const counts = xmlText`tests="${lines.length}" failures="${fails}" errors="${unseen}" skipped="${ask}"`;
  const suite = xmlText`  <testsuite name="doctor ${stack}" ${counts}>\n${cases}\n  </testsuite>`;
  return xmlText`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n</testsuites>\n`;
}

function insideOf(line: Line): Encoded<"xml"> {
  const { outcome, evidence, wrong } = line;
  if (outcome === "holds") return xmlText``;
  if (outcome === "unseen") return xmlText`<error message="${evidence}"/>`;
  if (outcome === "ask") return xmlText`<skipped message="${evidence}"/>`;
  const sentences = shownOf(line).shown.map(({ problem, mend }) => `${problem} ⇒ ${mend}`);
  return xmlText`<failure message="${wrong[0]?.problem ?? evidence}">${sentences}</failure>`;
}
