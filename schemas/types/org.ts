// Generated from schemas/org.schema.json. Do not edit: change the schema, then run `npm run types`.

/**
 * people: a row a person, or a row a job of a person; the store may stand with them. stores: a row a store. assignments: who works in which store. mapping: which store has which team. Left out: as `layout` says.
 */
export type FileContent = "people" | "stores" | "assignments" | "mapping";
/**
 * A ready mapping. What stands beside it here goes before it.
 */
export type FileLayout =
  | "commerceStores"
  | "commerceOperatingUnits"
  | "commerceHierarchy"
  | "commerceWorkers"
  | "commerceChannelWorkers"
  | "commerceStaff"
  | "headquartersMapping"
  | "entraUsers"
  | "frontlineTeams"
  | "frontlineUsers"
  | "frontlineLinkedTeams";
/**
 * Order of the parts of dates. Left out: year first, or day first with dots.
 */
export type DateOrder = "year-month-day" | "day-month-year" | "month-day-year";
/**
 * Encoding of the file. Left out: UTF-8, or UTF-16 where the file says so.
 */
export type FileEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1250" | "windows-1252";
/**
 * Ids of the people who own it. Left out: owners are not touched.
 *
 * Items: Id of a person declared under `people`.
 */
export type PersonIds = string[];
/**
 * A part of the integration that needs consent.
 */
export type Feature = "chat" | "recordLinking" | "commerce" | "taskPublishing";
/**
 * What happens when it leaves this file, or when the stack is destroyed. retain (the default): it stays in the tenant. delete: it is deleted.
 */
export type OnDestroy = "retain" | "delete";
/**
 * The API: graph (Microsoft Graph) or teamsRetailService (Microsoft Teams Retail Service).
 */
export type Api = "graph" | "teamsRetailService";
/**
 * delegated: in the name of a signed-in user. application: as the app itself.
 */
export type ConsentKind = "delegated" | "application";
/**
 * A part of the integration that needs consent.
 */
export type Feature1 = "chat" | "recordLinking" | "commerce" | "taskPublishing";
/**
 * One purpose; `other` for one that this list does not know.
 */
export type HierarchyPurpose =
  | "retailReporting"
  | "retailAssortment"
  | "retailReplenishment"
  | "retailPointOfSalePosting"
  | "organizationChart"
  | "centralizedPayments"
  | "expenditureInternalControl"
  | "procurementInternalControl"
  | "signatureAuthority"
  | "security"
  | "budgetPlanning"
  | "other";
/**
 * Header of the first column. TargetName (the default) is what the cmdlet documents, DisplayName what the Teams admin center does.
 */
export type NameColumn = "TargetName" | "DisplayName";
/**
 * powershell: Set-TeamTargetingHierarchy is run where pwsh and the module MicrosoftTeams are installed. byHand (the default): a person runs the command that the run prints. An upload replaces the hierarchy of the whole tenant.
 */
export type HierarchyUpload = "powershell" | "byHand";
/**
 * private: owners decide who joins. public: everyone in the tenant may join.
 */
export type Visibility = "private" | "public";
/**
 * ids of people; [] means nobody
 *
 *
 * Items: Id of a person declared under `people`.
 */
export type PersonIds1 = string[];
/**
 * How far teams are managed that were there before. Left out: as owners and members say.
 */
export type ManageStage = "observe" | "additive" | "authoritative";
/**
 * authoritative: whoever is in the team but not in this file is removed. additive: they are left alone.
 */
export type MembershipMode = "authoritative" | "additive";
/**
 * channels besides General; [] means none: what is there stays, for a channel that is deleted takes along what people wrote
 */
export type ChannelList = ChannelDeclaration[];
/**
 * teamsAppId (the default): the catalogue's own id. externalId: the id in the manifest of an app of the organization.
 */
export type AppIdKind = "teamsAppId" | "externalId";
/**
 * Teams apps; [] means none
 */
export type TeamAppList = TeamAppDeclaration[];
/**
 * authoritative: apps that others installed are removed. additive: they are left alone. An app that leaves this file is removed either way; what belongs to Teams itself never is.
 */
export type AppsMode = "authoritative" | "additive";
/**
 * Which animated pictures may be found: strict or moderate.
 */
export type GiphyContentRating = "strict" | "moderate";
/**
 * What happens to the team of a store that is closed. archive (the default): it becomes read-only. retain: it stays as it is. delete: it is deleted; needs `onDestroy: delete` as well.
 */
export type OnClose = "archive" | "retain" | "delete";
/**
 * A Commerce role. communicationsManager is the security role Retail task manager.
 */
export type Role = "storeManager" | "worker" | "regionalManager" | "communicationsManager";
/**
 * Priority as Planner shows it. Left out: not touched.
 */
