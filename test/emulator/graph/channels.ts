// Channels of a team, and the members of private ones. Source: "Create channel", "List channels",
// "Delete channel", "Add member to channel".
import { limits } from "../limits/route-limits.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import { textOf } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Channel } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  ok,
  onDelete,
  onGet,
  onPatch,
  onPost,
  checkedBody,
} from "./call.ts";
import { objectsOf } from "./objects-of.ts";
import {
  channelLimits,
  checkChannelLimits,
  checkChannelName,
  checkNameIsFree,
  newChannel,
} from "./channel-rules.ts";
import { addOperation, operationReply } from "./operations.ts";
import { permissions } from "./permissions.ts";
import { memberType, readMemberBody, rolesOf, userOfMembership } from "./team-member-type.ts";
import { type GroupWithTeam, teamOf, teamsBody } from "./team-type.ts";

/** Most members named when a private channel is made. */
const createMembersMost = 200;

export interface ChannelInTeam {
  readonly group: GroupWithTeam;
  readonly channel: Channel;
}

const channelType: EntityType<ChannelInTeam> = modelled("channel", {
  own: {
    id: { type: "String", read: ({ channel }) => channel.id },
    createdDateTime: { type: "DateTimeOffset", read: ({ channel }) => channel.createdDateTime },
    displayName: {
      type: "String",
      read: ({ channel }) => channel.displayName,
      write: "always",
      isRequired: true,
      longest: 50,
    },
    description: {
      type: "String",
      read: ({ channel }) => channel.description,
      write: "always",
      isNullable: true,
      longest: 1024,
    },
    isFavoriteByDefault: {
      type: "Boolean",
      read: ({ channel }) => channel.isFavoriteByDefault,
      write: "always",
      isNullable: true,
    },
    email: { type: "String", read: ({ channel }) => channel.email },
    tenantId: { type: "String", read: (_, { tenant }) => tenant.id },
    webUrl: {
      type: "String",
      read: ({ group, channel }, { tenant }) =>
        `https://teams.microsoft.com/l/channel/${encodeURIComponent(channel.id)}/${encodeURIComponent(channel.displayName)}?groupId=${group.id}&tenantId=${tenant.id}&allowXTenantAccess=False`,
    },
    membershipType: {
      type: "String",
      read: ({ channel }) => channel.membershipType,
      write: "create",
      oneOf: ["standard", "private", "shared"],
    },
    isArchived: { type: "Boolean", read: ({ channel }) => channel.isArchived },
    layoutType: {
      type: "String",
      read: ({ channel }) => channel.layoutType,
      write: "always",
      oneOf: ["post", "chat"],
    },
    summary: {
      type: "Object",
      isOnRequest: true,
      read: ({ group, channel }) => {
        const members = [...(channel.membershipType === "standard" ? group.team : channel).members.values()];
        return {
          ownersCount: members.filter((member) => member.isOwner).length,
          membersCount: members.filter((member) => !member.isOwner && !member.isGuest).length,
          guestsCount: members.filter((member) => member.isGuest).length,
          hasMembersFromOtherTenants: false,
        };
      },
    },
  },
});

/** The channel of the path. Throws 404. */
export function channelOf(call: Call): ChannelInTeam {
  const group = teamOf(call);
  const id = idOf(call, "channel");
  const channel = group.team.channels.get(id);
  if (channel === undefined || isSettingUp(call, channel))
    throw teamsErrors.notFound(`No channel found with id ${id} in team ${group.id}`);
  return { group, channel };
}

/** A private channel has a site and a roster of its own; until they are there it is listed, but not reached. */
function isSettingUp(call: Call, { membershipType, createdDateTime }: Channel): boolean {
  const age = call.world.now().getTime() - Date.parse(createdDateTime);
  return membershipType === "private" && age < call.lag.privateChannelSeconds * 1000;
}

function listChannels(call: Call): Reply {
  const group = teamOf(call);
  return listReply(call, {
    type: channelType,
    rows: function* () {
      for (const channel of group.team.channels.values()) yield { group, channel };
    },
    context: `teams('${group.id}')/channels`,
    options: new Set(["select", "filter"]),
    isAlwaysCounted: true,
  });
}

function channelReply(call: Call, found: ChannelInTeam, status = 200): Reply {
  return entityReply(call, channelType, found, `teams('${found.group.id}')/channels`, status);
}

