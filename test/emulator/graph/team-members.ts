// Members of a team: list, add one or many, change role, remove one or many. What happens here reaches the
// group's owners and members at once. Source: "List members of team", "conversationMember: add".
import { limits } from "../limits/route-limits.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import type { User } from "../tenant/model.ts";
import { graphErrors } from "../errors/graph.ts";
import { ServiceError } from "../errors/service-error.ts";
import { requirePermission } from "./access.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
} from "./call.ts";
import { objectsOf } from "./objects-of.ts";
import { auditEdge } from "./group-edges.ts";
import { permissions } from "./permissions.ts";
import {
  boundUserKey,
  checkMemberShape,
  type MemberBody,
  type Membership,
  memberType,
  readMemberBody,
  rolesOf,
  userOfMembership,
} from "./team-member-type.ts";
import { type GroupWithTeam, teamOf } from "./team-type.ts";

/** Most values in one members/add and one members/remove. */
const bulkMost = { add: 200, remove: 20 };
const memberMost = 25_000;
const odataType = { "@odata.type": "#microsoft.graph.aadUserConversationMember" };

function listMembers(call: Call): Reply {
  const { id, team } = teamOf(call);
  const find = (userId: string): Membership | undefined => {
    const member = team.members.get(userId.toLowerCase());
    return member === undefined ? undefined : { ...member, threadId: id };
  };
  return listReply(call, {
    type: memberType,
    rows: function* () {
      for (const member of team.members.values()) yield { ...member, threadId: id };
    },
    context: `teams('${id}')/members`,
    page: { usual: 100, largest: 999 },
    lookups: { userId: find },
    annotate: () => odataType,
    isAlwaysCounted: true,
  });
}

function memberReply(call: Call, group: GroupWithTeam, userId: string, status = 200): Reply {
  const member = group.team.members.get(userId);
  if (member === undefined) throw teamsErrors.memberMissing();
  const entity = { ...member, threadId: group.id };
  return entityReply(call, memberType, entity, `teams('${group.id}')/members`, status, odataType);
}

/** The user of the membership in the path. Throws 400 for a foreign id, 404 when not a member. */
function memberOf(call: Call, group: GroupWithTeam): string {
  const userId = userOfMembership(group.id, idOf(call, "membership"));
  if (!group.team.members.has(userId)) throw teamsErrors.memberMissing();
  return userId;
}

/** Owners only with TeamMember.ReadWrite.All: the narrower permission is for plain members. */
function requireOwnerPermission(call: Call): void {
  requirePermission(call, permissions.removeTeamMembers, true);
}

function addMember(call: Call): Reply {
  const group = teamOf(call);
  const member = readMemberBody(call, bodyOf(call));
  admit(call, group, member);
  return memberReply(call, group, member.user.id, 201);
}

/** Adds a person to team and group. One who is there already gets the role that is asked for. */
function admit(call: Call, group: GroupWithTeam, { user, isOwner, isGuest }: MemberBody): void {
  const present = group.team.members.get(user.id);
  if (isOwner || present?.isOwner === true) requireOwnerPermission(call);
  if (isGuest && call.caller.kind === "app") throw graphErrors.insufficientPrivileges();
  if (present === undefined && group.team.members.size >= memberMost)
    throw teamsErrors.tooManyValues(memberMost);
  // Adding a member who is there says nothing about taking the owner role away.
  setRole(call, group, user, isOwner || present?.isOwner === true);
  auditMember(call, group, user, present === undefined ? "MemberAdded" : "MemberRoleChanged", "Assign");
}

/** The group's edges follow, and the directory logs them. */
function setRole(call: Call, group: GroupWithTeam, user: User, isOwner: boolean): void {
  if (!group.members.has(user.id)) auditEdge(call, group, "members", user.id, "Add");
  if (isOwner !== group.owners.has(user.id))
    auditEdge(call, group, "owners", user.id, isOwner ? "Add" : "Delete");
  group.team.members.set(user.id, { userId: user.id, isOwner, isGuest: user.userType === "Guest" });
  call.tenant.link(group, "members", user.id);
  if (isOwner) call.tenant.link(group, "owners", user.id);
  else call.tenant.unlink(group, "owners", user.id);
}

/** Throws 400 when the person is the only owner. */
function requireOtherOwner(group: GroupWithTeam, userId: string): void {
  const owners = [...group.team.members.values()].filter((member) => member.isOwner);
  if (owners.length === 1 && owners[0]?.userId === userId) throw teamsErrors.lastOwner();
}

function dismiss(call: Call, group: GroupWithTeam, user: User): void {
  requireOtherOwner(group, user.id);
  group.team.members.delete(user.id);
  for (const channel of group.team.channels.values()) channel.members.delete(user.id);
  for (const relation of ["members", "owners"] as const) {
    if (group[relation].has(user.id)) auditEdge(call, group, relation, user.id, "Delete");
    call.tenant.unlink(group, relation, user.id);
  }
  auditMember(call, group, user, "MemberRemoved", "Unassign");
}

