// Generated from schemas/resources.schema.json. Do not edit: change the schema, then run `npm run types`.

/**
 * uniqueName of an app registration of this tenant, for an app whose application id is known only once it is registered.
 */
export type RegistrationName = string;
/**
 * authoritative: who is there but not in the roster is removed. additive: they are left alone.
 */
export type MembershipMode = "authoritative" | "additive";
/**
 * A GUID in lower case.
 */
export type Guid = string;
/**
 * An https origin without a path, such as https://contoso-dev.crm4.dynamics.com.
 */
export type Origin = string;

/**
 * What each Pulumi resource of this project may be told: the inputs that a program declares and a provider checks. One definition a type, named after the type token.
 */
export interface Resources {
  "graph:AppRegistration"?: AppRegistration;
  "graph:ClientSecret"?: ClientSecret;
  "graph:EnterpriseApp"?: EnterpriseApp;
  "graph:DelegatedGrant"?: DelegatedGrant;
  "graph:AppRoleGrant"?: AppRoleGrant;
  "graph:Team"?: Team;
  "graph:TeamApp"?: TeamApp;
  "dataverse:ChannelLink"?: ChannelLink;
  "dataverse:TeamsIntegration"?: TeamsIntegration;
  "dataverse:TeamsTables"?: TeamsTables;
  "commerce:TargetingHierarchy"?: TargetingHierarchy;
  "commerce:StoreMapping"?: StoreMapping;
  "graph:TaskPlan"?: TaskPlan;
}
/**
 * An application that this tenant registers for itself. Natural key: uniqueName, or existingAppId for one that was registered before.
 */
export interface AppRegistration {
  /**
   * The application's uniqueName in Microsoft Entra. Written when it is made, never changed.
   */
  uniqueName: string;
  /**
   * Application id of a registration that exists already and is taken over instead of made.
   */
  existingAppId?: string;
  /**
   * Name that people see.
   */
  displayName: string;
  /**
   * Single tenant: only this organization.
   */
  signInAudience: "AzureADMyOrg";
  /**
   * Web redirect addresses. Others are removed.
   */
  redirectUris?: string[];
  /**
   * Permissions that the registration asks for; the grants give them. Others are removed.
   */
  permissions?: RequestedPermission[];
  /**
   * User principal names of the people who own it, in lower case. Other people are removed, service principals are left alone.
   */
  owners?: string[];
  /**
   * Who may act as the app without a secret, by name. Others are removed.
   */
  federatedCredentials?: {
    [k: string]: FederatedCredential;
  };
}
/**
 * One permission at one API, by its name.
 */
export interface RequestedPermission {
  /**
   * The API.
   */
  resourceAppId: string;
  /**
   * In the name of a user, or as the app.
   */
  kind: "delegated" | "application";
  /**
   * Name, such as Group.ReadWrite.All.
   */
  permission: string;
}
/**
 * Whose tokens stand for the app.
 */
export interface FederatedCredential {
  /**
   * Who gives the tokens out.
   */
  issuer: string;
  /**
   * Subject of the tokens.
   */
  subject: string;
  /**
   * Audience of the tokens.
   */
  audience: string;
}
/**
 * A client secret of an app registration that is renewed in time. Natural key: the registration and the secret's display name.
 */
export interface ClientSecret {
  /**
   * Application (client) id. Either this or uniqueName.
   */
  appId?: string;
  uniqueName?: RegistrationName;
  /**
   * What tells our secrets from those that others made for the same app: only these are ever removed.
   */
  displayName: string;
  /**
   * How long a new secret is valid, in days.
   */
  validDays: number;
  /**
   * How long before the end of the one in use a new one is made, in days.
   */
  renewDaysBefore: number;
  /**
   * How long the earlier one stays valid beside the new one, in days. It is removed by the first run after that.
   */
  overlapDays: number;
  keyVault?: KeptInVault;
}
/**
 * Where the value is kept. Left out: in the stack's state, encrypted, as a secret output.
 */
