// What a Graph handler gets, and the small things every handler needs.
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply, Request } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import { countOf, expanded, listBody, type Collection, type ListRequest } from "../odata/list.ts";
import { type BodyErrors, checkBody } from "../odata/body.ts";
import { type EntityType, project, type ReadContext } from "../odata/entity-type.ts";
import { prepareQuery } from "../odata/prepare.ts";
import { type Query, refuseOptions } from "../odata/query.ts";
import { type Key, parsePath, type Segment } from "../http/path.ts";
import { pathOf } from "../http/message.ts";
import type { User } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
import type { RouteLimit } from "../limits/route-limits.ts";
import type { Permission } from "./permissions.ts";
import type { Lag } from "../lag.ts";

/** Who asks: an application with its app roles, or a person acting by hand. */
export type Caller =
  | {
      readonly kind: "app";
      readonly name: string;
      readonly appId: string;
      readonly objectId: string;
      readonly roles: ReadonlySet<string>;
    }
  | { readonly kind: "user"; readonly name: string; readonly user: User };

/** What the end of a path asks of a list or an entity, beside the route itself. */
export interface PathEnd {
  /** Only objects of this kind: `…/microsoft.graph.user`. */
  readonly cast?: string;
  /** The number of rows: `…/$count`. */
  readonly isCount?: boolean;
  /** One row of the list, by its id. */
  readonly oneOf?: string;
  /** Only references to the rows: `…/$ref`. */
  readonly isReference?: boolean;
  /** Set by whoever has heeded it: otherwise the answer would be to another question. */
  isHeeded: boolean;
}

export interface Call extends ReadContext {
  readonly tenant: Tenant;
  readonly world: World;
  readonly lag: Lag;
  readonly origin: string;
  readonly version: "v1.0" | "beta";
  readonly request: Request;
  readonly requestId: string;
  readonly caller: Caller;
  readonly keys: Readonly<Record<string, Key>>;
  readonly query: Query;
  /** The parsed body: an empty object when none was sent, or when the route takes bytes. */
  readonly body: JsonObject;
  readonly end: PathEnd;
}

export type Handler = (call: Call) => Reply;

export interface GraphRoute {
  readonly method: string;
  /** Path after the version. */
  readonly template: string;
  readonly permission: Permission;
  readonly handler: Handler;
  /** What it draws from the documented limits. Absent: what its service asks of everything. */
  readonly limit?: RouteLimit;
  /** True when the route changes the tenant. */
  readonly isWrite: boolean;
  /** Absent: both versions. */
  readonly version?: "v1.0" | "beta";
  /** The body is a file, not JSON. */
  readonly takesBytes?: boolean;
}

const route =
  (method: string, isWrite: boolean) =>
  (template: string, permission: Permission, handler: Handler, limit?: RouteLimit): GraphRoute => ({
    method,
    template,
    permission,
    handler,
    isWrite,
    ...(limit === undefined ? {} : { limit }),
  });

export const onGet = route("GET", false);
export const onPost = route("POST", true);
export const onPatch = route("PATCH", true);
export const onPut = route("PUT", true);
export const onDelete = route("DELETE", true);
/** A POST that only reads, such as getByIds. */
export const onQueryPost = route("POST", false);

/** The plain id in the path. An alternate key here is a 400: only some collections have one. */
export function idOf(call: Call, name: string): string {
  const key = call.keys[name];
  if (key === undefined || key.kind !== "id") throw graphErrors.badPath();
  return key.value;
}

/** The text by which errors name what the path points at. */
export function nameOf(key: Key | undefined): string {
  if (key === undefined) return "";
  if (key.kind === "id") return key.value;
  return Object.values(key.parts).join(",");
}

/** The body as a JSON object that was really sent. */
export function bodyOf(call: Call): JsonObject {
  if (call.request.bodyText === "") throw graphErrors.emptyBody();
  return call.body;
}

export function ok(body: JsonObject): Reply {
  return { status: 200, body };
}

export function noContent(): Reply {
  return { status: 204 };
}

