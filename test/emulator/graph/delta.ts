// Delta of groups and users: everything once, later only what changed. What a client has seen is kept as a
// fingerprint of each object, so that no other handler has to know of it.
// Source: "Use delta query to track changes in Microsoft Graph data", "group: delta", "user: delta".
import { createHash } from "node:crypto";
import { graphErrors } from "../errors/graph.ts";
import { ServiceError } from "../errors/service-error.ts";
import { pathOf, type Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { keyCandidates } from "../odata/evaluate.ts";
import { type EntityType, project } from "../odata/entity-type.ts";
import type { Group, User } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { type Call, onGet } from "./call.ts";
import { groupType } from "./group-type.ts";
import { type Permission, permissions } from "./permissions.ts";
import { userType } from "./user-type.ts";

/** What one object looked like: its properties as a hash, its relations as ids. */
interface Fingerprint {
  readonly hash: string;
  readonly relations: Readonly<Record<string, readonly string[]>>;
}

/** A client's view: what it asks for, and what it has seen. */
interface View {
  readonly source: string;
  readonly select: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  readonly seen: ReadonlyMap<string, Fingerprint>;
  readonly givenMilliseconds: number;
}

/** Pages that are still to be fetched. */
interface Run {
  readonly rows: readonly JsonObject[];
  readonly view: View;
}

interface Source<Entity extends User | Group> {
  readonly path: string;
  readonly type: EntityType<Entity>;
  readonly rows: (tenant: Tenant) => Iterable<Entity>;
  /** Relations that come along unless $select leaves them out. */
  readonly relations: readonly ("members" | "owners")[];
  readonly permission: Permission;
}

const tokenLifeDays = 7;
const pageSize = 100;
const idsMost = 50;
/** Views kept a tenant; a client with an older one starts anew. */
const viewsMost = 200;

/** Forgotten with the tenant: after a reset every token asks for a new start. */
const memories = new WeakMap<Tenant, { views: Map<string, View>; runs: Map<string, Run> }>();

function memoryOf(tenant: Tenant): { views: Map<string, View>; runs: Map<string, Run> } {
  const known = memories.get(tenant) ?? { views: new Map<string, View>(), runs: new Map<string, Run>() };
  memories.set(tenant, known);
  return known;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  const oldest = map.size > viewsMost ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}

function resync(call: Call): ServiceError {
  const location = `${call.origin}${pathOf(call.request.url)}?$deltatoken=`;
  const message = "The delta token is not known any more. Start again without one.";
  return new ServiceError(410, "syncStateNotFound", message, { headers: { Location: location } });
}

function answerDelta<Entity extends User | Group>(call: Call, source: Source<Entity>): Reply {
  const { query, tenant, world } = call;
  const memory = memoryOf(tenant);
  if (query.skipToken !== undefined) {
    const [id = "", start = ""] = query.skipToken.split(".");
    const run = memory.runs.get(id);
    if (run?.view.source !== source.path) throw resync(call);
    return page(call, run, id, Number(start));
  }
  const before = viewBefore(call, source);
  const seen = new Map<string, Fingerprint>();
  const rows = changesSince(call, source, before, seen);
  const view: View = { ...before, seen, givenMilliseconds: world.now().getTime() };
  const run: Run = { rows: query.deltaToken === "latest" ? [] : rows, view };
  const id = world.guid();
  remember(memory.runs, id, run);
  return page(call, run, id, 0);
}

/** What the client had seen so far; nothing at its first call. Throws 400 and 410. */
function viewBefore<Entity extends User | Group>(call: Call, source: Source<Entity>): View {
  const { query, tenant, world } = call;
  const token = query.deltaToken;
  if (token !== undefined && token !== "" && token !== "latest") {
    const view = memoryOf(tenant).views.get(token);
    const oldest = world.now().getTime() - tokenLifeDays * 86_400_000;
    if (view?.source !== source.path || view.givenMilliseconds < oldest) throw resync(call);
    return view;
  }
  for (const name of ["top", "expand", "orderby", "search", "count", "skip"]) {
    if (query.options[name] !== undefined)
      throw graphErrors.badQuery(`'$${name}' is not supported with delta.`);
  }
  const ids = query.filter === undefined ? undefined : keyCandidates(query.filter, "id");
  if (query.filter !== undefined && (ids === undefined || ids.length > idsMost))
    throw graphErrors.badQuery(`A delta can only be filtered by up to ${idsMost} ids.`);
  return { source: source.path, select: query.select, ids, seen: new Map(), givenMilliseconds: 0 };
}

/** Rows that are new, changed or gone. Fills `seen` with the present. */
function changesSince<Entity extends User | Group>(
  call: Call,
  source: Source<Entity>,
  before: View,
  seen: Map<string, Fingerprint>,
): JsonObject[] {
  const { tenant } = call;
  const names = before.select;
  const relations = source.relations.filter((name) => names === undefined || names.includes(name));
  const plain = names?.filter((name) => name !== "members" && name !== "owners");
  const rows: JsonObject[] = [];
  for (const entity of source.rows(tenant)) {
    if (before.ids !== undefined && !before.ids.includes(entity.id)) continue;
    const body = { ...project(source.type, entity, call, plain), id: entity.id };
    const print: Fingerprint = {
      hash: createHash("sha1").update(JSON.stringify(body)).digest("base64"),
      relations: Object.fromEntries(
        relations.map((name) => [name, [...((entity as Partial<Group>)[name] ?? [])]]),
      ),
    };
    seen.set(entity.id, print);
    const old = before.seen.get(entity.id);
    const edges = edgesSince(tenant, print, old);
    if (old?.hash === print.hash && Object.keys(edges).length === 0) continue;
    rows.push({ ...body, ...edges });
  }
  for (const id of before.seen.keys()) {
    if (seen.has(id)) continue;
    // What waits in the recycle bin can come back.
    rows.push({ id, "@removed": { reason: tenant.deleted.has(id) ? "changed" : "deleted" } });
  }
  return rows;
}

/** `members@delta` and the like: added ones with their type, removed ones marked so. */
function edgesSince(tenant: Tenant, now: Fingerprint, old: Fingerprint | undefined): JsonObject {
  const result: JsonObject = {};
  for (const [name, ids] of Object.entries(now.relations)) {
    const before = new Set(old?.relations[name] ?? []);
    const present = new Set(ids);
    const typed = (id: string): JsonObject => ({
      "@odata.type": `#microsoft.graph.${tenant.object(id)?.kind ?? "user"}`,
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

function page(call: Call, run: Run, id: string, start: number): Reply {
  const address = `${call.origin}${pathOf(call.request.url)}`;
  const wish = Number(
    /odata\.maxpagesize=(\d+)/i.exec(call.request.headers["prefer"] ?? "")?.[1] ?? pageSize,
  );
  const end = start + Math.max(1, Math.min(wish, 999));
  const isLast = end >= run.rows.length;
  let link = `${address}?$skiptoken=${id}.${end}`;
  if (isLast) {
    const token = call.world.guid();
    remember(memoryOf(call.tenant).views, token, run.view);
    link = `${address}?$deltatoken=${token}`;
  }
  return {
    status: 200,
    body: {
      "@odata.context": `${call.origin}/${call.version}/$metadata#${run.view.source}`,
      [isLast ? "@odata.deltaLink" : "@odata.nextLink"]: link,
      value: run.rows.slice(start, end),
    },
  };
}

const groups: Source<Group> = {
  path: "groups",
  type: groupType,
  rows: (tenant) => tenant.groups.values(),
  relations: ["members", "owners"],
  permission: permissions.listGroups,
};
const users: Source<User> = {
  path: "users",
  type: userType,
  rows: (tenant) => tenant.users.values(),
  relations: [],
  permission: permissions.readUsers,
};

function routesOf<Entity extends User | Group>(source: Source<Entity>) {
  const handler = (call: Call): Reply => answerDelta(call, source);
  return [onGet(`/${source.path}/delta`, source.permission, handler)];
}

export const deltaRoutes = [...routesOf(groups), ...routesOf(users)];
