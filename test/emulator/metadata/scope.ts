// What of Graph the tenant has to know: types whose every property counts, and operations that count as in scope.

export const typesInScope: readonly string[] = [
  "administrativeUnit",
  "aadUserConversationMember",
  "appRoleAssignment",
  "application",
  "applicationTemplate",
  "auditLogQuery",
  "auditLogRecord",
  "channel",
  "conditionalAccessPolicy",
  "conversationMember",
  "directoryAudit",
  "directoryObject",
  "domain",
  "domainDnsCnameRecord",
  "domainDnsMxRecord",
  "domainDnsTxtRecord",
  "federatedIdentityCredential",
  "group",
  "groupSetting",
  "licenseDetails",
  "oAuth2PermissionGrant",
  "organization",
  "plannerAssignedToTaskBoardTaskFormat",
  "plannerBucket",
  "plannerBucketTaskBoardTaskFormat",
  "plannerPlan",
  "plannerPlanDetails",
  "plannerProgressTaskBoardTaskFormat",
  "plannerTask",
  "plannerTaskDetails",
  "servicePrincipal",
  "team",
  "teamsApp",
  "teamsAppDefinition",
  "teamsAppInstallation",
  "teamsAsyncOperation",
  "teamsTab",
  "tenantAppManagementPolicy",
  "unifiedRoleAssignment",
  "user",
  "userScopeTeamsAppInstallation",
];

/** Areas by the beginning of a path. The first that fits counts. */
export const areas: readonly (readonly [area: string, beginning: RegExp])[] = [
  ["Groups", /^\/groups(?:\(|\/|$)/],
  ["Users", /^\/users(?:\(|\/|$)/],
  ["Applications", /^\/applications(?:\(|\/|$)/],
  ["Application templates", /^\/applicationTemplates(?:\/|$)/],
  ["Service principals", /^\/servicePrincipals(?:\(|\/|$)/],
  ["Delegated grants", /^\/oauth2PermissionGrants(?:\/|$)/],
  ["Directory objects", /^\/directoryObjects(?:\/|$)/],
  ["Recycle bin", /^\/directory\/deletedItems(?:\/|$)/],
  ["Administrative units", /^\/directory\/administrativeUnits(?:\/|$)/],
  ["Domains", /^\/domains(?:\/|$)/],
  ["Organization", /^\/organization(?:\/|$)/],
  ["Audit", /^\/(?:auditLogs\/directoryAudits|security\/auditLog)(?:\/|$)/],
  ["Teams", /^\/teams(?:\/|$)/],
  ["Teams apps", /^\/appCatalogs(?:\/|$)/],
  ["Planner", /^\/planner(?:\/|$)/],
];

/** Mailboxes, files, notes, devices and the like hang on users and groups and are other products. */
const otherProducts = new Set(
  [
    "acceptedSenders rejectedSenders activities adhocCalls agreementAcceptances authentication branding calendar",
    "calendarGroups calendars calendarView certificateBasedAuthConfiguration chats cloudClipboard cloudPCs",
    "contactFolders contacts conversations dataSecurityAndGovernance deviceEnrollmentConfigurations",
    "deviceManagementTroubleshootingEvents drive drives employeeExperience events extensions filesFolder",
    "followedSites inferenceClassification informationProtection insights mailboxSettings mailFolders",
    "managedAppRegistrations managedDevices messages onenote onlineMeetings onPremisesSyncBehavior outlook",
    "ownedDevices people photo photos places presence print registeredDevices schedule security settings",
    "sites solutions synchronization threads todo remoteDesktopSecurityConfiguration permissionGrants",
    "groupLifecyclePolicies enabledApps sharedWithTeams messages getAllMessages getAllRetainedMessages",
    "appManagementPolicies claimsMappingPolicies homeRealmDiscoveryPolicies tokenIssuancePolicies",
    "tokenLifetimePolicies scopedRoleMembers scopedRoleMemberOf delegatedPermissionClassifications",
  ]
    .join(" ")
    .split(" "),
);

export function areaOf(template: string): string | undefined {
  return areas.find(([, beginning]) => beginning.test(template))?.[0];
}

/** `template` has {} for parameters. */
export function isInScope(template: string): boolean {
  if (areaOf(template) === undefined) return false;
  return !template.split("/").some((segment) => otherProducts.has(segment.replace(/\(.*$/, "")));
}