export interface KeptInVault {
  /**
   * Address of the key vault, such as https://contoso-teams.vault.azure.net.
   */
  vault: string;
  /**
   * Name of the secret in the vault. Each new value is a version of it.
   */
  secretName: string;
}
/**
 * A service principal: the app as it exists in this tenant. Natural key: appId, or uniqueName of the registration.
 */
export interface EnterpriseApp {
  /**
   * Application (client) id. Either this or uniqueName.
   */
  appId?: string;
  uniqueName?: RegistrationName;
  /**
   * The name the tenant must show for this appId. A different name refuses the plan: the appId is then probably not the app that was meant.
   */
  displayName?: string;
  /**
   * Whether users may sign in to the app.
   */
  accountEnabled?: boolean;
}
/**
 * Tenant-wide delegated consent: what one app may do at one API in the name of any user. Natural key: the client and resourceAppId.
 */
export interface DelegatedGrant {
  /**
   * The app that receives the consent. Either this or clientUniqueName.
   */
  clientAppId?: string;
  clientUniqueName?: RegistrationName;
  /**
   * The API that the scopes belong to.
   */
  resourceAppId: string;
  /**
   * Names of the scopes, sorted.
   *
   * @minItems 1
   */
  scopes: string[];
  /**
   * true: scopes granted by others are removed. false: they are kept.
   */
  exclusive: boolean;
}
/**
 * Application consent: one app role of one API, given to one app. Natural key: all three.
 */
export interface AppRoleGrant {
  /**
   * The app that receives the role. Either this or clientUniqueName.
   */
  clientAppId?: string;
  clientUniqueName?: RegistrationName;
  /**
   * The API that declares the role.
   */
  resourceAppId: string;
  /**
   * Value of the role, such as User.Read.All.
   */
  role: string;
}
/**
 * A Microsoft 365 group with its team, roster and channels. Natural key: uniqueName.
 */
export interface Team {
  /**
   * The group's uniqueName in Microsoft Entra. Written once, never changed: it says which declared key owns the team.
   */
  uniqueName: string;
  /**
   * Name of the team.
   */
  displayName: string;
  /**
   * Description of the team.
   */
  description?: string;
  /**
   * Mail alias. Used at creation only; later changes of it are not sent.
   */
  mailNickname: string;
  /**
   * Who may find and join the team.
   */
  visibility: "private" | "public";
  /**
   * Id of the Teams template. Used at creation only.
   */
  template: string;
  /**
   * Group id of a team that exists already and is taken over instead of created.
   */
  existingTeamId?: string;
  /**
   * true: the team is read-only, as for a closed store.
   */
  archived: boolean;
  owners: MembershipMode;
  members: MembershipMode;
  /**
   * Who is in the team, by user principal name in lower case.
   */
  roster: {
    [k: string]: "owner" | "member";
  };
  /**
   * People who are never removed nor made a plain member, in the roster or not. User principal names in lower case.
   */
  keep?: string[];
  /**
   * People of the roster, or of a private channel, who are not asked for now, by user principal name in lower case: on leave, or without an account that is enabled. They keep what they have and are not added.
   */
  away?: {
    [k: string]: "leave" | "missing" | "disabled";
  };
  /**
   * People whom config names here and who have left: taken out, also where config leaves others alone. User principal names in lower case.
   */
  left?: string[];
  /**
   * Object ids by user principal name, both in lower case, of those people of the team and its channels whom config knows by their object id. The account with that id is the person; the name alone is not.
   */
  objectIds?: {
    [k: string]: string;
  };
  /**
   * Channels besides General, by declared key. Channels not named here are left alone.
   */
  channels?: {
    [k: string]: Channel;
  };
  /**
   * Teams apps installed in the team, by id: of which kind the id is. Left out: apps are neither read nor touched.
   */
  apps?: {
    [k: string]: "teamsAppId" | "externalId";
  };
  /**
   * authoritative: who is there but not in the roster is removed. additive: they are left alone.
   */
  appsMode?: "authoritative" | "additive";
  /**
   * Classification of the group, one of the tenant's list. Left out: not touched.
   */
  classification?: string;
  /**
   * What members may do. Switches that are left out are not touched.
   */
  memberSettings?: {
    /**
     * As in Microsoft Graph.
     */
    allowCreateUpdateChannels?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowCreatePrivateChannels?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowDeleteChannels?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowAddRemoveApps?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowCreateUpdateRemoveTabs?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowCreateUpdateRemoveConnectors?: boolean;
  };
  /**
   * What guests may do.
   */
  guestSettings?: {
    /**
     * As in Microsoft Graph.
     */
    allowCreateUpdateChannels?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowDeleteChannels?: boolean;
  };
  /**
   * What may be done with messages.
   */
  messagingSettings?: {
    /**
     * As in Microsoft Graph.
     */
    allowUserEditMessages?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowUserDeleteMessages?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowOwnerDeleteMessages?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowTeamMentions?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowChannelMentions?: boolean;
  };
  /**
   * Pictures and stickers.
   */
  funSettings?: {
    /**
     * As in Microsoft Graph.
     */
    allowGiphy?: boolean;
    /**
     * Which animated pictures may be found.
     */
    giphyContentRating?: "strict" | "moderate";
    /**
     * As in Microsoft Graph.
     */
    allowStickersAndMemes?: boolean;
    /**
     * As in Microsoft Graph.
     */
    allowCustomMemes?: boolean;
  };
}
export interface Channel {
  /**
   * Name of the channel.
   */
  displayName: string;
  /**
   * Description of the channel.
   */
  description?: string;
  private?: PrivateChannel;
  /**
   * Tabs by declared key. Tabs of others are left alone. Left out: tabs are neither read nor touched.
   */
  tabs?: {
    [k: string]: Tab;
  };
}
/**
 * Who is in it. Left out: the channel is a standard one, and everybody of the team is.
 */
