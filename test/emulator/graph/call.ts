// What a Graph handler gets, and the small things every handler needs.
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Key } from "../http/path.ts";
import type { Reply, Request } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import { expanded, listBody, type Collection } from "../odata/list.ts";
import { type BodyErrors, type EntityType, project, type ReadContext } from "../odata/entity-type.ts";
import { type Query, refuseOptions } from "../odata/query.ts";
import { pathOf } from "../http/message.ts";
import type { User } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
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
  /** The parsed body: an empty object when none was sent. */
  readonly body: JsonObject;
}

export type Handler = (call: Call) => Reply;

export interface GraphRoute {
  readonly method: string;
  /** Path after the version. */
  readonly template: string;
  readonly permission: Permission;
  readonly handler: Handler;
  /** True when the route changes the tenant. */
  readonly isWrite: boolean;
  /** Absent: both versions. */
  readonly version?: "v1.0" | "beta";
}

const route =
  (method: string, isWrite: boolean) =>
  (template: string, permission: Permission, handler: Handler): GraphRoute => ({
    method,
    template,
    permission,
    handler,
    isWrite,
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
  const { select } = call.query;
  const suffix = select === undefined ? "" : `(${select.join(",")})`;
  return {
    status,
    body: {
      "@odata.context": `${call.origin}/${call.version}/$metadata#${context}${suffix}/$entity`,
      ...annotations,
      ...project(type, entity, call, select),
      ...expanded(type, entity, call, call.query),
    },
  };
}

export function listReply<Entity>(call: Call, collection: Collection<Entity>): Reply {
  const request = {
    query: call.query,
    context: call,
    path: pathOf(call.request.url),
    version: call.version,
    isEventual: call.request.headers["consistencylevel"]?.toLowerCase() === "eventual",
  };
  return ok(listBody(request, asListed(call, collection)));
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

/** Reads a bind URL such as https://graph.microsoft.com/v1.0/users('x') or …/directoryObjects/<id>.
 *  Shape of the answer: collection in lower case and the key. Undefined when it is not such a URL. */
export function parseBind(call: Call, url: unknown): { collection: string; key: string } | undefined {
  if (typeof url !== "string") return undefined;
  const found = /^(https:\/\/[^/]+)\/(?:v1\.0|beta)\/(.+)$/i.exec(url);
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  const host = found[1].toLowerCase();
  if (host !== "https://graph.microsoft.com" && host !== call.origin.toLowerCase()) return undefined;
  const path = /^([\w/]+?)(?:\('([^']*(?:''[^']*)*)'\)|\/([^/]+))$/.exec(safeDecode(found[2]));
  const key = path?.[2]?.replaceAll("''", "'") ?? path?.[3];
  if (path?.[1] === undefined || key === undefined) return undefined;
  return { collection: path[1].toLowerCase(), key };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An array of objects in a body property; undefined when the property is absent. */
export function objectsOf(value: unknown): JsonObject[] | undefined {
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}
