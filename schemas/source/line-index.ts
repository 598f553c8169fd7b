import type { Place } from "../problem.ts";

/** Knows where the lines of a text begin. Offsets are UTF-16 code units, as in `String.prototype.slice`. */
export interface LineIndex {
  /** Line of an offset, from 1. */
  readonly lineAt: (offset: number) => number;
  /** The place of a span; one that goes over the end of its line is cut there. */
  readonly place: (start: number, end: number) => Place;
}

function lineStarts(text: string): Uint32Array {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  const starts = new Uint32Array(count);
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts[line++] = at + 1;
  return starts;
}

/** Builds the index at its first use: a config without problems needs few positions. */
export function indexLines(file: string, text: string): LineIndex {
  let starts: Uint32Array | undefined;
  const startOf = (line: number): number => starts?.[line - 1] ?? 0;
  const lineAt = (offset: number): number => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const place = (start: number, end: number): Place => {
    const line = lineAt(start);
    const lineStart = startOf(line);
    const newline = text.indexOf("\n", lineStart);
    const lineText = text.slice(lineStart, newline < 0 ? text.length : newline).replace(/\r$/, "");
    const column = start - lineStart + 1;
    const length = Math.max(1, Math.min(end - start, lineText.length - column + 1));
    return { file, line, column, length, lineText };
  };
  return { lineAt, place };
}
