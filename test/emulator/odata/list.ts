// Answers a collection: filter, order, count, page. Page tokens are opaque and good for one query only.
import { createHash } from "node:crypto";
import { graphErrors } from "../errors/graph.ts";
import type { JsonObject } from "../json.ts";
import { keyCandidates, orderOf, passes } from "./evaluate.ts";
import { type EntityType, project, readPath, type ReadContext } from "./entity-type.ts";
import type { Expression } from "./parser.ts";
import { prepareQuery, searchedProperty } from "./prepare.ts";
import type { Query } from "./query.ts";
import { matchesSearch, parseSearch } from "./search.ts";

export interface Collection<Entity> {
  readonly type: EntityType<Entity>;
  readonly rows: () => Iterable<Entity>;
  /** Text after $metadata#. */
  readonly context: string;
  /** Absent: the service documents no paging, so $top is refused and all rows come at once. */
  readonly page?: { readonly usual: number; readonly largest: number };
  /** Properties whose values lead straight to rows. */
  readonly lookups?: Readonly<Record<string, (value: string) => Entity | undefined>>;
  /** Directory rule: some operators need ConsistencyLevel: eventual together with $count=true. */
  readonly hasAdvancedQueries?: boolean;
  /** Options the service documents for this collection. Default: select and filter. */
  readonly options?: ReadonlySet<string>;
  /** Put before the properties of each row, for example @odata.type. */
  readonly annotate?: (entity: Entity) => JsonObject;
  /** Makes the JSON of a row where rows are of several types. */
  readonly body?: (entity: Entity, select: Query["select"]) => JsonObject;
  /** Lists of the directory lag behind. `key` names a row as the tenant's freshness does; deleted objects of
   *  this kind are listed a while longer. */
  readonly lag?: { readonly key: (entity: Entity) => string; readonly kind?: string };
  /** Sends @odata.count without being asked. */
  readonly isAlwaysCounted?: boolean;
}

export interface ListRequest {
  readonly query: Query;
  readonly context: ReadContext;
  /** Path of the request without query, for nextLink. */
  readonly path: string;
  readonly version: string;
  readonly isEventual: boolean;
  /** The path ends in $count. */
  readonly isCount?: boolean;
}

export const directoryOptions: ReadonlySet<string> = new Set([
  "select",
  "filter",
  "orderby",
  "top",
  "count",
  "search",
  "expand",
]);
const usualOptions: ReadonlySet<string> = new Set(["select", "filter", "expand", "count", "top"]);

/** The body of a list answer. Throws ServiceError 400. */
export function listBody<Entity>(asked: ListRequest, collection: Collection<Entity>): JsonObject {
  const request = prepared(asked, collection);
  const { query, context } = request;
  const rows = select(request, collection);
  const page = collection.page;
  const size = page === undefined ? rows.length : pageSize(query, page);
  const start = startOf(request);
  const shown = rows.slice(start, start + size);
  const body: JsonObject = {
    "@odata.context": `${context.origin}/${request.version}/$metadata#${contextOf(collection, query)}`,
  };
  const isFirst = query.skipToken === undefined;
  if ((query.isCounted && isFirst) || collection.isAlwaysCounted === true) body["@odata.count"] = rows.length;
  if (start + size < rows.length) body["@odata.nextLink"] = nextLink(request, start + size);
  body["value"] = shown.map((row) => rowBody(collection, row, request));
  return body;
}

/** How many rows there are: the answer to a path that ends in $count. Throws ServiceError 400. */
export function countOf<Entity>(asked: ListRequest, collection: Collection<Entity>): number {
  return select(prepared({ ...asked, isCount: true }, collection), collection).length;
}

/** Everything about the query is checked here, before any row is looked at. */
function prepared<Entity>(request: ListRequest, collection: Collection<Entity>): ListRequest {
  const query = prepareQuery(collection.type, request.query, request.context);
  checkOptions({ ...request, query }, collection);
  return { ...request, query };
}

/** One row as JSON, with what $expand asks for. */
function rowBody<Entity>(collection: Collection<Entity>, row: Entity, request: ListRequest): JsonObject {
  const { query, context } = request;
  if (collection.body !== undefined) return collection.body(row, query.select);
  return {
    ...collection.annotate?.(row),
    ...project(collection.type, row, context, query.select),
    ...expanded(collection.type, row, context, query),
  };
}

/** What $expand asks for, as properties. The names have been checked. */
export function expanded<Entity>(
  type: EntityType<Entity>,
  row: Entity,
  context: ReadContext,
  query: Query,
): JsonObject {
  const result: JsonObject = {};
  for (const { name, select: names } of query.expand) {
    const value = type.expands?.[name]?.(row, context) ?? null;
    const wanted = names?.map((key) => key.toLowerCase());
    const keep = (item: JsonObject): JsonObject =>
      wanted === undefined
        ? item
        : Object.fromEntries(
            Object.entries(item).filter(([key]) => key.startsWith("@") || wanted.includes(key.toLowerCase())),
          );
    result[name] = value === null ? null : Array.isArray(value) ? value.map(keep) : keep(value);
  }
  return result;
}

