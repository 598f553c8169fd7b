import type {
  AppsMode,
  ChannelDeclaration,
  ManageStage,
  MembershipMode,
  OnClose,
  OnDestroy,
  Org,
  OrgNode,
  StoreNode,
  TeamAppDeclaration,
  TeamSettings,
  Visibility,
} from "./types/org.ts";
import type { DocumentPath } from "./problem.ts";

/** The switches of a team, in the groups and under the names of Microsoft Graph. */
export const switchGroups = ["memberSettings", "guestSettings", "messagingSettings", "funSettings"] as const;

/** Switches of a team after inheritance. A group that nobody mentions is not there. */
export type TeamSwitches = Pick<TeamSettings, (typeof switchGroups)[number]>;

/** Settings of a team after inheritance. What is undefined is not touched. */
export interface EffectiveTeamSettings {
  readonly template: string;
  readonly visibility: Visibility;
  readonly displayName: string;
  readonly description: string | undefined;
  readonly alias: string;
  /** Ids of people who own the team beside its managers. */
  readonly requiredOwners: readonly string[];
  readonly minimumOwners: number;
  /** Unset: as owners and members say. */
  readonly manage: ManageStage | undefined;
  readonly owners: MembershipMode;
  readonly members: MembershipMode;
  readonly channels: readonly ChannelDeclaration[] | undefined;
  /** Where the list of channels is declared. */
  readonly channelsAt: DocumentPath;
  readonly apps: readonly TeamAppDeclaration[] | undefined;
  readonly appsMode: AppsMode;
  readonly switches: TeamSwitches;
  readonly classification: string | undefined;
  readonly onClose: OnClose;
  readonly onDestroy: OnDestroy;
}

/** What holds when the config says nothing. */
export const builtInTeamSettings: EffectiveTeamSettings = {
  template: "standard",
  visibility: "private",
  displayName: "{storeName}",
  description: undefined,
  alias: "{storeName}_D365",
  requiredOwners: [],
  minimumOwners: 1,
  manage: undefined,
  owners: "authoritative",
  members: "additive",
  channels: undefined,
  channelsAt: [],
  apps: undefined,
  appsMode: "additive",
  switches: {},
  classification: undefined,
  onClose: "archive",
  onDestroy: "retain",
};

/** Each switch is decided by the nearest node that mentions it. */
function mergedSwitches(inherited: TeamSwitches, own: TeamSettings): TeamSwitches {
  if (switchGroups.every((group) => own[group] === undefined)) return inherited;
  const merged = switchGroups.flatMap((group) => {
    const values = { ...inherited[group], ...own[group] };
    return Object.keys(values).length === 0 ? [] : [[group, values]];
  });
  return Object.fromEntries(merged) as TeamSwitches;
}

/** A stage goes before the modes above it. While it is additive nothing below makes anybody go. */
function modesOf(
  inherited: EffectiveTeamSettings,
  own: TeamSettings,
): Pick<EffectiveTeamSettings, "manage" | "owners" | "members"> {
  const manage = own.manage ?? inherited.manage;
  if (manage === "additive") return { manage, owners: "additive", members: "additive" };
  const above = own.manage === "authoritative" ? own.manage : undefined;
  return {
    manage,
    owners: own.owners ?? above ?? inherited.owners,
    members: own.members ?? above ?? inherited.members,
  };
}

/** The settings as they would be at another stage. */
export function atStage(settings: EffectiveTeamSettings, manage: ManageStage): EffectiveTeamSettings {
  return override(settings, { manage }, []);
}

function override(
  inherited: EffectiveTeamSettings,
  own: TeamSettings | undefined,
  at: DocumentPath,
): EffectiveTeamSettings {
  if (own === undefined) return inherited;
  return {
    template: own.template ?? inherited.template,
    visibility: own.visibility ?? inherited.visibility,
    displayName: own.displayName ?? inherited.displayName,
    description: own.description ?? inherited.description,
    alias: own.alias ?? inherited.alias,
    requiredOwners: own.requiredOwners ?? inherited.requiredOwners,
    minimumOwners: own.minimumOwners ?? inherited.minimumOwners,
    ...modesOf(inherited, own),
    channels: own.channels ?? inherited.channels,
    channelsAt: own.channels === undefined ? inherited.channelsAt : [...at, "channels"],
    apps: own.apps ?? inherited.apps,
    appsMode: own.appsMode ?? inherited.appsMode,
    switches: mergedSwitches(inherited.switches, own),
    classification: own.classification ?? inherited.classification,
    onClose: own.onClose ?? inherited.onClose,
    onDestroy: own.onDestroy ?? inherited.onDestroy,
  };
}

/** A node with its index in the config. */
export interface IndexedNode {
  readonly index: number;
  readonly node: OrgNode;
}

/** Answers what holds for the team of a node: the nearest node upward that mentions a setting decides. */
export interface TeamSettingsResolver {
  readonly defaults: EffectiveTeamSettings;
  readonly of: (entry: IndexedNode) => EffectiveTeamSettings;
}

/**
 * Resolves settings along the parents. Every node is resolved once, so all nodes cost one pass. Unknown parents and
 * circles (rule R2 reports them) end the way up.
 */
export function teamSettings(
  defaults: Org["defaults"],
  entries: readonly IndexedNode[],
): TeamSettingsResolver {
  const top = override(builtInTeamSettings, defaults?.team, ["defaults", "team"]);
  const byId = new Map(entries.map((entry) => [entry.node.id, entry]));
  const resolved = new Map<string, EffectiveTeamSettings>();
  const of = (entry: IndexedNode): EffectiveTeamSettings => {
    const way: IndexedNode[] = [];
    const seen = new Set<string>();
    let at: IndexedNode | undefined = entry;
    while (at !== undefined && !seen.has(at.node.id) && !resolved.has(at.node.id)) {
      seen.add(at.node.id);
      way.push(at);
      at = at.node.parent === undefined ? undefined : byId.get(at.node.parent);
    }
    let settings = (at === undefined ? undefined : resolved.get(at.node.id)) ?? top;
    for (const { node, index } of way.reverse()) {
      settings = override(settings, node.team, ["nodes", index, "team"]);
      resolved.set(node.id, settings);
    }
    return settings;
  };
  return { defaults: top, of };
}

/** Under this rule a store is left out whose team is only observed. */
export const observedRule = "R27";

/** Whether a store's team is declared, and if not, why. */
export type TeamDecision =
  { readonly team: true } | { readonly team: false; readonly ruleId: string; readonly reason: string };

/** A store gets a team when it has a manager, unless it is closed and its team is to be deleted. */
export function decideTeam(store: StoreNode, settings: EffectiveTeamSettings): TeamDecision {
  if (store.closed !== undefined && settings.onClose === "delete") {
    const reason = `closed on ${store.closed.on} (${store.closed.because}): its team is deleted, as onClose says`;
    return { team: false, ruleId: "R21", reason };
  }
  if (settings.manage === "observe") {
    const reason = "its team is only observed (manage: observe): read and told of, never written";
    return { team: false, ruleId: observedRule, reason };
  }
  if ((store.managers ?? []).length > 0) return { team: true };
  const reason =
    store.closed === undefined
      ? "no manager, so there is nobody to own a team"
      : `closed on ${store.closed.on} and without manager: its team stays as it is`;
  return { team: false, ruleId: "R8", reason };
}
