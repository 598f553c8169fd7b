// Generated from schemas/stack.schema.json. Do not edit: change the schema, then run `npm run types`.

/**
 * What is counted: people who lose a store, a region or the tenant, people who become owners, teams, channels and links that go, people who leave the config's own list, rows that an export has lost, permissions of apps that go, permissions of high risk that come.
 */
export type BrakeName =
  | "store-owners"
  | "store-members"
  | "region-owners"
  | "region-members"
  | "tenant-owners"
  | "tenant-members"
  | "new-owners"
  | "teams"
  | "channels"
  | "links"
  | "declared-people"
  | "exported-rows"
  | "consents"
  | "high-risk-consents";

/**
 * A stack file of Pulumi (config/stacks/Pulumi.<stack>.yaml) with the settings of this project.
 */
export interface StackFile {
  /**
   * Written by Pulumi.
   */
  encryptionsalt?: string;
  /**
   * Written by Pulumi.
   */
  secretsprovider?: string;
  /**
   * Written by Pulumi.
   */
  encryptedkey?: string;
  config: StackConfig;
}
/**
 * Settings of one stack.
 */
export interface StackConfig {
  /**
   * What the stack stands for.
   */
  "store-teams:program": "tenant" | "environment" | "identities";
  /**
   * The org file, relative to the project folder.
   */
  "store-teams:org"?: string;
  /**
   * Key of the environment in the org file. For the program environment.
   */
  "store-teams:environment"?: string;
  /**
   * Node ids of the regions whose stores this stack owns. For the program environment; unset: all stores. Every store belongs to exactly one stack of its environment.
   */
  "store-teams:regions"?: string[];
  /**
   * Whether this stack owns what stands behind no store: the communications team and the switches. Exactly one stack of an environment does. Unset: true without regions, false with regions.
   */
  "store-teams:shared"?: true | false | "true" | "false";
  /**
   * Full name of the stack that gives consent, such as organization/store-teams/tenant.
   */
  "store-teams:tenantStack"?: string;
  /**
   * Whether apps and consent refuse to be removed. For the program tenant; true unless said otherwise.
   */
  "store-teams:protect"?: true | false | "true" | "false";
  "store-teams:brakes"?: Brakes;
  /**
   * Ways through a brake, each reviewed like any other change.
   */
  "store-teams:approvals"?: Approval[];
  /**
   * Work for people that somebody has done where no read can see it, as the plan names it: mapping-of-stores@3f2a91c0b4de. With another file or policy it is other work, and open again.
   */
  "store-teams:doneByHand"?: string[];
  "store-teams:vendor"?: Vendor;
  /**
   * For the program identities: who the pipelines are in one tenant.
   */
  "store-teams:identities"?: Identity[];
  /**
   * This interface was referenced by `StackConfig`'s JSON-Schema definition
   * via the `patternProperty` "^(azuread|pulumi):".
   */
  [k: string]: unknown;
}
/**
 * Limits on what one run may take away, against what was last applied. Those not named keep their defaults.
 */
export interface Brakes {
  "store-owners"?: Limit;
  "store-members"?: Limit;
  "region-owners"?: Limit;
  "region-members"?: Limit;
  "tenant-owners"?: Limit;
  "tenant-members"?: Limit;
  "new-owners"?: Limit;
  teams?: Limit;
  channels?: Limit;
  links?: Limit;
  "declared-people"?: Limit;
  "exported-rows"?: Limit;
  consents?: Limit;
  "high-risk-consents"?: Limit;
}
/**
 * A brake trips when at least so many go and they are more than this part of what was there.
 */
export interface Limit {
  /**
   * Fewer than this never trip it.
   */
  atLeast: number;
  /**
   * Part of what was there, 0 to 1. 0: any that reach atLeast trip it.
   */
  fraction: number;
}
/**
 * Lets exactly one tripped brake pass: the same place and the same count, until a day.
 */