export interface PrivateChannel {
  owners: MembershipMode;
  members: MembershipMode;
  /**
   * Who is in the channel, by user principal name in lower case.
   */
  roster: {
    [k: string]: "owner" | "member";
  };
}
export interface Tab {
  /**
   * Text on the tab.
   */
  displayName: string;
  /**
   * Catalogue id of the Teams app behind the tab.
   */
  teamsAppId: string;
  /**
   * The app's own name of what the tab shows.
   */
  entityId?: string;
  /**
   * Page shown in the tab. {recordId} stands for the id of the record.
   */
  contentUrl: string;
  /**
   * Page opened in the browser.
   */
  websiteUrl: string;
}
/**
 * A Teams app installed in a team, for the tabs that rest on it. Natural key: both.
 */
export interface TeamApp {
  /**
   * uniqueName of the group behind the team.
   */
  teamUniqueName: string;
  /**
   * Catalogue id of the app, in lower case.
   */
  teamsAppId: string;
}
/**
 * A Dynamics record pinned to a channel: the tab in Teams and the link row in Dataverse. Natural key: environment, table, record, team and channel.
 */
export interface ChannelLink {
  /**
   * The Dynamics environment.
   */
  environment: string;
  /**
   * The Entra tenant that holds the team.
   */
  tenantId: string;
  /**
   * Logical name of the record's table.
   */
  table: string;
  /**
   * Id of the record. Either this or recordKey.
   */
  recordId?: string;
  /**
   * Values of an alternate key of the table, by column: looked up at each run.
   */
  recordKey?: {
    [k: string]: string | number;
  };
  /**
   * uniqueName of the group behind the team.
   */
  teamUniqueName: string;
  /**
   * Display name of the channel as declared.
   */
  channelName: string;
  /**
   * true: the channel's folder shows among the documents of the record. Not set or false: left to the platform.
   */
  documents?: boolean;
  tab: Tab;
}
/**
 * The switches for Microsoft Teams in one Dynamics environment. Natural key: environment.
 */