export type TaskPriority = "urgent" | "important" | "medium" | "low";
/**
 * A node of the hierarchy: a store, or a group of nodes.
 */
export type OrgNode = StoreNode | GroupNode;
/**
 * How far the team is managed. Left out: as owners and members say.
 */
export type ManageStage1 = "observe" | "additive" | "authoritative";
/**
 * What the node is. channel: a retail channel that is no store, such as a call centre.
 */
export type GroupKind =
  | "organization"
  | "region"
  | "district"
  | "legalEntity"
  | "businessUnit"
  | "costCenter"
  | "valueStream"
  | "department"
  | "channel";
/**
 * active (the default). leave: away for a while; the person keeps what they have, is added nowhere, and a disabled account is expected. left: in no team any more; taken out of the teams that name them.
 */
export type Status = "active" | "leave" | "left";
/**
 * a short name of your own: letters, digits, hyphens and underscores, at most 64, starting with a letter or digit
 */
export type Key = string;
/**
 * a GUID: 8-4-4-4-12 hexadecimal digits
 */
export type Guid = string;
/**
 * a user principal name
 */
export type Upn = string;
/**
 * an address that starts with https://
 */
export type HttpsUrl = string;
/**
 * the id of a Teams template, used when a team is created and never again
 */
export type Template = string;
/**
 * letters, digits, hyphens, underscores and the placeholders {storeName}, {storeNumber}, {nodeId}
 */
export type AliasPattern = string;
/**
 * text that may hold the placeholders {storeName}, {storeNumber}, {nodeId} and no other braces
 */
export type TextPattern = string;
/**
 * Stages in which a team is taken over. observe: it is read and told of, never written. additive: who is missing is added, nobody is removed. authoritative: owners and members are as config says. Each plan names who would come and go at the next.
 */
export type ManageStage2 = "observe" | "additive" | "authoritative";
/**
 * a classification that the tenant's list has
 */
export type Classification = string;
/**
 * a name of at most 256 characters
 */
export type NodeName = string;
/**
 * letters A-Z, digits and spaces, at most 100
 */
export type TargetName = string;
/**
 * What a column can hold.
 */
export type FileField =
  | "id"
  | "name"
  | "upn"
  | "objectId"
  | "personnelNumber"
  | "roles"
  | "protected"
  | "status"
  | "statusFrom"
  | "statusUntil"
  | "store"
  | "position"
  | "from"
  | "until"
  | "person"
  | "storeNumber"
  | "parent"
  | "channelId"
  | "partyNumber"
  | "parentPartyNumber"
  | "legalEntity"
  | "targetName"
  | "kind"
  | "existingTeamId";
/**
 * a day, as year-month-day
 */
export type Day = string;
/**
 * name of a bucket
 */
export type BucketName = string;
/**
 * a path below the project folder that ends in .csv
 */
export type OutputFile = string;
/**
 * letters A-Z, digits and spaces, at most 100
 */
export type ColumnName = string;

/**
 * The organization whose stores get teams: one tenant, its apps and consent, the Dynamics environments, the hierarchy of nodes, and the people. What is not mentioned is never touched; an empty list means none.
 */
export interface Org {
  /**
   * Version of this format: org/v1. Later versions say here that they differ.
   */
  apiVersion: "org/v1";
  /**
   * More files that belong to this organization, relative to this one: .yaml with `nodes` and `people` (a region a file, say), .csv with people, or an export of another system with what its columns mean.
   */
  files?: (string | FileMapping)[];
  /**
   * The Microsoft Entra tenant that holds the teams.
   */
  tenant: Tenant;
  /**
   * Apps that exist once in the tenant and what they may do. The stack `tenant` owns them.
   */
  integration?: Integration;
  /**
   * Dynamics environments. One stack each.
   */
  environments?: Environment[];
  /**
   * The Commerce organization hierarchy that the nodes come from.
   */
  hierarchy?: Hierarchy;
  /**
   * Legal entities that nodes may name. When this list is left out, the names are not checked.
   */
  legalEntities?: LegalEntity[];
  /**
   * What holds for every node that says nothing else.
   */
  defaults?: Defaults;
  /**
   * The one team beside the store teams: its members publish tasks to the stores.
   */
  communicationsTeam?: CommunicationsTeam;
  /**
   * Title of the Planner plan that each store's tasks are in. Default: Store tasks.
   */
  taskPlanName?: string;
  /**
   * Task lists, each declared once for all stores that it is for. A list that leaves this file takes its open tasks along; what is done stays on record.
   */
  taskLists?: TaskList[];
  /**
   * The hierarchy: one root, any depth, stores as leaves. The order does not matter.
   */
  nodes?: OrgNode[];
  /**
   * Everyone whom a node or team refers to, once. The order does not matter.
   */
  people?: Person[];
}
/**
 * An export of another system, used as it comes: what its columns and values mean.
 */
