import { Encoded } from "./encoded.ts";

/**
 * Rows as CSV: UTF-8, a header first, lines that end in LF. For services that read them: each cell is what it was, also
 * one that begins with `=`, `+`, `-` or `@`, since Teams and Commerce compare names letter by letter. See decision
 * 0019.
 * Source: RFC 4180, quoting.
 */
export function csvText(rows: readonly (readonly string[])[]): Encoded<"csv"> {
  return new Encoded("csv", rows.map((cells) => `${cells.map(quoted).join(",")}\n`).join(""));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
