// What a tenant is made of. Plain data: maps and sets of it can be saved and read back as they are.
import type { JsonObject } from "../json.ts";

export interface User {
  readonly kind: "user";
  readonly id: string;
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  officeLocation: string | null;
  usageLocation: string | null;
  accountEnabled: boolean;
  userType: string | null;
  licences: Licence[];
  /** Id of the manager. */
  manager: string | null;
  /** Everything that is kept as it was sent and means nothing here: city, employeeId, … */
  properties: JsonObject;
  readonly createdDateTime: string;
  deletedDateTime: string | null;
  /** May do everything when acting by hand. Emulator only, never sent. */
  isAdmin: boolean;
}

/** One product a user has, with its service plans and whether each is switched on. */
export interface Licence {
  skuId: string;
  skuPartNumber: string;
  plans: { servicePlanId: string; servicePlanName: string; isEnabled: boolean }[];
}

export interface Group {
  readonly kind: "group";
  readonly id: string;
  displayName: string;
  description: string | null;
  mailNickname: string;
  mail: string | null;
  mailEnabled: boolean;
  securityEnabled: boolean;
  groupTypes: string[];
  visibility: "Private" | "Public" | "HiddenMembership" | null;
  uniqueName: string | null;
  classification: string | null;
  preferredLanguage: string | null;
  preferredDataLocation: string | null;
  theme: string | null;
  isAssignableToRole: boolean | null;
  resourceBehaviorOptions: string[];
  readonly createdDateTime: string;
  renewedDateTime: string;
  deletedDateTime: string | null;
  /** Object ids in the order they were added. */
  owners: Set<string>;
  members: Set<string>;
  /** Everything that is kept as it was sent and means nothing here: membershipRule, … */
  properties: JsonObject;
  /** Exchange-backed settings, read on request only. */
  exchange: JsonObject;
  team: Team | null;
}

export interface Team {
  readonly internalId: string;
  readonly createdDateTime: string;
  readonly template: string;
  specialization: string;
  isArchived: boolean;
  classification: string | null;
  memberSettings: JsonObject;
  guestSettings: JsonObject;
  messagingSettings: JsonObject;
  funSettings: JsonObject;
  /** User id to membership. */
  members: Map<string, TeamMember>;
  channels: Map<string, Channel>;
  /** Names of deleted channels stay taken for 30 days. */
  deletedChannels: { displayName: string; membershipType: string; deletedDateTime: string }[];
  /** Catalogue app id to installation. */
  installedApps: Map<string, InstalledApp>;
  operations: Map<string, TeamsOperation>;
}

export interface TeamMember {
  readonly userId: string;
  isOwner: boolean;
  isGuest: boolean;
}

export interface Channel {
  readonly id: string;
  displayName: string;
  description: string | null;
  readonly membershipType: "standard" | "private" | "shared";
  readonly isPrimary: boolean;
  readonly createdDateTime: string;
  isArchived: boolean;
  layoutType: string;
  email: string | null;
  isFavoriteByDefault: boolean | null;
  /** Only private and shared channels have members of their own. */
  members: Map<string, TeamMember>;
  tabs: Map<string, Tab>;
}

export interface Tab {
  readonly id: string;
  displayName: string;
  readonly teamsAppId: string;
  configuration: JsonObject;
  sortOrderIndex: string;
}

export interface InstalledApp {
  readonly id: string;
  readonly teamsAppId: string;
  consentedPermissions: JsonObject[];
}

export interface TeamsOperation {
  readonly id: string;
  readonly operationType: string;
  readonly createdDateTime: string;
  readonly targetResourceId: string;
  readonly targetResourceLocation: string;
  /** The moment it is done. Before it, what it makes is not to be seen. */
  readonly completesDateTime: string;
}

