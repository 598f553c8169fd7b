import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from "yaml";
import type { DocumentPath } from "../../../schemas/problem.ts";
import { CannotEditError } from "../../drift/accept/yaml-edit.ts";

/** The id of a team, to stand at the store at `path` of the file. */
export interface TeamIdAt {
  readonly path: DocumentPath;
  readonly teamId: string;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes `team.existingTeamId` of many stores into the text of a YAML file, in one go, and leaves every other character
 * as it was. Throws CannotEditError, naming the store, where that cannot be done or would change anything else.
 */
export function withTeamIds(text: string, rows: readonly TeamIdAt[]): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (document.errors.length > 0) throw new CannotEditError("the file is not readable as YAML");
  const wanted = document.toJS() as unknown;
  const splices = rows.map(({ path, teamId }) => {
    const store = document.getIn(path, true);
    if (!isMap(store)) throw new CannotEditError(`${path.join(".")} is no store that is written out there`);
    const values = path.reduce<unknown>(
      (value, key) => (value as Record<string | number, unknown>)[key],
      wanted,
    ) as {
      team?: Record<string, unknown> | null;
    };
    values.team = { ...values.team, existingTeamId: teamId };
    return spliceFor(text, store, teamId);
  });
  const edited = splices
    .toSorted((left, right) => right.start - left.start)
    .reduce((all, { start, end, text: inserted }) => all.slice(0, start) + inserted + all.slice(end), text);
  const after = parseDocument(edited);
  if (after.errors.length > 0 || !sameValue(after.toJS(), wanted))
    throw new CannotEditError("it is written in a way that cannot be changed in place");
  return edited;
}

function spliceFor(text: string, store: YAMLMap, teamId: string): Splice {
  const team = store.items.find((pair) => isScalar(pair.key) && pair.key.value === "team");
  const entry = `existingTeamId: ${teamId}`;
  if (team === undefined) return addition(text, store, `team: { ${entry} }`);
  if (isMap(team.value)) {
    const there = team.value.items.find((pair) => isScalar(pair.key) && pair.key.value === "existingTeamId");
    if (there !== undefined) {
      const [start, end] = rangeOf(there.value);
      return { start, end, text: teamId };
    }
    if (team.value.items.length > 0) return addition(text, team.value, entry);
    const [start, end] = rangeOf(team.value);
    return { start, end, text: `{ ${entry} }` };
  }
  if (isScalar(team.value) && team.value.value === null) {
    const [, keyEnd] = rangeOf(team.key);
    const colon = text.indexOf(":", keyEnd);
    const [start, end] =
      team.value.source === "" || team.value.source === undefined
        ? [colon + 1, colon + 1]
        : rangeOf(team.value);
    return { start, end, text: start === colon + 1 ? ` { ${entry} }` : `{ ${entry} }` };
  }
  throw new CannotEditError("its team is an alias of another part");
}

/** Behind the first entry of the map whose value stands on one line, in the same manner as that one. */
function addition(text: string, map: YAMLMap, entry: string): Splice {
  const pair = map.items.find((one) => isScalar(one.value) && isOneLine(text, one)) ?? map.items[0];
  if (pair === undefined) throw new CannotEditError("there is nothing beside which it could stand");
  if (map.flow === true) {
    const [, end] = rangeOf(pair.value ?? pair.key);
    return { start: end, end, text: `, ${entry}` };
  }
  const [keyStart] = rangeOf(pair.key);
  const lineStart = text.lastIndexOf("\n", keyStart - 1) + 1;
  const indent = " ".repeat(keyStart - lineStart);
  const ending = lineEnding(text);
  if (!isScalar(pair.value) || !isOneLine(text, pair))
    return { start: keyStart, end: keyStart, text: `${entry}${ending}${indent}` };
  const [, valueEnd] = rangeOf(pair.value);
  const lineBreak = text.indexOf("\n", valueEnd);
  const at = lineBreak < 0 ? text.length : lineBreak + 1;
  return {
    start: at,
    end: at,
    text: `${lineBreak < 0 ? ending : ""}${indent}${entry}${lineBreak < 0 ? "" : ending}`,
  };
}

function lineEnding(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function isOneLine(text: string, { key, value }: Pair): boolean {
  const [start] = rangeOf(key);
  const [, end] = rangeOf(value);
  return !text.slice(start, end).includes("\n") && start !== end;
}

function rangeOf(node: unknown): readonly [start: number, end: number] {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  const [start, end] = range ?? [];
  if (start === undefined || end === undefined)
    throw new CannotEditError("its place in the text is not known");
  return [start, end];
}

/** Equal but for the order of keys: the new key stands where there is room for it. */
function sameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, inOrder) === JSON.stringify(right, inOrder);
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
