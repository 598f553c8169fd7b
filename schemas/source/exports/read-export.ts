import type { DocumentPath, Place } from "../../problem.ts";
import type { FileMapping } from "../../types/org.ts";
import { closest } from "../../suggest.ts";
import { readRecord, type Cell } from "../csv-records.ts";
import { indexLines } from "../line-index.ts";
import type { SourceDocument, TextProblem } from "../source-document.ts";
import { dayIn } from "./dates.ts";
import { readHeader, type Header, type Report } from "./header.ts";
import type { ExportRow, ExportRows } from "./export-rows.ts";
import { readyMapping, type ExportField, type ReadyMapping } from "./mapping.ts";

/** Words that a field may hold, where it may not hold any text. */
const wordsOf: Readonly<Record<ExportField, readonly string[]>> = {
  position: ["manager", "worker"],
  status: ["active", "leave", "left"],
};
const dayFields: ReadonlySet<ExportField> = new Set(["from", "until", "statusFrom", "statusUntil"]);
const numberFields: ReadonlySet<ExportField> = new Set([
  ...["storeNumber", "personnelNumber", "store", "person", "channelId", "partyNumber", "parentPartyNumber"],
]);
/** `1,2E+05`: what a spreadsheet makes of a long number. */
const roundedNumber = /^\d+(?:[.,]\d+)?E\+?\d+$/i;

/** Faults of one kind that are told one by one; the rest is counted with the last. */
const toldMost = 5;

/** Reads an export by its mapping, as of `day`. Never throws: what is wrong is in `problems`. */
export function readExport(file: string, text: string, mapping: FileMapping, day: string): SourceDocument {
  const lines = indexLines(file, text);
  const problems: TextProblem[] = [];
  const report: Report = ({ start, end }, message, mend, severity = "error") => {
    problems.push({ ruleId: "files", severity, place: lines.place(start, end), message, mend });
  };
  const ready = readyMapping(mapping);
  const isEmpty = text.trim() === "";
  if (isEmpty)
    report({ start: 0, end: 1 }, "the file is empty", "Export it again: an export has a header at least.");
  const header = isEmpty || ready === undefined ? undefined : readHeader(text, ready, report);
  const starts: number[] = [];
  const exported: ExportRows | undefined =
    header === undefined || ready === undefined
      ? undefined
      : {
          kind: ready.kind,
          onlyKnown: ready.onlyKnown,
          rows: rowsIn(text, { header, mapping: ready, day, starts, report }),
        };
  const place = (path: DocumentPath): Place => {
    const [, index, field] = path;
    const cells = readRecord(text, starts[Number(index)] ?? 0, header?.separator ?? ",").cells;
    const cell = cells[header?.fields.get(String(field))?.[0] ?? 0] ?? cells[0];
    return lines.place(cell?.start ?? 0, cell?.end ?? 1);
  };
  return {
    ...{ file, root: undefined, lists: new Map(), problems, place },
    // Whoever is missing here may stand in a row that could not be read.
    unreadLists: problems.some(({ severity }) => severity === "error") ? ["people", "nodes"] : [],
    written: () => undefined,
    rowLine: (_list, index) => place(["", index]).line,
    ...(exported === undefined ? {} : { exported }),
  };
}

interface Reading {
  readonly header: Header;
  readonly mapping: ReadyMapping;
  /** Day of the run, such as 2026-11-29. */
  readonly day: string;
  /** Filled with where each row starts. */
  readonly starts: number[];
  readonly report: Report;
}

