// Teams: create by POST and PUT, read, change, archive. Source: "Create team", "Create team from group",
// "Update team", "Archive team", "teamsAsyncOperation resource type".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Group, Team } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  onGet,
  onPatch,
  onPost,
  onPut,
  parseBind,
  checkedBody,
} from "./call.ts";
import { objectsOf } from "./objects-of.ts";
import { checkChannelName, newChannel } from "./channel-rules.ts";
import { followGroup } from "./group-edges.ts";
import { groupOf, isUnified } from "./group-type.ts";
import { auditGroup, newGroup } from "./groups.ts";
import { project } from "../odata/entity-type.ts";
import { installApp } from "./installed-apps.ts";
import { addOperation, operationReply, readOperation } from "./operations.ts";
import { permissions } from "./permissions.ts";
import { addTab } from "./tabs.ts";
import { readMemberBody } from "./team-member-type.ts";
import {
  type GroupWithTeam,
  hasTeam,
  isReady,
  mergeSettings,
  settingsDefaults,
  settingsNames,
} from "./team-type.ts";
import { teamOf, teamsBody, teamType } from "./team-type.ts";
import { type Template, templateOf } from "./templates.ts";

/** Templates allow no more. Source: "Get started with team templates". */
const templateLimits = { channels: 15, apps: 50 };
/** Binds and collections that POST /teams takes beside the properties. */
const createExtras = new Set(["members", "channels", "installedApps"]);

function createTeam(call: Call): Reply {
  const body = bodyOf(call);
  const template = templateOf(call, body["template@odata.bind"]);
  const extras = Object.fromEntries(Object.entries(body).filter(([name]) => createExtras.has(name)));
  const plain = Object.fromEntries(Object.entries(body).filter(([name]) => !createExtras.has(name)));
  const properties = checkedBody(call, teamType, "create", teamsBody, plain, ["template", "group"]);
  checkExtras(extras);
  const group =
    body["group@odata.bind"] === undefined
      ? groupForTeam(call, properties, extras, template)
      : boundGroup(call, body["group@odata.bind"], properties, extras);
  makeTeam(call, group, template, properties, extras);
  const operation = addOperation(call, group, "createTeam");
  return operationReply(group, operation);
}

function checkExtras(extras: JsonObject): void {
  for (const [name, value] of Object.entries(extras)) {
    if (objectsOf(value) === undefined) throw teamsErrors.wrongType(name, "Collection(Edm.Object)");
  }
  if ((objectsOf(extras["channels"]) ?? []).length > templateLimits.channels) {
    throw teamsErrors.tooManyValues(templateLimits.channels);
  }
  if ((objectsOf(extras["installedApps"]) ?? []).length > templateLimits.apps) {
    throw teamsErrors.tooManyValues(templateLimits.apps);
  }
}

/** A new Microsoft 365 group for POST /teams. The service picks the alias. */
function groupForTeam(call: Call, properties: JsonObject, extras: JsonObject, template: Template): Group {
  const { displayName } = properties;
  if (typeof displayName !== "string" || displayName === "") throw teamsErrors.required("displayName");
  const members = (objectsOf(extras["members"]) ?? []).map((member) => readMemberBody(call, member));
  const isApp = call.caller.kind === "app";
  const [first] = members;
  if (isApp && (members.length !== 1 || first?.isOwner !== true)) throw teamsErrors.oneOwnerNeeded();
  const alias = displayName.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 40) || "msteams";
  const number = Number.parseInt(call.world.guid().slice(0, 6), 16) % 10_000;
  const group = newGroup(call, {
    displayName,
    description: properties["description"] ?? null,
    mailNickname: `${alias}${number}`,
    mailEnabled: true,
    securityEnabled: false,
    groupTypes: ["Unified"],
    visibility: properties["visibility"] ?? template.visibility,
  });
  if (call.caller.kind === "user" && !members.some((member) => member.isOwner)) {
    members.push({ user: call.caller.user, isOwner: true, isGuest: false });
  }
  requireLicensed(members.filter(({ isOwner }) => isOwner).map(({ user }) => user));
  for (const { user, isOwner } of members) {
    if (isOwner) group.owners.add(user.id);
    group.members.add(user.id);
  }
  return group;
}

/** Owners of a team need a Teams licence. */
function requireLicensed(
  owners: readonly {
    licences: readonly { plans: readonly { isEnabled: boolean; servicePlanName: string }[] }[];
    id: string;
  }[],
): void {
  for (const { id, licences } of owners) {
    const isLicensed = licences.some(({ plans }) =>
      plans.some((plan) => plan.isEnabled && plan.servicePlanName === "TEAMS1"),
    );
    if (!isLicensed) throw teamsErrors.ownerWithoutLicence(id);
  }
}

