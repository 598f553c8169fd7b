// Which application permissions each operation accepts, least first. Sources: the permissions table of each
// operation's page. Group.* and Directory.* on Teams routes are documented as "backward compatibility only".

export interface Permission {
  /** Any one of these is enough … */
  readonly anyOf: readonly string[];
  /** … together with any one of these, when given. */
  readonly and?: readonly string[];
  /** Which workload words the refusal. */
  readonly workload: "directory" | "teams" | "planner";
  /** Path parameter that names the group or team: its owners may do this by hand. */
  readonly ownedBy?: string;
}

const directory = (...anyOf: string[]): Permission => ({ anyOf, workload: "directory" });
const ofGroup = (...anyOf: string[]): Permission => ({ anyOf, workload: "directory", ownedBy: "group" });
const teams = (...anyOf: string[]): Permission => ({ anyOf, workload: "teams", ownedBy: "team" });
const planner = (...anyOf: string[]): Permission => ({ anyOf, workload: "planner" });

const directoryRead = ["Directory.Read.All", "Directory.ReadWrite.All"];
const groupRead = ["Group.Read.All", "Group.ReadWrite.All", ...directoryRead];
const groupWrite = ["Group.ReadWrite.All", "Directory.ReadWrite.All"];
const applicationWrite = [
  "Application.ReadWrite.OwnedBy",
  "Application.ReadWrite.All",
  "Directory.ReadWrite.All",
];
const applicationRead = [
  "Application.Read.All",
  "Application.ReadWrite.OwnedBy",
  "Application.ReadWrite.All",
  ...directoryRead,
];
const userRead = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", ...directoryRead];
const memberWrite = ["TeamMember.ReadWriteNonOwnerRole.All", "TeamMember.ReadWrite.All"];
const tabSelf = [
  "TeamsTab.ReadWriteSelfForTeam.All",
  "TeamsTab.ReadWriteForTeam.All",
  "TeamsTab.ReadWrite.All",
];
const appWrite = [
  "TeamsAppInstallation.ReadWriteSelfForTeam.All",
  "TeamsAppInstallation.ReadWriteForTeam.All",
  "TeamsAppInstallation.ManageSelectedForTeam.All",
  "TeamsAppInstallation.ReadWriteSelfAndConsentForTeam.All",
  "TeamsAppInstallation.ReadWriteAndConsentForTeam.All",
  ...groupWrite,
];

