import type { Api, ConsentKind, Feature } from "./types/org.ts";

/** One permission that a feature needs. */
export interface NeededPermission {
  readonly api: Api;
  /** undefined: the documentation does not say which kind; either will do. */
  readonly kind: ConsentKind | undefined;
  readonly permission: string;
}

const graph = (permission: string, kind?: ConsentKind): NeededPermission => ({
  api: "graph",
  kind,
  permission,
});

const taskPublishing: NeededPermission = {
  api: "teamsRetailService",
  kind: "delegated",
  permission: "TaskPublishing.ReadWrite.All",
};

/**
 * What each feature needs before it can be switched on.
 * Source: Dynamics 365 "Teams chat FAQ", "Enable linking of Dynamics 365 records to Microsoft Teams channels",
 * Commerce "Enable Dynamics 365 Commerce and Microsoft Teams integration", read 2026-11.
 */
export const featurePermissions: Readonly<Record<Feature, readonly NeededPermission[]>> = {
  chat: [
    graph("Chat.ReadWrite.All", "delegated"),
    graph("Directory.Read.All", "delegated"),
    graph("Presence.Read.All", "delegated"),
    graph("User.ReadBasic.All", "delegated"),
    graph("User.Read.All", "application"),
  ],
  recordLinking: [graph("Group.ReadWrite.All"), graph("User.Read.All")],
  commerce: [
    graph("Group.ReadWrite.All", "delegated"),
    graph("Group.ReadWrite.All", "application"),
    taskPublishing,
  ],
  taskPublishing: [taskPublishing],
};
