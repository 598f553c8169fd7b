import type { Channel, Team } from "../../../schemas/types/resources.ts";
import type { Permissions } from "../../core/resource-type.ts";

function channelsOf({ channels }: Team): readonly Channel[] {
  return Object.values(channels ?? {});
}

/**
 * Not Group.Read.All or Group.ReadWrite.All, which also open every conversation and file: GroupMember.Read.All reads
 * the group itself, an upsert by uniqueName is a create, and the rest are operations of Teams. Source: permission
 * tables of "Get group", "Upsert group", "Update group", "Delete group" and the Teams operations, read 2026-11.
 */
export const teamPermissions: Permissions<Team> = {
  observe: [
    "GroupMember.Read.All",
    "TeamSettings.Read.All",
    "TeamMember.Read.All",
    "Channel.ReadBasic.All",
    "User.Read.All",
  ],
  apply: [
    "Group.Create",
    "Team.Create",
    "TeamSettings.ReadWrite.All",
    "TeamMember.ReadWrite.All",
    "Channel.Create",
    "ChannelSettings.ReadWrite.All",
  ],
  remove: ["Group.ReadWrite.All"],
  sometimes: [
    {
      in: "apply",
      permission: "Group.ReadWrite.All",
      for: "mark a team that was there before as ours",
      when: ({ existingTeamId }) => existingTeamId !== undefined,
    },
    {
      in: "observe",
      permission: "TeamsTab.Read.All",
      for: "see which tabs are pinned",
      when: (props) => channelsOf(props).some(({ tabs }) => tabs !== undefined),
    },
    {
      in: "apply",
      permission: "TeamsTab.ReadWrite.All",
      for: "pin and remove tabs",
      when: (props) => channelsOf(props).some(({ tabs }) => tabs !== undefined),
    },
    {
      in: "observe",
      permission: "ChannelMember.Read.All",
      for: "see who is in private channels",
      when: (props) => channelsOf(props).some((channel) => channel.private !== undefined),
    },
    {
      in: "apply",
      permission: "ChannelMember.ReadWrite.All",
      for: "add and remove people of private channels",
      when: (props) => channelsOf(props).some((channel) => channel.private !== undefined),
    },
    {
      in: "observe",
      permission: "TeamsAppInstallation.ReadForTeam.All",
      for: "see which apps are installed",
      when: ({ apps }) => apps !== undefined,
    },
    {
      in: "apply",
      permission: "TeamsAppInstallation.ReadWriteForTeam.All",
      for: "install and remove apps",
      when: ({ apps }) => apps !== undefined,
    },
    {
      in: "apply",
      permission: "AppCatalog.Read.All",
      for: "find apps of the organization in the catalogue",
      when: ({ apps }) => Object.values(apps ?? {}).includes("externalId"),
    },
  ],
};