/** One entity as the answer of a read or a create, with its context. */
export function entityReply<Entity>(
  call: Call,
  type: EntityType<Entity>,
  entity: Entity,
  context: string,
  status = 200,
  annotations: JsonObject = {},
): Reply {
  refuseOptions(call.query, ["select", "expand", "format"]);
  requireKind(call, entity);
  const query = prepareQuery(type, call.query, call);
  const { select } = query;
  const suffix = select === undefined ? "" : `(${select.join(",")})`;
  return {
    status,
    body: {
      "@odata.context": `${call.origin}/${call.version}/$metadata#${context}${suffix}/$entity`,
      ...annotations,
      ...project(type, entity, { ...call, isSelected: select !== undefined }, select),
      ...expanded(type, entity, call, query),
    },
  };
}

/** Throws 404 when the path ends in a cast to another kind. */
export function requireKind(call: Call, entity: unknown): void {
  const { end } = call;
  if (end.cast === undefined) return;
  end.isHeeded = true;
  if (kindOf(entity) !== end.cast) throw directoryErrors.notFound(String((entity as { id?: unknown }).id));
}

function kindOf(entity: unknown): string | undefined {
  return isObject(entity) && typeof entity["kind"] === "string" ? entity["kind"] : undefined;
}

export function listReply<Entity>(call: Call, collection: Collection<Entity>): Reply {
  const request: ListRequest = {
    query: call.query,
    context: call,
    path: pathOf(call.request.url),
    version: call.version,
    isEventual: call.request.headers["consistencylevel"]?.toLowerCase() === "eventual",
  };
  const listed = ofKind(call, asListed(call, collection));
  call.end.isHeeded = true;
  if (call.end.isCount === true)
    return {
      status: 200,
      headers: { "Content-Type": "text/plain" },
      text: String(countOf(request, listed)),
    };
  if (call.end.oneOf !== undefined) {
    const found = oneOf(call, request, listed, call.end.oneOf);
    return call.end.isReference === true ? referenceTo(call, found) : found;
  }
  const body = listBody(request, listed);
  return ok(call.end.isReference === true ? references(call, body) : body);
}

function referenceTo(call: Call, { status, body }: Reply): Reply {
  const at = `${call.origin}/${call.version}`;
  const id = `${at}/${call.tenant.id}/directoryObjects/${String(body?.["id"])}`;
  return { status, body: { "@odata.context": `${at}/$metadata#$ref`, "@odata.id": id } };
}

/** The rows of a list as references to them. */
function references(call: Call, body: JsonObject): JsonObject {
  const rows = body["value"] as JsonObject[];
  return {
    ...body,
    "@odata.context": `${call.origin}/${call.version}/$metadata#Collection($ref)`,
    value: rows.map((row) => ({
      "@odata.id": `${call.origin}/${call.version}/${call.tenant.id}/directoryObjects/${String(row["id"])}`,
    })),
  };
}

/** The row with this id as the answer of a read. Throws 404. */
function oneOf<Entity>(call: Call, request: ListRequest, collection: Collection<Entity>, id: string): Reply {
  refuseOptions(call.query, ["select", "expand", "format"]);
  const rows = function* (): Iterable<Entity> {
    for (const row of collection.rows())
      if ((row as { id?: unknown }).id === id || (row as { id?: unknown }).id === id.toLowerCase()) yield row;
  };
  const { value, "@odata.context": context } = listBody(request, { ...collection, rows });
  const [found] = value as JsonObject[];
  if (found === undefined) throw directoryErrors.notFound(id);
  return ok({ "@odata.context": `${String(context)}/$entity`, ...found });
}

/** The collection's objects of the kind that the path asks for. */
function ofKind<Entity>(call: Call, collection: Collection<Entity>): Collection<Entity> {
  const { cast } = call.end;
  if (cast === undefined) return collection;
  const { rows, lookups = {} } = collection;
  return {
    ...collection,
    context: `${cast}s`,
    rows: function* () {
      for (const row of rows()) if (kindOf(row) === cast) yield row;
    },
    lookups: Object.fromEntries(
      Object.entries(lookups).map(([name, find]) => [
        name,
        (value: string) => {
          const row = find(value);
          return kindOf(row) === cast ? row : undefined;
        },
      ]),
    ),
  };
}

