import { storeTeamResource } from "../../schemas/names.ts";
import type { Org } from "../../schemas/types/org.ts";
import type { Derived } from "./desired-resource.ts";
import { nowhere, type Places } from "./places.ts";
import { regionsOf } from "./regions.ts";

/** A team as brakes see it: marks of its people and keys of its channels. */
export interface LedgerTeam {
  readonly owners: readonly string[];
  readonly members: readonly string[];
  readonly channels: readonly string[];
}

/** What a stack last applied, as far as brakes need it: counts and short marks, no names. */
export interface Ledger {
  /** By resource name of a team. */
  readonly teams: Readonly<Record<string, LedgerTeam>>;
  /** Names of channel links. */
  readonly links: readonly string[];
  /** Region of each team, by resource name: a store that is gone from config must still be counted somewhere. */
  readonly regions: Readonly<Record<string, string>>;
  /** How many people each file of the config declares. */
  readonly people: Readonly<Record<string, number>>;
}

/** What config declares now: what a ledger keeps of it, and what only the present run needs. */
export interface DeclaredNow extends Ledger {
  /** Region of each store that config declares, with a team or without one, by resource name. */
  readonly stores: ReadonlyMap<string, string>;
  /** Resource names of teams that config would have if anybody owned them. A closed store is none of them. */
  readonly ownerless: ReadonlySet<string>;
}

/** A person in a ledger: 48 bits of a hash of the name, so that the stack's output names nobody. */
export function markOf(userPrincipalName: string): string {
  // FNV-1a, twice with other seeds: stable, quick, and needs nothing from the machine.
  return hash(userPrincipalName, 0x811c9dc5) + hash(userPrincipalName, 0x01000193).slice(0, 4);
}

function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}

/** The ledger of what a stack declares of an org. */
export function ledgerOf(derived: Derived, org: Org, places: Places = nowhere): DeclaredNow {
  const regionOf = regionsOf(org);
  const teams: Record<string, LedgerTeam> = {};
  const links: string[] = [];
  const regions: Record<string, string> = {};
  for (const desired of derived.resources) {
    if (desired.token === "dataverse:ChannelLink") links.push(desired.name);
    if (desired.token !== "graph:Team") continue;
    const people = Object.entries(desired.props.roster).map(([name, role]) => ({ mark: markOf(name), role }));
    teams[desired.name] = {
      owners: people.filter(({ role }) => role === "owner").map(({ mark }) => mark),
      members: people.filter(({ role }) => role === "member").map(({ mark }) => mark),
      channels: Object.keys(desired.props.channels ?? {}),
    };
    regions[desired.name] = regionOf(desired.name);
  }
  const stores = new Map(
    (org.nodes ?? []).flatMap((node) => {
      if (node.kind !== "store") return [];
      const name = storeTeamResource(node.storeNumber);
      return [[name, regionOf(name)] as const];
    }),
  );
  const ownerless = ownerlessIn(derived, org);
  return { teams, links, regions, people: peopleByFile(org, places), stores, ownerless };
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

/**
 * A few lines of text for the stack's output: `name|region|owners|members|channels` by team, then one line each for
 * the links and for the people by file. Only team lines have more than two fields.
 */
export function packLedger(ledger: Ledger): string {
  const teams = Object.entries(ledger.teams).map(([name, { owners, members, channels }]) =>
    [name, ledger.regions[name] ?? "", owners.join(""), members.join(""), channels.join(",")].join("|"),
  );
  const people = Object.entries(ledger.people).map(([file, count]) => `${encodeURIComponent(file)}=${count}`);
  return [...teams, `links|${ledger.links.join(",")}`, `people|${people.join(",")}`].join("\n");
}

/** The reverse. Undefined when the text is none of ours: then nothing was applied yet. Bears what older code wrote. */
export function unpackLedger(text: unknown): Ledger | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  const teams: Record<string, LedgerTeam> = {};
  const regions: Record<string, string> = {};
  const lists = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    const [name = "", region = "", owners, members = "", channels = ""] = line.split("|");
    if (owners === undefined) lists.set(name, listIn(region));
    else {
      teams[name] = { owners: marksIn(owners), members: marksIn(members), channels: listIn(channels) };
      regions[name] = region;
    }
  }
  const people = (lists.get("people") ?? []).map((entry): [string, number] => {
    const [file = "", count = "0"] = entry.split("=");
    return [decodeURIComponent(file), Number(count)];
  });
  return { teams, links: lists.get("links") ?? [], regions, people: Object.fromEntries(people) };
}

function listIn(text: string): readonly string[] {
  return text === "" ? [] : text.split(",");
}

const markLength = 12;

function marksIn(text: string): string[] {
  return Array.from({ length: text.length / markLength }, (_, index) =>
    text.slice(index * markLength, (index + 1) * markLength),
  );
}