function createChannel(call: Call): Reply {
  const group = teamOf(call);
  const { members: sent, ...plain } = bodyOf(call);
  const body = checkedBody(call, channelType, "create", teamsBody, plain);
  requireActive(group);
  const displayName = body["displayName"] as string;
  const membershipType = (
    textOf(body, "membershipType") ?? "standard"
  ).toLowerCase() as Channel["membershipType"];
  checkChannelName(displayName);
  checkNameIsFree(call, group.team, displayName);
  checkChannelLimits(call, group.team, membershipType);
  const channel = newChannel(call, {
    displayName,
    description: (body["description"] as string | null | undefined) ?? null,
    membershipType,
    isPrimary: false,
  });
  if (typeof body["layoutType"] === "string") channel.layoutType = body["layoutType"];
  addFirstMembers(call, group, channel, sent);
  group.team.channels.set(channel.id, channel);
  auditChannel(call, { group, channel }, "ChannelAdded", "Add");
  if (membershipType === "shared") return operationReply(group, addOperation(call, group, "createChannel"));
  return channelReply(call, { group, channel }, 201);
}

/** Members of a private or shared channel. An application must name an owner: it cannot be one itself. */
function addFirstMembers(call: Call, group: GroupWithTeam, channel: Channel, sent: unknown): void {
  const bodies = sent === undefined ? [] : objectsOf(sent);
  if (bodies === undefined) throw teamsErrors.wrongType("members", "Collection(Edm.Object)");
  if (channel.membershipType === "standard") {
    if (bodies.length > 0)
      throw teamsErrors.bad("Members can be given for private and shared channels only.");
    return;
  }
  if (bodies.length > createMembersMost) throw teamsErrors.tooManyValues(createMembersMost);
  const members = bodies.map((body) => readMemberBody(call, body));
  if (call.caller.kind === "user" && !members.some((member) => member.isOwner)) {
    members.push({ user: call.caller.user, isOwner: true, isGuest: false });
  }
  const owners = members.filter((member) => member.isOwner);
  const isShared = channel.membershipType === "shared";
  if (owners.length === 0 || (isShared && owners.length > 1)) throw teamsErrors.oneOwnerNeeded();
  for (const { user, isOwner, isGuest } of members) {
    if (!isShared && !group.team.members.has(user.id)) throw teamsErrors.notInTeam(user.id);
    channel.members.set(user.id, { userId: user.id, isOwner, isGuest });
  }
}

function requireActive(group: GroupWithTeam): void {
  if (group.team.isArchived) throw teamsErrors.archived();
}

function updateChannel(call: Call): Reply {
  const found = channelOf(call);
  const { group, channel } = found;
  requireActive(group);
  const body = bodyOf(call);
  if ("membershipType" in body && textOf(body, "membershipType")?.toLowerCase() !== channel.membershipType) {
    throw teamsErrors.readOnly("membershipType");
  }
  const changes = checkedBody(call, channelType, "update", teamsBody, body);
  delete changes["membershipType"];
  if (typeof changes["displayName"] === "string" && changes["displayName"] !== channel.displayName) {
    if (channel.isPrimary) throw teamsErrors.generalKeepsName();
    checkChannelName(changes["displayName"]);
    checkNameIsFree(call, group.team, changes["displayName"], channel);
  }
  Object.assign(channel, changes);
  auditChannel(call, found, "ChannelSettingChanged", "Update");
  return noContent();
}

function deleteChannel(call: Call): Reply {
  const found = channelOf(call);
  const { group, channel } = found;
  if (channel.isPrimary) throw teamsErrors.generalStays();
  requireActive(group);
  group.team.channels.delete(channel.id);
  group.team.deletedChannels.push({
    displayName: channel.displayName,
    membershipType: channel.membershipType,
    deletedDateTime: toSeconds(call.world.now()),
  });
  auditChannel(call, found, "ChannelDeleted", "Delete");
  return noContent();
}

function primaryChannel(call: Call): Reply {
  const group = teamOf(call);
  const channel = [...group.team.channels.values()].find(({ isPrimary }) => isPrimary);
  if (channel === undefined) throw teamsErrors.notFound(`No primary channel found in team ${group.id}`);
  return entityReply(call, channelType, { group, channel }, `teams('${group.id}')/primaryChannel`);
}

/** The SharePoint folder of a channel. Source: "Get filesFolder". */
function filesFolder(call: Call): Reply {
  const { group, channel } = channelOf(call);
  const name = channel.isPrimary ? "General" : channel.displayName;
  const site = siteUrl(call, group);
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#teams('${group.id}')/channels('${encodeURIComponent(channel.id)}')/filesFolder/$entity`,
    id: `01${Buffer.from(channel.id).toString("hex").slice(6, 38).toUpperCase()}`,
    createdDateTime: "0001-01-01T00:00:00Z",
    lastModifiedDateTime: channel.createdDateTime,
    name,
    webUrl: `${site}/Shared%20Documents/${encodeURIComponent(name)}`,
    size: 0,
    parentReference: {
      driveId: `b!${Buffer.from(group.id).toString("base64url")}`,
      driveType: "documentLibrary",
    },
    folder: { childCount: 0 },
  });
}

/** Address of the team's SharePoint site. */
export function siteUrl(call: Pick<Call, "tenant">, group: { readonly mailNickname: string }): string {
  const name = call.tenant.domain.split(".")[0] ?? "tenant";
  return `https://${name}.sharepoint.com/sites/${group.mailNickname}`;
}

