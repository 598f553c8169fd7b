/** How much harm a permission can do: "unknown" where nobody has judged it. */
export type Risk = "high" | "medium" | "low" | "unknown";

/** A permission for people. */
export interface PermissionSaid {
  /** What the app can do with it, a sentence. */
  readonly allows: string;
  readonly risk: Risk;
}

interface Words {
  /** What the app can do as itself, at any time, with nobody signed in. */
  readonly application?: readonly [Risk, string];
  /** What the app can do in the name of a person who is signed in, as far as that person may. */
  readonly delegated?: readonly [Risk, string];
}

/** Both forms let the app do the same; the delegated one only as far as the signed-in person may. */
function both(application: Risk, delegated: Risk, what: string): Words {
  return { application: [application, what], delegated: [delegated, what] };
}

/** Sentences go on from "lets the app". Source: Microsoft Graph permissions reference, read 2026-11. */
const words: Readonly<Record<string, Words>> = {
  "Chat.ReadWrite.All": both("high", "medium", "read and write chat messages of everybody"),
  "Chat.ReadWrite": both("high", "medium", "read and write the chats of the signed-in person"),
  "Directory.Read.All": both("high", "medium", "read the whole directory: people, groups, apps, roles"),
  "Directory.ReadWrite.All": both("high", "high", "read and change the directory: people, groups, apps"),
  "Presence.Read.All": both("low", "low", "see who is available, busy or away"),
  "User.Read": both("low", "low", "sign people in and read their own profile"),
  "User.ReadBasic.All": both("low", "low", "read names, mail addresses and photos of everybody"),
  "User.Read.All": both("medium", "medium", "read the full profiles of everybody"),
  "Group.Create": both("medium", "medium", "create groups"),
  "Group.Read.All": both("high", "medium", "read every group with its members, mail and files"),
  "Group.ReadWrite.All": both(
    "high",
    "high",
    "read and change every group in the tenant: members, owners, mail, files, teams",
  ),
  "Application.Read.All": both("low", "low", "read all app registrations and enterprise apps"),
  "Application.ReadWrite.All": both(
    "high",
    "high",
    "change every app, also give it new secrets and so act as it",
  ),
  "Application.ReadWrite.OwnedBy": both("medium", "medium", "create apps and change those that it owns"),
  "DelegatedPermissionGrant.ReadWrite.All": both(
    "high",
    "high",
    "give any app any delegated permission, itself included",
  ),
  "AppRoleAssignment.ReadWrite.All": both(
    "high",
    "high",
    "give any app any application permission, itself included",
  ),
  "RoleManagement.ReadWrite.Directory": both(
    "high",
    "high",
    "give anybody any administrator role, itself included",
  ),
  "GroupMember.Read.All": both("medium", "medium", "read every group's name and members, not its content"),
  "AuditLog.Read.All": both("medium", "medium", "read who changed what in the directory, and who signed in"),
  "Files.Read.All": both("high", "medium", "read all files of everybody and of every team"),
  "Organization.Read.All": both("low", "low", "read facts about the organization and its licences"),
  "Team.Create": both("medium", "low", "create teams"),
  "Team.ReadBasic.All": both("low", "low", "read names and descriptions of every team"),
  "TeamSettings.Read.All": both("low", "low", "read the settings of every team"),
  "TeamMember.Read.All": both("medium", "low", "read the members and owners of every team"),
  "Channel.ReadBasic.All": both("low", "low", "read names and descriptions of every channel"),
  "ChannelMember.Read.All": both("medium", "low", "read who is in every private channel"),
  "ChannelMember.ReadWrite.All": both("high", "medium", "add and remove people of every private channel"),
  "TeamsTab.Read.All": both("low", "low", "read which tabs are pinned in every team"),
  "TeamsAppInstallation.ReadForTeam.All": both("low", "low", "read which apps are installed in every team"),
  "TeamMember.ReadWrite.All": both("high", "high", "add and remove members and owners of every team"),
  "TeamMember.ReadWriteNonOwnerRole.All": both("medium", "medium", "add and remove members of every team"),
  "Channel.Create": both("low", "low", "create channels in every team"),
  "ChannelSettings.ReadWrite.All": both("medium", "medium", "rename and describe channels of every team"),
  "TeamSettings.ReadWrite.All": both("medium", "medium", "change the settings of every team"),
  "TeamsTab.Create": both("medium", "medium", "pin tabs in every team"),
  "TeamsTab.ReadWrite.All": both("medium", "medium", "pin, change and remove tabs in every team"),
  "TeamsAppInstallation.ReadWriteForTeam": both("medium", "medium", "add and remove apps in teams"),
  "TeamsAppInstallation.ReadWriteForTeam.All": both("high", "medium", "add and remove apps in every team"),
  "TeamsAppInstallation.ReadWriteForUser": both("medium", "medium", "add and remove apps for a person"),
  "TeamsAppInstallation.ReadWriteForUser.All": both("high", "medium", "add and remove apps for everybody"),
  "AppCatalog.Read.All": both("low", "low", "read the catalogue of Teams apps"),
  "Tasks.Read.All": both("medium", "low", "read all tasks and plans in the tenant"),
  "Tasks.ReadWrite": both("medium", "low", "read and change the tasks of the signed-in person"),
  "Tasks.ReadWrite.All": both("high", "medium", "read and change all tasks and plans in the tenant"),
  "BusinessScenarioConfig.Read.All": both("low", "low", "read the set-up of all business scenarios"),
  "BusinessScenarioConfig.ReadWrite.All": both("medium", "medium", "change all business scenarios"),
  "BusinessScenarioConfig.Read.OwnedBy": both("low", "low", "read the business scenarios that it owns"),
  "BusinessScenarioConfig.ReadWrite.OwnedBy": both(
    "low",
    "low",
    "change the business scenarios that it owns",
  ),
  "BusinessScenarioData.Read.OwnedBy": both(
    "low",
    "low",
    "read tasks of the business scenarios that it owns",
  ),
  "BusinessScenarioData.ReadWrite.OwnedBy": both(
    "medium",
    "low",
    "write tasks of the business scenarios that it owns",
  ),
  "TaskPublishing.Read.All": both("low", "low", "read the task lists that are published to stores"),
  "TaskPublishing.ReadWrite.All": both("medium", "medium", "publish task lists to the teams of stores"),
};

/** What a permission lets an app do, and how much harm that can do. One that is not in the table says so. */
export function permissionWords(
  permission: string,
  kind: "delegated" | "application",
): { readonly allows: string; readonly risk: Risk } {
  const known = words[permission]?.[kind];
  if (known === undefined) {
    return {
      risk: "unknown",
      allows: "not described here: look it up in Microsoft's permissions reference before you approve",
    };
  }
  const [risk, what] = known;
  const how =
    kind === "application" ? "as itself, with nobody signed in" : "in the name of whoever is signed in";
  return { risk, allows: `lets the app ${what}, ${how}` };
}