export interface FileMapping {
  /**
   * the path of the file, relative to this one
   */
  path: string;
  as?: FileContent;
  layout?: FileLayout;
  columns?: FileColumns;
  values?: FileValues;
  always?: FileConstants;
  where?: FileRows;
  /**
   * Whether columns that nothing is said of are left alone. Otherwise they are told, since one of them may be a column that was renamed.
   */
  ignoreOtherColumns?: boolean;
  /**
   * true: rows only add to people and stores of other files; a row of nobody else is left out.
   */
  onlyKnown?: boolean;
  dates?: DateOrder;
  encoding?: FileEncoding;
}
/**
 * Which column holds what: the name of a column, or several whose values are put together with a blank. Left out, without a layout: columns have the names of the fields.
 */
export interface FileColumns {
  /**
   * the name of a column, or a list of them
   *
   * @minItems 1
   */
  [k: string]: string | string[];
}
/**
 * What a value of theirs means, by field: `position: { FL: manager, "*": worker }`. "*" stands for every other one; the empty text for nothing.
 */
export interface FileValues {
  /**
   * their values with ours
   */
  [k: string]: {
    /**
     * a text, in quotes where it is none by itself
     */
    [k: string]: string;
  };
}
/**
 * What holds for every row that says nothing itself, by field: `parent: west`.
 */
export interface FileConstants {
  /**
   * a text, in quotes where it is none by itself
   */
  [k: string]: string;
}
/**
 * Only rows with one of these values in a column, by the name of the column: `Company: [DE01, DE02]`.
 */
export interface FileRows {
  /**
   * a value, or a list of them, in quotes where they are no text by themselves
   */
  [k: string]: string | string[];
}
/**
 * A Microsoft Entra tenant.
 */
export interface Tenant {
  /**
   * Id of the tenant.
   */
  id: string;
  /**
   * a domain of the tenant
   */
  domain: string;
}
/**
 * Enterprise apps and their consent.
 */
export interface Integration {
  /**
   * Enterprise apps that must exist in the tenant.
   */
  apps?: AppDeclaration[];
  /**
   * What the apps may do besides what they serve. Rows with the same app, API and kind add up.
   */
  consent?: ConsentRow[];
}
/**
 * An enterprise app: an application as it exists in this tenant.
 */
export interface AppDeclaration {
  /**
   * Short name that consent rows refer to.
   */
  key: string;
  /**
   * The name the tenant must show for this appId; a different one refuses the plan.
   */
  displayName?: string;
  /**
   * Application (client) id. Left out for an app that this file registers; it is not added afterwards.
   */
  appId?: string;
  /**
   * The app is registered by this file, in this tenant only; with appId the registration that is there is taken over.
   */
  registration?: Registration;
  /**
   * true: scopes that others granted to this app are removed. false (the default): they are kept.
   */
  exclusive?: boolean;
  /**
   * Features that this app stands for. It gets the consent of those that are in use: recordLinking and chat where an environment switches them on, commerce and taskPublishing wherever an app serves them.
   */
  serves?: Feature[];
  /**
   * retain (the default): the app stays in the tenant when it leaves this file.
   */
  onDestroy?: OnDestroy;
}
/**
 * An app registration, such as that of Commerce headquarters.
 */
export interface Registration {
  /**
   * Addresses of every Commerce headquarters that signs in with the app. Each becomes the redirect address <hqUrl>/oauth; other redirect addresses are removed.
   *
   * @minItems 1
   *
   * Items: an https address without a path and without a final slash
   */
  hqUrls: string[];
  owners?: PersonIds;
  /**
   * Who may act as the app without a secret. Left out: they are not touched; []: none.
   *
   * @maxItems 20
   */
  federatedCredentials?: FederatedCredential[];
  /**
   * Client secret that headquarters signs in with, renewed in time. Left out: secrets are not touched.
   */
  secret?: RegistrationSecret;
}
/**
 * Whose tokens stand for the app.
 */
export interface FederatedCredential {
  /**
   * Name of the credential at the registration.
   */
  key: string;
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
  audience?: string;
}
/**
 * Where the client secret of a registration is kept, and when it is renewed. Its value never stands in this file.
 */
export interface RegistrationSecret {
  /**
   * stackOutput: encrypted in the state of the tenant's stack, as a secret output. keyVault: in an Azure key vault; the state never has it.
   */
  keptIn: "stackOutput" | "keyVault";
  keyVault?: SecretPlace;
  /**
   * How long a new secret is valid.
   */
  validDays?: number;
  /**
   * How long before its end a new one is made, by the first run after that.
   */
  renewDaysBefore?: number;
  /**
   * How long the earlier one stays beside the new one, so that people can type that in.
   */
  overlapDays?: number;
}
/**
 * With keptIn: keyVault. Whoever applies needs the role Key Vault Secrets Officer there, whoever previews Key Vault Reader.
 */
