import type { FileMapping } from "../../../schemas/types/org.ts";
import { readRecord, type Cell, type Separator } from "../../../schemas/source/csv-records.ts";
import { readHeader, type Header } from "../../../schemas/source/exports/header.ts";
import { readyMapping } from "../../../schemas/source/exports/mapping.ts";
import { CannotEditError } from "../../drift/accept/yaml-edit.ts";

/** A store's row in a list, by the line on which it starts, and the team that it gets. */
export interface CsvRowAt {
  readonly line: number;
  readonly teamId: string;
}

/** Whether a list has a column for the team of a store. */
export function hasTeamColumn(text: string, mapping: FileMapping): boolean {
  return headerOf(text, mapping)?.fields.has("existingTeamId") === true;
}

/**
 * Writes the ids of teams into the column of a list of stores that holds them, and leaves every other character as it
 * was. Throws CannotEditError, naming the line, where that cannot be done.
 */
export function withTeamIdsInCsv(text: string, mapping: FileMapping, rows: readonly CsvRowAt[]): string {
  const header = headerOf(text, mapping);
  const column = header?.fields.get("existingTeamId")?.[0];
  if (header === undefined || column === undefined)
    throw new CannotEditError("it has no column for the ids of teams");
  const wanted = new Map(rows.map(({ line, teamId }) => [line, teamId]));
  const edited = withIds(text, header, column, ({ line }) => taken(wanted, line));
  const [lost] = wanted.keys();
  if (lost !== undefined) throw new CannotEditError(`line ${String(lost)} is no row of it any more`);
  return edited;
}

/** Writes rows of stores and their teams into a list of them: where the store stands there already, else at the end. */
export function withMappingRows(
  text: string,
  mapping: FileMapping,
  rows: readonly { readonly storeNumber: string; readonly teamId: string }[],
): string {
  const header = headerOf(text, mapping);
  const [store, team] = ["store", "existingTeamId"].map((field) => header?.fields.get(field)?.[0]);
  if (header === undefined || store === undefined || team === undefined)
    throw new CannotEditError("its columns of stores and teams cannot be told");
  const wanted = new Map(rows.map(({ storeNumber, teamId }) => [storeNumber, teamId]));
  let edited = withIds(text, header, team, ({ cells }) => taken(wanted, cells[store]?.text ?? ""));
  const ending = text.includes("\r\n") ? "\r\n" : "\n";
  if (wanted.size > 0 && !edited.endsWith("\n")) edited += ending;
  for (const [storeNumber, teamId] of wanted) {
    const cells = header.cells.map((_cell, index) =>
      index === store ? storeNumber : index === team ? teamId : "",
    );
    edited += cells.join(header.separator) + ending;
  }
  return edited;
}

/** The list with these ids in their column; records without one stay to the letter. */
function withIds(
  text: string,
  header: Header,
  column: number,
  idOf: (record: NumberedRecord) => string | undefined,
): string {
  let edited = text.slice(0, header.next);
  for (const record of recordsOf(text, header)) {
    const teamId = idOf(record);
    edited +=
      teamId === undefined
        ? text.slice(record.start, record.next)
        : withCell(text, record, header.separator, column, teamId);
  }
  return edited;
}

/** The value of a key, which is then out of the map: what is left at the end has found no row. */
function taken<Key>(wanted: Map<Key, string>, key: Key): string | undefined {
  const value = wanted.get(key);
  wanted.delete(key);
  return value;
}

function headerOf(text: string, mapping: FileMapping): Header | undefined {
  const ready = readyMapping(mapping);
  return ready === undefined ? undefined : readHeader(text, ready, () => undefined);
}

interface RecordAt {
  readonly cells: readonly Cell[];
  readonly start: number;
  readonly next: number;
}

interface NumberedRecord extends RecordAt {
  readonly line: number;
}

function* recordsOf(text: string, { next: from, separator }: Header): Iterable<NumberedRecord> {
  let line = text.slice(0, from).split("\n").length;
  for (let start = from; start < text.length;) {
    const { cells, next } = readRecord(text, start, separator);
    yield { cells, start, next, line };
    line += text.slice(start, next).split("\n").length - 1;
    start = next;
  }
}

/** The record with another text in one cell; separators are added where it ends before that column. */
function withCell(
  text: string,
  { cells, start, next }: RecordAt,
  separator: Separator,
  column: number,
  value: string,
): string {
  const cell = cells[column];
  if (cell === undefined) {
    const end = cells.at(-1)?.end ?? start;
    const body = text.slice(start, end).replace(/\r$/, "");
    return body + separator.repeat(column - cells.length + 1) + value + text.slice(start + body.length, next);
  }
  const written = text.slice(cell.start, cell.end);
  const ending = /\r$/.exec(written)?.[0] ?? "";
  return text.slice(start, cell.start) + value + ending + text.slice(cell.end, next);
}
