import type {
  AppsMode,
  CommunicationsTeam,
  MembershipMode,
  Org,
  Person,
  StoreNode,
  TeamAppDeclaration,
} from "../../../schemas/types/org.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import {
  communicationsAlias,
  fillText,
  storeAlias,
  storeTeamResource,
  teamName,
} from "../../../schemas/names.ts";
import { hasLeft, selectedPeople, selectPeople } from "../../../schemas/people.ts";
import { switchGroups } from "../../../schemas/team-settings.ts";
import type { EffectiveTeamSettings } from "../../../schemas/team-settings.ts";
import { channelsOf, namedInChannels } from "./channels.ts";
import type { ConfigPlace, Desired } from "../desired-resource.ts";
import { absencesOf, objectIdsOf, rosterOf } from "./roster-of.ts";

/** Resource name and node id of the communications team. */
export const communicationsResource = "communications-team";

/** The uniqueName in Entra that says which declared key owns a store's team. */
export function storeTeamUniqueName(storeNumber: string): string {
  return `store-team-${storeNumber}`;
}

export const communicationsUniqueName = "store-team-communications";

/** The mode says something only of a list of apps that is mentioned. */
function appsOf(
  apps: readonly TeamAppDeclaration[] | undefined,
  mode: AppsMode,
): Pick<Team, "apps" | "appsMode"> {
  if (apps === undefined) return {};
  const byId = apps.map(({ id, idKind }) => [id.toLowerCase(), idKind ?? "teamsAppId"] as const);
  return { apps: Object.fromEntries(byId), appsMode: mode };
}

/** How many there are of a role in a roster: "2 owners". */
function count(roster: Team["roster"], role: "owner" | "member", word: string = role): string {
  const amount = Object.values(roster).filter((each) => each === role).length;
  return `${String(amount)} ${word}${amount === 1 ? "" : "s"}`;
}

/**
 * Members that config does not mention are never touched, so a store without a `workers` key keeps whoever is there.
 */
function membersMode(store: StoreNode, settings: EffectiveTeamSettings): MembershipMode {
  return store.workers === undefined ? "additive" : settings.members;
}

/** Whom the team never loses, not even somebody who was added by hand. */
function keepOf({ protectedPeople }: TeamContext, required: readonly Person[]): Pick<Team, "keep"> {
  const staying = required.filter((person) => !hasLeft(person));
  const keep = new Set([...protectedPeople, ...staying.map(({ upn }) => upn.toLowerCase())]);
  return keep.size === 0 ? {} : { keep: [...keep].toSorted() };
}

/** What all teams of one organization are derived from. */
export interface TeamContext {
  /** Domain of the tenant. */
  readonly domain: string;
  /** The people of the org by id. */
  readonly people: ReadonlyMap<string, Person>;
  /** User principal names, in lower case and sorted, of people whom no team may lose. */
  readonly protectedPeople: readonly string[];
  /** Object ids that config declares, by user principal name, both in lower case. */
  readonly objectIds: ReadonlyMap<string, string>;
}

/** The team of a store that gets one. */
export function storeTeam(
  store: StoreNode,
  settings: EffectiveTeamSettings,
  context: TeamContext,
  config: ConfigPlace,
): Desired<"graph:Team"> {
  const named = (ids: readonly string[] | undefined): Person[] =>
    (ids ?? []).flatMap((id) => context.people.get(id) ?? []);
  const { storeNumber, closed } = store;
  const existingTeamId = store.team?.existingTeamId?.toLowerCase();
  const required = named(settings.requiredOwners);
  const [managers, workers] = [named(store.managers), named(store.workers)];
  const roster = rosterOf([...managers, ...required], workers);
  const { owners } = settings;
  const inChannels = namedInChannels(settings.channels, context);
  const { left, ...away } = absencesOf([...managers, ...required, ...workers, ...inChannels]);
  // Nobody is taken out while a team is only added to.
  const absences = settings.manage === "additive" || left === undefined ? away : { ...away, left };
  const declared = channelsOf(settings.channels, { ...context, team: { owners, roster }, node: store });
  const channels = settings.manage === "additive" ? withoutRemovals(declared) : declared;
  const props: Team = {
    uniqueName: storeTeamUniqueName(storeNumber),
    displayName: teamName(settings.displayName, store),
    ...(settings.description === undefined ? {} : { description: fillText(settings.description, store) }),
    mailNickname: storeAlias(settings.alias, store),
    visibility: settings.visibility,
    template: settings.template,
    ...(existingTeamId === undefined ? {} : { existingTeamId }),
    archived: closed !== undefined && settings.onClose === "archive",
    owners,
    members: membersMode(store, settings),
    roster,
    ...keepOf(context, required),
    ...absences,
    ...objectIdsOf({ roster, ...channels, ...absences }, context.objectIds),
    ...channels,
    ...appsOf(settings.apps, settings.manage === "additive" ? "additive" : settings.appsMode),
    ...settings.switches,
    ...(settings.classification === undefined ? {} : { classification: settings.classification }),
  };
  const staff = `has ${count(props.roster, "owner", "manager")} and ${count(props.roster, "member", "worker")}`;
  const because = closed === undefined ? staff : `closed on ${closed.on}: ${closed.because}`;
  return {
    token: "graph:Team",
    name: storeTeamResource(storeNumber),
    props,
    label: `${storeNumber} ${store.name}`,
    because: `store "${store.id}" ${because}`,
    dependsOn: [],
    protect: false,
    retainOnDelete: settings.onDestroy === "retain",
    config,
  };
}

