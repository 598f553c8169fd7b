/** What each broader permission makes unnecessary, for the calls that this project makes. */
const groupRead = [
  "GroupMember.Read.All",
  "Team.ReadBasic.All",
  "TeamSettings.Read.All",
  "Channel.ReadBasic.All",
  "TeamsTab.Read.All",
  "TeamsAppInstallation.ReadForTeam.All",
];

/**
 * Group.* and Directory.* open the operations of Teams too, "for backward compatibility" as their pages say: where
 * one of them is needed anyway, the narrower ones would add nothing. Source: permission tables of the operations,
 * read 2026-11.
 */
const covers: Readonly<Record<string, readonly string[]>> = {
  "Application.ReadWrite.All": ["Application.Read.All"],
  // For reading grants, the only thing here that reads the directory as a whole.
  "DelegatedPermissionGrant.ReadWrite.All": ["Directory.Read.All"],
  "Directory.Read.All": ["Application.Read.All", "Organization.Read.All", "User.Read.All", ...groupRead],
  // Who the tenant is: id, name and domains.
  "User.Read.All": ["Organization.Read.All"],
  "TeamSettings.Read.All": ["Team.ReadBasic.All"],
  "TeamSettings.ReadWrite.All": ["TeamSettings.Read.All", "Team.ReadBasic.All"],
  "TeamMember.ReadWrite.All": ["TeamMember.Read.All"],
  "ChannelSettings.ReadWrite.All": ["Channel.ReadBasic.All"],
  "ChannelMember.ReadWrite.All": ["ChannelMember.Read.All"],
  "TeamsTab.ReadWrite.All": ["TeamsTab.Read.All"],
  "Tasks.ReadWrite.All": ["Tasks.Read.All"],
  "TeamsAppInstallation.ReadWriteForTeam.All": ["TeamsAppInstallation.ReadForTeam.All"],
  "Group.ReadWrite.All": [
    ...groupRead,
    "Files.Read.All",
    "Group.Create",
    "Team.Create",
    "TeamSettings.ReadWrite.All",
    "Channel.Create",
    "ChannelSettings.ReadWrite.All",
    "TeamsTab.ReadWrite.All",
    "TeamsAppInstallation.ReadWriteForTeam.All",
  ],
};

/** The permission among `held` that makes `permission` unnecessary; undefined when none does. */
export function coveredBy(permission: string, held: readonly string[]): string | undefined {
  return held.find((broader) => covers[broader]?.includes(permission));
}