export interface SecretPlace {
  /**
   * the https address of a key vault, without a final slash
   */
  vault: string;
  /**
   * 1 to 127 letters, digits and hyphens
   */
  secretName: string;
}
/**
 * What one app may do besides what it serves: one permission at one API, or, without api, kind and permission, all that a feature needs, in use or not.
 */
export interface ConsentRow {
  /**
   * Key of the app that receives the permission.
   */
  app: string;
  api?: Api;
  kind?: ConsentKind;
  /**
   * the name of a permission
   */
  permission?: string;
  for: Feature1;
}
/**
 * A Dynamics environment.
 */
export interface Environment {
  /**
   * Short name; also the name of its stack.
   */
  key: string;
  /**
   * an https address without a path and without a final slash
   */
  url: string;
  /**
   * Id of the Dataverse organization that must answer at the address. With it an address that passed to another organization is refused.
   */
  organizationId?: string;
  /**
   * Whether this environment's stack owns the teams. May be left out when there is only one environment; else exactly one says true.
   */
  teams?: boolean;
  /**
   * The switches for Microsoft Teams. Left out: they are not touched.
   */
  collaboration?: Collaboration;
  /**
   * Tables whose records can be linked, beyond the default ones; custom tables too. Left out: not touched. []: none beyond the default ones. A default table is left as it is unless it is named here.
   *
   * Items: the logical name of a table, in lower case
   */
  tables?: string[];
  /**
   * The Dynamics 365 app in the app bar of people. An administrator assigns it; what to do is told in previews and in the output.
   */
  personalApp?: PersonalApp;
}
/**
 * The switches for Microsoft Teams in one environment.
 */
export interface Collaboration {
  /**
   * Records can be linked to channels.
   */
  basic: boolean;
  /**
   * Teams and channels can be made from records. Needs basic, and an app that serves recordLinking.
   */
  enhanced: boolean;
  /**
   * Chats of Microsoft Teams inside Dynamics records. Needs an app that serves chat, and its consent. Left out: it is not touched.
   */
  chat?: boolean;
  /**
   * the logical name of the organization column that holds the chat switch; default: teamschatdatasync
   */
  chatColumn?: string;
}
/**
 * An app setup policy of Teams for the people of a group.
 */
export interface PersonalApp {
  /**
   * the name of the app setup policy: letters, digits, spaces, hyphens and underscores, at most 64
   */
  policy: string;
  /**
   * Object id of the group whose members get the policy.
   */
  group: string;
  /**
   * Which policy wins for people in several groups: 1 before 2. Default: 1.
   */
  rank?: number;
}
/**
 * An organization hierarchy of Commerce headquarters.
 */
export interface Hierarchy {
  /**
   * Short name of the hierarchy.
   */
  id: string;
  /**
   * Name of the hierarchy in headquarters.
   */
  name: string;
  /**
   * Purposes of the hierarchy in headquarters. Only one with retailReporting is turned into teams.
   */
  purposes: HierarchyPurpose[];
  /**
   * The targeting hierarchy that Teams uses for task publishing, made from the nodes and the real team ids. Left out: none is made.
   */
  csv?: HierarchyCsv;
  /**
   * The list of stores and their teams that headquarters imports. Left out: none is made.
   */
  mapping?: StoreMapping;
}
/**
 * The targeting hierarchy as Set-TeamTargetingHierarchy wants it.
 */
export interface HierarchyCsv {
  nameColumn?: NameColumn;
  /**
   * Where the file is written, below the project folder; a short hash of the content is put before .csv. Default: out/targeting-hierarchy.csv.
   */
  file?: string;
  /**
   * Which attributes of nodes become columns: key of the attribute, and name of its column. One that any node gives as a list becomes a column for each value, such as Departments:clothing.
   */
  attributes?: {
    /**
     * Name of the column.
     */
    [k: string]: string;
  };
  /**
   * Planner buckets that publishers may choose from.
   *
   * Items: Name of one bucket.
   */
  buckets?: string[];
  upload?: HierarchyUpload;
  /**
   * retain (the default): file and upload stay when this leaves the config.
   */
  onDestroy?: OnDestroy;
}
/**
 * Rows for the data entity "Teams mapping between source and team" of headquarters.
 */
export interface StoreMapping {
  /**
   * Where the file is written, below the project folder. Default: out/store-teams.csv.
   */
  file?: string;
}
/**
 * A legal entity (company) of Dynamics.
 */
export interface LegalEntity {
  /**
   * Company id, such as usrt.
   */
  id: string;
  /**
   * Name of the company.
   */
  name?: string;
}
/**
 * What holds for every node that says nothing else.
 */
