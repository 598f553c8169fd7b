import type { PlacedRow } from "../placed-rows.ts";
import type { TextProblem } from "../source-document.ts";
import type { ExportField } from "./mapping.ts";
import { placed, recordsOf, type ExportRecord, type PlacedExportRow, type RecordRules } from "./records.ts";

/** A row that says where somebody works; `person` is unset where that does not hold on the day of the run. */
export interface Job {
  readonly row: PlacedExportRow;
  /** Id of the person. */
  readonly person: string | undefined;
  readonly position: "manager" | "worker";
}

/** What tells a person apart, the surest first. A name never does. */
const personKeys = ["objectId", "upn", "personnelNumber", "id"] as const;
const rules: RecordRules = {
  keys: personKeys,
  // One row a job: each says its own. Names are written in many ways, and nothing depends on them.
  differing: new Set([
    ...["id", "name", "roles", "protected", "store", "position", "from", "until"],
    ...["status", "statusFrom", "statusUntil"],
  ]),
  word: "person",
};

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Rows that are told together, with the first of them. */
interface LeftOut {
  readonly first: PlacedExportRow;
  count: number;
}

/**
 * People of exports, each once, and who works where by their rows and by lists of assignments. People whom the files
 * declare themselves stay as they are: exports only say where they work. Left out, and told as a number: who begins
 * later than on the day of the run, and who has no account name.
 */
export function peopleOf(
  rows: { readonly people: readonly PlacedExportRow[]; readonly assignments: readonly PlacedExportRow[] },
  declared: readonly PlacedRow[],
  report: (problem: TextProblem) => void,
): { readonly people: readonly PlacedRow[]; readonly jobs: readonly Job[] } {
  const known = keysOfDeclared(declared);
  const people: PlacedRow[] = [];
  const jobs: Job[] = [];
  /** Id by key; undefined: somebody whom an export names and who is left out. */
  const ids = new Map<string, string | undefined>(known);
  const later = new Map<string, LeftOut>();
  const nameless = new Map<string, LeftOut>();
  const takenIds = new Set<string>(known.values());
  const addJobs = (record: ExportRecord, id: string | undefined, isDeclared: boolean): void => {
    // Whoever has left stays named where they were, so that they are taken out there; all others where they work now.
    // People of the files themselves have the status that stands there, whatever an export says.
    const isGone = !isDeclared && hasLeft(record);
    for (const row of record.rows)
      if (row.fields["store"] !== undefined)
        jobs.push(isGone ? { ...jobOf(row, id), person: id } : jobOf(row, id));
  };
  for (const record of recordsOf(rows.people.map(withObjectId), rules, report)) {
    const keys = keysOf((field) => record.fields.get(field)?.value);
    const already = keys.map((key) => known.get(key)).find((id) => id !== undefined);
    const [first] = record.rows;
    if (first === undefined) continue;
    let id = already;
    if (already === undefined) {
      const isLater = record.rows.every(({ holds }) => holds === "later");
      if (isLater) count(later, first);
      else if (record.fields.get("upn") === undefined) count(nameless, first);
      else {
        id = idOf(record, takenIds);
        takenIds.add(id);
        people.push(personOf(record, id));
      }
    }
    for (const key of keys) if (!ids.has(key)) ids.set(key, id);
    addJobs(record, id, already !== undefined);
  }
  jobs.push(...assigned(rows.assignments, ids, report));
  tell(
    later,
    "begin later: left out until then",
    "Nothing is to be done; they come in on their first day.",
    report,
  );
  tell(
    nameless,
    "are of people without an account name: left out",
    "Give them accounts, or leave them out by `where`.",
    report,
  );
  return { people, jobs };
}

/** Exports write an object id where an account name can stand, too. */
function withObjectId(row: PlacedExportRow): PlacedExportRow {
  const { upn, ...rest } = row.fields;
  if (upn === undefined || !guid.test(upn)) return row;
  return { ...row, fields: { objectId: upn, ...rest } };
}

function keysOf(valueOf: (field: (typeof personKeys)[number]) => unknown): readonly string[] {
  return personKeys.flatMap((field) => {
    const value = valueOf(field);
    return typeof value === "string" ? [`${field} ${value.toLowerCase()}`] : [];
  });
}

function keysOfDeclared(declared: readonly PlacedRow[]): ReadonlyMap<string, string> {
  return new Map(
    declared.flatMap(({ row: { value } }) => {
      if (typeof value !== "object" || value === null) return [];
      const person = value as Readonly<Record<string, unknown>>;
      const id = person["id"];
      return typeof id === "string" ? keysOf((field) => person[field]).map((key) => [key, id] as const) : [];
    }),
  );
}

const isLeft = ({ fields, holds }: PlacedExportRow): boolean =>
  holds !== "now" || fields["status"] === "left";