function rowsIn(text: string, reading: Reading): readonly ExportRow[] {
  const { header, report, starts } = reading;
  const faults = faultsTold(report);
  const rows: ExportRow[] = [];
  for (let at = header.next; at < text.length;) {
    const start = at;
    const { cells, next } = readRecord(text, at, header.separator);
    at = next;
    if (cells.every((cell) => cell.text === "" && cell.broken === undefined)) continue;
    const broken = cells.find((cell) => cell.broken !== undefined);
    if (broken !== undefined) {
      faults(
        `broken ${broken.broken ?? ""}`,
        broken,
        `this row cannot be read: ${broken.broken ?? ""}`,
        "Export the file again.",
      );
      continue;
    }
    if (!header.where.every(([position, values]) => values.has((cells[position]?.text ?? "").toLowerCase())))
      continue;
    starts.push(start);
    rows.push(rowOf(cells, reading, faults));
  }
  faults.end();
  return rows;
}

type Fault = ((kind: string, cell: Pick<Cell, "start" | "end">, message: string, mend: string) => void) & {
  readonly end: () => void;
};

/** Tells the first faults of a kind where they stand, and counts the others with the last one told. */
function faultsTold(report: Report): Fault {
  const kinds = new Map<string, { count: number; last: Parameters<Report> }>();
  const fault = (
    kind: string,
    ...[span, message, mend]: [Pick<Cell, "start" | "end">, string, string]
  ): void => {
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, { count: 1, last: [span, message, mend] });
    else known.count += 1;
  };
  const end = (): void => {
    const byField = Map.groupBy(kinds, ([kind]) => kind.split(" ")[0] ?? "");
    for (const all of byField.values())
      for (const [index, [, { count, last }]] of all.slice(0, toldMost).entries()) {
        const [span, message, mend] = last;
        const rows = count > 1 ? ` (${String(count)} rows)` : "";
        const rest = all.length - toldMost;
        const more = index === toldMost - 1 && rest > 0 ? `; ${String(rest)} more like it` : "";
        report(span, `${message}${rows}${more}`, mend);
      }
  };
  return Object.assign(fault, { end });
}

function rowOf(cells: readonly Cell[], { header, mapping, day }: Reading, fault: Fault): ExportRow {
  const fields: Record<ExportField, string> = {};
  for (const [field, positions] of header.fields) {
    const text = positions
      .map((position) => cells[position]?.text ?? "")
      .filter((part) => part !== "")
      .join(" ");
    const cell = cells[positions[0] ?? 0] ?? { start: 0, end: 1 };
    const value = valueOf(field, text, { mapping, cell, fault });
    if (value !== "") fields[field] = value;
  }
  for (const [field, value] of Object.entries(mapping.always)) fields[field] ??= value;
  const { from = "", until = "" } = fields;
  const holds = from !== "" && from > day ? "later" : until !== "" && until < day ? "before" : "now";
  return { fields, holds };
}

/** What a cell says in the words of the config; empty when it says nothing. */
function valueOf(
  field: ExportField,
  text: string,
  {
    mapping,
    cell,
    fault,
  }: { readonly mapping: ReadyMapping; readonly cell: Pick<Cell, "start" | "end">; readonly fault: Fault },
): string {
  const told = mapping.values.get(field);
  const value = told === undefined ? text : (told[text] ?? told["*"] ?? text);
  if (value === "") return "";
  if (numberFields.has(field) && roundedNumber.test(value)) {
    fault(
      `${field} ${value}`,
      cell,
      `"${value}" is a number that a spreadsheet has rounded`,
      "Export the file again, and do not save it from a spreadsheet.",
    );
    return "";
  }
  if (dayFields.has(field)) {
    const day = dayIn(value, mapping.dates);
    if (day !== undefined) return day;
    fault(
      `${field} ${value}`,
      cell,
      `"${value}" is no day that can be told for sure`,
      "Say the order of the parts: `dates: day-month-year`, `month-day-year` or `year-month-day`.",
    );
    return "";
  }
  const words = wordsOf[field];
  if (words === undefined || words.includes(value)) return value;
  const meant = closest(value, words);
  const mend = `Say what it means: \`values: { ${field}: { "${text}": ${meant ?? words[0] ?? ""} } }\`; one of ${words.join(", ")}.`;
  fault(`${field} ${value}`, cell, `"${value}" is no ${field}`, mend);
  return "";
}
