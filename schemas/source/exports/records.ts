import type { SourceDocument, TextProblem } from "../source-document.ts";
import type { PlacedRow, TakenFrom } from "../placed-rows.ts";
import type { ExportField } from "./mapping.ts";
import type { ExportRow } from "./export-rows.ts";

/** A row of an export and where it stands. */
export interface PlacedExportRow extends ExportRow {
  readonly source: SourceDocument;
  readonly index: number;
}

/** What rows of one or several exports say together of one person or store. */
export interface ExportRecord {
  /** The rows, the first that named it in front. */
  readonly rows: PlacedExportRow[];
  /** First value of each field, with where it stands. */
  readonly fields: Map<ExportField, { readonly value: string; readonly at: TakenFrom }>;
}

/** How records are told apart and put together. */
export interface RecordRules {
  /** Fields that each name one record, the surest first. */
  readonly keys: readonly ExportField[];
  /** Fields of which rows may say different things: each row counts for itself, or the first does. */
  readonly differing: ReadonlySet<ExportField>;
  /** What a record is called in messages. */
  readonly word: string;
}

const keyText = (field: ExportField, value: string): string => `${field} ${value.toLowerCase()}`;

/**
 * Puts rows together that name the same person or store by any of the keys, in whatever file they stand. Where two rows
 * of one record contradict each other that is told, and nothing is decided. Rows of `onlyKnown` files come last, and
 * make no record of their own.
 */
export function recordsOf(
  rows: readonly PlacedExportRow[],
  rules: RecordRules,
  report: (problem: TextProblem) => void,
): readonly ExportRecord[] {
  const byKey = new Map<string, ExportRecord>();
  const all = new Set<ExportRecord>();
  const isLast = ({ source }: PlacedExportRow): boolean => source.exported?.onlyKnown === true;
  for (const row of [...rows.filter((one) => !isLast(one)), ...rows.filter(isLast)]) {
    const keys = rules.keys.flatMap((field) => {
      const value = row.fields[field];
      return value === undefined ? [] : [keyText(field, value)];
    });
    const found = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];
    const [first = isLast(row) ? undefined : { rows: [], fields: new Map() }, ...others] = found;
    if (first === undefined) continue;
    all.add(first);
    for (const other of others) {
      all.delete(other);
      for (const one of other.rows) addRow(first, one, rules, report);
      for (const [key, record] of byKey) if (record === other) byKey.set(key, first);
    }
    addRow(first, row, rules, report);
    for (const key of keys) byKey.set(key, first);
  }
  return [...all];
}

function addRow(
  record: ExportRecord,
  row: PlacedExportRow,
  { differing, word }: RecordRules,
  report: (problem: TextProblem) => void,
): void {
  const { source, index } = row;
  record.rows.push(row);
  for (const [field, value] of Object.entries(row.fields)) {
    const known = record.fields.get(field);
    if (known === undefined) record.fields.set(field, { value, at: { source, index, field } });
    else if (!differing.has(field) && known.value.toLowerCase() !== value.toLowerCase()) {
      const there = known.at.source.place(["", known.at.index, field]);
      report({
        ...{ ruleId: "files", severity: "error", place: source.place(["", index, field]) },
        message: `this row is of the same ${word} as ${there.file}:${String(there.line)}, but "${field}" is "${value}" here and "${known.value}" there`,
        mend: "One of the two is wrong, or they are not the same: mend it where the export comes from.",
      });
    }
  }
}

/** What was made of a record, in its place; whoever makes it may say of more values where they were taken from. */
export interface PlacedRecord extends PlacedRow {
  readonly row: { readonly value: Readonly<Record<string, unknown>> };
  readonly taken: Map<string, TakenFrom>;
}

/** A record where its first row stands: `own` values, and these of its fields as they were read. */
export function placed(
  { rows, fields }: ExportRecord,
  own: Readonly<Record<string, unknown>>,
  more: readonly string[],
): PlacedRecord {
  const [first] = rows;
  if (first === undefined) throw new Error("a record without rows");
  const value: Record<string, unknown> = { ...own };
  const taken = new Map<string, TakenFrom>();
  for (const field of more) {
    const found = fields.get(field);
    if (found === undefined) continue;
    value[field] = found.value;
    taken.set(field, found.at);
  }
  return { source: first.source, indexInSource: first.index, row: { value }, taken };
}
