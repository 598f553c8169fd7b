import { isAwaited } from "../../providers/graph/team/people/away.ts";
import { inPresentNames, namesByObjectId } from "../../schemas/present-names.ts";
import { storeTeamResource } from "../../schemas/names.ts";
import { teamSettings } from "../../schemas/team-settings.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { PrivateChannel, Team } from "../../schemas/types/resources.ts";
import type { Derived } from "../derive/desired-resource.ts";
import type { Notes } from "./applied-rosters-kept.ts";
import { nowhere, type Places } from "../derive/positions.ts";
import { regionsOf } from "../derive/regions.ts";
import { protectedIn } from "../derive/teams/roster-of.ts";
import { communicationsResource } from "../derive/teams/store-team.ts";

/** What somebody is in a team or a private channel. */
export type Role = Team["roster"][string];

/** A resource as the state of the stack holds it. */
export interface AppliedResource {
  /** Type token, such as `graph:Team`. */
  readonly token: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** Who is somewhere: user principal names in lower case. */
export interface LedgerRoster {
  readonly owners: readonly string[];
  readonly members: readonly string[];
}

/** A team or a private channel as brakes see it. */
export interface DecidedRoster extends LedgerRoster {
  /** Roles of which config decides alone: whoever has one and is not in the roster is taken out. */
  readonly decides: readonly Role[];
  /** People whom config names and nobody asks for now: they keep what they have. In no list of people. */
  readonly away?: readonly string[];
  /** People whom config names and who have left: they are taken out whoever decides. */
  readonly left?: readonly string[];
  /** An owner whom config names has no account yet, so that nobody stops owning. */
  readonly waitsForOwner?: boolean;
}

/** A team with the keys of its channels. */
export interface LedgerTeam extends DecidedRoster {
  readonly channels: readonly string[];
  /** By key. */
  readonly privateChannels: Readonly<Record<string, DecidedRoster>>;
  /** People whom neither the team nor its private channels ever lose. */
  readonly keep: readonly string[];
  /** The group that config names as the store's own; unset when it names none. */
  readonly existingTeamId?: string;
}

/** What brakes compare: what was applied with what is declared now. */
export interface Ledger extends Notes {
  /** By resource name of a team. */
  readonly teams: Readonly<Record<string, LedgerTeam>>;
  /** Names of channel links. */
  readonly links: readonly string[];
}

/** What config declares now, with what only the present run needs. */
export interface DeclaredNow extends Ledger {
  /** Region of each store that config declares, with a team or without one, by resource name. */
  readonly stores: ReadonlyMap<string, string>;
  /** Resource names of teams that config would have if anybody owned them. A closed store is none of them. */
  readonly ownerless: ReadonlySet<string>;
  /** How many owners each team has at least, by resource name; 1 where nothing is said. */
  readonly minimumOwners: ReadonlyMap<string, number>;
}

/** The ledger of what a stack declares of an org. */
export function ledgerOf(derived: Derived, org: Org, places: Places = nowhere): DeclaredNow {
  const regionOf = regionsOf(org);
  const { teams, links } = countedIn(derived.resources, declaredRoster);
  const regions = Object.keys(teams).map((name): [string, string] => [name, regionOf(name)]);
  const stores = new Map(
    (org.nodes ?? []).flatMap((node) => {
      if (node.kind !== "store") return [];
      const name = storeTeamResource(node.storeNumber);
      return [[name, regionOf(name)] as const];
    }),
  );
  return {
    teams,
    links,
    regions: Object.fromEntries(regions),
    people: peopleByFile(org, places),
    ...(places.exportedRows === undefined ? {} : { exportedRows: places.exportedRows }),
    protectedPeople: protectedIn(org),
    stores,
    ownerless: ownerlessIn(derived, org),
    minimumOwners: minimumOwnersOf(org),
  };
}

/**
 * The ledger of what was applied: the state says what there is, the notes of the last run where it belongs. Undefined
 * when nothing was applied yet. The state also holds what a run did before it failed, notes only come with its end.
 */
export function appliedLedger(
  resources: readonly AppliedResource[],
  notes: Notes | undefined,
): Ledger | undefined {
  const { teams, links } = countedIn(resources, decidedRoster);
  if (notes === undefined && Object.keys(teams).length === 0 && links.length === 0) return undefined;
  return { ...(notes ?? { regions: {}, people: {}, protectedPeople: [] }), teams, links };
}

/** What was applied, with people under the names that config has now for their object ids: nobody of them is lost. */
export function inDeclaredNames(
  resources: readonly AppliedResource[],
  derived: Pick<Derived, "resources">,
): readonly AppliedResource[] {
  const teams = derived.resources.flatMap((one) => (one.token === "graph:Team" ? [one.props] : []));
  const names = namesByObjectId(teams);
  if (names.size === 0) return resources;
  return resources.map((resource) =>
    resource.token === "graph:Team"
      ? { ...resource, props: inPresentNames(resource.props, names) }
      : resource,
  );
}

/** What people call teams that only the state may know, by resource name. */
export function appliedLabels(resources: readonly AppliedResource[]): Record<string, string> {
  const teams = resources.flatMap(({ token, name, props }) => {
    const { displayName } = props;
    if (token !== "graph:Team" || typeof displayName !== "string") return [];
    const storeNumber = name === communicationsResource ? "" : name.replace(/^store-/, "");
    return [[name, `${storeNumber} ${displayName}`.trim()] as const];
  });
  return Object.fromEntries(teams);
}

type RosterOf = (place: Partial<PrivateChannel>, team: Partial<Team>) => DecidedRoster;

function countedIn(
  resources: readonly { token: string; name: string; props: object }[],
  rosterOf: RosterOf,
): {
  teams: Record<string, LedgerTeam>;
  links: string[];
} {
  const teams: Record<string, LedgerTeam> = {};
  const links: string[] = [];
  for (const { token, name, props } of resources) {
    if (token === "dataverse:ChannelLink") links.push(name);
    if (token !== "graph:Team") continue;
    const { channels = {}, keep = [], existingTeamId } = props as Partial<Team>;
    teams[name] = {
      ...rosterOf(props, props),
      channels: Object.keys(channels),
      privateChannels: privateIn(channels, (channel) => rosterOf(channel, props)),
      keep,
      ...(existingTeamId === undefined ? {} : { existingTeamId }),
    };
  }
  return { teams, links };
}

/** People by role. */
export function byRole(roster: Team["roster"]): LedgerRoster {
  const inRole = (wanted: Role): string[] =>
    Object.entries(roster).flatMap(([person, role]) => (role === wanted ? [person] : []));
  return { owners: inRole("owner"), members: inRole("member") };
}

function privateIn(
  channels: NonNullable<Team["channels"]>,
  rosterOf: (channel: PrivateChannel) => DecidedRoster,
): LedgerTeam["privateChannels"] {
  const found = Object.entries(channels).flatMap(([key, channel]) =>
    channel.private === undefined ? [] : [[key, rosterOf(channel.private)] as const],
  );
  return Object.fromEntries(found);
}

function decidedRoster({ roster = {}, owners, members }: Partial<PrivateChannel>): DecidedRoster {
  const decides: Role[] = [];
  if (owners === "authoritative") decides.push("owner");
  if (members === "authoritative") decides.push("member");
  return { ...byRole(roster), decides };
}

/** Who is asked for, and what a run does with the others whom config names. */
function declaredRoster(
  place: Partial<PrivateChannel>,
  { away = {}, left = [] }: Partial<Team>,
): DecidedRoster {
  const { roster = {} } = place;
  const people = Object.entries(roster);
  const asked = Object.fromEntries(people.filter(([person]) => away[person] === undefined));
  const notAsked = people.flatMap(([person]) => (away[person] === undefined ? [] : [person]));
  const waitsForOwner = people.some(([person, role]) => role === "owner" && isAwaited(away[person]));
  const { decides, ...rest } = decidedRoster({ ...place, roster: asked });
  return {
    ...rest,
    decides: waitsForOwner ? decides.filter((role) => role !== "owner") : decides,
    ...(notAsked.length === 0 ? {} : { away: notAsked }),
    ...(left.length === 0 ? {} : { left }),
    ...(waitsForOwner ? { waitsForOwner } : {}),
  };
}

function minimumOwnersOf(org: Org): ReadonlyMap<string, number> {
  const entries = (org.nodes ?? []).map((node, index) => ({ node, index }));
  const settings = teamSettings(org.defaults, entries);
  const least = entries.flatMap((entry): [string, number][] =>
    entry.node.kind === "store"
      ? [[storeTeamResource(entry.node.storeNumber), settings.of(entry).minimumOwners]]
      : [],
  );
  return new Map([...least, [communicationsResource, settings.defaults.minimumOwners]]);
}

function ownerlessIn({ leftOut }: Derived, org: Org): ReadonlySet<string> {
  const closed = new Set(
    (org.nodes ?? []).flatMap((node) =>
      node.kind === "store" && node.closed !== undefined ? [node.storeNumber] : [],
    ),
  );
  const open = leftOut.filter(({ ruleId, storeNumber }) => ruleId === "R8" && !closed.has(storeNumber ?? ""));
  return new Set(
    open.map(({ storeNumber, nodeId }) =>
      storeNumber === undefined ? nodeId : storeTeamResource(storeNumber),
    ),
  );
}

function peopleByFile(org: Org, places: Places): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const index of (org.people ?? []).keys()) {
    const { file } = places.at(["people", index]);
    counts[file] = (counts[file] ?? 0) + 1;
  }
  return counts;
}
