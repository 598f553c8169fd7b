import type { DocumentPath, Place } from "../problem.ts";
import { closest } from "../suggest.ts";
import { indexLines } from "./line-index.ts";
import type { SourceDocument, SourceRow, TextProblem } from "./source-document.ts";

/** Columns that a file of people may have. Values are texts; roles are several, with spaces or semicolons between. */
const columns = ["id", "name", "upn", "objectId", "personnelNumber", "roles", "protected"] as const;

interface Cell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What departs from RFC 4180, so that nobody can say what the cell holds. */
  readonly broken?: "quote never closed" | "text behind a quote" | undefined;
}

/**
 * The cells of the record that starts at `start`, and where the next one starts. RFC 4180; comma, semicolon or tab.
 * A cell that is broken is marked and never shortened: what cannot be read must not vanish.
 */
function readRecord(text: string, start: number, separator: string): { cells: Cell[]; next: number } {
  const cells: Cell[] = [];
  let at = start;
  for (;;) {
    const cellStart = at;
    let value: string;
    let broken: Cell["broken"];
    if (text[at] === '"') {
      let end = at + 1;
      while (end < text.length && !(text[end] === '"' && text[end + 1] !== '"'))
        end += text[end] === '"' ? 2 : 1;
      value = text.slice(at + 1, end).replaceAll('""', '"');
      if (end >= text.length) broken = "quote never closed";
      at = Math.min(end + 1, text.length);
      const behind = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n") at++;
      if (text.slice(behind, at).trim() !== "") broken = "text behind a quote";
    } else {
      while (at < text.length && text[at] !== separator && text[at] !== "\n") at++;
      value = text.slice(cellStart, at);
    }
    cells.push({ text: value.replace(/\r$/, "").trim(), start: cellStart, end: at, broken });
    if (text[at] === separator) {
      at++;
      continue;
    }
    const newline = text.indexOf("\n", at);
    return { cells, next: newline < 0 ? text.length : newline + 1 };
  }
}

const truth: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["false", false],
  ["no", false],
]);

const separatorWords: Readonly<Record<string, string>> = {
  ",": "a comma",
  ";": "a semicolon",
  "\t": "a tab",
};

/** A broken cell may reach over many lines; what is underlined is its first. */
function oneLine(text: string, { start, end }: Cell): { start: number; end: number } {
  const newline = text.indexOf("\n", start);
  return { start, end: newline < 0 ? end : Math.min(end, newline) };
}

const mendOf: Readonly<Record<NonNullable<Cell["broken"]>, readonly [string, string]>> = {
  "quote never closed": [
    "the quote that begins here is never closed, so all that follows would be one value",
    'Close it with ", or take it away.',
  ],
  "text behind a quote": [
    "something stands behind the closing quote of this value",
    'Put the whole value in quotes, and write a quote inside it twice: "".',
  ],
};

/** The line `sep=;` with which Excel names the separator: what it names, and where the header starts. */
function excelSeparator(text: string): { separator: string; headerAt: number } | undefined {
  const found = /^\uFEFF?"?sep=([,;\t])"?\r?(?:\n|$)/i.exec(text);
  return found?.[1] === undefined ? undefined : { separator: found[1], headerAt: found[0].length };
}

/** The separator that the header goes by: the first of these that it holds. */
const separatorOf = (header: string): string =>
  [",", ";", "\t"].find((candidate) => header.includes(candidate)) ?? ",";

/** The separator of the file, and where its header starts. */
function layoutOf(text: string): { separator: string; headerAt: number } {
  const headerEnd = text.indexOf("\n");
  return (
    excelSeparator(text) ?? {
      separator: separatorOf(text.slice(0, headerEnd < 0 ? text.length : headerEnd)),
      headerAt: 0,
    }
  );
}

/** A person as the YAML form would have it. Empty cells are not mentioned. */
function personOf(header: readonly (string | undefined)[], cells: readonly Cell[]): Record<string, unknown> {
  const person: Record<string, unknown> = {};
  for (const [index, key] of header.entries()) {
    const text = cells[index]?.text ?? "";
    if (key === undefined || (text === "" && key !== "roles")) continue;
    if (key === "protected") person[key] = truth.get(text.toLowerCase()) ?? text;
    else person[key] = key === "roles" ? text.split(/[\s;|]+/).filter((role) => role !== "") : text;
  }
  return person;
}

/** Reads a CSV file of people. Never throws: what is wrong is in `problems`. */
export function readCsv(file: string, text: string): SourceDocument {
  const lines = indexLines(file, text);
  const problems: TextProblem[] = [];
  const report = ({ start, end }: Omit<Cell, "text" | "broken">, message: string, mend: string): void => {
    problems.push({ ruleId: "csv", severity: "error", place: lines.place(start, end), message, mend });
  };
  const reportBroken = (cells: readonly Cell[]): boolean => {
    for (const cell of cells)
      if (cell.broken !== undefined) report(oneLine(text, cell), ...mendOf[cell.broken]);
    return cells.some(({ broken }) => broken !== undefined);
  };
  const { separator, headerAt } = layoutOf(text);
  const head = readRecord(text, headerAt, separator);
  reportBroken(head.cells);
  const seen = new Set<string>();
  const header = head.cells.map((cell) => {
    const key = columns.find((column) => column.toLowerCase() === cell.text.toLowerCase());
    if (key === undefined) {
      const meant = closest(cell.text, columns);
      const mend = meant === undefined ? `Columns are: ${columns.join(", ")}.` : `Did you mean "${meant}"?`;
      report(cell, `no column is called "${cell.text}"`, mend);
    } else if (seen.has(key)) {
      report(
        cell,
        `the column "${key}" is there twice`,
        "Keep one of them: which one counts, nobody can tell.",
      );
      return undefined;
    } else seen.add(key);
    return key;
  });

  const records: Cell[][] = [];
  const rows: SourceRow[] = [];
  for (let at = head.next; at < text.length;) {
    const { cells, next } = readRecord(text, at, separator);
    at = next;
    const [first] = cells;
    if (first === undefined || (cells.length === 1 && first.text === "") || first.text.startsWith("#"))
      continue;
    const surplus = cells[header.length];
    if (surplus !== undefined)
      report(
        surplus,
        "there are more values than columns",
        `Put a value that holds ${separatorWords[separator] ?? "the separator"} in quotes.`,
      );
    const isBroken = reportBroken(cells);
    records.push(cells);
    const person = personOf(header, cells);
    // With a column that is not understood, every row would only repeat that something is missing.
    const salvaged = typeof person["id"] === "string" ? { salvagedId: person["id"] } : {};
    rows.push(isBroken || header.includes(undefined) ? { value: undefined, ...salvaged } : { value: person });
  }
  const place = (path: DocumentPath): Place => {
    const cells = records[Number(path[1])] ?? head.cells;
    const column = typeof path[2] === "string" ? header.indexOf(path[2] as (typeof columns)[number]) : 0;
    const cell = cells[column] ?? cells[0] ?? { start: 0, end: 1 };
    return lines.place(cell.start, cell.end);
  };
  return {
    file,
    root: undefined,
    lists: new Map([["people", rows]]),
    problems,
    place,
    written: () => undefined,
    rowLine: (list, index) => place([list, index]).line,
  };
}