function jobOf(row: PlacedExportRow, id: string | undefined): Job {
  const position = row.fields["position"] === "manager" ? "manager" : "worker";
  return { row, position, person: isLeft(row) ? undefined : id };
}

/** A short name that stays the same from one export to the next. */
function idOf({ fields }: ExportRecord, taken: ReadonlySet<string>): string {
  const [id, number, upn = ""] = ["id", "personnelNumber", "upn"].map((field) => fields.get(field)?.value);
  const fit = (text: string): string =>
    text
      .replaceAll(/[^A-Za-z0-9_-]/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 64);
  if (id !== undefined) return id;
  const short = fit(number ?? upn.split("@")[0] ?? "");
  return short !== "" && !taken.has(short) ? short : fit(upn);
}

const statusRank: Readonly<Record<string, number>> = { active: 0, leave: 1, left: 2 };

/** Of several jobs the one that still holds says what the person is. */
function statusOf(rows: readonly PlacedExportRow[]): PlacedExportRow | undefined {
  const told = rows.filter(({ fields, holds }) => holds === "now" && fields["status"] !== undefined);
  return told.toSorted((a, b) => rank(a) - rank(b))[0];
}

const rank = ({ fields }: PlacedExportRow): number => statusRank[fields["status"] ?? ""] ?? 3;

/** Whether no job of somebody holds any more. */
function hasLeft({ rows }: ExportRecord): boolean {
  return rows.every(({ holds }) => holds !== "now") || statusOf(rows)?.fields["status"] === "left";
}

function personOf(record: ExportRecord, id: string): PlacedRow {
  const found = placed(record, { id }, ["name", "upn", "objectId", "personnelNumber"]);
  const holding = record.rows.filter(({ holds }) => holds === "now");
  const roles = new Set(
    holding.flatMap(({ fields }) => (fields["roles"] ?? "").split(/[\s;|]+/)).filter((role) => role !== ""),
  );
  const isProtected = record.rows.some(({ fields }) => /^(?:true|yes)$/i.test(fields["protected"] ?? ""));
  const value = {
    ...found.row.value,
    ...(roles.size > 0 ? { roles: [...roles] } : {}),
    ...(isProtected ? { protected: true } : {}),
    ...statusFields(record),
  };
  return { ...found, row: { value } };
}

function statusFields(record: ExportRecord): Readonly<Partial<Record<ExportField, string>>> {
  const told = statusOf(record.rows)?.fields ?? {};
  const isAway = told["status"] !== undefined && told["status"] !== "active";
  const fields = ["status", "statusFrom", "statusUntil"].flatMap((field) => {
    const text = isAway ? told[field] : undefined;
    return text === undefined ? [] : [[field, text] as const];
  });
  return { ...Object.fromEntries(fields), ...(hasLeft(record) ? { status: "left" } : {}) };
}

/** Lists of who works where name people by any of their keys. */
function assigned(
  rows: readonly PlacedExportRow[],
  ids: ReadonlyMap<string, string | undefined>,
  report: (problem: TextProblem) => void,
): readonly Job[] {
  const unknown = new Map<string, LeftOut>();
  const jobs = rows.flatMap((row): Job[] => {
    const person = row.fields["person"];
    if (person === undefined || row.fields["store"] === undefined) return [];
    const keys = ["personnelNumber", "id", "upn", "objectId"].map(
      (field) => `${field} ${person.toLowerCase()}`,
    );
    const key = keys.find((one) => ids.has(one));
    if (key === undefined && row.holds === "now") count(unknown, row);
    return [jobOf(row, key === undefined ? undefined : ids.get(key))];
  });
  for (const { first, count: rowsOfFile } of unknown.values()) {
    const isOnlyTold = first.source.exported?.onlyKnown === true;
    const rest =
      rowsOfFile === 1 ? "" : ` (and ${String(rowsOfFile - 1)} more rows name people whom no file has)`;
    report({
      ...{ ruleId: "files", severity: isOnlyTold ? "warning" : "error" },
      place: first.source.place(["", first.index, "person"]),
      message: `no file has a person with the number, id or account name "${first.fields["person"] ?? ""}"${rest}`,
      mend: "Name the file of people too, or write `onlyKnown: true` for a list that has others as well.",
    });
  }
  return jobs;
}

function count(groups: Map<string, LeftOut>, row: PlacedExportRow): void {
  const known = groups.get(row.source.file);
  if (known === undefined) groups.set(row.source.file, { first: row, count: 1 });
  else known.count += 1;
}

function tell(
  groups: ReadonlyMap<string, LeftOut>,
  what: string,
  mend: string,
  report: (problem: TextProblem) => void,
): void {
  for (const { first, count: rows } of groups.values())
    report({
      ...{ ruleId: "files", severity: "warning", place: first.source.place(["", first.index, ""]) },
      message: `from here on ${String(rows)} ${rows === 1 ? "row" : "rows"} ${what}`,
      mend,
    });
}
