import type { DocumentPath, Place, Severity } from "../problem.ts";
import { closest } from "../suggest.ts";
import { endOfComment, layoutOf, readRecord, separatorWords } from "./csv-records.ts";
import type { Cell, Separator } from "./csv-records.ts";
import { indexLines } from "./line-index.ts";
import type { SourceDocument, SourceRow, TextProblem } from "./source-document.ts";

/** Columns that a file of people may have. Values are texts; roles are several, with spaces or semicolons between. */
const columns = [
  ...(["id", "name", "upn", "objectId", "personnelNumber", "roles", "protected"] as const),
  ...(["status", "statusFrom", "statusUntil"] as const),
] as const;
type Column = (typeof columns)[number];

/** Columns that say who a person is. */
const required: readonly Column[] = ["id", "upn"];

const truth: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["false", false],
  ["no", false],
]);

const mendOf: Readonly<Record<NonNullable<Cell["broken"]>, readonly [string, string]>> = {
  "quote never closed": [
    "the quote that begins here is never closed, so all that follows would be one value",
    'Close it with ", or take it away.',
  ],
  "text behind a quote": [
    "something stands behind the closing quote of this value",
    'Put the whole value in quotes, and write a quote inside it twice: "".',
  ],
  "quote inside": [
    "a quote stands inside a value that is not in quotes",
    'Put the whole value in quotes, with nothing before them, and write a quote inside it twice: "".',
  ],
};

/** Collects what is wrong with a file. */
interface Reporter {
  readonly problems: readonly TextProblem[];
  report(span: Pick<Cell, "start" | "end">, message: string, mend: string, severity?: Severity): void;
  /** Reports the cells that depart from RFC 4180; whether there are any. */
  reportBroken(cells: readonly Cell[]): boolean;
}

function reporterOf(file: string, text: string): Reporter & { place(start: number, end: number): Place } {
  const lines = indexLines(file, text);
  const problems: TextProblem[] = [];
  const report: Reporter["report"] = ({ start, end }, message, mend, severity = "error") => {
    problems.push({ ruleId: "csv", severity, place: lines.place(start, end), message, mend });
  };
  const reportBroken: Reporter["reportBroken"] = (cells) => {
    let isBroken = false;
    for (const cell of cells) {
      if (cell.broken === undefined) continue;
      isBroken = true;
      report(cell, ...mendOf[cell.broken]);
    }
    return isBroken;
  };
  return { problems, report, reportBroken, place: lines.place };
}

/** The header by position; undefined as a whole when it is at fault, so that no row can be understood. */
function readHeader(cells: readonly Cell[], reporter: Reporter): readonly Column[] | undefined {
  if (reporter.reportBroken(cells)) return undefined;
  const [first, last] = [cells[0], cells.at(-1)];
  const found: Column[] = [];
  const before = reporter.problems.length;
  const isSound = (): boolean => reporter.problems.length === before;
  const names = new Set(cells.map(({ text }) => text.toLowerCase()));
  const isAbsent = (column: Column): boolean => !names.has(column.toLowerCase());
  for (const cell of cells) {
    const key = columns.find((column) => column.toLowerCase() === cell.text.toLowerCase());
    if (key === undefined) {
      const meant = closest(cell.text, columns.filter(isAbsent));
      const mend = meant === undefined ? `Columns are: ${columns.join(", ")}.` : `Did you mean "${meant}"?`;
      reporter.report(cell, `no column is called "${cell.text}"`, mend);
    } else if (found.includes(key)) {
      const mend = "Keep one of them: which one counts, nobody can tell.";
      reporter.report(cell, `the column "${key}" is there twice`, mend);
    } else found.push(key);
  }
  const absent = required.filter((column) => !found.includes(column)).map((column) => `"${column}"`);
  if (isSound() && absent.length > 0) {
    const are = absent.length === 1 ? "column is" : "columns are";
    const span = { start: first?.start ?? 0, end: last?.end ?? 0 };
    reporter.report(
      span,
      `the ${are} missing: ${absent.join(", ")}`,
      `The first line names the columns: ${columns.join(", ")}.`,
    );
  }
  return isSound() ? found : undefined;
}

/** Reads the roles of people: thousands have the same, which are kept once. */
function rolesReader(): (text: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const roles = Object.freeze(text.split(/[\s;|]+/).filter((role) => role !== ""));
    known.set(text, roles);
    return roles;
  };
}

/** A person as the YAML form would have it. Empty cells are not mentioned. */
function personOf(
  header: readonly Column[],
  cells: readonly Cell[],
  rolesIn: (text: string) => readonly string[],
): Record<string, unknown> {
  const person: Record<string, unknown> = {};
  for (const [index, key] of header.entries()) {
    const text = cells[index]?.text ?? "";
    if (text === "" && key !== "roles") continue;
    if (key === "protected") person[key] = truth.get(text.toLowerCase()) ?? text;
    else person[key] = key === "roles" ? rolesIn(text) : text;
  }
  return person;
}

