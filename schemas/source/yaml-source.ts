import type { ErrorCode, YAMLError } from "yaml";
import type { DocumentPath, Place } from "../problem.ts";
import { indexLines } from "./line-index.ts";
import type { LineIndex } from "./line-index.ts";
import { readQuickRow } from "./quick-row.ts";
import { splitRows } from "./row-split.ts";
import type { Row } from "./row-split.ts";
import { longLists } from "./source-document.ts";
import type { LongList, SourceDocument, SourceRow, TextProblem } from "./source-document.ts";
import { locate, parsePiece, valuesOf, writtenAt } from "./yaml-piece.ts";
import type { Span, YamlPiece } from "./yaml-piece.ts";

/** Faults of the text that leave no doubt about the values. */
const harmless: ReadonlySet<ErrorCode> = new Set(["DUPLICATE_KEY"]);

const mendBrackets = "Close every bracket, and put commas between the items in brackets.";
/** Where the library's own words are no help. */
const words: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: "a second document begins here",
  TAB_AS_INDENT: "a tab stands where the line is indented",
  NON_STRING_KEY: "this stands where a key is expected, and is no text",
};
const mends: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: "Remove one of the two.",
  TAB_AS_INDENT: "Indent with spaces.",
  NON_STRING_KEY:
    "Write a key, a colon and a blank before it; braces and brackets stand behind a colon or a comma.",
  BAD_INDENT: "Indent it like the lines around it; what belongs to a key or a dash stands deeper than it.",
  MULTIPLE_DOCS: "Remove the line with three hyphens: one file holds one document.",
  MISSING_CHAR: "Close every bracket and quote, and put commas between the items in brackets.",
  TAG_RESOLVE_FAILED: "Leave out the word with the exclamation mark and write a plain value.",
};
const mendAnything =
  "Check brackets, quotes, colons and indentation here and in the line above; text with a colon or # needs quotes.";

/** The first fault that spoils the values explains those behind it; harmless ones count each. */
function worthTelling(faults: readonly YAMLError[]): readonly YAMLError[] {
  const first = faults.find((fault) => !harmless.has(fault.code));
  return faults.filter((fault) => fault === first || harmless.has(fault.code));
}

const isTooDeep = (message: string): boolean => message.includes("call stack");
const tooDeep = "brackets or lines are nested so deeply here that they cannot be read";
const mendTooDeep = "Nothing in a config is nested more than about ten times: take the brackets away.";

/** Faults that the library finds where a key and its value are one word to it. */
const isLayoutFault = (message: string): boolean => /Implicit keys|Nested mappings|single line/.test(message);

const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** A key and its value with nothing between them but the colon, in the line of an offset. Addresses are none. */
function joinedKey(text: string, offset: number): string | undefined {
  const from = lineStart(text, offset);
  const to = text.indexOf("\n", from);
  const line = text.slice(from, to < 0 ? text.length : to);
  return /^\s*(?:- +)*([A-Za-z][A-Za-z0-9]*:(?!\/\/)[^\s:,{}[\]"']+)\s*$/.exec(line)?.[1];
}

/** Reads pieces of one text and collects what is wrong with it. */
interface TextReader {
  readonly problems: TextProblem[];
  /** Keys that are there twice: what the first one held is lost. */
  readonly doubled: ReadonlySet<string>;
  report(span: Span, message: string, mend: string): void;
  /** The value of a piece, or undefined when its text is at fault. */
  valueOf(piece: YamlPiece): unknown;
}

function textReader(text: string, lines: LineIndex): TextReader {
  const problems: TextProblem[] = [];
  const doubled = new Set<string>();
  const report = (span: Span, message: string, mend: string): void => {
    const place = lines.place(span.start, span.end);
    problems.push({ ruleId: "yaml", severity: "error", place, message, mend });
  };
  const reportFault = (piece: YamlPiece, fault: YAMLError): void => {
    // What is not closed is noticed only behind the piece: point at its last letter instead.
    const start = piece.toSource(Math.min(fault.pos[0], piece.lastLetter));
    const end = Math.max(start + 1, piece.toSource(fault.pos[1]));
    const mend = mends[fault.code] ?? mendAnything;
    const quote = fault.message.startsWith("Missing closing");
    const joined = joinedKey(text, start);
    const bracket = /end with a ([\]}])/.exec(fault.message)?.[1];
    if (fault.code === "DUPLICATE_KEY") {
      const key = /^(?:[^\s:,{}]|:(?=\S))*/.exec(text.slice(start, start + 100))?.[0] ?? "";
      doubled.add(key);
      report({ start, end: start + key.length }, `the key "${key}" is there twice`, mend);
    } else if (isTooDeep(fault.message)) {
      report({ start, end }, tooDeep, mendTooDeep);
    } else if (joined !== undefined && isLayoutFault(fault.message)) {
      const [key, rest] = [joined.slice(0, joined.indexOf(":")), joined.slice(joined.indexOf(":") + 1)];
      const at = { start: text.indexOf(joined, lineStart(text, start)), end: 0 };
      const message = `a blank is missing behind the colon of "${joined}"`;
      report({ start: at.start, end: at.start + joined.length }, message, `Write \`${key}: ${rest}\`.`);
    } else if (bracket !== undefined) {
      report({ start, end }, `a closing ${bracket} is missing, here or before`, mendBrackets);
    } else if (quote) {
      report({ start, end }, "a closing quote is missing, here or before", "Close every quote.");
    } else {
      report({ start, end }, words[fault.code] ?? `not readable as YAML: ${fault.message}`, mend);
    }
  };
  /** Aliases are resolved last; the library does not say where they stand. */
  const reportRefusal = (refusal: string): void => {
    if (isTooDeep(refusal)) {
      report({ start: 0, end: 1 }, tooDeep, mendTooDeep);
      return;
    }
    const alias = /^Unresolved alias .*: (\S+)$/.exec(refusal)?.[1];
    const start = alias === undefined ? 0 : Math.max(0, text.indexOf(`*${alias}`));
    const message = alias === undefined ? "the aliases repeat too much" : `nothing is called &${alias}`;
    const mend =
      alias === undefined
        ? "Write the values out."
        : `Write &${alias} before the value that is meant, above this line.`;
    report({ start, end: start + 1 + (alias?.length ?? 0) }, message, mend);
  };
  const valueOf = (piece: YamlPiece): unknown => {
    const faults = [...piece.document.errors, ...piece.document.warnings];
    for (const fault of worthTelling(faults)) reportFault(piece, fault);
    const values = valuesOf(piece);
    if ("refusal" in values) {
      reportRefusal(values.refusal);
      return undefined;
    }
    return faults.every((fault) => harmless.has(fault.code)) ? values.value : undefined;
  };
  return { problems, doubled, report, valueOf };
}

