import { closest } from "../../suggest.ts";
import { layoutOf, readRecord, type Cell, type Separator } from "../csv-records.ts";
import { columnKey, fieldsOf, neededOf, type ExportField, type ReadyMapping } from "./mapping.ts";

/** What is wrong with a cell. */
export type Report = (
  span: Pick<Cell, "start" | "end">,
  message: string,
  mend: string,
  severity?: "error" | "warning",
) => void;

/** Which cells of a row hold what. */
export interface Header {
  readonly separator: Separator;
  /** Where the first row starts. */
  readonly next: number;
  readonly cells: readonly Cell[];
  /** Positions of the cells of a field, whose texts are put together. */
  readonly fields: ReadonlyMap<ExportField, readonly number[]>;
  readonly where: readonly (readonly [position: number, values: ReadonlySet<string>])[];
}

/** Unknown columns that are told one by one. */
const unknownToldMost = 5;

/** Reads the header by a mapping; undefined when it is at fault, so that no row can be understood. */
export function readHeader(text: string, mapping: ReadyMapping, report: Report): Header | undefined {
  const { separator, headerAt } = layoutFor(text, mapping);
  const { cells, next } = readRecord(text, headerAt, separator);
  const faults: unknown[] = [];
  const fault: Report = (...told) => {
    faults.push(told);
    report(...told);
  };
  const positions = new Map<string, number>();
  const usedKeys = new Set([...columnsUsed(mapping)].map(columnKey));
  for (const [position, cell] of cells.entries()) {
    const key = columnKey(cell.text);
    if (positions.has(key) && usedKeys.has(key))
      fault(
        cell,
        `the column "${cell.text}" is there twice`,
        "Keep one of them: which one counts, nobody can tell.",
      );
    if (!positions.has(key)) positions.set(key, position);
  }
  const names = cells.map((cell) => cell.text).filter((name) => name !== "");
  const whole = { start: cells[0]?.start ?? 0, end: cells.at(-1)?.end ?? 0 };
  const free = names.filter((name) => !usedKeys.has(columnKey(name)));
  const absent = (column: string, what: string): void => {
    const meant = closest(column, free) ?? closest(columnKey(column), free.map(columnKey));
    const mend =
      meant === undefined
        ? `Its columns are: ${shownNames(names)}.`
        : `Is it "${free.find((name) => name === meant || columnKey(name) === meant) ?? meant}" now?`;
    fault(whole, `the column "${column}" is missing, which ${what}`, mend);
  };
  const fields = new Map<ExportField, readonly number[]>();
  for (const [field, { names: wanted, isOwn }] of mapping.columns) {
    const there = wanted.flatMap((name) => positions.get(columnKey(name)) ?? []);
    if (there.length === wanted.length) fields.set(field, there);
    else if (isOwn)
      for (const name of wanted)
        if (!positions.has(columnKey(name))) absent(name, `holds the field "${field}"`);
  }
  const where = mapping.where.flatMap(([column, values]) => {
    const position = positions.get(columnKey(column));
    if (position !== undefined) return [[position, new Set(values.map((one) => one.toLowerCase()))] as const];
    absent(column, "says which rows count");
    return [];
  });
  if (faults.length === 0)
    reportNeeded(mapping, fields, names, (message, mend) => {
      fault(whole, message, mend);
    });
  if (!mapping.ignoresOtherColumns) reportOthers(cells, usedKeys, mapping, fault);
  return faults.length === 0 ? { separator, next, cells, fields, where } : undefined;
}

function columnsUsed({ columns, where }: ReadyMapping): ReadonlySet<string> {
  return new Set([
    ...[...columns.values()].flatMap(({ names }) => names),
    ...where.map(([column]) => column),
  ]);
}

/** The separator by which most columns of the mapping are found; what Excel's first line says goes before. */
function layoutFor(text: string, mapping: ReadyMapping): { separator: Separator; headerAt: number } {
  const usual = layoutOf(text);
  if (usual.headerAt > 0) return usual;
  const wanted = new Set([...columnsUsed(mapping)].map(columnKey));
  const found = (separator: Separator): number =>
    readRecord(text, 0, separator).cells.filter((cell) => wanted.has(columnKey(cell.text))).length;
  const others = ([",", ";", "\t", "|", ":"] as const).map((separator) => ({
    separator,
    count: found(separator),
  }));
  const best = others.toSorted((left, right) => right.count - left.count)[0];
  return best !== undefined && best.count > found(usual.separator)
    ? { ...usual, separator: best.separator }
    : usual;
}

function reportNeeded(
  { kind, columns, always }: ReadyMapping,
  fields: ReadonlyMap<ExportField, unknown>,
  names: readonly string[],
  fault: (message: string, mend: string) => void,
): void {
  for (const anyOf of neededOf[kind]) {
    if (anyOf.some((field) => fields.has(field) || field in always)) continue;
    const wanted = anyOf.map((field) => {
      const column = columns.get(field)?.names.join(" ");
      return column === undefined || column === field ? `"${field}"` : `"${field}" ("${column}")`;
    });
    const what =
      wanted.length === 1 ? `the field ${wanted[0] ?? ""}` : `one of the fields ${wanted.join(", ")}`;
    fault(
      `no column holds ${what}`,
      `Say under \`columns\` which one does; there are: ${shownNames(names)}.`,
    );
  }
}

function reportOthers(
  cells: readonly Cell[],
  used: ReadonlySet<string>,
  mapping: ReadyMapping,
  fault: Report,
): void {
  const others = cells.filter(({ text }) => text !== "" && !used.has(columnKey(text)));
  const known = [...columnsUsed(mapping), ...fieldsOf[mapping.kind]];
  for (const [index, cell] of others.slice(0, unknownToldMost).entries()) {
    const meant = closest(cell.text, known);
    const rest = others.length - unknownToldMost;
    const more = index === unknownToldMost - 1 && rest > 0 ? `, nor of ${String(rest)} more columns` : "";
    const mend =
      meant === undefined
        ? "Name it under `columns`"
        : `Did you mean "${meant}"? Else name it under \`columns\``;
    fault(
      cell,
      `nothing says what the column "${cell.text}" holds${more}`,
      `${mend}, or write \`ignoreOtherColumns: true\`.`,
    );
  }
}

function shownNames(names: readonly string[]): string {
  return names.length === 0 ? "none" : `${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}`;
}