export interface Approval {
  brake: BrakeName;
  /**
   * Store number, node id of the region, the file of an export, or tenant; for their private channels with /private-channels behind.
   */
  where: string;
  /**
   * Exactly how many; another number is not approved.
   */
  count: number;
  /**
   * Last day it holds, such as 2026-12-01.
   */
  until: string;
  /**
   * The reason, for the review and the audit.
   */
  because: string;
}
/**
 * What vendors have decided, where it is another value by now than this product goes by. Those not named keep the value of schemas/vendor/facts.ts.
 */
export interface Vendor {
  /**
   * Owners of one team.
   */
  teamOwners?: number;
  /**
   * People in one team.
   */
  teamPeople?: number;
  /**
   * Teams of one person.
   */
  teamsOfOnePerson?: number;
  /**
   * Channels of one team, General and private ones included.
   */
  teamChannels?: number;
  /**
   * People in one private channel.
   */
  privateChannelPeople?: number;
  /**
   * Letters of a name in the targeting hierarchy.
   */
  hierarchyNameLetters?: number;
  /**
   * Days in which a deleted group or account can be restored.
   */
  deletedKeptDays?: number;
  /**
   * Service plans that are Teams: TEAMS1, and those of the government clouds.
   *
   * @minItems 1
   */
  teamsPlans?: string[];
  /**
   * Service plans that are a Dynamics 365 customer engagement app; Dataverse within Office is none.
   *
   * @minItems 1
   */
  dynamicsPlans?: string[];
  /**
   * Service plans that are Planner.
   *
   * @minItems 1
   */
  plannerPlans?: string[];
  /**
   * Roles that may consent to application permissions: Global and Privileged Role Administrator.
   *
   * @minItems 1
   */
  consentRoles?: string[];
  /**
   * Catalogue id of the Dynamics 365 app for Teams.
   */
  dynamicsTeamsApp?: string;
  /**
   * Security role that the application user of a writer needs.
   */
  environmentRole?: string;
}
/**
 * One identity of the pipelines: an app registration that signs in without a secret. Its permissions are the least that its stacks need.
 */
export interface Identity {
  /**
   * Key of its resources. Never change it: another key is another identity.
   */
  key: string;
  /**
   * What the tenant shows.
   */
  displayName: string;
  /**
   * read: plans and finds drift, cannot write. write: applies.
   */
  access: "read" | "write";
  /**
   * Stacks that it serves, all of one tenant.
   *
   * @minItems 1
   */
  stacks: string[];
  /**
   * User principal names of the people who answer for it. They may change its credentials.
   *
   * @minItems 1
   */
  owners: string[];
  /**
   * Pipelines whose tokens stand for it. An application holds at most 20.
   *
   * @minItems 1
   * @maxItems 20
   */
  credentials: FederatedCredential[];
}
/**
 * A pipeline whose tokens stand for an identity.
 */
export interface FederatedCredential {
  github?: GitHubJobs;
  azureDevOps?: AzureDevOpsConnection;
}
/**
 * Jobs of one repository on GitHub: of an environment, of a branch, or of pull requests. Exactly one of the three.
 */
export interface GitHubJobs {
  /**
   * Owner and name as the subject of the repository's tokens writes them: for repositories made, renamed or moved since June 2026 with both ids.
   */
  repository: string;
  /**
   * Jobs of this environment.
   */
  environment?: string;
  /**
   * Jobs on this branch that name no environment.
   */
  branch?: string;
  /**
   * Jobs of pull requests that name no environment.
   */
  pullRequests?: true;
}
/**
 * Jobs that use one service connection of Azure DevOps.
 */
export interface AzureDevOpsConnection {
  /**
   * Its name, for people.
   */
  serviceConnection: string;
  /**
   * As the service connection shows it. The one at vstoken.dev.azure.com retires on 2027-07-01.
   */
  issuer: string;
  /**
   * As the service connection shows it.
   */
  subject: string;
}