export const permissions = {
  // Users and directory objects
  readUsers: directory(...userRead),
  writeUsers: directory("User.ReadWrite.All", "Directory.ReadWrite.All"),
  readManager: directory("User.Read.All", "User.ReadWrite.All", ...directoryRead),
  readDomains: directory("Domain.Read.All", "Domain.ReadWrite.All", ...directoryRead),
  readTemplates: directory("Application.Read.All", "Application.ReadWrite.All", ...directoryRead),
  instantiateTemplate: directory(
    "Application.ReadWrite.OwnedBy",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
  ),
  readUnits: directory("AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", ...directoryRead),
  writeUnits: directory("AdministrativeUnit.ReadWrite.All", "Directory.ReadWrite.All"),
  readJoinedTeams: teams(
    "Team.ReadBasic.All",
    "TeamSettings.Read.All",
    "TeamSettings.ReadWrite.All",
    "User.Read.All",
    "User.ReadWrite.All",
    ...directoryRead,
  ),
  checkMembership: directory(
    "User.Read.All",
    "GroupMember.Read.All",
    "Application.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    ...directoryRead,
  ),
  readPrincipalMembership: directory(...applicationRead),
  validateObject: directory("User.Read.All", "Group.Read.All", "Group.ReadWrite.All", ...directoryRead),
  deleteObject: directory("User.ReadWrite.All", ...groupWrite, ...applicationWrite),
  readLicences: directory(
    "LicenseAssignment.Read.All",
    "User.Read.All",
    "User.ReadWrite.All",
    ...directoryRead,
  ),
  readObjectsById: directory(...directoryRead),
  readMemberOf: directory("User.Read.All", "GroupMember.Read.All", ...directoryRead),
  readOrganization: directory(
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "User.Read.All",
    ...directoryRead,
  ),
  readGroupSettings: directory("GroupSettings.Read.All", "GroupSettings.ReadWrite.All", ...directoryRead),
  readPolicies: directory("Policy.Read.All", "Policy.Read.ApplicationConfiguration"),
  readConditionalAccess: directory("Policy.Read.ConditionalAccess", "Policy.Read.All"),
  readRoles: directory(
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    ...directoryRead,
  ),
  searchAudit: directory("AuditLogsQuery.Read.All"),
  readAudits: directory("AuditLog.Read.All"),
  // Groups
  createGroup: directory("Group.Create", ...groupWrite),
  listGroups: directory("Group.ReadBasic.All", "GroupMember.Read.All", ...groupRead),
  readGroup: ofGroup("Group.ReadBasic.All", "GroupMember.Read.All", ...groupRead),
  upsertGroup: ofGroup("Group.Create", ...groupWrite),
  writeGroup: ofGroup(...groupWrite),
  readMembers: ofGroup(
    "GroupMember.ReadBasic.All",
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    ...groupRead,
  ),
  readOwners: ofGroup("GroupMember.Read.All", ...groupRead),
  writeMembers: ofGroup("GroupMember.ReadWrite.All", ...groupWrite),
  writeOwners: ofGroup(...groupWrite),
  validateGroup: ofGroup(...groupRead),
  readSite: ofGroup(
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Files.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
  ),
  // Deleted items by id: the handler also looks at the kind.
  readDeleted: directory(...groupRead, ...applicationRead, "User.Read.All", "User.ReadWrite.All"),
  writeDeleted: directory(...groupWrite, ...applicationWrite, "User.ReadWrite.All"),
  /** What reading and changing deleted objects of each kind takes. */
  deletedOf: {
    group: { read: directory(...groupRead), write: directory(...groupWrite) },
    user: {
      read: directory("User.Read.All", "User.ReadWrite.All", ...directoryRead),
      write: directory("User.ReadWrite.All", "Directory.ReadWrite.All"),
    },
    servicePrincipal: { read: directory(...applicationRead), write: directory(...applicationWrite) },
    application: { read: directory(...applicationRead), write: directory(...applicationWrite) },
    administrativeUnit: {
      read: directory("AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All", ...directoryRead),
      write: directory("AdministrativeUnit.ReadWrite.All", "Directory.ReadWrite.All"),
    },
  },
  // Service principals, applications, consent
  readPrincipals: directory(...applicationRead),
  writePrincipals: directory(...applicationWrite),
  readGrants: directory(
    "Directory.Read.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.ReadWrite.All",
  ),
  writeGrants: directory("DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"),
  readAssignments: directory(...applicationRead, "AppRoleAssignment.ReadWrite.All"),
  readGroupAssignments: ofGroup("GroupMember.Read.All", ...groupRead, "AppRoleAssignment.ReadWrite.All"),
  readUserAssignments: directory(...directoryRead, "AppRoleAssignment.ReadWrite.All"),
  createAssignment: {
    anyOf: ["AppRoleAssignment.ReadWrite.All"],
    and: ["Application.Read.All", "Application.ReadWrite.All", ...directoryRead],
    workload: "directory",
  } satisfies Permission,
  deleteAssignment: directory("AppRoleAssignment.ReadWrite.All"),
  // Teams
  createTeam: teams("Team.Create", ...groupWrite),
  teamifyGroup: ofGroup(...groupWrite),
  readTeam: teams(
    "TeamSettings.Read.Group",
    "Team.ReadBasic.All",
    "TeamSettings.Read.All",
    "TeamSettings.ReadWrite.All",
    ...groupRead,
  ),
  readTeamOperation: teams(
    "Team.Create",
    "Team.ReadBasic.All",
    "TeamSettings.Read.All",
    "TeamSettings.ReadWrite.All",
    "Channel.Create",
    ...groupRead,
  ),
  writeTeam: teams("TeamSettings.ReadWrite.Group", "TeamSettings.ReadWrite.All", ...groupWrite),
  readTeamMembers: teams("TeamMember.Read.Group", "TeamMember.Read.All", "TeamMember.ReadWrite.All"),
  writeTeamMembers: teams(...memberWrite),
  removeTeamMembers: teams("TeamMember.ReadWrite.All"),
  createChannel: teams("Channel.Create.Group", "Channel.Create", ...groupWrite),
  readChannels: teams(
    "ChannelSettings.Read.Group",
    "Channel.ReadBasic.All",
    "ChannelSettings.Read.All",
    "ChannelSettings.ReadWrite.All",
    ...groupRead,
  ),
  writeChannel: teams("ChannelSettings.ReadWrite.Group", "ChannelSettings.ReadWrite.All", ...groupWrite),
  deleteChannel: teams("Channel.Delete.Group", "Channel.Delete.All", ...groupWrite),
  readChannelMembers: teams(
    "ChannelMember.Read.Group",
    "ChannelMember.Read.All",
    "ChannelMember.ReadWrite.All",
  ),
  writeChannelMembers: teams("ChannelMember.ReadWrite.Group", "ChannelMember.ReadWrite.All"),
  readFilesFolder: teams(
    "Files.Read.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
  ),
  createTab: teams("TeamsTab.Create.Group", "TeamsTab.Create", ...tabSelf, ...groupWrite),
  readTabs: teams("TeamsTab.Read.Group", "TeamsTab.Read.All", ...tabSelf, ...groupRead),
  writeTab: teams(...tabSelf, ...groupWrite),
  deleteTab: teams("TeamsTab.Delete.Group", ...tabSelf, ...groupWrite),
  readInstalledApps: teams(
    "TeamsAppInstallation.Read.Group",
    "TeamsAppInstallation.ReadForTeam.All",
    "TeamsAppInstallation.Read.All",
    ...appWrite,
    ...groupRead,
  ),
  writeInstalledApps: teams(...appWrite),
  readUserApps: teams("TeamsAppInstallation.ReadForUser.All", "TeamsAppInstallation.Read.All"),
  writeUserApps: teams(
    "TeamsAppInstallation.ReadWriteSelfForUser.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "TeamsAppInstallation.ReadWriteAndConsentForUser.All",
  ),
  readCatalog: {
    anyOf: ["AppCatalog.Read.All", "AppCatalog.ReadWrite.All"],
    workload: "teams",
  } satisfies Permission,
  // Planner
  readPlans: planner("Tasks.Read.All", "Tasks.ReadWrite.All"),
  writePlans: planner("Tasks.ReadWrite.All"),
  // $batch itself needs nothing: every item is checked on its own.
  batch: directory(),
};

/** Every role that some route asks for: what a client with all permissions has. */
export function rolesInUse(): string[] {
  const found = new Set<string>();
  const collect = (value: object): void => {
    if ("anyOf" in value) {
      const { anyOf, and = [] } = value as Permission;
      for (const role of [...anyOf, ...and]) found.add(role);
    } else for (const inner of Object.values(value) as object[]) collect(inner);
  };
  collect(permissions);
  return [...found].sort();
}