function updateMember(call: Call): Reply {
  const group = teamOf(call);
  const user = call.tenant.users.get(memberOf(call, group));
  if (user === undefined) throw teamsErrors.memberMissing();
  const body = bodyOf(call);
  if (body["@odata.type"] === undefined) throw teamsErrors.missingType();
  for (const name of Object.keys(body)) {
    if (name !== "roles" && !name.includes("@")) throw teamsErrors.unknownProperty(name);
  }
  const isOwner = rolesOf(body["roles"]).includes("owner");
  const wasOwner = group.team.members.get(user.id)?.isOwner === true;
  if (isOwner !== wasOwner) requireOwnerPermission(call);
  if (!isOwner) requireOtherOwner(group, user.id);
  setRole(call, group, user, isOwner);
  auditMember(call, group, user, "MemberRoleChanged", "Update");
  return memberReply(call, group, user.id);
}

function removeMember(call: Call): Reply {
  const group = teamOf(call);
  const user = call.tenant.users.get(memberOf(call, group));
  if (user === undefined) throw teamsErrors.memberMissing();
  if (group.team.members.get(user.id)?.isOwner === true) requireOwnerPermission(call);
  dismiss(call, group, user);
  return noContent();
}

/** Runs one value of a bulk call and tells how it went. Items succeed on their own. */
function itemResult(userId: string | null, run: () => void): { result: JsonObject; isFailed: boolean } {
  const head = { "@odata.type": "#microsoft.graph.aadUserConversationMemberResult", userId };
  try {
    run();
    return { result: { ...head, error: null }, isFailed: false };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { result: { ...head, error: { code: problem.code, message: problem.message } }, isFailed: true };
  }
}

function valuesOf(call: Call, most: number): JsonObject[] {
  const values = objectsOf(bodyOf(call)["values"]);
  if (values === undefined || values.length === 0) throw teamsErrors.required("values");
  if (values.length > most) throw teamsErrors.tooManyValues(most);
  for (const value of values) {
    checkMemberShape(value);
    boundUserKey(call, value["user@odata.bind"]);
  }
  return values;
}

function bulkReply(
  call: Call,
  results: readonly { result: JsonObject; isFailed: boolean }[],
  done: Reply,
): Reply {
  if (!results.some(({ isFailed }) => isFailed) && done.status === 204) return done;
  const isPartial = results.some(({ isFailed }) => isFailed);
  return {
    status: isPartial ? 207 : done.status,
    body: {
      "@odata.context": `${call.origin}/${call.version}/$metadata#Collection(microsoft.graph.aadUserConversationMemberResult)`,
      value: results.map(({ result }) => result),
    },
  };
}

function addMany(call: Call): Reply {
  const group = teamOf(call);
  const values = valuesOf(call, bulkMost.add);
  if (values.some((value) => rolesOf(value["roles"] ?? []).includes("owner"))) requireOwnerPermission(call);
  const results = values.map((value) => {
    const key = boundUserKey(call, value["user@odata.bind"]);
    const userId = call.tenant.user(key)?.id ?? key;
    return itemResult(userId, () => {
      admit(call, group, readMemberBody(call, value));
    });
  });
  return bulkReply(call, results, { status: 200 });
}

function removeMany(call: Call): Reply {
  const group = teamOf(call);
  const results = valuesOf(call, bulkMost.remove).map((value) => {
    const key = boundUserKey(call, value["user@odata.bind"]);
    const user = call.tenant.user(key);
    return itemResult(user?.id ?? key, () => {
      if (user === undefined || !group.team.members.has(user.id)) throw teamsErrors.memberMissing();
      dismiss(call, group, user);
    });
  });
  return bulkReply(call, results, { status: 204 });
}

function auditMember(
  call: Call,
  group: GroupWithTeam,
  user: User,
  activity: string,
  operation: "Assign" | "Unassign" | "Update",
): void {
  audit(call, {
    activity,
    category: "Teams",
    operation,
    targets: [
      { id: user.id, displayName: user.displayName, type: "User" },
      { id: group.id, displayName: group.displayName, type: "Team" },
    ],
    changes: { role: group.team.members.get(user.id)?.isOwner === true ? "owner" : "member" },
  });
}

export const teamMemberRoutes = [
  onGet("/teams/{team}/members", permissions.readTeamMembers, listMembers, limits.readMembers),
  onPost("/teams/{team}/members", permissions.writeTeamMembers, addMember, limits.addMember),
  onPost("/teams/{team}/members/add", permissions.writeTeamMembers, addMany),
  onPost("/teams/{team}/members/remove", permissions.removeTeamMembers, removeMany),
  onGet("/teams/{team}/members/{membership}", permissions.readTeamMembers, (call) => {
    const group = teamOf(call);
    return memberReply(call, group, memberOf(call, group));
  }),
  onPatch("/teams/{team}/members/{membership}", permissions.writeTeamMembers, updateMember),
  onDelete("/teams/{team}/members/{membership}", permissions.writeTeamMembers, removeMember),
];