function checkOptions<Entity>(request: ListRequest, collection: Collection<Entity>): void {
  const { query } = request;
  const known = collection.options ?? usualOptions;
  for (const name of Object.keys(query.options)) {
    if (name === "format" || known.has(name)) continue;
    if (name === "top" && collection.page !== undefined) continue;
    throw graphErrors.badQuery(`Query option '$${name}' is not allowed for this collection.`);
  }
  if (collection.hasAdvancedQueries !== true) return;
  const isAdvanced =
    query.search !== undefined ||
    (query.filter !== undefined && (query.orderBy.length > 0 || usesAdvanced(query.filter)));
  // $search alone does without $count.
  const isCounted = query.isCounted || request.isCount === true;
  const isAllowed = request.isEventual && (isCounted || query.search !== undefined);
  if (isAdvanced && !isAllowed) throw graphErrors.unsupportedQuery();
  if (isCounted && !request.isEventual) {
    throw graphErrors.unsupportedQuery("$count needs the header ConsistencyLevel: eventual.");
  }
}

/** Operators that only the advanced index can answer. Source: "Advanced query capabilities on directory objects". */
function usesAdvanced(expression: Expression): boolean {
  switch (expression.kind) {
    case "not":
      return true;
    case "path":
      return expression.segments.at(-1) === "$count";
    case "compare":
      return expression.operator === "ne" || usesAdvanced(expression.left) || usesAdvanced(expression.right);
    case "and":
    case "or":
      return usesAdvanced(expression.left) || usesAdvanced(expression.right);
    case "call":
      return expression.name === "endswith" || expression.name === "contains";
    case "lambda":
      return expression.predicate !== undefined && usesAdvanced(expression.predicate);
    default:
      return false;
  }
}

function select<Entity>(request: ListRequest, collection: Collection<Entity>): Entity[] {
  const { query, context } = request;
  const { filter } = query;
  let rows: Iterable<Entity> = collection.rows();
  if (filter !== undefined) rows = narrowed(filter, collection) ?? rows;
  const search =
    query.search === undefined
      ? undefined
      : parseSearch(query.search, (name) => searchedProperty(collection.type, context, name));
  const found: Entity[] = [];
  for (const row of rows) {
    if (filter !== undefined && !passes(filter, (path) => readPath(collection.type, row, context, path)))
      continue;
    const read = (name: string): unknown => readPath(collection.type, row, context, name.split("/"));
    if (search !== undefined && !matchesSearch(search, read)) continue;
    found.push(row);
  }
  return query.orderBy.length === 0 ? found : found.sort(orderer(request, collection));
}

/** Rows that an index gives for the filter, or undefined when no index helps. */
function narrowed<Entity>(filter: Expression, collection: Collection<Entity>): Set<Entity> | undefined {
  for (const [property, lookup] of Object.entries(collection.lookups ?? {})) {
    const values = keyCandidates(filter, property);
    if (values !== undefined) return new Set(values.flatMap((value) => lookup(value) ?? []));
  }
  return undefined;
}

function orderer<Entity>(
  request: ListRequest,
  collection: Collection<Entity>,
): (left: Entity, right: Entity) => number {
  const read = (row: Entity, path: readonly string[]): unknown =>
    readPath(collection.type, row, request.context, path);
  return (left, right) => {
    for (const { path, isDescending } of request.query.orderBy) {
      const a = read(left, path);
      const b = read(right, path);
      // Null comes first.
      const order = orderOf(a, b) ?? (a === null ? -1 : 1);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  };
}

function pageSize(query: Query, page: { usual: number; largest: number }): number {
  if (query.top === undefined) return page.usual;
  if (query.top < 1 || query.top > page.largest) {
    throw graphErrors.pageSize(String(query.top), page.largest);
  }
  return query.top;
}

function contextOf<Entity>(collection: Collection<Entity>, query: Query): string {
  return query.select === undefined ? collection.context : `${collection.context}(${query.select.join(",")})`;
}

/** Ties a page token to its path and options. */
function fingerprint(request: ListRequest): string {
  const options = Object.entries(request.query.options).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([request.path, options]))
    .digest("base64url")
    .slice(0, 22);
}

function nextLink(request: ListRequest, start: number): string {
  const token = Buffer.from(`${start}.${fingerprint(request)}`).toString("base64url");
  const options = Object.entries(request.query.options).map(
    ([name, value]) => `$${name}=${encodeURIComponent(value)}`,
  );
  return `${request.context.origin}${request.path}?${[...options, `$skiptoken=${token}`].join("&")}`;
}

function startOf(request: ListRequest): number {
  const { skipToken } = request.query;
  if (skipToken === undefined) return 0;
  const [start, mark] = Buffer.from(skipToken, "base64url").toString().split(".");
  if (start === undefined || !/^\d+$/.test(start) || mark !== fingerprint(request)) {
    throw graphErrors.pageToken();
  }
  return Number(start);
}
