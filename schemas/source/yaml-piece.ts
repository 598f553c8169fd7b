import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, YAMLParseError } from "yaml";
import type { Document, Node, Pair } from "yaml";
import type { DocumentPath } from "../problem.ts";

/** Offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parsed piece of a YAML text: the text without its long lists, or one row. */
export interface YamlPiece {
  readonly document: Document.Parsed;
  /** Offset in the whole text of an offset in the piece. */
  readonly toSource: (offset: number) => number;
  /** Offset in the piece of its last letter that is no comment. */
  readonly lastLetter: number;
}

function lastLetterOf(text: string): number {
  let end = text.trimEnd().length;
  for (;;) {
    const line = text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
    if (!line.trimStart().startsWith("#")) return Math.max(0, end - 1);
    end = text.slice(0, end - line.length).trimEnd().length;
  }
}

/** Parses a piece. Faults are listed in the document, never thrown. */
export function parsePiece(text: string, toSource: (offset: number) => number): YamlPiece {
  return { document: parsed(text), toSource, lastLetter: lastLetterOf(text) };
}

/** How all config is read. A key is a text; what the library has to say is told with its place, never printed. */
const readingOptions = { prettyErrors: false, merge: true, stringKeys: true, logLevel: "error" } as const;

/** The library calls itself for each level, so a piece that is nested thousands of times is more than it can take. */
function parsed(text: string): Document.Parsed {
  try {
    return parseDocument(text, readingOptions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const nothing = parseDocument("{}", readingOptions);
    nothing.errors.push(new YAMLParseError([0, 1], "IMPOSSIBLE", error.message));
    return nothing;
  }
}

/** The values of a piece. The library refuses one whose aliases would blow up into a huge value. */
export function valuesOf(piece: YamlPiece): { value: unknown } | { refusal: string } {
  try {
    return { value: piece.document.toJS() as unknown };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

function pairOf(map: unknown, key: string | number): Pair | undefined {
  if (!isMap(map)) return undefined;
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

/** What one step of a path leads to: a pair of a map, or an item of a list. */
function step(piece: YamlPiece, from: unknown, key: string | number): Node | Pair | undefined {
  const value = isPair(from) ? from.value : from;
  const collection = isAlias(value) ? value.resolve(piece.document) : value;
  if (isSeq(collection)) return collection.items[Number(key)] as Node | Pair | undefined;
  return pairOf(collection, key);
}

/** What a path leads to, or the last thing on the way when it leads nowhere. */
function follow(piece: YamlPiece, path: DocumentPath): { found: Node | Pair | undefined; complete: boolean } {
  let found: Node | Pair | undefined = piece.document.contents ?? undefined;
  for (const key of path) {
    const next = step(piece, found, key);
    if (next === undefined) return { found, complete: false };
    found = next;
  }
  return { found, complete: true };
}

function rangeOf(node: unknown): Span | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  const [start, end] = (node as Node).range ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** What to underline: a key, a value, or of a whole map only what names it. */
function underline(found: unknown, part: "key" | "value"): Span {
  if (isPair(found)) {
    const span = rangeOf(found.value);
    const empty = span === undefined || span.start === span.end;
    return part === "key" || empty ? underline(found.key, "value") : underline(found.value, "value");
  }
  if (isMap(found)) {
    const naming = pairOf(found, "id") ?? pairOf(found, "key");
    if (naming !== undefined) return underline(naming, "value");
    if (found.items[0] !== undefined) return underline(found.items[0], "key");
  }
  return rangeOf(found) ?? { start: 0, end: 1 };
}

/** The span of what a path leads to, in the whole text; of the nearest thing around it when it leads nowhere. */
export function locate(piece: YamlPiece, path: DocumentPath, part: "key" | "value"): Span {
  const { found, complete } = follow(piece, path);
  const span = underline(found, complete ? part : "value");
  return { start: piece.toSource(span.start), end: piece.toSource(span.end) };
}

/** The text of a scalar as it is written, without its quotes; undefined when the path leads to none. */
export function writtenAt(piece: YamlPiece, path: DocumentPath): string | undefined {
  const { found, complete } = follow(piece, path);
  const node = isPair(found) ? found.value : found;
  return complete && isScalar(node) ? node.source : undefined;
}
