// Who is in what, also through other groups. Source: "List transitive members", "checkMemberGroups",
// "getMemberGroups", "List memberOf".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import type { AdministrativeUnit, DirectoryObject, Group } from "../tenant/model.ts";
import { bodyOf, type Call, type GraphRoute, idOf, listReply, ok, onGet, onQueryPost } from "./call.ts";
import { groupOf, objectBody } from "./group-type.ts";
import { objectType } from "./object-type.ts";
import { type Permission, permissions } from "./permissions.ts";
import { principalOf } from "./service-principals.ts";
import { hasTeam, teamType } from "./team-type.ts";
import { project } from "../odata/entity-type.ts";
import { withValuesOf } from "./teams.ts";
import { userOf } from "./users.ts";

type Find = (call: Call) => DirectoryObject;
/** Most ids in one check. */
const checksMost = 20;

/** Groups that hold the object, and with `isTransitive` the groups that hold those. */
function groupsAround({ tenant }: Call, id: string, isTransitive: boolean): Group[] {
  const found = new Map<string, Group>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const group of tenant.groupsOf(next, "members")) {
      if (found.has(group.id)) continue;
      found.set(group.id, group);
      if (isTransitive) waiting.push(group.id);
    }
  }
  return [...found.values()];
}

/** Administrative units that hold the object. */
function unitsAround({ tenant }: Call, id: string): AdministrativeUnit[] {
  return [...tenant.units.values()].filter(({ members }) => members.has(id));
}

/** Objects in a group, and with groups in it those of theirs, each once. */
function membersWithin({ tenant }: Call, group: Group): DirectoryObject[] {
  const found = new Map<string, DirectoryObject>();
  const waiting: Group[] = [group];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const id of next.members) {
      const object = tenant.object(id);
      if (object === undefined || found.has(id)) continue;
      found.set(id, object);
      if (object.kind === "group") waiting.push(object);
    }
  }
  return [...found.values()];
}

function listAround(find: Find, isTransitive: boolean) {
  return (call: Call): Reply => {
    const { id } = find(call);
    return listReply(call, {
      type: objectType,
      rows: () => [...groupsAround(call, id, isTransitive), ...unitsAround(call, id)],
      context: "directoryObjects",
      page: { usual: 100, largest: 999 },
      hasAdvancedQueries: true,
      options: new Set(["select", "filter", "top", "count", "search", "orderby"]),
      body: (object, select) => objectBody(object, call, select),
    });
  };
}

function listWithin(call: Call): Reply {
  const group = groupOf(call);
  return listReply(call, {
    type: objectType,
    rows: () => membersWithin(call, group),
    context: "directoryObjects",
    page: { usual: 100, largest: 999 },
    hasAdvancedQueries: true,
    options: new Set(["select", "filter", "top", "count", "search", "orderby"]),
    body: (object, select) => objectBody(object, call, select),
  });
}

/** What an object owns: groups, applications and principals. */
function listOwned(find: Find) {
  return (call: Call): Reply => {
    const { id } = find(call);
    const { tenant } = call;
    return listReply(call, {
      type: objectType,
      rows: function* () {
        yield* tenant.groupsOf(id, "owners");
        for (const owned of [...tenant.applications.values(), ...tenant.servicePrincipals.values()])
          if (owned.owners.has(id)) yield owned;
      },
      context: "directoryObjects",
      page: { usual: 100, largest: 999 },
      body: (object, select) => objectBody(object, call, select),
    });
  };
}

function collectionReply(call: Call, ids: readonly string[]): Reply {
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#Collection(Edm.String)`,
    value: [...ids],
  });
}

/** Those of the ids sent that hold the object, directly or not. `groupIds` names groups only. */
function check(find: Find, name: "groupIds" | "ids") {
  return (call: Call): Reply => {
    const { id } = find(call);
    const asked = bodyOf(call)[name];
    if (!isStringArray(asked)) throw directoryErrors.required(name);
    if (asked.length > checksMost) throw directoryErrors.tooManyIds(checksMost);
    const held = new Set([...groupsAround(call, id, true), ...unitsAround(call, id)].map((one) => one.id));
    return collectionReply(
      call,
      asked.filter((one) => held.has(one.toLowerCase())),
    );
  };
}

/** All groups that hold the object, directly or not. */
function getAll(find: Find, hasUnits: boolean) {
  return (call: Call): Reply => {
    const { id } = find(call);
    const isSecurityOnly = call.body["securityEnabledOnly"];
    if (isSecurityOnly !== undefined && isSecurityOnly !== null && typeof isSecurityOnly !== "boolean")
      throw directoryErrors.wrongType("securityEnabledOnly", "Edm.Boolean");
    const groups = groupsAround(call, id, true).filter(
      ({ securityEnabled }) => isSecurityOnly !== true || securityEnabled,
    );
    const units = hasUnits && isSecurityOnly !== true ? unitsAround(call, id) : [];
    return collectionReply(
      call,
      [...groups, ...units].map((one) => one.id),
    );
  };
}

/** Teams a person is in. Source: "List joinedTeams": few properties have values. */
function joinedTeams(call: Call): Reply {
  const { id } = userOf(call);
  return listReply(call, {
    type: teamType,
    rows: function* () {
      for (const group of call.tenant.groups.values())
        if (hasTeam(group) && group.team.members.has(id)) yield group;
    },
    context: "teams",
    options: new Set(["select", "filter"]),
    body: (group, select) =>
      withValuesOf(
        ["id", "displayName", "description", "isArchived", "tenantId"],
        project(teamType, group, call, select),
      ),
    isAlwaysCounted: true,
  });
}

function objectOf(call: Call): DirectoryObject {
  const id = idOf(call, "object");
  const object = call.tenant.object(id);
  if (object === undefined) throw directoryErrors.notFound(id);
  return object;
}

function checksOf(path: string, find: Find): GraphRoute[] {
  const permission = permissions.checkMembership;
  return [
    onQueryPost(`${path}/checkMemberGroups`, permission, check(find, "groupIds")),
    onQueryPost(`${path}/checkMemberObjects`, permission, check(find, "ids")),
    onQueryPost(`${path}/getMemberGroups`, permission, getAll(find, false)),
    onQueryPost(`${path}/getMemberObjects`, permission, getAll(find, true)),
  ];
}

function aroundOf(path: string, find: Find, permission: Permission): GraphRoute[] {
  return [
    onGet(`${path}/memberOf`, permission, listAround(find, false)),
    onGet(`${path}/transitiveMemberOf`, permission, listAround(find, true)),
    ...checksOf(path, find),
  ];
}

const { readMemberOf, readMembers, readPrincipalMembership } = permissions;
export const membershipRoutes: readonly GraphRoute[] = [
  ...aroundOf("/users/{user}", userOf, readMemberOf),
  ...aroundOf("/groups/{group}", groupOf, readMembers),
  ...aroundOf("/servicePrincipals/{principal}", principalOf, readPrincipalMembership),
  ...checksOf("/directoryObjects/{object}", objectOf),
  onGet("/groups/{group}/transitiveMembers", readMembers, listWithin, limits.listTransitiveMembers),
  onGet("/users/{user}/ownedObjects", readMemberOf, listOwned(userOf)),
  onGet("/servicePrincipals/{principal}/ownedObjects", readPrincipalMembership, listOwned(principalOf)),
  onGet("/users/{user}/joinedTeams", permissions.readJoinedTeams, joinedTeams, limits.readTeam),
];
