// Reads a collection of rows: $filter, $select, $orderby, $top, $count and server-driven pages.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { pathOf } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { keyCandidates, orderOf, passes } from "../odata/evaluate.ts";
import type { DataverseCall } from "./call.ts";
import { preferences, rowBody } from "./call.ts";
import type { Row, TableState } from "./environment.ts";

const pageMost = 5000;

export function readRows(call: DataverseCall, table: TableState, rows: Iterable<Row>): Reply {
  const { query } = call;
  for (const name of ["search", "skip", "expand"] as const) {
    if (query.options[name] !== undefined && query.options[name] !== "") {
      throw dataverseErrors.badRequest(`The query parameter $${name} is not supported`);
    }
  }
  const found = sorted(call, table, filtered(call, table, rows));
  const page = pageSize(call);
  const limited = query.top === undefined ? found : found.slice(0, query.top);
  const start = startOf(call);
  const shown = limited.slice(start, start + page);
  const { entitySetName } = table.definition;
  const suffix = query.select === undefined ? "" : `(${query.select.join(",")})`;
  const body: JsonObject = { "@odata.context": `${call.api}/$metadata#${entitySetName}${suffix}` };
  if (query.isCounted) body["@odata.count"] = Math.min(found.length, pageMost);
  body["value"] = shown.map((row) => rowBody(table, row, query.select));
  if (start + page < limited.length) body["@odata.nextLink"] = nextLink(call, start + page);
  return { status: 200, body };
}

function filtered(call: DataverseCall, table: TableState, rows: Iterable<Row>): Row[] {
  const { filter } = call.query;
  if (filter === undefined) return [...rows];
  const ids = keyCandidates(filter, table.definition.primaryId);
  const narrowed = ids?.flatMap((id) => table.rows.get(id.toLowerCase()) ?? []) ?? rows;
  // Checked even when there is no row to check it on.
  passes(filter, (path) => readColumn(table, undefined, path));
  return [...narrowed].filter((row) => passes(filter, (path) => readColumn(table, row, path)));
}

function readColumn(table: TableState, row: Row | undefined, path: readonly string[]): unknown {
  const [wire = "", ...rest] = path;
  const { columns, logicalName } = table.definition;
  const lookup = /^_(.+)_value$/.exec(wire)?.[1];
  const name = lookup ?? wire;
  const column = columns[name];
  if (column === undefined || (column.type === "lookup") !== (lookup !== undefined) || rest.length > 0) {
    throw dataverseErrors.unknownProperty(path.join("/"), logicalName);
  }
  return row?.values[name] ?? null;
}

function sorted(call: DataverseCall, table: TableState, rows: Row[]): Row[] {
  const { orderBy } = call.query;
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

function pageSize(call: DataverseCall): number {
  const wish = preferences(call).find((part) => part.startsWith("odata.maxpagesize="));
  const size = Number(wish?.split("=")[1]);
  return Number.isInteger(size) && size > 0 ? Math.min(size, pageMost) : pageMost;
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