export interface Defaults {
  /**
   * Settings of every team; any node can override them for itself and all below it.
   */
  team?: TeamSettings;
  /**
   * In how many stores one person may be a worker. Left out: only the limit of Teams counts, 1,000 teams.
   */
  maxStoresPerWorker?: number;
}
/**
 * Settings of teams, inherited downward: the nearest node that mentions a setting decides. Lists are replaced as a whole.
 */
export interface TeamSettings {
  /**
   * Teams template for new teams. Default: standard.
   */
  template?: string;
  /**
   * Who may find and join. Default: private.
   */
  visibility?: Visibility;
  /**
   * Name of the team. Default: {storeName}.
   */
  displayName?: string;
  /**
   * Description of the team. Left out: not touched.
   */
  description?: string;
  /**
   * Mail alias of new teams. In {storeName} accents are dropped, and what is no letter or digit becomes an underscore. Default: {storeName}_D365, such as San_Francisco_D365.
   */
  alias?: string;
  /**
   * People who own the team beside its managers.
   */
  requiredOwners?: PersonIds1;
  /**
   * A run that would leave fewer owners than this is refused. Default: 1.
   */
  minimumOwners?: number;
  manage?: ManageStage;
  /**
   * How owners are kept. Default: authoritative.
   */
  owners?: MembershipMode;
  /**
   * How members are kept. Default: additive.
   */
  members?: MembershipMode;
  /**
   * Channels besides General. Left out: not touched.
   */
  channels?: ChannelList;
  /**
   * Teams apps installed in the team. Left out: not touched.
   */
  apps?: TeamAppList;
  /**
   * How apps are kept. Default: additive.
   */
  appsMode?: AppsMode;
  /**
   * What members may do. What is left out is not touched.
   */
  memberSettings?: MemberSettings;
  /**
   * What guests may do. What is left out is not touched.
   */
  guestSettings?: GuestSettings;
  /**
   * What may be done with messages. What is left out is not touched.
   */
  messagingSettings?: MessagingSettings;
  /**
   * Animated pictures, stickers and memes. What is left out is not touched.
   */
  funSettings?: FunSettings;
  /**
   * Classification of the team. Left out: not touched.
   */
  classification?: string;
  /**
   * What happens to the team when the store closes. Default: archive.
   */
  onClose?: OnClose;
  /**
   * What happens to the team when it leaves this file. Default: retain.
   */
  onDestroy?: OnDestroy;
}
/**
 * A channel of a team.
 */
export interface ChannelDeclaration {
  /**
   * Short name that stays when the channel is renamed.
   */
  key: string;
  /**
   * Name of the channel, at most 50 characters.
   */
  name: string;
  /**
   * Description of the channel. Left out: not touched.
   */
  description?: string;
  /**
   * Makes it a private channel. Left out: a standard one, for everybody in the team.
   */
  private?: PrivateChannelDeclaration;
  /**
   * Tabs besides those of record links. Left out: not touched; []: none of this file.
   */
  tabs?: TabDeclaration[];
  /**
   * Dynamics records pinned to the channel. A link lets nobody see a record whom Dynamics does not let see it.
   */
  recordLinks?: RecordLink[];
}
/**
 * Who is in a private channel. Each of them is in the team.
 */
export interface PrivateChannelDeclaration {
  /**
   * Who owns the channel. Left out: everybody who owns the team.
   */
  owners?: PersonIds1;
  /**
   * Who else is in it. Left out: members are not touched; []: none.
   */
  members?: PersonIds1;
}
/**
 * A tab of a channel: a web page (`url`), a Planner plan (`plan`), or what an app shows (`app` with `contentUrl`).
 */
export interface TabDeclaration {
  /**
   * Short name that stays when the tab is renamed.
   */
  key: string;
  /**
   * Text on the tab, at most 128 characters.
   */
  name: string;
  /**
   * Web page. May hold {storeName}, {storeNumber} and {nodeId}. Beside `app`: the page that opens in a browser; default: contentUrl.
   */
  url?: string;
  /**
   * the id of a Planner plan
   */
  plan?: string;
  /**
   * the catalogue id of a Teams app that is installed in the team
   */
  app?: string;
  /**
   * The app's own name of what the tab shows.
   */
  entityId?: string;
  /**
   * Page that the app shows in the tab. May hold placeholders.
   */
  contentUrl?: string;
}
/**
 * A Dynamics record pinned to a channel: a tab in Teams and a link row in Dataverse.
 */
export interface RecordLink {
  /**
   * Short name of the link in its channel.
   */
  key: string;
  /**
   * Key of the Dynamics environment that holds the record.
   */
  environment: string;
  /**
   * the logical name of a table, in lower case
   */
  table: string;
  /**
   * Id of the record. Either this or recordKey.
   */
  recordId?: string;
  recordKey?: RecordKey;
  /**
   * true: the files of the channel show among the documents of the record. Left out: as the platform does it.
   */
  documents?: boolean;
  /**
   * Text on the tab.
   */
  name: string;
  /**
   * How the tab is made. Left out: a website tab that opens the record.
   */
  tab?: LinkTab;
}
/**
 * Which record it is, by an alternate key of its table: column and value, such as { new_code: SFO-1 }. Either this or recordId.
 */
