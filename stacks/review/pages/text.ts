import type { PlanEntry, PlanLine, PlanReport } from "../model.ts";
import {
  amount,
  attentionSections,
  basisText,
  changeSigns,
  costLine,
  countRows,
  headline,
  noteLines,
} from "./words.ts";

/** Most lines of each list on a terminal. */
const linesShown = 10;
/** Up to so many lines all of it is shown, by region. */
const detailLinesMax = 25;

/** The summary for a terminal: the same words and order as the comment, with its detail while it is short. */
export function planText(report: PlanReport): string {
  const lists = attentionSections(report).map(({ title, lines }) => list(title, lines.map(lineText)));
  const rows = countRows(report).map(
    ([name, { added, moved, changed, removed }]) =>
      `  ${name.padEnd(16)}${[added, moved, changed, removed].map((count) => String(count).padStart(9)).join("")}`,
  );
  const regions = isSmall(report)
    ? []
    : report.regions.map(
        ({ name, stores, moves, entries }) =>
          `${name}: ${[
            stores > 0 ? amount(stores, "store") : amount(entries.length, "change"),
            ...(moves.length > 0 ? [amount(moves.length, "move")] : []),
          ].join(", ")}`,
      );
  const blocks = [
    `${report.stack}: ${headline(report)}\n${costLine(report)}`,
    report.refusal.join("\n"),
    rows.length === 0 ? "" : [`  ${" ".repeat(16)}    added    moved  changed  removed`, ...rows].join("\n"),
    ...lists,
    list(
      "Left out",
      report.leftOut.map(({ label, reason, ruleId }) => `${label}: ${reason} (rule ${ruleId})`),
    ),
    list("Task lists", report.taskLists),
    notesBlock(report.notes),
    list("Where", regions),
    ...(isSmall(report)
      ? report.regions.map(({ name, moves, entries }) => detail(name, moves, entries))
      : []),
    report.outcome === "changes" ? basisText(report) : "",
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

/** Whether a terminal has room for everything. */
function isSmall({ regions }: PlanReport): boolean {
  const lines = regions.flatMap(({ moves, entries }) => [
    ...moves,
    ...entries.flatMap((entry) => entry.lines),
  ]);
  return lines.length <= detailLinesMax;
}

function detail(name: string, moves: readonly PlanLine[], entries: readonly PlanEntry[]): string {
  const texts = [
    ...moves.map(lineText),
    ...entries.flatMap(({ label, lines }) =>
      lines.map(({ change, subject, text }) => `${changeSigns[change]} ${label}: ${subject}: ${text}`),
    ),
  ];
  return [name, ...texts.map((text) => `  ${text.replace(/\s+/g, " ")}`)].join("\n");
}

function lineText({ change, subject, text }: PlanLine): string {
  return `${changeSigns[change]} ${subject}: ${text}`;
}

function notesBlock(notes: readonly string[]): string {
  const shown = notes.slice(0, linesShown).flatMap((note) => {
    const [first = "", ...rest] = noteLines(note);
    return [first, ...rest.map((line) => `  ${line}`)];
  });
  const more = notes.length - linesShown;
  return [
    ...(notes.length === 0 ? [] : [`Notes (${notes.length})`]),
    ...shown.map((line) => `  ${line}`),
    ...(more > 0 ? [moreText(more)] : []),
  ].join("\n");
}

function list(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const shown = lines.slice(0, linesShown).map((text) => `  ${text.replace(/\s+/g, " ")}`);
  const more = lines.length - shown.length;
  return [`${title} (${lines.length})`, ...shown, ...(more > 0 ? [moreText(more)] : [])].join("\n");
}

function moreText(count: number): string {
  return `  … ${count.toLocaleString("en-US")} more, see the full report`;
}
