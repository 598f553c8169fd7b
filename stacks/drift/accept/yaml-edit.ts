import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify, type Node, type YAMLSeq } from "yaml";
import type { DocumentPath } from "../../../schemas/problem.ts";

type Scalar = string | boolean | number;
/** What a row of a list must hold to be meant: a value, or fields of a map. */
export type RowMatch = Scalar | Readonly<Record<string, Scalar>>;

/** One change of a config file. `path` counts as that file does. */
export type YamlEdit =
  | { readonly op: "set"; readonly path: DocumentPath; readonly value: Scalar }
  | { readonly op: "add"; readonly path: DocumentPath; readonly value: string }
  | { readonly op: "remove"; readonly path: DocumentPath; readonly match: RowMatch };

/** The text is not of a form that can be changed in place with everything else left as it is. */
export class CannotEditError extends Error {
  override readonly name = "CannotEditError";
}

/**
 * Makes one change in the text and leaves every other character as it was: comments, order, quotes, line breaks.
 * Throws CannotEditError where that cannot be done, or would change anything else.
 */
export function editYaml(text: string, edit: YamlEdit): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (document.errors.length > 0) throw new CannotEditError("the file is not readable as YAML");
  const node = document.getIn(edit.path, true) as Node | undefined;
  if (node === undefined) throw new CannotEditError(`"${lastOf(edit.path)}" is not written down there`);
  if (isAlias(node)) throw new CannotEditError(`"${lastOf(edit.path)}" is an alias of another part`);
  const wanted: unknown = document.toJS();
  const edited = splice(text, spliceOf(text, node, edit));
  // The proof that nothing else has changed: the values are what the edit says, all of them.
  changeValue(wanted, edit);
  const after = parseDocument(edited);
  if (after.errors.length > 0 || JSON.stringify(after.toJS()) !== JSON.stringify(wanted)) {
    throw new CannotEditError("it is written in a way that cannot be changed in place");
  }
  return edited;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function splice(text: string, { start, end, text: inserted }: Splice): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

function spliceOf(text: string, node: Node, edit: YamlEdit): Splice {
  if (edit.op === "set") {
    if (!isScalar(node)) throw new CannotEditError(`"${lastOf(edit.path)}" is no single value`);
    const [start, end] = rangeOf(node);
    return { start, end, text: written(edit.value, node.type) };
  }
  if (!isSeq(node)) throw new CannotEditError(`"${lastOf(edit.path)}" is no list`);
  if (edit.op === "add") return additionTo(text, node, edit.value);
  const index = node.items.findIndex((item) => isMeant(item, edit.match));
  if (index < 0) throw new CannotEditError(`the list "${lastOf(edit.path)}" does not hold what is to go`);
  return removalFrom(text, node, index);
}

/** As the value before it was quoted; quotes where YAML needs them. */
function written(value: Scalar, style?: string): string {
  if (typeof value !== "string") return String(value);
  if (style === "QUOTE_DOUBLE") return JSON.stringify(value);
  if (style === "QUOTE_SINGLE" && !value.includes("\n")) return `'${value.replaceAll("'", "''")}'`;
  // Spaces that YAML takes for a part of the text cannot be seen without quotes.
  if (value.trim() !== value) return JSON.stringify(value);
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  // In brackets and braces these end a plain text.
  return plain.startsWith('"') || /[,[\]{}\n]/.test(plain) ? JSON.stringify(value) : plain;
}

function additionTo(text: string, list: YAMLSeq, value: string): Splice {
  const last = list.items.at(-1) as Node | undefined;
  const style = isScalar(last) ? last.type : undefined;
  if (last === undefined) {
    const [start, end] = rangeOf(list);
    return { start, end, text: `[${written(value, style)}]` };
  }
  const [start, end] = rangeOf(last);
  if (list.flow === true) return { start: end, end, text: `, ${written(value, style)}` };
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const dash = text.slice(lineStart, start);
  if (!/^\s*- +$/.test(dash)) throw new CannotEditError("the list is written in a way of its own");
  const lineEnd = endOfLine(text, end);
  const lineBreak = text.slice(0, lineEnd).endsWith("\n") ? "" : "\n";
  return { start: lineEnd, end: lineEnd, text: `${lineBreak}${dash}${written(value, style)}\n` };
}

function removalFrom(text: string, list: YAMLSeq, index: number): Splice {
  const [start, end] = rangeOf(list.items[index]);
  if (list.flow === true) {
    const next = list.items[index + 1];
    const before = list.items[index - 1];
    const span =
      next !== undefined
        ? { start, end: rangeOf(next)[0] }
        : { start: before === undefined ? start : rangeOf(before)[1], end };
    const comment = /#/.test(text.slice(span.start, span.end).replace(text.slice(start, end), ""));
    if (comment) throw new CannotEditError("a comment stands in the middle of the list");
    return { ...span, text: "" };
  }
  if (list.items.length === 1) {
    const [listStart, listEnd] = rangeOf(list);
    const keyEnd = text.lastIndexOf(":", listStart) + 1;
    if (text.slice(keyEnd, listStart).trim() !== "")
      throw new CannotEditError("a comment stands above the only row of the list");
    return { start: keyEnd, end: listEnd, text: ` []${text.slice(end, listEnd).trimEnd()}\n` };
  }
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  if (!/^\s*- +$/.test(text.slice(lineStart, start)))
    throw new CannotEditError("the list is written in a way of its own");
  return { start: lineStart, end: endOfLine(text, end), text: "" };
}

/** Behind the line break of the line that `offset` stands in or ends. */
function endOfLine(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const lineBreak = text.indexOf("\n", offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

function rangeOf(node: unknown): readonly [start: number, end: number] {
  const range = (node as Node | undefined)?.range;
  if (range === null || range === undefined) throw new CannotEditError("its place in the text is not known");
  return [range[0], range[1]];
}

function isMeant(item: unknown, match: RowMatch): boolean {
  if (typeof match !== "object") return isScalar(item) && item.value === match;
  return isMap(item) && Object.entries(match).every(([key, value]) => item.get(key) === value);
}

/** The same change on plain values. */
function changeValue(root: unknown, edit: YamlEdit): void {
  const holder = at(root, edit.path.slice(0, -1)) as Record<string | number, unknown>;
  if (edit.op === "set") {
    holder[edit.path.at(-1) ?? ""] = edit.value;
    return;
  }
  const list = at(root, edit.path) as unknown[];
  if (edit.op === "add") list.push(edit.value);
  else {
    const { match } = edit;
    const index = list.findIndex((row) =>
      typeof match === "object"
        ? Object.entries(match).every(([key, value]) => (row as Record<string, unknown>)[key] === value)
        : row === match,
    );
    list.splice(index, 1);
  }
}

function at(root: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], root);
}

function lastOf(path: DocumentPath): string {
  return path.findLast((key) => typeof key === "string") ?? "";
}