export interface RecordKey {
  /**
   * a text or a whole number
   */
  [k: string]: string | number;
}
/**
 * Configuration of the tab, copied from one that was pinned by hand; what is left out is filled in for a website tab.
 */
export interface LinkTab {
  /**
   * Catalogue id of the Teams app. Default: com.microsoft.teamspace.tab.web.
   */
  teamsAppId?: string;
  /**
   * The app's own name of what the tab shows.
   */
  entityId?: string;
  /**
   * Page shown in the tab. Default: websiteUrl.
   */
  contentUrl?: string;
  /**
   * Page opened in the browser. Default: the record in Dynamics.
   */
  websiteUrl?: string;
}
/**
 * A Teams app that is installed in a team.
 */
export interface TeamAppDeclaration {
  /**
   * the id of an app in the Teams app catalogue
   */
  id: string;
  idKind?: AppIdKind;
  /**
   * Name of the app, for people who read this file.
   */
  name?: string;
}
/**
 * What members may do. Each switch is inherited alone; what is left out is not touched.
 */
export interface MemberSettings {
  /**
   * Whether allowed: make and change channels.
   */
  allowCreateUpdateChannels?: boolean;
  /**
   * Whether allowed: make private channels.
   */
  allowCreatePrivateChannels?: boolean;
  /**
   * Whether allowed: delete channels.
   */
  allowDeleteChannels?: boolean;
  /**
   * Whether allowed: add and remove apps.
   */
  allowAddRemoveApps?: boolean;
  /**
   * Whether allowed: make, change and remove tabs.
   */
  allowCreateUpdateRemoveTabs?: boolean;
  /**
   * Whether allowed: make, change and remove connectors.
   */
  allowCreateUpdateRemoveConnectors?: boolean;
}
/**
 * What guests may do. Each switch is inherited alone; what is left out is not touched.
 */
export interface GuestSettings {
  /**
   * Whether allowed: make and change channels.
   */
  allowCreateUpdateChannels?: boolean;
  /**
   * Whether allowed: delete channels.
   */
  allowDeleteChannels?: boolean;
}
/**
 * What may be done with messages. Each switch is inherited alone; what is left out is not touched.
 */
export interface MessagingSettings {
  /**
   * Whether allowed: people edit their own messages.
   */
  allowUserEditMessages?: boolean;
  /**
   * Whether allowed: people delete their own messages.
   */
  allowUserDeleteMessages?: boolean;
  /**
   * Whether allowed: owners delete messages of others.
   */
  allowOwnerDeleteMessages?: boolean;
  /**
   * Whether allowed: the whole team is mentioned.
   */
  allowTeamMentions?: boolean;
  /**
   * Whether allowed: a whole channel is mentioned.
   */
  allowChannelMentions?: boolean;
}
/**
 * Animated pictures, stickers and memes. Each switch is inherited alone; what is left out is not touched.
 */
export interface FunSettings {
  /**
   * Whether allowed: animated pictures.
   */
  allowGiphy?: boolean;
  giphyContentRating?: GiphyContentRating;
  /**
   * Whether allowed: stickers and memes.
   */
  allowStickersAndMemes?: boolean;
  /**
   * Whether allowed: memes of one's own.
   */
  allowCustomMemes?: boolean;
}
/**
 * The team whose members publish tasks to the stores.
 */
export interface CommunicationsTeam {
  /**
   * Name of the team.
   */
  name: string;
  /**
   * Description of the team. Left out: not touched.
   */
  description?: string;
  /**
   * a mail alias: letters, digits, hyphens and underscores, at most 64; left out, it is made from the name
   */
  alias?: string;
  /**
   * Group id of a team that exists already: it is adopted, not created.
   */
  existingTeamId?: string;
  /**
   * Teams template. Default: that of `defaults.team`.
   */
  template?: string;
  /**
   * Who may find and join. Default: that of `defaults.team`.
   */
  visibility?: Visibility;
  /**
   * Who owns the team. Default: everyone with the role communicationsManager.
   */
  owners?: PeopleSelector;
  /**
   * Who else is in the team. Default: everyone with the role regionalManager.
   */
  members?: PeopleSelector;
  /**
   * Channels besides General. Left out: not touched; those of `defaults.team` do not count here.
   */
  channels?: ChannelList;
  /**
   * Teams apps installed in the team. Left out: not touched; those of `defaults.team` do not count here.
   */
  apps?: TeamAppList;
  /**
   * How apps are kept. Default: that of `defaults.team`.
   */
  appsMode?: AppsMode;
  /**
   * What members may do. What is left out is not touched.
   */
  memberSettings?: MemberSettings;
  /**
   * What guests may do. What is left out is not touched.
   */
  guestSettings?: GuestSettings;
  /**
   * What may be done with messages. What is left out is not touched.
   */
  messagingSettings?: MessagingSettings;
  /**
   * Animated pictures, stickers and memes. What is left out is not touched.
   */
  funSettings?: FunSettings;
  /**
   * Classification of the team. Left out: not touched.
   */
  classification?: string;
  /**
   * What happens to the team when it leaves this file. Default: that of `defaults.team`.
   */
  onDestroy?: OnDestroy;
}
/**
 * Some of the people: those with a role, those named, or both.
 */