/** Private channels in which nobody is removed either. */
function withoutRemovals({ channels }: Pick<Team, "channels">): Pick<Team, "channels"> {
  if (channels === undefined) return {};
  const kept = Object.entries(channels).map(([key, channel]) => [
    key,
    channel.private === undefined
      ? channel
      : { ...channel, private: { ...channel.private, owners: "additive", members: "additive" } },
  ]);
  return { channels: Object.fromEntries(kept) as NonNullable<Team["channels"]> };
}

function switchesOf(team: CommunicationsTeam): Partial<Team> {
  const mentioned = switchGroups.flatMap((group) =>
    team[group] === undefined ? [] : [[group, team[group]]],
  );
  return Object.fromEntries(mentioned) as Partial<Team>;
}

/** The communications team, or undefined when nobody would own it (rule R8 has said so). */
export function communicationsTeam(
  team: CommunicationsTeam,
  defaults: EffectiveTeamSettings,
  people: readonly Person[],
  context: TeamContext,
  config: ConfigPlace,
): Desired<"graph:Team"> | undefined {
  const owners = selectPeople(team.owners, "communicationsManager", people);
  const members = selectPeople(team.members, "regionalManager", people);
  if (owners.length === 0) return undefined;
  const absences = absencesOf([
    ...selectedPeople(team.owners, "communicationsManager", people),
    ...selectedPeople(team.members, "regionalManager", people),
    ...namedInChannels(team.channels, context),
  ]);
  const existingTeamId = team.existingTeamId?.toLowerCase();
  const roster = rosterOf(owners, members);
  const ownersMode = team.owners?.mode ?? defaults.owners;
  const told = { ...context, team: { owners: ownersMode, roster }, node: undefined };
  const channels = channelsOf(team.channels, told);
  return {
    token: "graph:Team",
    name: communicationsResource,
    props: {
      uniqueName: communicationsUniqueName,
      displayName: team.name,
      ...(team.description === undefined ? {} : { description: team.description }),
      mailNickname: team.alias ?? communicationsAlias(team.name),
      visibility: team.visibility ?? defaults.visibility,
      template: team.template ?? defaults.template,
      ...(existingTeamId === undefined ? {} : { existingTeamId }),
      archived: false,
      owners: ownersMode,
      members: team.members?.mode ?? defaults.members,
      roster,
      ...keepOf(context, []),
      ...absences,
      ...objectIdsOf({ roster, ...channels, ...absences }, context.objectIds),
      ...channels,
      ...appsOf(team.apps, team.appsMode ?? defaults.appsMode),
      ...switchesOf(team),
      ...(team.classification === undefined ? {} : { classification: team.classification }),
    },
    label: team.name,
    because: `communicationsTeam selects ${count(roster, "owner")} and ${count(roster, "member")}`,
    dependsOn: [],
    protect: false,
    retainOnDelete: (team.onDestroy ?? defaults.onDestroy) === "retain",
    config,
  };
}

/** What people call each team that config knows, by resource name; also those that nobody owns now. */
export function teamLabels({ nodes = [], communicationsTeam: communications }: Org): Record<string, string> {
  const stores = nodes.flatMap((node) =>
    node.kind === "store" ? [[storeTeamResource(node.storeNumber), `${node.storeNumber} ${node.name}`]] : [],
  );
  const other = communications === undefined ? [] : [[communicationsResource, communications.name]];
  return Object.fromEntries([...stores, ...other]) as Record<string, string>;
}
