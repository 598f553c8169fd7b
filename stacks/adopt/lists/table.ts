import { layoutOf, readRecord } from "../../../schemas/source/csv-records.ts";
import { decodeText } from "../../../schemas/source/decode-text.ts";
import { RefusedError } from "../../../providers/core/errors.ts";

/** One row of a table by its columns' names, made small: without capitals, spaces and underscores. */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

/** The name of a column as it is compared: exports write `TEAMID`, `Team ID` and `team_id` for one thing. */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_]/g, "");
}

/** Reads a table in CSV as it was exported. Throws RefusedError for what is no such text, with the line. */
export function readTable(file: string, bytes: Uint8Array): Table {
  const decoded = decodeText(bytes);
  if (!("text" in decoded)) throw new RefusedError(`${file}: this is ${decoded.message}. ${decoded.mend}`);
  const { text } = decoded;
  const { separator, headerAt } = layoutOf(text);
  const head = readRecord(text, headerAt, separator);
  const columns = head.cells.map((cell) => columnKey(cell.text));
  const rows: TableRow[] = [];
  let line = text.slice(0, head.next).split("\n").length;
  for (let at = head.next; at < text.length;) {
    const { cells, next } = readRecord(text, at, separator);
    const broken = cells.find((cell) => cell.broken !== undefined)?.broken;
    if (broken !== undefined)
      throw new RefusedError(`${file}:${String(line)}: ${broken}. Save the file as CSV UTF-8 again.`);
    if (cells.some((cell) => cell.text !== ""))
      rows.push({
        line,
        cells: Object.fromEntries(columns.map((column, index) => [column, cells[index]?.text ?? ""])),
      });
    line += text.slice(at, next).split("\n").length - 1;
    at = next;
  }
  return { file, columns, rows };
}