/** The id of a person whose row cannot be understood, when the cell that holds it can. */
function salvagedId(header: readonly Column[] | undefined, cells: readonly Cell[]): string | undefined {
  const cell = cells[header?.indexOf("id") ?? -1];
  return cell?.broken === undefined ? cell?.text : undefined;
}

/** Reports a last row that is short and has no line end: a file that was cut off, and nobody knows what it held. */
function breaksOff(
  text: string,
  cells: readonly Cell[],
  header: readonly Column[] | undefined,
  reporter: Reporter,
): boolean {
  const { end } = cells.at(-1) ?? { end: 0 };
  if (end < text.length || header === undefined || cells.length >= header.length) return false;
  const span = { start: cells[0]?.start ?? end, end };
  const amount = `${String(cells.length)} values of ${String(header.length)}`;
  const message = `the file ends within this row: it has ${amount}, and no line end`;
  reporter.report(span, message, "Bring the whole file, or end the row with its separators and a line end.");
  return true;
}

interface Rows {
  readonly rows: readonly SourceRow[];
  /** Where each row's record starts. */
  readonly starts: readonly number[];
  /** A quote that is never closed has taken rows with it. */
  readonly swallows: boolean;
}

function readRows(
  text: string,
  from: number,
  separator: Separator,
  header: readonly Column[] | undefined,
  reporter: Reporter,
): Rows {
  const rows: SourceRow[] = [];
  const starts: number[] = [];
  const blank: Cell[] = [];
  const rolesIn = rolesReader();
  let swallows = false;
  for (let at = from; at < text.length;) {
    const start = at;
    const behindComment = endOfComment(text, start, separator);
    if (behindComment !== undefined) {
      at = behindComment;
      continue;
    }
    const { cells, next } = readRecord(text, start, separator);
    at = next;
    const [first] = cells;
    if (first === undefined) continue;
    if (cells.every((cell) => cell.text === "" && cell.broken === undefined)) {
      if (cells.length > 1) blank.push({ ...first, end: cells.at(-1)?.end ?? first.end });
      continue;
    }
    const surplus = cells[header?.length ?? cells.length];
    if (surplus !== undefined)
      reporter.report(
        surplus,
        "there are more values than columns",
        `Put a value that holds ${separatorWords[separator]} in quotes.`,
      );
    const isBroken = reporter.reportBroken(cells) || breaksOff(text, cells, header, reporter);
    swallows ||= cells.some(({ broken }) => broken === "quote never closed");
    const id = salvagedId(header, cells);
    starts.push(start);
    if (header !== undefined && !isBroken) rows.push({ value: personOf(header, cells, rolesIn) });
    // With a header that is not understood, every row would only repeat that something is missing.
    else rows.push(id === undefined ? { value: undefined } : { value: undefined, salvagedId: id });
  }
  const [firstBlank] = blank;
  if (firstBlank !== undefined) {
    const amount = blank.length === 1 ? "this row holds" : `${String(blank.length)} rows from here on hold`;
    const message = `${amount} nothing but separators, as Excel writes them behind a table: left out`;
    reporter.report(firstBlank, message, "Remove what holds no person.", "warning");
  }
  return { rows, starts, swallows };
}

/** Reads a CSV file of people. Never throws: what is wrong is in `problems`. */
export function readCsv(file: string, text: string): SourceDocument {
  const reporter = reporterOf(file, text);
  const { separator, headerAt } = layoutOf(text);
  const head = readRecord(text, headerAt, separator);
  const isEmpty = text.slice(headerAt).trim() === "";
  if (isEmpty) {
    const mend = `The first line names the columns: ${columns.join(", ")}.`;
    reporter.report({ start: 0, end: 1 }, "the file is empty", mend);
  }
  const header = isEmpty ? undefined : readHeader(head.cells, reporter);
  const { rows, starts, swallows } = readRows(text, head.next, separator, header, reporter);
  const place = (path: DocumentPath): Place => {
    const start = starts[Number(path[1])];
    const cells = start === undefined ? head.cells : readRecord(text, start, separator).cells;
    const column = header?.findIndex((key) => key === path[2]) ?? -1;
    const cell = cells[column] ?? cells[0] ?? { start: 0, end: 1 };
    return reporter.place(cell.start, cell.end);
  };
  return {
    file,
    root: undefined,
    lists: new Map([["people", rows]]),
    unreadLists: swallows || header === undefined ? ["people"] : [],
    problems: reporter.problems,
    place,
    written: () => undefined,
    rowLine: (list, index) => place([list, index]).line,
  };
}