function listChannelMembers(call: Call): Reply {
  const { group, channel } = channelOf(call);
  const { members } = channel.membershipType === "standard" ? group.team : channel;
  return listReply(call, {
    type: memberType,
    rows: () => [...members.values()].map((member) => ({ ...member, threadId: channel.id })),
    context: `teams('${group.id}')/channels('${encodeURIComponent(channel.id)}')/members`,
    page: { usual: 100, largest: 999 },
    annotate: () => ({ "@odata.type": "#microsoft.graph.aadUserConversationMember" }),
    isAlwaysCounted: true,
  });
}

function requireOwnMembers(channel: Channel): void {
  if (channel.membershipType === "standard")
    throw teamsErrors.bad("Members of a standard channel are those of its team.");
}

function channelMemberReply(
  call: Call,
  { group, channel }: ChannelInTeam,
  userId: string,
  status = 200,
): Reply {
  const member = channel.members.get(userId);
  if (member === undefined) throw teamsErrors.memberMissing();
  return entityReply(
    call,
    memberType,
    { ...member, threadId: channel.id },
    `teams('${group.id}')/channels('${encodeURIComponent(channel.id)}')/members`,
    status,
    { "@odata.type": "#microsoft.graph.aadUserConversationMember" },
  );
}

function addChannelMember(call: Call): Reply {
  const found = channelOf(call);
  requireOwnMembers(found.channel);
  const { user, isOwner, isGuest } = readMemberBody(call, bodyOf(call));
  const isPrivate = found.channel.membershipType === "private";
  if (isPrivate && !found.group.team.members.has(user.id)) throw teamsErrors.notInTeam(user.id);
  if (!found.channel.members.has(user.id) && found.channel.members.size >= channelLimits.privateMembers)
    throw teamsErrors.tooManyValues(channelLimits.privateMembers);
  found.channel.members.set(user.id, { userId: user.id, isOwner, isGuest });
  auditChannel(call, found, "MemberAdded", "Update");
  return channelMemberReply(call, found, user.id, 201);
}

function changeChannelMember(call: Call): Reply {
  const found = channelOf(call);
  requireOwnMembers(found.channel);
  const userId = userOfMembership(found.channel.id, idOf(call, "membership"));
  const member = found.channel.members.get(userId);
  if (member === undefined) throw teamsErrors.memberMissing();
  const isRemoval = call.request.method === "DELETE";
  const isOwner = !isRemoval && rolesOf(bodyOf(call)["roles"]).includes("owner");
  const otherOwners = [...found.channel.members.values()].filter(
    (other) => other.isOwner && other !== member,
  );
  if (!isOwner && member.isOwner && otherOwners.length === 0) throw teamsErrors.lastOwner();
  if (isRemoval) found.channel.members.delete(userId);
  else member.isOwner = isOwner;
  auditChannel(call, found, isRemoval ? "MemberRemoved" : "MemberRoleChanged", "Update");
  return isRemoval ? noContent() : channelMemberReply(call, found, userId);
}

function auditChannel(
  call: Call,
  { group, channel }: ChannelInTeam,
  activity: string,
  operation: "Add" | "Update" | "Delete",
): void {
  audit(call, {
    activity,
    category: "Teams",
    operation,
    targets: [
      { id: channel.id, displayName: channel.displayName, type: "Channel" },
      { id: group.id, displayName: group.displayName, type: "Team" },
    ],
  });
}

const channelPath = "/teams/{team}/channels/{channel}";
export const channelRoutes = [
  onGet("/teams/{team}/channels", permissions.readChannels, listChannels, limits.readChannels),
  onPost("/teams/{team}/channels", permissions.createChannel, createChannel, limits.createChannel),
  onGet("/teams/{team}/allChannels", permissions.readChannels, listChannels),
  onGet("/teams/{team}/primaryChannel", permissions.readChannels, primaryChannel),
  onGet(
    channelPath,
    permissions.readChannels,
    (call) => channelReply(call, channelOf(call)),
    limits.readChannel,
  ),
  onPatch(channelPath, permissions.writeChannel, updateChannel, limits.changeChannel),
  onDelete(channelPath, permissions.deleteChannel, deleteChannel, limits.deleteChannel),
  onGet(`${channelPath}/filesFolder`, permissions.readFilesFolder, filesFolder),
  onGet(`${channelPath}/members`, permissions.readChannelMembers, listChannelMembers, limits.readChannels),
  onPost(`${channelPath}/members`, permissions.writeChannelMembers, addChannelMember),
  onPatch(`${channelPath}/members/{membership}`, permissions.writeChannelMembers, changeChannelMember),
  onDelete(`${channelPath}/members/{membership}`, permissions.writeChannelMembers, changeChannelMember),
];
