// What is new, changed or gone since a client has looked. What it has seen is kept as a fingerprint of each object,
// so that no other handler has to know of it. Source: "Use delta query to track changes in Microsoft Graph data".
import { createHash } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { type EntityType, project } from "../odata/entity-type.ts";
import type { Application, Grant, Group, ServicePrincipal, User } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { Call } from "./call.ts";
import type { Permission } from "./permissions.ts";

export type Followed = User | Group | Application | ServicePrincipal | Grant;

/** What delta follows: the objects of one kind. */
export interface Source<Entity extends Followed> {
  readonly path: string;
  /** As directory objects are called; grants are none. */
  readonly kind: "user" | "group" | "application" | "servicePrincipal" | "grant";
  readonly type: EntityType<Entity>;
  readonly live: (tenant: Tenant) => Iterable<Entity>;
  /** Relations that come along unless $select leaves them out. */
  readonly relations: readonly Relation[];
  readonly permission: Permission;
}

export type Relation = "members" | "owners";

/** What one object looked like: its properties as hashes, its relations as ids; or that it is in the recycle bin. */
export interface Fingerprint {
  readonly isDeleted: boolean;
  readonly hashes: readonly string[];
  readonly relations: Readonly<Record<string, readonly string[]>>;
}

/** What a client asks for, and what it has seen. */
export interface Seen {
  readonly source: string;
  readonly select: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  readonly seen: ReadonlyMap<string, Fingerprint>;
}

/** That, with the time when the client was told. */
export interface View extends Seen {
  readonly givenMilliseconds: number;
}

const binned: Fingerprint = { isDeleted: true, hashes: [], relations: {} };

/** Rows that are new, changed or gone, in an order that means nothing, and the present. */
export function changesSince<Entity extends Followed>(
  call: Call,
  source: Source<Entity>,
  before: Seen,
  isMinimal: boolean,
): { rows: JsonObject[]; seen: Map<string, Fingerprint> } {
  const seen = new Map<string, Fingerprint>();
  const rows: JsonObject[] = [];
  const isWatched = ({ id }: { id: string }): boolean => before.ids?.includes(id) ?? true;
  const { live, deleted } = shownOf(call.tenant, source);
  for (const entity of live.filter(isWatched)) {
    const body = bodyOf(call, source, entity, before.select);
    const print = fingerprintOf(source, entity, body, before.select);
    seen.set(entity.id, print);
    const known = before.seen.get(entity.id);
    const old = known?.isDeleted === true ? undefined : known;
    const edges = edgesSince(call.tenant, print, old);
    const changed = Object.keys(body).filter((_, index) => old?.hashes[index] !== print.hashes[index]);
    if (changed.length === 0 && Object.keys(edges).length === 0) continue;
    const told = isMinimal && old !== undefined ? pick(body, ["id", ...changed]) : body;
    rows.push({ ...told, ...edges });
  }
  for (const entity of deleted.filter(isWatched)) {
    seen.set(entity.id, binned);
    // What waits in the recycle bin can come back.
    if (before.seen.get(entity.id)?.isDeleted !== true) rows.push(removed(entity.id, "changed"));
  }
  for (const id of before.seen.keys()) if (!seen.has(id)) rows.push(removed(id, "deleted"));
  const place = (row: JsonObject): string => createHash("sha1").update(String(row["id"])).digest("hex");
  return { rows: rows.toSorted((left, right) => (place(left) < place(right) ? -1 : 1)), seen };
}

function removed(id: string, reason: "changed" | "deleted"): JsonObject {
  return { id, "@removed": { reason } };
}

/** What delta knows of the tenant: that lags behind. */
function shownOf<Entity extends Followed>(
  tenant: Tenant,
  source: Source<Entity>,
): { live: Entity[]; deleted: Entity[] } {
  const isKind = (object: object): boolean =>
    source.kind === ("kind" in object ? object.kind : ("grant" as const));
  const live: Entity[] = [...source.live(tenant)].filter(({ id }) => tenant.past.asOf(id) === undefined);
  const deleted = [...tenant.deleted.values()].filter(
    (object) => isKind(object) && tenant.past.asOf(object.id) === undefined,
  ) as Followed[] as Entity[];
  for (const id of tenant.past.ids()) {
    const was = tenant.past.asOf(id);
    if (was?.object === undefined || !isKind(was.object)) continue;
    (was.place === "live" ? live : deleted).push(was.object as Followed as Entity);
  }
  return { live, deleted };
}

/** The object as it is told when all of it is. */
export function bodyOf<Entity extends Followed>(
  call: Call,
  source: Source<Entity>,
  entity: Entity,
  select: View["select"],
): JsonObject {
  const plain = select?.filter((name) => name !== "members" && name !== "owners");
  return { id: entity.id, ...project(source.type, entity, call, plain) };
}

function fingerprintOf<Entity extends Followed>(
  source: Source<Entity>,
  entity: Entity,
  body: JsonObject,
  select: View["select"],
): Fingerprint {
  const relations = source.relations.filter((name) => select?.includes(name) ?? true);
  const hash = (value: unknown): string =>
    createHash("sha1")
      .update(JSON.stringify([value]))
      .digest("base64")
      .slice(0, 12);
  return {
    isDeleted: false,
    hashes: Object.values(body).map(hash),
    relations: Object.fromEntries(
      relations.map((name) => [name, [...((entity as Partial<Group>)[name] ?? [])]]),
    ),
  };
}

/** `members@delta` and the like: added ones with their type, removed ones marked so. */
function edgesSince(tenant: Tenant, now: Fingerprint, old: Fingerprint | undefined): JsonObject {
  const result: JsonObject = {};
  for (const [name, ids] of Object.entries(now.relations)) {
    const before = new Set(old?.relations[name] ?? []);
    const present = new Set(ids);
    const typed = (id: string): JsonObject => ({
      "@odata.type": `#microsoft.graph.${(tenant.object(id) ?? tenant.deleted.get(id))?.kind ?? "user"}`,
      id,
    });
    const rows = [
      ...ids.filter((id) => !before.has(id)).map(typed),
      ...[...before]
        .filter((id) => !present.has(id))
        .map((id) => ({ ...typed(id), "@removed": { reason: "deleted" } })),
    ];
    if (rows.length > 0) result[`${name}@delta`] = rows;
  }
  return result;
}

function pick(body: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}
