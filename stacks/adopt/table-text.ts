import { csvText } from "../../schemas/text/csv.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import type { AdoptReport, ToldCandidate, ToldStore } from "./report.ts";

/** Rows of one list in the terminal; the files have all. */
const rowsMost = 40;

const percent = (confidence: number): string => `${String(Math.round(confidence * 100))} %`;
const label = ({ storeNumber, name }: ToldStore): string => `${storeNumber} ${name}`;

/** What the terminal is told: what is sure in numbers, what a person must decide by name. */
export function adoptText(report: AdoptReport): Encoded<"terminal"> {
  const by = (decision: ToldStore["decision"]): readonly ToldStore[] =>
    report.stores.filter((store) => store.decision === decision);
  const [sure, open, none, declared] = [by("adopt"), by("propose"), by("none"), by("declared")];
  const counted = [
    `${String(report.stores.length)} stores`,
    `${String(sure.length)} preselected`,
    `${String(open.length)} to decide`,
    `${String(none.length)} without a team`,
    ...(declared.length === 0 ? [] : [`${String(declared.length)} declared already`]),
  ];
  const table = (title: string, rows: readonly (readonly string[])[]): string[] => {
    if (rows.length === 0) return [];
    const shown = rows.slice(0, rowsMost);
    const more = rows.length - shown.length;
    return ["", title, ...aligned(shown), ...(more > 0 ? [`  … ${String(more)} more in the files`] : [])];
  };
  const lines = [
    `${report.stack}: ${counted.join(", ")}; ${String(report.teamsRead)} teams read, nothing written to the tenant`,
    ...table(
      "Preselected",
      sure.map((store) => rowOf(store)),
    ),
    ...table(
      "To decide",
      open.map((store) => rowOf(store)),
    ),
    ...table(
      "No team looks like them",
      none.map((store) => [label(store)]),
    ),
    ...table(
      "Teams that look like ours and fit no store",
      report.unmatchedTeams.map(({ displayName, because }) => [displayName, because]),
    ),
    ...table(
      "Could not be read: nothing is concluded from it",
      report.unread.map(({ what, reason }) => [what, reason]),
    ),
  ];
  return terminalText.join(lines, "\n");
}

function rowOf(store: ToldStore): readonly string[] {
  const [best] = store.candidates;
  if (best === undefined) return [label(store), "", "", store.because];
  return [label(store), best.displayName, percent(best.confidence), store.because];
}

const cellMost = 38;

/** Columns that stand beneath each other; the last is not cut. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const safe = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{C}+/gu, " ")));
  const cut = safe.map((row) =>
    row.map((cell, at) =>
      at < row.length - 1 && cell.length > cellMost ? `${cell.slice(0, cellMost - 1)}…` : cell,
    ),
  );
  const widths = (cut[0] ?? []).map((_, at) => Math.max(...cut.map((row) => (row[at] ?? "").length)));
  return cut.map(
    (row) =>
      `  ${row.map((cell, at) => (at < row.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell)).join("  ")}`,
  );
}

export const decisionColumns = [
  ...["decision", "storeNumber", "storeName", "nodeId", "teamId", "teamName", "confidence"],
  ...["because", "evidence", "reservations", "comes", "goes", "id"],
] as const;

/** One row a candidate; people write `adopt` in the column decision of the row that is right, or `no`. */
export function adoptCsv({ stores }: AdoptReport): Encoded<"csv"> {
  const rows = stores.flatMap((store) => {
    if (store.candidates.length === 0) return [csvRow(store, undefined, store.decision)];
    return store.candidates.map((candidate, index) => {
      const decision = store.decision === "adopt" ? (index === 0 ? "adopt" : "no") : store.decision;
      return csvRow(store, candidate, decision);
    });
  });
  return csvText([decisionColumns, ...rows].map((cells) => cells.map(noFormula)));
}

function csvRow(store: ToldStore, candidate: ToldCandidate | undefined, decision: string): readonly string[] {
  const first = [decision, store.storeNumber, store.name, store.nodeId];
  if (candidate === undefined) return [...first, "", "", "", store.because, "", "", "", "", ""];
  const { teamId, displayName, confidence, evidence, reservations, comes, goes, id } = candidate;
  const words = evidence.map(
    ({ weight, words: said }) => `${weight > 0 ? "+" : ""}${String(weight)} ${said}`,
  );
  return [
    ...[...first, teamId, displayName, percent(confidence), store.because],
    ...[words.join("; "), reservations.join("; "), String(comes.length), String(goes.length), id],
  ];
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe, which it does not show. */
function noFormula(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
