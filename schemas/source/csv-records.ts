/** One value of a record. Offsets are UTF-16 code units in the text; quotes are inside them. */
export interface Cell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What departs from RFC 4180, so that nobody can say what the cell holds. */
  readonly broken?: "quote never closed" | "text behind a quote" | "quote inside" | undefined;
}

export type Separator = "," | ";" | "\t" | "|" | ":";

export const separatorWords: Readonly<Record<Separator, string>> = {
  ",": "a comma",
  ";": "a semicolon",
  "\t": "a tab",
  "|": "a bar",
  ":": "a colon",
};

const quoteCode = 0x22;
const newlineCode = 0x0a;

/** Where a value without quotes, or what stands behind a closing quote, ends. */
function endOfValue(text: string, from: number, separator: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator || code === newlineCode) break;
  }
  return at;
}

/** The offset of the closing quote of a value whose first letter stands at `from`; the text's end without one. */
function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.charCodeAt(at + 1) === quoteCode) at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at;
}

/** Ends in a line break of Windows, and in blanks, are no part of a value. */
function trimmed(text: string, start: number, end: number): string {
  return text.slice(start, end).trim();
}

function quotedCell(text: string, start: number, separator: number): Cell {
  const close = closingQuote(text, start + 1);
  const value = text
    .slice(start + 1, close)
    .replaceAll('""', '"')
    .trim();
  if (close >= text.length) return { text: value, start, end: close, broken: "quote never closed" };
  const end = endOfValue(text, close + 1, separator);
  if (trimmed(text, close + 1, end) === "") return { text: value, start, end };
  return { text: value, start, end, broken: "text behind a quote" };
}

/**
 * The cells of the record that starts at `start`, and where the next one starts. RFC 4180; comma, semicolon or tab.
 * A cell that is broken is marked and never shortened: what cannot be read must not vanish.
 */
export function readRecord(
  text: string,
  start: number,
  separator: Separator,
): { readonly cells: readonly Cell[]; readonly next: number } {
  const separatorCode = separator.charCodeAt(0);
  const cells: Cell[] = [];
  for (let at = start; ;) {
    let cell: Cell;
    if (text.charCodeAt(at) === quoteCode) cell = quotedCell(text, at, separatorCode);
    else {
      const end = endOfValue(text, at, separatorCode);
      const value = trimmed(text, at, end);
      cell = value.includes('"')
        ? { text: value, start: at, end, broken: "quote inside" }
        : { text: value, start: at, end };
    }
    cells.push(cell);
    if (text.charCodeAt(cell.end) !== separatorCode)
      return { cells, next: Math.min(cell.end + 1, text.length) };
    at = cell.end + 1;
  }
}

/**
 * Where the line behind a comment starts; undefined when the line at `start` is none. A comment begins with #, blanks
 * before it or not, and ends with its line whatever it holds: a quote in it opens nothing.
 */
export function endOfComment(text: string, start: number, separator: Separator): number | undefined {
  let at = start;
  while (text[at] === " " || (text[at] === "\t" && separator !== "\t")) at++;
  if (text[at] !== "#") return undefined;
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline + 1;
}

/** The line `sep=;` with which Excel names the separator: what it names, and where the header starts. */
function excelSeparator(text: string): { separator: Separator; headerAt: number } | undefined {
  const found = /^"?sep=([,;\t])"?\r?(?:\n|$)/i.exec(text);
  if (found === null) return undefined;
  return { separator: found[1] as Separator, headerAt: found[0].length };
}

/** The separator of a file, and where its header starts: what Excel's first line says, or what the header holds. */
export function layoutOf(text: string): { separator: Separator; headerAt: number } {
  const headerEnd = text.indexOf("\n");
  const header = text.slice(0, headerEnd < 0 ? text.length : headerEnd);
  const separator = ([",", ";", "\t"] as const).find((candidate) => header.includes(candidate)) ?? ",";
  return excelSeparator(text) ?? { separator, headerAt: 0 };
}