/** An app of the Teams catalogue. */
export interface TeamsApp {
  readonly id: string;
  readonly externalId: string | null;
  readonly displayName: string;
  readonly distributionMethod: "store" | "organization" | "sideloaded";
  readonly version: string;
  readonly hasTab: boolean;
  /** True when tabs of the app need no installation: the built-in ones. */
  readonly isBuiltIn: boolean;
  /** Resource-specific permissions its definition asks for. */
  readonly resourceSpecificPermissions: { permissionValue: string; permissionType: string }[];
}

/** What an app of Microsoft's offers to delegate. */
export interface Scope {
  id: string;
  value: string;
  isAdmin: boolean;
}

/** What an app of Microsoft's offers to applications. */
export interface AppRole {
  id: string;
  value: string;
}

export interface ServicePrincipal {
  readonly kind: "servicePrincipal";
  readonly id: string;
  readonly appId: string;
  displayName: string;
  appOwnerOrganizationId: string;
  accountEnabled: boolean;
  appRoleAssignmentRequired: boolean;
  servicePrincipalNames: string[];
  tags: string[];
  /** Everything else that is kept as it was sent: notes, loginUrl, samlSingleSignOnSettings, … */
  properties: JsonObject;
  secrets: ClientSecret[];
  /** Of an app of another tenant. An app of this one tells its own. */
  scopes: Scope[];
  appRoles: AppRole[];
  owners: Set<string>;
  readonly createdDateTime: string;
  deletedDateTime: string | null;
}

export interface Application {
  readonly kind: "application";
  readonly id: string;
  readonly appId: string;
  displayName: string;
  uniqueName: string | null;
  /** Everything that is kept as it was sent: web, api, requiredResourceAccess, tags, … */
  properties: JsonObject;
  secrets: ClientSecret[];
  federatedCredentials: FederatedCredential[];
  owners: Set<string>;
  readonly createdDateTime: string;
  deletedDateTime: string | null;
}

export interface ClientSecret {
  readonly keyId: string;
  readonly secretText: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

export interface FederatedCredential {
  readonly id: string;
  name: string;
  issuer: string;
  /** Null: an expression tells which tokens fit. */
  subject: string | null;
  /** Beta: instead of a subject. */
  claimsMatchingExpression?: JsonObject | null;
  audiences: string[];
  description: string | null;
}

/** Delegated consent. Source: "oAuth2PermissionGrant resource type". */
export interface Grant {
  readonly id: string;
  readonly clientId: string;
  readonly resourceId: string;
  readonly consentType: "AllPrincipals" | "Principal";
  readonly principalId: string | null;
  scope: string;
}

/** Application consent. Source: "appRoleAssignment resource type". */
export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  readonly resourceId: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
}

export interface Audit {
  readonly id: string;
  readonly activityDateTime: string;
  readonly activityDisplayName: string;
  readonly category: string;
  readonly operationType: string;
  readonly loggedByService: string;
  readonly correlationId: string;
  readonly initiatedBy: JsonObject;
  readonly targetResources: JsonObject[];
}

/** An act in Teams, as the audit of the whole of Microsoft 365 keeps it. */
export interface TeamsAudit {
  readonly id: string;
  readonly createdDateTime: string;
  readonly operation: string;
  readonly objectId: string | null;
  readonly userId: string;
  readonly userPrincipalName: string;
  readonly userType: "regular" | "application";
  readonly auditData: JsonObject;
}

/** A search in that audit. */
export interface AuditQuery {
  readonly id: string;
  readonly createdDateTime: string;
  readonly wish: JsonObject;
}

/** A container of the directory for people and groups. */
export interface AdministrativeUnit {
  readonly kind: "administrativeUnit";
  readonly id: string;
  displayName: string;
  /** Everything that is kept as it was sent. */
  properties: JsonObject;
  /** Ids of users and groups. */
  members: Set<string>;
  deletedDateTime: string | null;
}

/** What has a life of its own in the directory, recycle bin and all. */
export type DirectoryObject = User | Group | ServicePrincipal | Application | AdministrativeUnit;
