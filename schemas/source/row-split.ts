/**
 * Cuts the long lists of a YAML text into rows, so that each row can be read, and fail, alone.
 *
 * A list qualifies when it hangs in block style on a key in column 1. In YAML a line that starts with the list's
 * own dash can then only begin the next row: what belongs to a row is indented deeper. Anything out of the ordinary
 * (anchors, several documents, odd indentation) leaves the list in one piece, which is slower and just as right.
 */

/** Offsets of a row in the text, from the line of its dash to the line of the next one. */
export interface Row {
  readonly start: number;
  readonly end: number;
}

export interface SplitText {
  /** The text without the rows. */
  readonly skeleton: string;
  /** Offset in the text of an offset in the skeleton. */
  readonly toSource: (skeletonOffset: number) => number;
  /** Rows by the key that their list hangs on. */
  readonly lists: ReadonlyMap<string, readonly Row[]>;
}

/** Anchors and aliases tie rows together; directives and document marks make it more than one document. */
const unsplittable = /(?:^|[\s[{,])[&*][^\s,\]}]|^%|^---|^\.\.\./m;

/** One document mark before anything else is common and changes nothing. */
const openingMark = /^(?:[ \t]*(?:#.*)?\r?\n)*---[ \t]*\r?\n/;

interface Cut {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly rows: readonly Row[];
}

function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Number of spaces that a line starts with, or undefined for a blank line or a comment. */
function indentOf(text: string, lineStart: number): number | undefined {
  let at = lineStart;
  while (text.charCodeAt(at) === 0x20) at++;
  const first = text[at];
  return first === undefined || first === "\n" || first === "\r" || first === "#"
    ? undefined
    : at - lineStart;
}

function isDash(text: string, offset: number): boolean {
  const next = text[offset + 1];
  return text[offset] === "-" && (next === " " || next === "\n" || next === "\r");
}

/** The rows of the block list that begins at `start`, or undefined when it is none or not a regular one. */
function cutList(text: string, key: string, start: number): Cut | undefined {
  const rowStarts: number[] = [];
  let listIndent: number | undefined;
  let at = start;
  for (; at < text.length; at = endOfLine(text, at)) {
    const indent = indentOf(text, at);
    if (indent === undefined) continue;
    const dash = isDash(text, at + indent);
    if (indent === 0 && !(dash && (listIndent ?? 0) === 0)) break;
    listIndent ??= dash ? indent : undefined;
    if (listIndent === undefined || indent < listIndent) return undefined;
    if (indent > listIndent) continue;
    if (!dash) return undefined;
    rowStarts.push(at);
  }
  const [first] = rowStarts;
  if (first === undefined) return undefined;
  const rows = rowStarts.map((row, index) => ({ start: row, end: rowStarts[index + 1] ?? at }));
  return { key, start: first, end: at, rows };
}

/** Cuts the lists that hang on the given top-level keys. */
export function splitRows(text: string, keys: readonly string[]): SplitText {
  const cuts: Cut[] = [];
  const body = text.slice(openingMark.exec(text)?.[0].length ?? 0);
  if (!unsplittable.test(body)) {
    for (const key of keys) {
      const heading = new RegExp(`^${key}:[ \\t]*(#.*)?\\r?$`, "gm");
      const found = [...text.matchAll(heading)];
      // Twice the same key is an error that the YAML reader reports best with everything in place.
      const [only] = found;
      if (only === undefined || found.length > 1) continue;
      const cut = cutList(text, key, endOfLine(text, only.index));
      if (cut !== undefined) cuts.push(cut);
    }
  }
  cuts.sort((a, b) => a.start - b.start);
  return assemble(text, cuts);
}

function assemble(text: string, cuts: readonly Cut[]): SplitText {
  let skeleton = "";
  let from = 0;
  for (const cut of cuts) {
    skeleton += text.slice(from, cut.start);
    from = cut.end;
  }
  skeleton += text.slice(from);
  const toSource = (skeletonOffset: number): number => {
    let offset = skeletonOffset;
    // A cut begins where the skeleton has its seam; what stands before the seam has not moved.
    for (const cut of cuts) if (offset >= cut.start) offset += cut.end - cut.start;
    return offset;
  };
  return { skeleton, toSource, lists: new Map(cuts.map((cut) => [cut.key, cut.rows])) };
}
