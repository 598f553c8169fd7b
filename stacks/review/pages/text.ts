import type { Encoded } from "../../../schemas/text/encoded.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { amount } from "../../pages/amount.ts";
import type { PlanLine } from "../../changes/line.ts";
import { isOpen, type HandStep } from "../../headquarters/steps-for-people.ts";
import type { PlanEntry, PlanReport } from "../model.ts";
import {
  attentionSections,
  basisText,
  byHandTitle,
  changeSigns,
  costLine,
  countRows,
  handStepText,
  headline,
  noteLines,
  tickIntroduction,
  tickOf,
  waitingHeading,
} from "./words.ts";

type Line = Encoded<"terminal">;

const nothing = terminalText``;

/** Most lines of each list on a terminal. */
const linesShown = 10;
/** Up to so many lines all of it is shown, by region. */
const detailLinesMax = 25;

/** The summary for a terminal: the same words and order as the comment, with its detail while it is short. */
export function planText(report: PlanReport): Line {
  const lists = attentionSections(report).map(({ title, lines }) => list(title, lines.map(lineText)));
  const rows = countRows(report).map(
    ([name, { added, moved, changed, removed }]) =>
      terminalText`  ${name.padEnd(16)}${[added, moved, changed, removed].map((count) => String(count).padStart(9)).join("")}`,
  );
  const regions = isSmall(report)
    ? []
    : report.regions.map(
        ({ name, stores, moves, entries }) =>
          terminalText`${name}: ${[
            stores > 0 ? amount(stores, "store") : amount(entries.length, "change"),
            ...(moves.length > 0 ? [amount(moves.length, "move")] : []),
          ].join(", ")}`,
      );
  const blocks = [
    terminalText`${report.stack}: ${headline(report)}\n${costLine(report)}`,
    terminalText.lines(report.refusal.join("\n")),
    rows.length === 0
      ? nothing
      : terminalText`  ${" ".repeat(16)}    added    moved  changed  removed\n${rows}`,
    ...lists,
    list(
      byHandTitle,
      report.byHand.map(
        (step) => flat`${isOpen(step) ? "[ ]" : "[x]"} ${handStepText(step)}${tickText(step)}`,
      ),
    ),
    list(
      "Left out",
      report.leftOut.map(({ label, reason, ruleId }) => flat`${label}: ${reason} (rule ${ruleId})`),
    ),
    waitingBlock(report.waiting),
    list(
      "Task lists",
      report.taskLists.map((text) => flat`${text}`),
    ),
    notesBlock(report.notes),
    list("Where", regions),
    ...(isSmall(report)
      ? report.regions.map(({ name, moves, entries }) => detail(name, moves, entries))
      : []),
    terminalText.of(report.outcome === "changes" ? basisText(report) : ""),
  ];
  return terminalText.join(
    blocks.filter((block) => block.length > 0),
    "\n\n",
  );
}

/** For whom teams wait, each person once; nothing when there is nobody. */
export function waitingBlock(waiting: PlanReport["waiting"]): Line {
  return list(
    waitingHeading,
    waiting.map(({ text, mend }) => flat`${text} ⇒ ${mend}`),
  );
}

/** Whether a terminal has room for everything. */
function isSmall({ regions }: PlanReport): boolean {
  const lines = regions.flatMap(({ moves, entries }) => [
    ...moves,
    ...entries.flatMap((entry) => entry.lines),
  ]);
  return lines.length <= detailLinesMax;
}

function detail(name: string, moves: readonly PlanLine[], entries: readonly PlanEntry[]): Line {
  const texts = [
    ...moves.map(lineText),
    ...entries.flatMap(({ label, lines }) =>
      lines.map(({ change, subject, text }) => flat`${changeSigns[change]} ${label}: ${subject}: ${text}`),
    ),
  ];
  return terminalText`${[name, ...texts.map((text) => terminalText`  ${text}`)]}`;
}

function lineText({ change, subject, text }: PlanLine): Line {
  return flat`${changeSigns[change]} ${subject}: ${text}`;
}

function tickText(step: HandStep): string {
  const tick = tickOf(step);
  return tick === undefined ? "" : `. ${tickIntroduction} ${tick}`;
}

function notesBlock(notes: readonly string[]): Line {
  const shown = notes.slice(0, linesShown).flatMap((note) => {
    const [first = "", ...rest] = noteLines(note);
    return [first, ...rest.map((line) => `  ${line}`)];
  });
  const more = notes.length - linesShown;
  const lines = [
    ...(notes.length === 0 ? [] : [`Notes (${notes.length})`]),
    ...shown.map((line) => `  ${line}`),
    ...(more > 0 ? [moreText(more)] : []),
  ];
  return terminalText`${lines}`;
}

function list(title: string, lines: readonly Line[]): Line {
  if (lines.length === 0) return nothing;
  const shown = lines.slice(0, linesShown).map((text) => terminalText`  ${text}`);
  const more = lines.length - shown.length;
  return terminalText`${[`${title} (${lines.length})`, ...shown, ...(more > 0 ? [moreText(more)] : [])]}`;
}

/** One line, also of texts of our own that have several. */
function flat(written: TemplateStringsArray, ...parts: readonly string[]): Line {
  return terminalText(written, ...parts.map((part) => part.replace(/\s+/g, " ")));
}

function moreText(count: number): string {
  return `  … ${count.toLocaleString("en-US")} more, see the full report`;
}