/** The collection as the lagging index knows it. */
function asListed<Entity>(call: Call, collection: Collection<Entity>): Collection<Entity> {
  const { fresh } = call.tenant;
  const { lag, rows, lookups = {} } = collection;
  if (lag === undefined || fresh.isEmpty) return collection;
  const isListed = (row: Entity): boolean => !fresh.isHidden(lag.key(row));
  return {
    ...collection,
    rows: function* () {
      for (const row of rows()) if (isListed(row)) yield row;
      for (const ghost of fresh.ghosts()) if (ghost.kind === lag.kind) yield ghost as Entity;
    },
    lookups: Object.fromEntries(
      Object.entries(lookups).map(([name, find]) => [
        name,
        (value: string) => {
          const row = find(value);
          return row === undefined || !isListed(row) ? undefined : row;
        },
      ]),
    ),
  };
}

/** The body as the type allows it, in the version of the request. Throws ServiceError 400, 501. */
export function checkedBody<Entity>(
  call: Call,
  type: EntityType<Entity>,
  mode: "create" | "update",
  errors: BodyErrors,
  body: JsonObject = bodyOf(call),
  binds: readonly string[] = [],
): JsonObject {
  return checkBody(type, body, { mode, errors, version: call.version, binds });
}

/** How the directory words its complaints about a body. */
export const directoryBody: BodyErrors = {
  unknown: directoryErrors.invalidProperty,
  wrongType: directoryErrors.wrongType,
  required: directoryErrors.required,
  readOnly: directoryErrors.readOnly,
  tooLong: directoryErrors.tooLong,
  invalidValue: directoryErrors.invalidValue,
};

/** True when the header Prefer holds this preference. */
export function prefers(call: Call, preference: string): boolean {
  const held = call.request.headers["prefer"] ?? "";
  return held.split(",").some((part) => part.trim().toLowerCase() === preference);
}

/** What a URL in a body names: the collection in lower case, and the key. */
export interface Bind {
  readonly collection: string;
  /** The id, or the value of the alternate key. */
  readonly key: string;
  /** Name of the alternate key. Absent: `key` is the id. */
  readonly alternate?: string;
}

/** Reads a bind URL such as https://graph.microsoft.com/v1.0/users('x'), …/directoryObjects/<id> or
 *  …/servicePrincipals(appId='x'), with or without the tenant. Undefined when it is not such a URL. */
export function parseBind(call: Call, url: unknown): Bind | undefined {
  if (typeof url !== "string") return undefined;
  const found = /^(https:\/\/[^/]+)\/(?:v1\.0|beta)(\/.+)$/i.exec(url);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  const host = found[1].toLowerCase();
  if (host !== "https://graph.microsoft.com" && host !== call.origin.toLowerCase()) return undefined;
  const segments = withoutTenant(call.tenant, readPath(found[2]));
  const last = segments.pop();
  const names = segments.flatMap((segment) => (segment.kind === "name" ? [segment.name] : []));
  if (last === undefined || names.length === 0 || names.length < segments.length) return undefined;
  const collection = names.join("/").toLowerCase();
  if (last.kind === "name") return { collection, key: last.name };
  if (last.key.kind === "id") return { collection, key: last.key.value };
  const [[alternate, key] = ["", ""]] = Object.entries(last.key.parts);
  return { collection, key, alternate };
}

function readPath(path: string): Segment[] {
  try {
    return parsePath(path);
  } catch {
    return [];
  }
}

/** A path may name the tenant after the version, by id, domain, or as `myorganization`. */
export function withoutTenant(tenant: Pick<Tenant, "id" | "domain">, segments: Segment[]): Segment[] {
  const [first] = segments;
  const name = first?.kind === "name" ? first.name.toLowerCase() : "";
  const isTenant = [tenant.id.toLowerCase(), tenant.domain.toLowerCase(), "myorganization"].includes(name);
  return isTenant ? segments.slice(1) : segments;
}
