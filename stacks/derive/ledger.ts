import type { Derived } from "./desired-resource.ts";

/** What a stack last applied, as far as brakes need it: counts and short marks, no names. */
export interface Ledger {
  /** By resource name of a team. */
  readonly teams: Readonly<
    Record<string, { readonly owners: readonly string[]; readonly members: readonly string[] }>
  >;
  /** Names of channel links. */
  readonly links: readonly string[];
  /** Region of each team, by resource name: a store that is gone from config must still be counted somewhere. */
  readonly regions: Readonly<Record<string, string>>;
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

/** The ledger of what is declared. `regionOf` gives the node id of a team's region. */
export function ledgerOf(derived: Derived, regionOf: (resourceName: string) => string): Ledger {
  const teams: Record<string, { owners: string[]; members: string[] }> = {};
  const links: string[] = [];
  const regions: Record<string, string> = {};
  for (const desired of derived.resources) {
    if (desired.token === "dataverse:ChannelLink") links.push(desired.name);
    if (desired.token !== "graph:Team") continue;
    const people = Object.entries(desired.props.roster).map(([name, role]) => ({ mark: markOf(name), role }));
    teams[desired.name] = {
      owners: people.filter(({ role }) => role === "owner").map(({ mark }) => mark),
      members: people.filter(({ role }) => role === "member").map(({ mark }) => mark),
    };
    regions[desired.name] = regionOf(desired.name);
  }
  return { teams, links, regions };
}

/** One line of text for the stack's output: `name|region|owners|members` by team, then the links. */
export function packLedger(ledger: Ledger): string {
  const teams = Object.entries(ledger.teams).map(
    ([name, { owners, members }]) =>
      `${name}|${ledger.regions[name] ?? ""}|${owners.join("")}|${members.join("")}`,
  );
  return [...teams, `links|${ledger.links.join(",")}`].join("\n");
}

/** The reverse. Undefined when the text is none of ours: then nothing was applied yet. */
export function unpackLedger(text: unknown): Ledger | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  const teams: Record<string, { owners: string[]; members: string[] }> = {};
  const regions: Record<string, string> = {};
  let links: readonly string[] = [];
  for (const line of text.split("\n")) {
    const [name = "", region = "", owners, members = ""] = line.split("|");
    if (owners === undefined) links = region === "" ? [] : region.split(",");
    else {
      teams[name] = { owners: marksIn(owners), members: marksIn(members) };
      regions[name] = region;
    }
  }
  return { teams, links, regions };
}

const markLength = 12;

function marksIn(text: string): string[] {
  return Array.from({ length: text.length / markLength }, (_, index) =>
    text.slice(index * markLength, (index + 1) * markLength),
  );
}
