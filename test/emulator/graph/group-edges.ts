// Owners and members of a group: binds, $ref, lists, and what Teams makes of a change.
// Source: "Add members", "Add owners", "Remove owner", "List members".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import type { DirectoryObject, Group, Team } from "../tenant/model.ts";
import { edgeKey, type GroupRelation, type Tenant } from "../tenant/tenant.ts";
import { audit } from "./audit.ts";
import { bodyOf, type Call, idOf, listReply, noContent, onDelete, onGet, onPost, parseBind } from "./call.ts";
import { groupOf, isUnified, objectBody } from "./group-type.ts";
import { objectType } from "./object-type.ts";
import { permissions } from "./permissions.ts";

/** Most relationships in one request, owners and members together. */
export const bindMost = 20;
const ownerMost = 100;

/** Reads owners@odata.bind and members@odata.bind. Throws 400 or 404 before anything is changed. */
export function readBinds(
  call: Call,
  group: Pick<Group, "groupTypes"> | undefined,
): Record<GroupRelation, string[]> {
  const urls = (relation: GroupRelation): unknown[] => {
    const value = bindIn(call.body, relation);
    if (value === undefined) return [];
    if (!Array.isArray(value))
      throw directoryErrors.wrongType(`${relation}@odata.bind`, "Collection(Edm.String)");
    return value;
  };
  const owners = urls("owners");
  const members = urls("members");
  if (owners.length + members.length > bindMost) throw directoryErrors.tooManyBinds(bindMost);
  return {
    owners: resolveAll(call, owners, "owners", group),
    members: resolveAll(call, members, "members", group),
  };
}

function resolveAll(
  call: Call,
  urls: readonly unknown[],
  relation: GroupRelation,
  group: Pick<Group, "groupTypes"> | undefined,
): string[] {
  const seen = new Set<string>();
  for (const url of urls) {
    const object = resolveBind(call, url);
    checkTarget(object, relation, group);
    if (seen.has(object.id)) throw directoryErrors.repeatedReference(object.id);
    seen.add(object.id);
  }
  return [...seen];
}

const kindOfCollection: Readonly<Record<string, DirectoryObject["kind"] | undefined>> = {
  users: "user",
  groups: "group",
  serviceprincipals: "servicePrincipal",
  applications: "application",
};

/** The directory object a bind URL names. Throws 400 for a bad URL, 404 for a missing object. */
export function resolveBind(call: Call, url: unknown): DirectoryObject {
  const bind = parseBind(call, url);
  if (
    bind === undefined ||
    !(bind.collection === "directoryobjects" || bind.collection in kindOfCollection)
  ) {
    throw directoryErrors.unsupportedBind(url);
  }
  const kind = kindOfCollection[bind.collection];
  const key = bind.key.replaceAll(/[{}]/g, "");
  const object =
    bind.alternate === undefined ? byId(call, kind, key) : byAlternate(call, kind, bind.alternate, key);
  if (object === undefined || (kind !== undefined && object.kind !== kind))
    throw directoryErrors.notFound(key);
  return object;
}

function byId(
  { tenant }: Call,
  kind: DirectoryObject["kind"] | undefined,
  key: string,
): DirectoryObject | undefined {
  return kind === "user" ? tenant.user(key) : tenant.object(key);
}

/** By an alternate key of the kind, such as appId. */
function byAlternate(
  { tenant }: Call,
  kind: DirectoryObject["kind"] | undefined,
  name: string,
  key: string,
): DirectoryObject | undefined {
  switch (`${kind ?? ""} ${name.toLowerCase()}`) {
    case "user userprincipalname":
      return tenant.user(key);
    case "group uniquename":
      return tenant.groupByUniqueName(key);
    case "servicePrincipal appid":
      return tenant.servicePrincipalByAppId(key);
    case "application appid":
      return tenant.applicationByAppId(key);
    case "application uniquename":
      return [...tenant.applications.values()].find(({ uniqueName }) => uniqueName === key);
    default:
      throw graphErrors.badPath();
  }
}

/** Ids of the owners bound in the body. Throws 400 for a bad URL or kind, 404 for a missing object. */
export function boundOwners(call: Call): string[] {
  const urls = bindIn(call.body, "owners") ?? [];
  if (!Array.isArray(urls)) throw directoryErrors.wrongType("owners@odata.bind", "Collection(Edm.String)");
  return resolveAll(call, urls, "owners", undefined);
}

