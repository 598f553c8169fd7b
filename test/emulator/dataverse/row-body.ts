// A row as JSON: columns, etag, annotations, expanded relations. Source: "Retrieve a table row using the Web API",
// "Retrieve related table rows with a query", "Request annotations".
import type { JsonObject } from "../json.ts";
import { orderOf, passes } from "../odata/evaluate.ts";
import type { Expand, Query } from "../odata/query.ts";
import { type DataverseCall, etagOf, preferences } from "./call.ts";
import { type Column, wireName } from "./columns.ts";
import type { Environment, Row, TableState } from "./environment.ts";
import { missingColumn, missingRelation } from "./missing.ts";
import { lookupsOf, relatedRows, rowAt } from "./navigation.ts";

const formatted = "@OData.Community.Display.V1.FormattedValue";
const logicalName = "@Microsoft.Dynamics.CRM.lookuplogicalname";
const navigation = "@Microsoft.Dynamics.CRM.associatednavigationproperty";

/** A row with its etag, the columns of $select and the relations of $expand. */
export function rowBody(
  call: DataverseCall,
  table: TableState,
  row: Row,
  wish: Pick<Query, "select" | "expand"> = call.query,
): JsonObject {
  const { columns, primaryId } = table.definition;
  const body: JsonObject = { "@odata.etag": etagOf(row) };
  for (const name of selected(call, table, wish.select)) {
    const column = columns[name] ?? { type: "string" };
    const wire = wireName(name, column);
    body[wire] = row.values[name] ?? null;
    annotate(call, table, row, { name, column, wire }, body);
  }
  // The key always comes along.
  body[primaryId] = row.id;
  for (const expand of wish.expand) Object.assign(body, expanded(call, table, row, expand));
  return body;
}

/** Columns by name. Selecting a lookup's navigation property gives the lookup. Throws 400. */
function selected(call: DataverseCall, table: TableState, select: Query["select"]): string[] {
  const { columns } = table.definition;
  if (select === undefined) return Object.keys(columns);
  return select.flatMap((wire) => {
    const lookup = /^_(.+)_value$/.exec(wire)?.[1];
    const column = columns[lookup ?? wire];
    if (column !== undefined && (lookup === undefined || column.type === "lookup")) return [lookup ?? wire];
    if (lookupsOf(call.environment, table).some(({ name }) => name === wire)) return [];
    throw missingColumn(table, wire);
  });
}

/** True when the request asks for annotations of this name. Wildcards stand at the end of a pattern. */
function wants(call: DataverseCall, annotation: string): boolean {
  const preference = (call.request.headers["prefer"] ?? "").match(
    /odata\.include-annotations\s*=\s*(?:"([^"]*)"|([^\s;]+))/i,
  );
  const patterns = (preference?.[1] ?? preference?.[2] ?? "").split(",").map((text) => text.trim());
  const name = annotation.slice(1).toLowerCase();
  return patterns.some((pattern) =>
    pattern.endsWith("*")
      ? name.startsWith(pattern.slice(0, -1).toLowerCase())
      : name === pattern.toLowerCase(),
  );
}

function annotate(
  call: DataverseCall,
  table: TableState,
  row: Row,
  { name, column, wire }: { name: string; column: Column; wire: string },
  body: JsonObject,
): void {
  const value = row.values[name] ?? null;
  if (value === null || call.request.headers["prefer"] === undefined) return;
  const target =
    column.type === "lookup"
      ? rowAt(call.environment, row, { column: name, targets: column.targets ?? [] })
      : undefined;
  const text = formattedValue(column, value, target);
  if (text !== undefined && wants(call, formatted)) body[`${wire}${formatted}`] = text;
  if (target === undefined) return;
  const targetName = target.table.definition.logicalName;
  if (wants(call, logicalName)) body[`${wire}${logicalName}`] = targetName;
  const found = lookupsOf(call.environment, table).find(
    (lookup) => lookup.column === name && lookup.targets.includes(targetName),
  );
  if (found !== undefined && wants(call, navigation)) body[`${wire}${navigation}`] = found.name;
}

