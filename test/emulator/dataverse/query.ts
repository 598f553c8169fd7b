// Reads a collection of rows: $filter, $select, $expand, $orderby, $top, $count and server-driven pages.
// Source: "Query data using the Web API", "Page results by using OData".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { pathOf } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { keyCandidates, passes } from "../odata/evaluate.ts";
import type { Expression } from "../odata/parser.ts";
import { columnNamed } from "./columns.ts";
import { type DataverseCall, preferences } from "./call.ts";
import { checkQuery, columnAt } from "./check-query.ts";
import { trackedReply, wantsTracking } from "./change-tracking.ts";
import type { Row, TableState } from "./environment.ts";
import { withoutFunctions } from "./query-functions.ts";
import { appliedPreferences, orderRows, readPath, rowBody } from "./row-body.ts";

/** Rows in a page, and what a count tells at most. */
const pageMost = 5000;

export function readRows(call: DataverseCall, table: TableState, rows: Iterable<Row>): Reply {
  const { query } = call;
  for (const name of ["search", "skip"] as const) {
    if (query.options[name] !== undefined) {
      throw dataverseErrors.badRequest(`The query parameter $${name} is not supported`);
    }
  }
  checkTable(call, table);
  const context = contextOf(call, table);
  if (wantsTracking(call)) return trackedReply(call, table, context);
  const found = orderRows(call.environment, table, filtered(call, table, rows), query.orderBy);
  const wish = pageWish(call);
  // Paging wins over $top where both are asked for.
  const limited = query.top === undefined || wish !== undefined ? found : found.slice(0, query.top);
  const size = wish ?? pageMost;
  const start = startOf(call);
  const shown = limited.slice(start, start + size);
  const body: JsonObject = { "@odata.context": context };
  if (query.isCounted) body["@odata.count"] = Math.min(found.length, pageMost);
  body["value"] = shown.map((row) => rowBody(call, table, row));
  if (start + size < limited.length) body["@odata.nextLink"] = nextLink(call, start + size);
  const headers = appliedPreferences(call, ["odata.maxpagesize", "odata.include-annotations"]);
  return { status: 200, headers, body };
}

/** `accounts/$count`: the number as text, 5000 at most. */
export function countRows(
  call: DataverseCall,
  table: TableState,
  rows: Iterable<Row> = table.rows.values(),
): Reply {
  checkTable(call, table);
  const found = filtered(call, table, rows);
  const text = String(Math.min(found.length, pageMost));
  return { status: 200, headers: { "Content-Type": "text/plain" }, text };
}

function contextOf(call: DataverseCall, table: TableState): string {
  const { select, expand } = call.query;
  const names = [...(select ?? []), ...expand.map(({ name }) => `${name}()`)];
  const suffix = names.length === 0 ? "" : `(${names.join(",")})`;
  return `${call.api}/$metadata#${table.definition.entitySetName}${suffix}`;
}

/** Checks the query before any row is looked at. Throws 400 and 501. */
function checkTable(call: DataverseCall, table: TableState): void {
  checkQuery(call.environment, table, { ...call.query, filter: filterOf(call, table) });
}

/** The filter, its query functions turned into comparisons. */
function filterOf(call: DataverseCall, table: TableState): Expression | undefined {
  const { environment, query, user, world } = call;
  if (query.filter === undefined) return undefined;
  return withoutFunctions(query.filter, {
    now: world.now(),
    userId: user.id,
    businessUnitId: environment.businessUnitId,
    // Functions name a lookup by its column.
    typeOf: (name) =>
      columnNamed(table.definition.columns, name)?.type ?? columnAt(environment, table, [name]).type,
  });
}

function filtered(call: DataverseCall, table: TableState, rows: Iterable<Row>): Row[] {
  const filter = filterOf(call, table);
  if (filter === undefined) return [...rows];
  const ids = keyCandidates(filter, table.definition.primaryId);
  const known = ids === undefined ? undefined : new Set(ids.map((id) => id.toLowerCase()));
  const found: Row[] = [];
  for (const row of rows) {
    if (known?.has(row.id) === false) continue;
    if (passes(filter, (path) => readPath(call.environment, table, row, path))) found.push(row);
  }
  return found;
}

function pageWish(call: DataverseCall): number | undefined {
  const wish = preferences(call).find((part) => part.startsWith("odata.maxpagesize="));
  const size = Number(wish?.split("=")[1]);
  return Number.isInteger(size) && size > 0 && size <= pageMost ? size : undefined;
}

function nextLink(call: DataverseCall, start: number): string {
  const options = Object.entries(call.query.options).map(
    ([name, value]) => `$${name}=${encodeURIComponent(value)}`,
  );
  const cookie = Buffer.from(`<cookie start="${start}"/>`).toString("base64url");
  return `${call.request.origin}${pathOf(call.request.url)}?${[...options, `$skiptoken=${cookie}`].join("&")}`;
}

function startOf(call: DataverseCall): number {
  const { skipToken } = call.query;
  if (skipToken === undefined) return 0;
  const start = /^<cookie start="(\d+)"\/>$/.exec(Buffer.from(skipToken, "base64url").toString())?.[1];
  if (start === undefined) throw dataverseErrors.badRequest("Malformed XML in the paging cookie.");
  return Number(start);
}