/** The value of `relation@odata.bind`, whatever the case of the name. */
export function bindIn(body: JsonObject, relation: string): unknown {
  const wanted = `${relation}@odata.bind`.toLowerCase();
  return Object.entries(body).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Owners are users and service principals; members of a Microsoft 365 group are users only. */
function checkTarget(
  object: DirectoryObject,
  relation: GroupRelation,
  group: Pick<Group, "groupTypes"> | undefined,
): void {
  if (relation === "owners") {
    if (object.kind !== "user" && object.kind !== "servicePrincipal")
      throw directoryErrors.invalidReference();
    return;
  }
  if (object.kind === "application") throw directoryErrors.invalidReference();
  if (group !== undefined && isUnified(group) && object.kind !== "user")
    throw directoryErrors.memberOfUnified();
}

/** Adds edges, all or none. Throws 400 when one is there already. */
export function addEdges(call: Call, group: Group, relation: GroupRelation, ids: readonly string[]): void {
  if (ids.length > 0) requireByHand(group, relation);
  if (ids.some((id) => group[relation].has(id))) throw directoryErrors.alreadyReferenced(relation);
  if (relation === "owners" && group.owners.size + ids.length > ownerMost) {
    throw directoryErrors.tooManyOwners(ownerMost);
  }
  for (const id of ids) call.tenant.link(group, relation, id);
  for (const id of ids) auditEdge(call, group, relation, id, "Add");
  if (ids.length > 0) groupEdgesChanged(call, group);
}

/** The members of a dynamic group are the rule's business. Throws 400. */
function requireByHand(group: Group, relation: GroupRelation): void {
  if (relation === "members" && group.groupTypes.includes("DynamicMembership"))
    throw directoryErrors.dynamicMembers();
}

export function auditEdge(
  call: Call,
  group: Group,
  relation: GroupRelation,
  id: string,
  operation: "Add" | "Delete",
): void {
  const what = relation === "owners" ? "owner" : "member";
  const object = call.tenant.object(id);
  audit(call, {
    activity: operation === "Add" ? `Add ${what} to group` : `Remove ${what} from group`,
    category: "GroupManagement",
    operation: operation === "Add" ? "Assign" : "Unassign",
    targets: [
      {
        id,
        displayName: object?.displayName ?? null,
        type: object?.kind === "user" ? "User" : "ServicePrincipal",
      },
      { id: group.id, displayName: group.displayName, type: "Group" },
    ],
  });
}

/** Teams learns of a change of the group's edges, after the lag. */
export function groupEdgesChanged(call: Call, group: Group): void {
  const { team } = group;
  if (team === null) return;
  if (call.lag.groupToTeamSeconds === 0) {
    followGroup(call.tenant, group, team);
    return;
  }
  const dueMilliseconds = call.world.now().getTime() + call.lag.groupToTeamSeconds * 1000;
  call.tenant.lateRosters.push({ groupId: group.id, dueMilliseconds });
}

/** Carries out what Teams was to learn by now. Called before each request. */
export function settleRosters(tenant: Tenant, now: Date): void {
  if (tenant.lateRosters.length === 0) return;
  const isDue = (late: { dueMilliseconds: number }): boolean => late.dueMilliseconds <= now.getTime();
  for (const { groupId } of tenant.lateRosters.filter(isDue)) {
    const group = tenant.groups.get(groupId);
    if (group?.team != null) followGroup(tenant, group, group.team);
  }
  tenant.lateRosters = tenant.lateRosters.filter((late) => !isDue(late));
}

/** Makes the team's member list what the group's edges say. An owner of the group who is no member of it is not in
 *  the team: "add the user as an owner and as a member". */
export function followGroup(tenant: Tenant, group: Group, team: Team): void {
  const wanted = new Set([...group.members].filter((id) => tenant.users.has(id)));
  for (const id of team.members.keys()) if (!wanted.has(id)) team.members.delete(id);
  for (const id of wanted) {
    const isGuest = tenant.users.get(id)?.userType === "Guest";
    team.members.set(id, { userId: id, isOwner: group.owners.has(id), isGuest });
  }
}

function addReference(relation: GroupRelation) {
  return (call: Call): Reply => {
    const group = groupOf(call);
    const object = resolveBind(call, bodyOf(call)["@odata.id"]);
    checkTarget(object, relation, group);
    addEdges(call, group, relation, [object.id]);
    return noContent();
  };
}

function removeReference(relation: GroupRelation) {
  return (call: Call): Reply => {
    const group = groupOf(call);
    const id = idOf(call, "object").toLowerCase();
    requireByHand(group, relation);
    if (!group[relation].has(id)) throw directoryErrors.notFound(id);
    const { users } = call.tenant;
    // Owners that are service principals do not count.
    const isLastUser = [...group.owners].every((owner) => owner === id || !users.has(owner));
    if (relation === "owners" && users.has(id) && isLastUser) throw directoryErrors.lastOwner();
    call.tenant.unlink(group, relation, id);
    auditEdge(call, group, relation, id, "Delete");
    groupEdgesChanged(call, group);
    return noContent();
  };
}

function listObjects(relation: GroupRelation) {
  return (call: Call): Reply => {
    const group = groupOf(call);
    return listReply(call, {
      type: objectType,
      rows: function* () {
        for (const id of group[relation]) {
          const object = call.tenant.object(id);
          if (object !== undefined) yield object;
        }
      },
      context: "directoryObjects",
      page: { usual: 100, largest: 999 },
      lookups: {
        id: (value) => (group[relation].has(value.toLowerCase()) ? call.tenant.object(value) : undefined),
      },
      hasAdvancedQueries: true,
      lag: { key: ({ id }) => edgeKey(group, relation, id) },
      options: new Set(["select", "filter", "top", "count", "search", "orderby"]),
      body: (object, select) => objectBody(object, call, select),
    });
  };
}

export const groupEdgeRoutes = [
  onGet("/groups/{group}/members", permissions.readMembers, listObjects("members"), limits.listMembers),
  onGet("/groups/{group}/owners", permissions.readOwners, listObjects("owners")),
  onPost("/groups/{group}/members/$ref", permissions.writeMembers, addReference("members")),
  onPost("/groups/{group}/owners/$ref", permissions.writeOwners, addReference("owners")),
  onDelete("/groups/{group}/members/{object}/$ref", permissions.writeMembers, removeReference("members")),
  onDelete("/groups/{group}/owners/{object}/$ref", permissions.writeOwners, removeReference("owners")),
];