function formattedValue(
  column: Column,
  value: unknown,
  target: { table: TableState; row: Row } | undefined,
): string | undefined {
  switch (column.type) {
    case "boolean":
      return value === true ? "Yes" : "No";
    case "choice":
      return column.labels?.[Number(value)] ?? String(value);
    case "integer":
    case "bigint":
    case "double":
    case "decimal":
    case "money":
      return Number(value).toLocaleString("en-US");
    case "date":
      return new Date(String(value)).toLocaleDateString("en-US", { timeZone: "UTC" });
    case "datetime":
      return new Date(String(value)).toLocaleString("en-US", { timeZone: "UTC" });
    case "lookup": {
      const name = target?.row.values[target.table.definition.primaryName];
      return typeof name === "string" ? name : undefined;
    }
    default:
      return undefined;
  }
}

/** One relation of $expand. Throws 400 for a relation the table does not have. */
function expanded(call: DataverseCall, table: TableState, row: Row, expand: Expand): JsonObject {
  const { environment } = call;
  const wish = { select: expand.select, expand: expand.expand };
  const lookup = lookupsOf(environment, table).find(({ name }) => name === expand.name);
  if (lookup !== undefined) {
    const target = rowAt(environment, row, lookup);
    return { [expand.name]: target === undefined ? null : rowBody(call, target.table, target.row, wish) };
  }
  const related = relatedRows(environment, table, row, expand.name);
  if (related === undefined) throw missingRelation(table, expand.name);
  const kept = related.rows.filter(
    (other) =>
      expand.filter === undefined ||
      passes(expand.filter, (path) => readPath(environment, related.table, other, path)),
  );
  const ordered = orderRows(environment, related.table, kept, expand.orderBy).slice(0, expand.top);
  return { [expand.name]: ordered.map((other) => rowBody(call, related.table, other, wish)) };
}

/** The value at a path as filters see it: a column, a column behind a lookup, or the rows of a relation, whose own
 *  columns go by the names of the wire. Null where there is no row. The path has been checked. */
export function readPath(
  environment: Environment,
  table: TableState,
  row: Row | undefined,
  path: readonly string[],
): unknown {
  const [wire = "", ...rest] = path;
  if (row === undefined) return null;
  const related = relatedRows(environment, table, row, wire);
  if (related !== undefined) return related.rows.map((other) => wireValues(related.table, other));
  const lookup = lookupsOf(environment, table).find(({ name }) => name === wire);
  if (rest.length > 0 && lookup !== undefined) {
    const target = rowAt(environment, row, lookup);
    return target === undefined ? null : readPath(environment, target.table, target.row, rest);
  }
  // Query functions name a lookup by its column.
  return row.values[/^_(.+)_value$/.exec(wire)?.[1] ?? wire] ?? null;
}

function wireValues({ definition }: TableState, { values }: Row): JsonObject {
  return Object.fromEntries(
    Object.entries(definition.columns).map(([name, column]) => [
      wireName(name, column),
      values[name] ?? null,
    ]),
  );
}

export function orderRows(
  environment: Environment,
  table: TableState,
  rows: Row[],
  orderBy: Query["orderBy"],
): Row[] {
  if (orderBy.length === 0) return rows;
  return rows.sort((left, right) => {
    for (const { path, isDescending } of orderBy) {
      const a = readPath(environment, table, left, path);
      const b = readPath(environment, table, right, path);
      const order = orderOf(a, b) ?? (a === null ? -1 : 1);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  });
}

/** What the answer says it honoured. */
export function appliedPreferences(call: DataverseCall, names: readonly string[]): Record<string, string> {
  const applied = preferences(call).filter((part) => names.some((name) => part.startsWith(name)));
  return applied.length === 0 ? {} : { "Preference-Applied": applied.join(",") };
}
