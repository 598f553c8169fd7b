/**
 * Reads a list row that is written in the plain style nearly all rows have: a block or flow map whose values are
 * plain words, quoted words without escapes, or lists and maps of those. The YAML library needs ten times as long,
 * which counts with 200,000 people. Whatever looks different (comments inside, escapes, numbers, booleans, null,
 * anchors, odd indentation) is left to the library; test/schemas/quick-row.test.ts holds the two against each other.
 */

/** Thrown inside this file only: the row needs the library. */
const unusual = Symbol("unusual row");

const plainWord = /[A-Za-z\u00a1-\ud7ff0-9][A-Za-z0-9\u00a1-\ud7ff _.@/()+'-]*/y;
const keyWord = /[A-Za-z][A-Za-z0-9]*(?=:[ \r\n])/y;
/** Words that are no text to the library; it knows more spellings of them than need be known here. */
const reserved = /^(null|true|false)$/i;
/** Digits first may be a number; with two hyphens (ids, dates) it cannot be one. */
const hyphenated = /^[0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z-]*[0-9A-Za-z]$/;

interface Cursor {
  readonly text: string;
  readonly end: number;
  at: number;
  /** Continuation lines must be indented deeper than this. */
  readonly indent: number;
}

/**
 * The map that a row holds, or undefined when the row must be read by the library.
 * `start` and `end` are the offsets of the row; the row starts with the spaces before its dash.
 */
export function readQuickRow(text: string, start: number, end: number): Record<string, unknown> | undefined {
  try {
    return readRow(text, start, end);
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

function giveUp(): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- a marker, caught above; an Error costs a stack.
  throw unusual;
}

function readRow(text: string, start: number, end: number): Record<string, unknown> {
  let at = start;
  while (text.charCodeAt(at) === 0x20) at++;
  const indent = at - start;
  at++;
  if (text.charCodeAt(at) !== 0x20) giveUp();
  at++;
  const cursor: Cursor = { text, end, at, indent: text[at] === "{" ? indent : indent + 2 };
  const value = text[at] === "{" ? readFlowMap(cursor) : readBlockMap(cursor);
  skipLineEnd(cursor);
  skipBlankLines(cursor);
  if (cursor.at < end) giveUp();
  return value;
}

function readBlockMap(cursor: Cursor): Record<string, unknown> {
  const { text, end, indent } = cursor;
  const map: Record<string, unknown> = {};
  for (;;) {
    const key = readKey(cursor, map);
    if (text.charCodeAt(cursor.at) !== 0x20) giveUp();
    skipSpaces(cursor);
    map[key] = readValue(cursor, false);
    skipLineEnd(cursor);
    skipBlankLines(cursor);
    if (cursor.at >= end) return map;
    const lineStart = cursor.at;
    skipSpaces(cursor);
    if (cursor.at - lineStart !== indent) giveUp();
  }
}

/** Reads `key:` and leaves the cursor behind the colon. */
function readKey(cursor: Cursor, map: Record<string, unknown>): string {
  keyWord.lastIndex = cursor.at;
  const key = keyWord.exec(cursor.text)?.[0];
  if (key === undefined || reserved.test(key) || Object.hasOwn(map, key)) return giveUp();
  cursor.at += key.length + 1;
  return key;
}

function readValue(cursor: Cursor, inFlow: boolean): unknown {
  switch (cursor.text[cursor.at]) {
    case "{":
      return readFlowMap(cursor);
    case "[":
      return readFlowList(cursor);
    case '"':
      return readQuoted(cursor);
    default:
      return readPlain(cursor, inFlow);
  }
}

function readQuoted(cursor: Cursor): string {
  const close = cursor.text.indexOf('"', cursor.at + 1);
  if (close < 0 || close >= cursor.end) giveUp();
  const word = cursor.text.slice(cursor.at + 1, close);
  if (/[\\\r\n\t]/.test(word)) giveUp();
  cursor.at = close + 1;
  return word;
}

function readPlain(cursor: Cursor, inFlow: boolean): string {
  plainWord.lastIndex = cursor.at;
  const found = plainWord.exec(cursor.text)?.[0];
  if (found === undefined) return giveUp();
  cursor.at += found.length;
  const next = cursor.text[cursor.at];
  const ends = next === undefined || next === "\n" || next === "\r";
  if (!ends && !(inFlow && (next === "," || next === "]" || next === "}"))) giveUp();
  const word = found.replace(/ +$/, "");
  if (/^[0-9]/.test(word) ? !hyphenated.test(word) : reserved.test(word)) giveUp();
  return word;
}

function readFlowList(cursor: Cursor): unknown[] {
  const list: unknown[] = [];
  readFlow(cursor, "]", () => {
    list.push(readValue(cursor, true));
  });
  return list;
}

function readFlowMap(cursor: Cursor): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  readFlow(cursor, "}", () => {
    const key = readKey(cursor, map);
    skipFlowSpace(cursor);
    map[key] = readValue(cursor, true);
  });
  return map;
}

/** Reads the items between the bracket under the cursor and `close`; a comma before `close` is allowed. */
function readFlow(cursor: Cursor, close: string, readItem: () => void): void {
  cursor.at++;
  skipFlowSpace(cursor);
  while (cursor.text[cursor.at] !== close) {
    readItem();
    skipFlowSpace(cursor);
    if (cursor.text[cursor.at] === ",") {
      cursor.at++;
      skipFlowSpace(cursor);
    } else if (cursor.text[cursor.at] !== close) giveUp();
  }
  cursor.at++;
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text.charCodeAt(cursor.at) === 0x20) cursor.at++;
}

/** Spaces and line ends inside brackets. */
function skipFlowSpace(cursor: Cursor): void {
  for (;;) {
    skipSpaces(cursor);
    if (cursor.at >= cursor.end) giveUp();
    if (!atLineEnd(cursor)) return;
    skipLineEnd(cursor);
    const lineStart = cursor.at;
    skipSpaces(cursor);
    if (!atLineEnd(cursor) && cursor.at - lineStart <= cursor.indent) giveUp();
  }
}

function atLineEnd(cursor: Cursor): boolean {
  const code = cursor.text.charCodeAt(cursor.at);
  return code === 0x0a || (code === 0x0d && cursor.text.charCodeAt(cursor.at + 1) === 0x0a);
}

function skipLineEnd(cursor: Cursor): void {
  skipSpaces(cursor);
  if (cursor.at >= cursor.end) return;
  if (!atLineEnd(cursor)) giveUp();
  cursor.at += cursor.text.charCodeAt(cursor.at) === 0x0d ? 2 : 1;
}

/** Blank lines and lines that hold only a comment. */
function skipBlankLines(cursor: Cursor): void {
  while (cursor.at < cursor.end) {
    const lineStart = cursor.at;
    skipSpaces(cursor);
    const blank = cursor.at >= cursor.end || atLineEnd(cursor);
    if (!blank && cursor.text[cursor.at] !== "#") {
      cursor.at = lineStart;
      return;
    }
    const newline = cursor.text.indexOf("\n", cursor.at);
    cursor.at = newline < 0 || newline >= cursor.end ? cursor.end : newline + 1;
  }
}