function rowPiece(text: string, row: Row): YamlPiece {
  return parsePiece(text.slice(row.start, row.end), (offset) => offset + row.start);
}

function readRow(text: string, row: Row, reader: TextReader): SourceRow {
  const quick = readQuickRow(text, row.start, row.end);
  if (quick !== undefined) return { value: quick };
  const list = reader.valueOf(rowPiece(text, row));
  if (Array.isArray(list)) return { value: list[0] as unknown };
  const id = /(?:^|[\s{,])id:\s*["']?([A-Za-z0-9_-]+)/.exec(text.slice(row.start, row.end))?.[1];
  return id === undefined ? { value: undefined } : { value: undefined, salvagedId: id };
}

/** Takes the long lists that were not cut into rows (brackets, anchors) out of the root. */
function takeLists(root: unknown, lists: Map<LongList, readonly SourceRow[]>): void {
  if (typeof root !== "object" || root === null || Array.isArray(root)) return;
  const map = root as Record<string, unknown>;
  for (const key of longLists) {
    const value = map[key];
    if (Array.isArray(value)) {
      lists.set(
        key,
        value.map((row: unknown) => ({ value: row })),
      );
    }
    if (lists.has(key)) delete map[key];
  }
}

/** Reads a YAML file of the organization. Never throws: what is wrong is in `problems`. */
export function readYaml(file: string, text: string): SourceDocument {
  const lines = indexLines(file, text);
  const split = splitRows(text, longLists);
  const skeleton = parsePiece(split.skeleton, split.toSource);
  const reader = textReader(text, lines);

  const empty = skeleton.document.contents === null;
  const root = empty ? undefined : reader.valueOf(skeleton);
  if (empty) {
    const mend = "Begin with `apiVersion: org/v1`; config/demo/org.yaml is a whole example.";
    reader.report({ start: 0, end: 1 }, "the file is empty", mend);
  }
  const lists = new Map<LongList, readonly SourceRow[]>();
  for (const key of longLists) {
    const rows = split.lists.get(key)?.map((row) => readRow(text, row, reader));
    if (rows !== undefined) lists.set(key, rows);
  }
  takeLists(root, lists);

  let latest: { row: Row; piece: YamlPiece } | undefined;
  /** The piece that a path leads into, and the path inside it. Rows are parsed again when they are asked for. */
  const pieceAt = (path: DocumentPath): [YamlPiece, DocumentPath] => {
    const row = split.lists.get(String(path[0]))?.[Number(path[1])];
    if (row === undefined) return [skeleton, path];
    if (latest?.row !== row) latest = { row, piece: rowPiece(text, row) };
    return [latest.piece, [0, ...path.slice(2)]];
  };
  const place = (path: DocumentPath, part: "key" | "value" = "value"): Place => {
    const span = locate(...pieceAt(path), part);
    return lines.place(span.start, span.end);
  };
  return {
    file,
    root,
    lists,
    // What is at fault may have held any list that was not cut out of it.
    unreadLists: longLists.filter(
      (key) => (root === undefined && !lists.has(key)) || reader.doubled.has(key),
    ),
    problems: reader.problems,
    place,
    written: (path) => writtenAt(...pieceAt(path)),
    rowLine(list, index) {
      const row = split.lists.get(list)?.[index];
      return row === undefined ? place([list, index]).line : lines.lineAt(row.start);
    },
  };
}
