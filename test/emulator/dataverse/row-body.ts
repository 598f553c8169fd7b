// A row as JSON: columns, etag, annotations, expanded relations. Source: "Retrieve a table row using the Web API",
// "Retrieve related table rows with a query", "Request annotations".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { JsonObject } from "../json.ts";
import { orderOf, passes } from "../odata/evaluate.ts";
import type { Expand, Query } from "../odata/query.ts";
import { type DataverseCall, etagOf, preferences } from "./call.ts";
import { type Column, wireName } from "./columns.ts";
import type { Row, TableState } from "./environment.ts";
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
  const { columns, logicalName: tableName } = table.definition;
  if (select === undefined) return Object.keys(columns);
  return select.flatMap((wire) => {
    const lookup = /^_(.+)_value$/.exec(wire)?.[1];
    const column = columns[lookup ?? wire];
    if (column !== undefined && (lookup === undefined || column.type === "lookup")) return [lookup ?? wire];
    if (lookupsOf(call.environment, table).some(({ name }) => name === wire)) return [];
    throw dataverseErrors.unknownProperty(wire, tableName);
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
      return Number(value).toLocaleString("en-US");
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
  if (related === undefined) throw dataverseErrors.unknownProperty(expand.name, table.definition.logicalName);
  const kept = related.rows.filter(
    (other) =>
      expand.filter === undefined || passes(expand.filter, (path) => readColumn(related.table, other, path)),
  );
  const ordered = orderRows(related.table, kept, expand.orderBy).slice(0, expand.top);
  return { [expand.name]: ordered.map((other) => rowBody(call, related.table, other, wish)) };
}

/** The value of a column as filters see it. Throws 400 for a column the table does not have. */
export function readColumn(table: TableState, row: Row | undefined, path: readonly string[]): unknown {
  const [wire = "", ...rest] = path;
  const { columns, logicalName: tableName } = table.definition;
  const lookup = /^_(.+)_value$/.exec(wire)?.[1];
  const name = lookup ?? wire;
  const column = columns[name];
  if (column === undefined || (column.type === "lookup") !== (lookup !== undefined) || rest.length > 0) {
    throw dataverseErrors.unknownProperty(path.join("/"), tableName);
  }
  return row?.values[name] ?? null;
}

export function orderRows(table: TableState, rows: Row[], orderBy: Query["orderBy"]): Row[] {
  for (const { path } of orderBy) readColumn(table, undefined, path);
  if (orderBy.length === 0) return rows;
  return rows.sort((left, right) => {
    for (const { path, isDescending } of orderBy) {
      const a = readColumn(table, left, path);
      const b = readColumn(table, right, path);
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