function boundGroup(call: Call, url: unknown, properties: JsonObject, extras: JsonObject): Group {
  const bind = parseBind(call, url);
  if (bind?.collection !== "groups") throw directoryErrors.unsupportedBind(url);
  for (const name of ["displayName", "visibility", "specialization", "description"]) {
    if (name in properties) throw teamsErrors.notWithGroup(name);
  }
  if ("members" in extras) throw teamsErrors.notWithGroup("members");
  const group = call.tenant.group(bind.key);
  if (group === undefined || isUnknownToTeams(call, group))
    throw teamsErrors.backendGroupMissing(bind.key, "CreateTeamFromGroupWithTemplateRequest");
  requireTeamable(call, group);
  return group;
}

/** A young group is not replicated to Teams yet. Source: "Create team from group", 15 minutes note. */
function isUnknownToTeams(call: Call, group: Group): boolean {
  const { newGroupSeconds } = call.lag;
  const age = call.world.now().getTime() - Date.parse(group.createdDateTime);
  return newGroupSeconds > 0 && age < newGroupSeconds * 1000;
}

/** A group that may become a team: Microsoft 365, no team yet, with a licensed owner. */
function requireTeamable(call: Call, group: Group): void {
  if (hasTeam(group)) throw teamsErrors.teamExists();
  if (!isUnified(group)) throw teamsErrors.notUnified();
  const owners = [...group.owners].flatMap((id) => call.tenant.users.get(id) ?? []);
  if (owners.length === 0) throw teamsErrors.groupWithoutOwner();
  requireLicensed(owners);
}

/** Checks everything, then puts the group (when new) and its team into the tenant. */
function makeTeam(
  call: Call,
  group: Group,
  template: Template,
  properties: JsonObject,
  extras: JsonObject,
): GroupWithTeam {
  const firstName = properties["firstChannelName"];
  if (typeof firstName === "string") checkChannelName(firstName);
  const team = newTeam(call, template, typeof firstName === "string" ? firstName : "General");
  for (const name of settingsNames) team[name] = mergeSettings(name, team[name], properties[name]);
  const made = Object.assign(group, { team });
  try {
    for (const channel of objectsOf(extras["channels"]) ?? []) addTemplateChannel(call, made, channel);
    for (const app of objectsOf(extras["installedApps"]) ?? []) installApp(call, made, app);
  } catch (problem) {
    group.team = null;
    throw problem;
  }
  if (!call.tenant.groups.has(group.id)) {
    call.tenant.add(group);
    auditGroup(call, group, "Add group", "Add", {});
  }
  followGroup(call.tenant, group, team);
  auditTeam(call, group, "TeamCreated", "Add");
  return made;
}

function addTemplateChannel(call: Call, group: GroupWithTeam, body: JsonObject): void {
  const { displayName, description, isFavoriteByDefault, tabs } = body;
  if (typeof displayName !== "string") throw teamsErrors.required("displayName");
  checkChannelName(displayName);
  // Naming the first channel here gives it its description instead of a twin.
  const present = [...group.team.channels.values()].find(
    (channel) => channel.displayName.toLowerCase() === displayName.toLowerCase(),
  );
  const channel =
    present ??
    newChannel(call, {
      displayName,
      description: typeof description === "string" ? description : null,
      membershipType: "standard",
      isPrimary: false,
    });
  channel.isFavoriteByDefault = typeof isFavoriteByDefault === "boolean" ? isFavoriteByDefault : null;
  group.team.channels.set(channel.id, channel);
  for (const tab of objectsOf(tabs) ?? []) addTab(call, group, channel, tab);
}

function newTeam(call: Call, template: Template, firstChannelName: string): Team {
  const primary = newChannel(call, {
    displayName: firstChannelName,
    description: null,
    membershipType: "standard",
    isPrimary: true,
  });
  const team: Team = {
    // The thread of the first channel is the team's own.
    internalId: primary.id,
    createdDateTime: toSeconds(call.world.now()),
    template: template.id,
    specialization: "none",
    isArchived: false,
    classification: null,
    memberSettings: { ...settingsDefaults.memberSettings, ...template.memberSettings },
    guestSettings: { ...settingsDefaults.guestSettings },
    messagingSettings: { ...settingsDefaults.messagingSettings },
    funSettings: { ...settingsDefaults.funSettings },
    members: new Map(),
    channels: new Map([[primary.id, primary]]),
    deletedChannels: [],
    installedApps: new Map(),
    operations: new Map(),
  };
  for (const displayName of template.channels) {
    const channel = newChannel(call, {
      displayName,
      description: null,
      membershipType: "standard",
      isPrimary: false,
    });
    team.channels.set(channel.id, channel);
  }
  return team;
}

/** PUT /groups/{id}/team: synchronous, only settings in the body. */
function teamifyGroup(call: Call): Reply {
  const group = call.tenant.group(idOf(call, "group"));
  if (group === undefined || isUnknownToTeams(call, group)) {
    throw teamsErrors.backendGroupMissing(idOf(call, "group"));
  }
  requireTeamable(call, group);
  const properties = checkedBody(call, teamType, "create", teamsBody, call.body, ["template"]);
  for (const name of Object.keys(properties)) {
    if (!(name in settingsDefaults)) throw teamsErrors.notWithGroup(name);
  }
  const made = makeTeam(call, group, templateOf(call, undefined, true), properties, {});
  return entityReply(call, teamType, made, "teams", 201);
}

