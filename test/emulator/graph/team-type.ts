// The team as Graph shows it, its settings and their defaults. Source: "team resource type" (v1.0).
import { teamsErrors } from "../errors/teams.ts";
import { isObject, type JsonObject, textOf } from "../json.ts";
import type { BodyErrors } from "../odata/body.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Group, Team } from "../tenant/model.ts";
import { type Call, idOf } from "./call.ts";

export type GroupWithTeam = Group & { team: Team };

/** Settings objects with their fields and what a standard team has. */
export const settingsDefaults = {
  memberSettings: {
    allowCreateUpdateChannels: true,
    allowCreatePrivateChannels: true,
    allowDeleteChannels: true,
    allowAddRemoveApps: true,
    allowCreateUpdateRemoveTabs: true,
    allowCreateUpdateRemoveConnectors: true,
  },
  guestSettings: { allowCreateUpdateChannels: false, allowDeleteChannels: false },
  messagingSettings: {
    allowUserEditMessages: true,
    allowUserDeleteMessages: true,
    allowOwnerDeleteMessages: true,
    allowTeamMentions: true,
    allowChannelMentions: true,
  },
  funSettings: {
    allowGiphy: true,
    giphyContentRating: "moderate",
    allowStickersAndMemes: true,
    allowCustomMemes: true,
  },
} as const satisfies Record<string, JsonObject>;

export type SettingsName = keyof typeof settingsDefaults;
export const settingsNames = Object.keys(settingsDefaults) as SettingsName[];

export const teamsBody: BodyErrors = {
  unknown: teamsErrors.unknownProperty,
  wrongType: teamsErrors.wrongType,
  required: teamsErrors.required,
  readOnly: teamsErrors.readOnly,
  tooLong: teamsErrors.tooLong,
  invalidValue: teamsErrors.invalidValue,
};

const settings = (name: SettingsName) =>
  ({ type: "Object", read: ({ team }: GroupWithTeam) => ({ ...team[name] }), write: "always" }) as const;

export const teamType: EntityType<GroupWithTeam> = modelled("team", {
  own: {
    id: { type: "String", read: (group) => group.id },
    createdDateTime: { type: "DateTimeOffset", read: ({ team }) => team.createdDateTime },
    displayName: { type: "String", read: (group) => group.displayName, write: "always", longest: 256 },
    description: {
      type: "String",
      read: (group) => group.description,
      write: "always",
      isNullable: true,
      longest: 1024,
    },
    internalId: { type: "String", read: ({ team }) => team.internalId },
    classification: {
      type: "String",
      read: ({ team }) => team.classification,
      write: "always",
      isNullable: true,
    },
    specialization: { type: "String", read: ({ team }) => team.specialization, write: "create" },
    // Lower case on the team, capitalised on the group.
    visibility: {
      type: "String",
      read: ({ visibility }) => lowerFirst(visibility ?? "Public"),
      write: "always",
      oneOf: ["private", "public", "hiddenMembership"],
    },
    webUrl: {
      type: "String",
      read: ({ id, team }, { tenant }) =>
        `https://teams.microsoft.com/l/team/${encodeURIComponent(team.internalId)}/conversations?groupId=${id}&tenantId=${tenant.id}`,
    },
    isArchived: { type: "Boolean", read: ({ team }) => team.isArchived },
    tenantId: { type: "String", read: (_, { tenant }) => tenant.id },
    memberSettings: settings("memberSettings"),
    guestSettings: settings("guestSettings"),
    messagingSettings: settings("messagingSettings"),
    funSettings: settings("funSettings"),
    firstChannelName: { type: "String", read: () => null, isOnRequest: true, write: "create", longest: 50 },
    summary: {
      type: "Object",
      isOnRequest: true,
      read: ({ team }) => {
        const members = [...team.members.values()];
        return {
          ownersCount: members.filter((member) => member.isOwner).length,
          membersCount: members.filter((member) => !member.isOwner && !member.isGuest).length,
          guestsCount: members.filter((member) => member.isGuest).length,
        };
      },
    },
  },
});

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** The team of the path. Throws 404 in the words of the Teams workload. */
export function teamOf(call: Call, name = "team"): GroupWithTeam {
  const id = idOf(call, name);
  const group = call.tenant.group(id);
  if (group === undefined || !hasTeam(group) || !isReady(call, group.team)) throw teamsErrors.noTeam(id);
  return group;
}

export function hasTeam(group: Group): group is GroupWithTeam {
  return group.team !== null;
}

/** A team in the making is not to be seen. */
export function isReady(call: Call, team: Team): boolean {
  for (const { operationType, completesDateTime } of team.operations.values()) {
    const isMaking = operationType === "createTeam" || operationType === "teamifyGroup";
    if (isMaking && Date.parse(completesDateTime) > call.world.now().getTime()) return false;
  }
  return true;
}

/** Checks one settings object of a body and merges it into what is there. Null clears nothing. */
export function mergeSettings(name: SettingsName, present: JsonObject, sent: unknown): JsonObject {
  if (sent === null || sent === undefined) return present;
  if (!isObject(sent)) throw teamsErrors.wrongType(name, "Edm.Object");
  const known: JsonObject = settingsDefaults[name];
  const result = { ...present };
  for (const [field, value] of Object.entries(sent)) {
    if (field.includes("@") || value === null) continue;
    if (!(field in known)) throw teamsErrors.unknownProperty(`${name}/${field}`);
    if (typeof value !== typeof known[field])
      throw teamsErrors.wrongType(`${name}/${field}`, typeof known[field]);
    if (field === "giphyContentRating") {
      const rating = (textOf(sent, field) ?? "").toLowerCase();
      if (rating !== "strict" && rating !== "moderate") throw teamsErrors.invalidValue(`${name}/${field}`);
      result[field] = rating;
    } else {
      result[field] = value;
    }
  }
  return result;
}
