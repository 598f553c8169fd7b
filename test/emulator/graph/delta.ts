// Delta of directory objects and grants: everything once, later only what changed.
// Source: "Use delta query to track changes in Microsoft Graph data", "group: delta", "user: delta",
// "application: delta", "servicePrincipal: delta", "oAuth2PermissionGrant: delta".
import { graphErrors } from "../errors/graph.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { DeltaHabits } from "../faults/plan.ts";
import { pathOf, type Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { keyCandidates } from "../odata/evaluate.ts";
import { prepareQuery } from "../odata/prepare.ts";
import type { Application, Grant, Group, ServicePrincipal, User } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { applicationType } from "./application-type.ts";
import { type Call, type GraphRoute, onGet, prefers } from "./call.ts";
import { bodyOf, changesSince, type Followed, type Seen, type Source, type View } from "./delta-changes.ts";
import { dealt } from "./delta-pages.ts";
import { grantType } from "./grants.ts";
import { exchangeProperties, groupType } from "./group-type.ts";
import { permissions } from "./permissions.ts";
import { servicePrincipalType } from "./service-principal-type.ts";
import { userType } from "./user-type.ts";

/** Pages that are still to be fetched. */
interface Run {
  readonly pages: readonly (readonly JsonObject[])[];
  readonly view: View;
}

const tokenLifeDays = 7;
const usualPageSize = 100;
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

const startAnew = "The delta token is not known any more. Start again without one.";

/** The service has lost what the client had seen, and says where to begin. */
function resync(call: Call): ServiceError {
  const location = `${call.origin}${pathOf(call.request.url)}?$deltatoken=`;
  return new ServiceError(410, "syncStateNotFound", startAnew, { headers: { Location: location } });
}

/** The token is too old. Source: announcement of the life of change tracking tokens, 2020-07. */
function outlived(): ServiceError {
  return new ServiceError(400, "syncStateNotFound", startAnew);
}

function answerDelta<Entity extends Followed>(call: Call, source: Source<Entity>): Reply {
  const { query, tenant, world } = call;
  const { delta: habits = {} } = call.request;
  const memory = memoryOf(tenant);
  if (query.skipToken !== undefined) {
    const [id = "", page = ""] = query.skipToken.split(".");
    const run = memory.runs.get(id);
    if (run?.view.source !== source.path || habits.lost !== undefined) throw lost(call, habits);
    return answerPage(call, run, id, Number(page));
  }
  const before = viewBefore(call, source, habits);
  const { rows, seen } = changesSince(call, source, before, prefers(call, "return=minimal"));
  const view: View = { ...before, seen, givenMilliseconds: world.now().getTime() };
  const told = new Set(rows.map(({ id }) => id));
  const again = (count: number): JsonObject[] =>
    [...source.live(tenant)]
      .filter(({ id }) => before.seen.has(id) && !told.has(id))
      .slice(0, count)
      .map((entity) => bodyOf(call, source, entity, before.select));
  const pages = query.deltaToken === "latest" ? [[]] : dealt(rows, pageSizeOf(call), habits, again);
  const id = world.guid();
  remember(memory.runs, id, { pages, view });
  return answerPage(call, { pages, view }, id, 0);
}

function lost(call: Call, { lost: status = 410 }: DeltaHabits): ServiceError {
  return status === 400 ? outlived() : resync(call);
}

function pageSizeOf({ request }: Call): number {
  const wished = /odata\.maxpagesize=(\d+)/i.exec(request.headers["prefer"] ?? "")?.[1];
  return Math.max(1, Number(wished ?? usualPageSize));
}

/** What the client had seen so far; nothing at its first call. Throws 400 and 410. */
function viewBefore<Entity extends Followed>(call: Call, source: Source<Entity>, habits: DeltaHabits): Seen {
  const { query, tenant, world } = call;
  const token = query.deltaToken;
  if (token !== undefined && token !== "" && token !== "latest") {
    const view = memoryOf(tenant).views.get(token);
    if (view?.source !== source.path || habits.lost !== undefined) throw lost(call, habits);
    if (view.givenMilliseconds < world.now().getTime() - tokenLifeDays * 86_400_000) throw outlived();
    return view;
  }
  for (const name of ["top", "expand", "orderby", "search", "count", "skip"]) {
    if (query.options[name] !== undefined)
      throw graphErrors.badQuery(`'$${name}' is not supported with delta.`);
  }
  const ids = query.filter === undefined ? undefined : keyCandidates(query.filter, "id");
  if (query.filter !== undefined && (ids === undefined || ids.length > idsMost))
    throw graphErrors.badQuery(`A delta can only be filtered by up to ${idsMost} ids.`);
  const untold = exchangeProperties.find((name) => query.select?.includes(name) === true);
  if (untold !== undefined)
    throw graphErrors.notEmulated(`delta of '${untold}', which the directory does not keep`);
  const isRelation = (name: string): boolean => source.relations.some((known) => known === name);
  const plain = query.select?.filter((name) => !isRelation(name));
  const checked = prepareQuery(source.type, { ...query, select: plain }, call).select;
  const select = checked === undefined ? undefined : [...checked, ...(query.select ?? []).filter(isRelation)];
  return { source: source.path, select, ids, seen: new Map() };
}

function answerPage(call: Call, run: Run, id: string, index: number): Reply {
  const address = `${call.origin}${pathOf(call.request.url)}`;
  const isLast = index + 1 >= run.pages.length;
  let link = `${address}?$skiptoken=${id}.${index + 1}`;
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
      value: [...(run.pages[index] ?? [])],
    },
  };
}

const groups: Source<Group> = {
  path: "groups",
  kind: "group",
  type: groupType,
  live: (tenant) => tenant.groups.values(),
  relations: ["members", "owners"],
  permission: permissions.listGroups,
};
const users: Source<User> = {
  path: "users",
  kind: "user",
  type: userType,
  live: (tenant) => tenant.users.values(),
  relations: [],
  permission: permissions.readUsers,
};
const applications: Source<Application> = {
  path: "applications",
  kind: "application",
  type: applicationType,
  live: (tenant) => tenant.applications.values(),
  relations: [],
  permission: permissions.readPrincipals,
};
const servicePrincipals: Source<ServicePrincipal> = {
  path: "servicePrincipals",
  kind: "servicePrincipal",
  type: servicePrincipalType,
  live: (tenant) => tenant.servicePrincipals.values(),
  relations: [],
  permission: permissions.readPrincipals,
};
const grants: Source<Grant> = {
  path: "oauth2PermissionGrants",
  kind: "grant",
  type: grantType,
  live: (tenant) => [...tenant.grants.values()].filter((grant) => tenant.isLiveGrant(grant)),
  relations: [],
  permission: permissions.readGrants,
};

function routeOf<Entity extends Followed>(source: Source<Entity>): GraphRoute {
  return onGet(`/${source.path}/delta`, source.permission, (call) => answerDelta(call, source));
}

export const deltaRoutes: readonly GraphRoute[] = [
  routeOf(groups),
  routeOf(users),
  routeOf(applications),
  routeOf(servicePrincipals),
  routeOf(grants),
];