function updateTeam(call: Call): Reply {
  const group = teamOf(call);
  const changes = checkedBody(call, teamType, "update", teamsBody);
  if ("specialization" in changes) throw teamsErrors.readOnly("specialization");
  const { team } = group;
  // "Users can no longer edit the team name, description, or other settings". Source: "Archive team".
  if (team.isArchived) throw teamsErrors.archived();
  if (changes["displayName"] === null || changes["displayName"] === "")
    throw teamsErrors.invalidValue("displayName");
  const merged = settingsNames.map((name) => [name, mergeSettings(name, team[name], changes[name])] as const);
  for (const [name, value] of merged) team[name] = value;
  if (typeof changes["displayName"] === "string") group.displayName = changes["displayName"];
  if ("description" in changes) group.description = changes["description"] as string | null;
  if ("classification" in changes) team.classification = changes["classification"] as string | null;
  if (typeof changes["visibility"] === "string") {
    const visibility = changes["visibility"].toLowerCase();
    if (visibility === "hiddenmembership") throw teamsErrors.invalidValue("visibility");
    group.visibility = visibility === "private" ? "Private" : "Public";
  }
  auditTeam(call, group, "TeamSettingChanged", "Update", changes);
  return noContent();
}

function archive(isArchived: boolean) {
  return (call: Call): Reply => {
    const group = teamOf(call);
    const { body } = call;
    for (const name of Object.keys(body)) {
      if (name !== "shouldSetSpoSiteReadOnlyForMembers") throw teamsErrors.unknownProperty(name);
    }
    if (body["shouldSetSpoSiteReadOnlyForMembers"] === true && call.caller.kind === "app") {
      throw teamsErrors.siteReadOnlyAppOnly();
    }
    if (![...group.team.members.values()].some(({ isOwner }) => isOwner))
      throw teamsErrors.groupWithoutOwner();
    group.team.isArchived = isArchived;
    auditTeam(call, group, isArchived ? "TeamArchived" : "TeamUnarchived", "Update");
    return operationReply(group, addOperation(call, group, isArchived ? "archiveTeam" : "unarchiveTeam"));
  };
}

/** All that a list of teams tells; the other properties are null there. Source: "List teams". */
const listedProperties = ["id", "displayName", "description"];

/** The body with null for all properties but these. */
export function withValuesOf(names: readonly string[], body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, names.includes(name) ? value : null]),
  );
}

function listTeams(call: Call): Reply {
  return listReply(call, {
    type: teamType,
    rows: function* () {
      for (const group of call.tenant.groups.values()) {
        if (hasTeam(group) && isReady(call, group.team)) yield group;
      }
    },
    context: "teams",
    page: { usual: 100, largest: 999 },
    body: (group, select) => withValuesOf(listedProperties, project(teamType, group, call, select)),
    lookups: {
      id: (value) => {
        const group = call.tenant.group(value);
        return group !== undefined && hasTeam(group) ? group : undefined;
      },
    },
  });
}

function auditTeam(
  call: Call,
  group: Group,
  activity: string,
  operation: "Add" | "Update",
  changes: JsonObject = {},
): void {
  audit(call, {
    activity,
    category: "Teams",
    operation,
    targets: [{ id: group.id, displayName: group.displayName, type: "Team" }],
    changes: isObject(changes) ? changes : {},
  });
  // What a team shares with its group is the directory's, and logged there too.
  const shared = ["displayName", "description", "visibility"].filter((name) => name in changes);
  const inDirectory = Object.fromEntries(shared.map((name) => [name, changes[name]]));
  if (shared.length > 0) auditGroup(call, group, "Update group", "Update", inDirectory);
}

export const teamRoutes = [
  onGet("/teams", permissions.readTeam, listTeams),
  onPost("/teams", permissions.createTeam, createTeam, limits.createTeam),
  onGet(
    "/teams/{team}",
    permissions.readTeam,
    (call) => entityReply(call, teamType, teamOf(call), "teams"),
    limits.readTeam,
  ),
  onPatch("/teams/{team}", permissions.writeTeam, updateTeam, limits.changeTeam),
  onGet(
    "/groups/{group}/team",
    permissions.readTeam,
    (call) => {
      groupOf(call);
      return entityReply(call, teamType, teamOf(call, "group"), "teams");
    },
    limits.readTeamOfGroup,
  ),
  onPut("/groups/{group}/team", permissions.teamifyGroup, teamifyGroup, limits.makeTeam),
  onPost("/teams/{team}/archive", permissions.writeTeam, archive(true)),
  onPost("/teams/{team}/unarchive", permissions.writeTeam, archive(false)),
  onGet("/teams/{team}/operations/{operation}", permissions.readTeamOperation, readOperation),
];