export interface PeopleSelector {
  /**
   * Everyone with this role.
   */
  role?: Role;
  /**
   * These people.
   */
  people?: PersonIds1;
  /**
   * How they are kept. Default: that of `defaults.team`.
   */
  mode?: MembershipMode;
}
/**
 * Tasks for stores. A list with another id is another list: to run one again, give it a new id.
 */
export interface TaskList {
  /**
   * Short name that stays when the list is renamed.
   */
  id: string;
  /**
   * Name of the list; also of the bucket of its tasks, unless `bucket` says another.
   */
  name: string;
  /**
   * Which stores it is for. Left out: all.
   */
  target?: TaskTarget;
  /**
   * The day that due dates of its tasks are counted from.
   */
  targetDate?: string;
  /**
   * Bucket of its tasks in the plan. Default: the name of the list.
   */
  bucket?: string;
  /**
   * What is to be done.
   */
  tasks: TaskDeclaration[];
}
/**
 * Stores below any of the nodes that have all the attributes.
 */
export interface TaskTarget {
  /**
   * Ids of nodes: the stores below them, or the stores themselves. Left out: all.
   *
   * @minItems 1
   *
   * Items: Id of one node.
   */
  nodes?: string[];
  /**
   * Attributes of the store: key, and the value that it must have; of a list, any.
   */
  filter?: {
    /**
     * a text, or a list of texts
     *
     * @minItems 1
     */
    [k: string]: string | string[];
  };
}
/**
 * One task. Progress, ticks and assignments belong to the people of the store and are never touched.
 */
export interface TaskDeclaration {
  /**
   * Short name that stays when the task is worded differently.
   */
  id: string;
  /**
   * What is to be done.
   */
  title: string;
  /**
   * Notes. Left out: not touched.
   */
  description?: string;
  /**
   * Days from the list's targetDate to the day it is due; below zero: before it. Left out: no due date is set.
   */
  dueOffsetDays?: number;
  /**
   * Bucket of this task. Default: that of the list.
   */
  bucket?: string;
  priority?: TaskPriority;
  /**
   * Steps to tick off, at most 20. Left out: not touched; []: none of this file.
   *
   * @maxItems 20
   */
  checklist?: ChecklistItem[];
  /**
   * Pages that help, at most 10. Left out: not touched; []: none of this file.
   *
   * @maxItems 10
   */
  links?: TaskLink[];
}
/**
 * A step of a task.
 */
export interface ChecklistItem {
  /**
   * Short name that stays when the step is worded differently.
   */
  id: string;
  /**
   * Text of the step, at most 100 characters.
   */
  title: string;
}
/**
 * A page that helps with a task.
 */
export interface TaskLink {
  /**
   * Address of the page.
   */
  url: string;
  /**
   * Text of the link.
   */
  name: string;
}
/**
 * A store: always a leaf. With at least one manager it gets a team.
 */
export interface StoreNode {
  /**
   * Short name of the node; it never changes.
   */
  id: string;
  /**
   * store: a Commerce retail store.
   */
  kind: "store";
  /**
   * Id of the node above.
   */
  parent: string;
  /**
   * Name of the store. A store that is renamed keeps its team.
   */
  name: string;
  /**
   * Name in the targeting hierarchy, when `name` has letters that are not allowed there.
   */
  targetName?: string;
  /**
   * the store number in quotes, with its zeros
   */
  storeNumber: string;
  /**
   * the Commerce channel id, in quotes
   */
  channelId?: string;
  /**
   * the party number in headquarters, in quotes
   */
  partyNumber?: string;
  /**
   * Company of the store, such as usrt.
   */
  legalEntity?: string;
  /**
   * Store managers: they own the team. Nobody: no team.
   */
  managers?: PersonIds1;
  /**
   * Store workers: the members. Left out: members are not touched; []: none.
   */
  workers?: PersonIds1;
  /**
   * Attributes that task lists can filter by.
   */
  attributes?: Attributes;
  /**
   * Says that the store is closed.
   */
  closed?: Closing;
  /**
   * Settings of this store's team.
   */
  team?: StoreTeamSettings;
}
/**
 * Attributes of the node that task lists can filter by: one text, or a list of texts.
 */