export interface TeamsIntegration {
  /**
   * The Dynamics environment.
   */
  environment: string;
  /**
   * Records can be linked to channels (organization column ismsteamsenabled).
   */
  basic: boolean;
  /**
   * Teams and channels can be made from records (organization column ismsteamscollaborationenabled). Needs basic and the tenant's consent.
   */
  enhanced: boolean;
  /**
   * Teams chats inside records. Needs the tenant's consent for chat. Not set: not touched.
   */
  chat?: boolean;
  /**
   * Organization column that holds the chat switch. Not set: teamschatdatasync.
   */
  chatColumn?: string;
}
/**
 * Tables of one Dynamics environment whose records can be linked, beyond the default ones. Natural key: environment.
 */
export interface TeamsTables {
  /**
   * The Dynamics environment.
   */
  environment: string;
  /**
   * Logical names, sorted. These are on; others are off, except the default tables, which are left as they are.
   */
  tables: string[];
}
/**
 * The targeting hierarchy of the tenant: a CSV file, and its upload. Natural key: hierarchy.
 */
export interface TargetingHierarchy {
  /**
   * Short name of the hierarchy.
   */
  hierarchy: string;
  /**
   * Where the file lies, relative to the output folder; a hash of the content is put before .csv.
   */
  file: string;
  /**
   * Who uploads it: the run, or a person.
   */
  upload: "powershell" | "byHand";
  /**
   * Header of the first column.
   */
  nameColumn: "TargetName" | "DisplayName";
  /**
   * Headers after the first three: attributes, then buckets with a leading #.
   */
  columns: string[];
  /**
   * A row for each node, by node id.
   */
  rows: {
    [k: string]: HierarchyRow;
  };
  /**
   * Group id of the team of a node, by node id. Each at most once.
   */
  teamIds: {
    [k: string]: Guid;
  };
}
/**
 * A node in the targeting hierarchy.
 */
export interface HierarchyRow {
  /**
   * Name of the node.
   */
  name: string;
  /**
   * Id of the node above; empty for the root.
   */
  parent: string;
  /**
   * Values by column; columns not named are empty.
   */
  cells: {
    [k: string]: string;
  };
  /**
   * Where the node is declared, for messages only: a change of it alone counts for nothing.
   */
  at: string;
}
/**
 * The CSV file from which headquarters learns which team belongs to which store. Natural key: file.
 */
export interface StoreMapping {
  /**
   * Where the file lies, relative to the output folder.
   */
  file: string;
  /**
   * Group id of the team of each store, by store number.
   */
  teamIds: {
    [k: string]: Guid;
  };
}
/**
 * The tasks of one team: a Planner plan in its group. Natural key: teamUniqueName and title.
 */
export interface TaskPlan {
  /**
   * uniqueName of the group behind the team.
   */
  teamUniqueName: string;
  /**
   * Title of the plan.
   */
  title: string;
  /**
   * Tasks by list and key, such as opening/lights. Others of ours are removed; those of people are left alone.
   */
  tasks: {
    [k: string]: PlannedTask;
  };
}
/**
 * One task. What is not set is not touched; progress and assignments belong to people and are never touched.
 */
export interface PlannedTask {
  /**
   * What is to be done.
   */
  title: string;
  /**
   * Name of the bucket.
   */
  bucket?: string;
  /**
   * Day on which it is due.
   */
  dueDate?: string;
  /**
   * Priority as Planner shows it.
   */
  priority?: "urgent" | "important" | "medium" | "low";
  /**
   * Notes of the task.
   */
  description?: string;
  /**
   * Items by key. Whether one is ticked belongs to people.
   */
  checklist?: {
    /**
     * Text of the item.
     */
    [k: string]: string;
  };
  /**
   * Text of each link by its address.
   */
  links?: {
    /**
     * Text of the link.
     */
    [k: string]: string;
  };
}
/**
 * Members of a private channel, each of whom is in the team.
 */
export interface PrivateChannel1 {
  owners: MembershipMode;
  members: MembershipMode;
  /**
   * Who is in the channel, by user principal name in lower case.
   */
  roster: {
    [k: string]: "owner" | "member";
  };
}
