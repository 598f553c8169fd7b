import type {
  AppRegistration,
  AppRoleGrant,
  ChannelLink,
  ClientSecret,
  DelegatedGrant,
  EnterpriseApp,
  StoreMapping,
  TargetingHierarchy,
  TaskPlan,
  Team,
  TeamApp,
  TeamsIntegration,
  TeamsTables,
} from "../../schemas/types/resources.ts";

/** The inputs of each resource type, by type token. Shapes: schemas/resources.schema.json. */
export interface PropsByToken {
  "commerce:StoreMapping": StoreMapping;
  "commerce:TargetingHierarchy": TargetingHierarchy;
  "graph:AppRegistration": AppRegistration;
  "graph:ClientSecret": ClientSecret;
  "graph:EnterpriseApp": EnterpriseApp;
  "graph:DelegatedGrant": DelegatedGrant;
  "graph:AppRoleGrant": AppRoleGrant;
  "graph:TaskPlan": TaskPlan;
  "graph:Team": Team;
  "graph:TeamApp": TeamApp;
  "dataverse:ChannelLink": ChannelLink;
  "dataverse:TeamsIntegration": TeamsIntegration;
  "dataverse:TeamsTables": TeamsTables;
}

export type ResourceToken = keyof PropsByToken;

/** Where a declaration stands in the config. Lines count from 1. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
}

/** One resource that the config asks for, with everything that a program needs to declare it. */
export interface Desired<Token extends ResourceToken> {
  readonly token: Token;
  /** Declared key of the resource, such as `store-000135`: never a display name, never a position. */
  readonly name: string;
  readonly props: PropsByToken[Token];
  /** What people call it, such as `000135 San Francisco`. */
  readonly label: string;
  /** Why the config leads to this resource, in one sentence. */
  readonly because: string;
  /** Names of resources of the same stack that must be there first, sorted. */
  readonly dependsOn: readonly string[];
  /**
   * Ids that are known only once other resources exist: the program puts the id of each named resource into
   * `props[property]`, under its key. In a preview of new resources they are unknown.
   */
  readonly idsFrom?: {
    readonly property: "teamIds";
    readonly resources: Readonly<Record<string, string>>;
  };
  /** true: the engine refuses to remove or replace it. */
  readonly protect: boolean;
  /** true: when it leaves the config, or at destroy, the remote object stays. */
  readonly retainOnDelete: boolean;
  /** The declaration that it comes from. */
  readonly config: ConfigPlace;
}

/** A desired resource of any type: a union told apart by `token`. */
export type DesiredResource = { [Token in ResourceToken]: Desired<Token> }[ResourceToken];

/** Something declared that gets no resource, and why. */
export interface LeftOut {
  /** Id of the node, or `communications-team`. */
  readonly nodeId: string;
  readonly name: string;
  readonly storeNumber?: string;
  /** The rule that says so, such as `R8`. */
  readonly ruleId: string;
  /** One sentence for people. */
  readonly reason: string;
}

/** What one stack must declare. Sorted by name, so the order of the config does not matter. */
export interface Derived {
  readonly resources: readonly DesiredResource[];
  readonly leftOut: readonly LeftOut[];
  /** What people call each resource, by resource name: for reports on a state that knows only names. */
  readonly labels: Readonly<Record<string, string>>;
}