export interface Attributes {
  /**
   * a text, or a list of texts
   */
  [k: string]: string | string[];
}
/**
 * The closing of a store. It counts from the moment it is written here; the date is for the record.
 */
export interface Closing {
  /**
   * a date, year first
   */
  on: string;
  /**
   * Why it closed, for the people who read the plan.
   */
  because: string;
}
/**
 * Settings of the team of one store.
 */
export interface StoreTeamSettings {
  /**
   * Group id of a team that exists already: it is adopted, not created.
   */
  existingTeamId?: string;
  /**
   * Teams template for a new team.
   */
  template?: string;
  /**
   * Who may find and join.
   */
  visibility?: Visibility;
  /**
   * Name of the team.
   */
  displayName?: string;
  /**
   * Description of the team.
   */
  description?: string;
  /**
   * Mail alias of a new team.
   */
  alias?: string;
  /**
   * People who own the team beside its managers.
   */
  requiredOwners?: PersonIds1;
  /**
   * A run that would leave fewer owners than this is refused. Default: 1.
   */
  minimumOwners?: number;
  manage?: ManageStage1;
  /**
   * How owners are kept.
   */
  owners?: MembershipMode;
  /**
   * How members are kept.
   */
  members?: MembershipMode;
  /**
   * Channels besides General; replaces an inherited list.
   */
  channels?: ChannelList;
  /**
   * Teams apps installed in the team; replaces an inherited list.
   */
  apps?: TeamAppList;
  /**
   * How apps are kept.
   */
  appsMode?: AppsMode;
  /**
   * What members may do. What is left out is not touched.
   */
  memberSettings?: MemberSettings;
  /**
   * What guests may do. What is left out is not touched.
   */
  guestSettings?: GuestSettings;
  /**
   * What may be done with messages. What is left out is not touched.
   */
  messagingSettings?: MessagingSettings;
  /**
   * Animated pictures, stickers and memes. What is left out is not touched.
   */
  funSettings?: FunSettings;
  /**
   * Classification of the team. Left out: not touched.
   */
  classification?: string;
  /**
   * What happens to the team when the store closes.
   */
  onClose?: OnClose;
  /**
   * What happens to the team when it leaves this file.
   */
  onDestroy?: OnDestroy;
}
/**
 * A node with nodes below it. The root has no parent.
 */
export interface GroupNode {
  /**
   * Short name of the node; it never changes.
   */
  id: string;
  kind: GroupKind;
  /**
   * Id of the node above. Only the root has none.
   */
  parent?: string;
  /**
   * Name of the node.
   */
  name: string;
  /**
   * Name in the targeting hierarchy, when `name` has letters that are not allowed there.
   */
  targetName?: string;
  /**
   * the Commerce channel id, in quotes
   */
  channelId?: string;
  /**
   * the party number in headquarters, in quotes
   */
  partyNumber?: string;
  /**
   * Company of the node, such as usrt.
   */
  legalEntity?: string;
  /**
   * Who runs this part of the organization, such as regional managers.
   */
  managers?: PersonIds1;
  /**
   * Attributes that task lists can filter by.
   */
  attributes?: Attributes;
  /**
   * Settings for the teams of all stores below.
   */
  team?: TeamSettings;
}
/**
 * Someone with an account in the tenant.
 */
export interface Person {
  /**
   * Short name that nodes refer to.
   */
  id: string;
  /**
   * Name, for messages and reports only.
   */
  name?: string;
  /**
   * User principal name: what the person signs in with.
   */
  upn: string;
  /**
   * Object id of the user in Microsoft Entra. With it the account with this id is the person: a new name changes nothing, and another account that has the name does not come in.
   */
  objectId?: string;
  /**
   * the personnel number in headquarters, in quotes
   */
  personnelNumber?: string;
  /**
   * true: never removed from a team nor made a plain member there. Take the mark away in a run of its own before the person.
   */
  protected?: boolean;
  status?: Status;
  /**
   * First day of the status, in UTC; before it the person is active. Left out: from ever.
   */
  statusFrom?: string;
  /**
   * Last day of the status, in UTC; after it the person is active. Left out: for good.
   */
  statusUntil?: string;
  /**
   * Commerce roles. Who runs or works in a store is said at the store.
   */
  roles?: Role[];
}
/**
 * A further file of an organization, named under `files`.
 */
export interface OrgPart {
  /**
   * Version of this format: org/v1.
   */
  apiVersion: "org/v1";
  /**
   * Nodes of the hierarchy.
   */
  nodes?: OrgNode[];
  /**
   * People.
   */
  people?: Person[];
}
