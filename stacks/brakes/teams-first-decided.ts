import type { Team } from "../../schemas/types/resources.ts";
import {
  byRole,
  type DecidedRoster,
  type DeclaredNow,
  type Ledger,
  type LedgerRoster,
  type LedgerTeam,
  type Role,
} from "./applied-rosters.ts";

/** Roles of which a run decides alone and the one before did not, in one team. */
interface NewlyDecided {
  readonly inTeam: readonly Role[];
  /** By key of a private channel. */
  readonly inChannels: Readonly<Record<string, readonly Role[]>>;
}

/** Who is in a team and its private channels, as the tenant says; what could not be found is left out. */
export type PeopleThere = Partial<Pick<Team, "roster" | "channels">>;

/**
 * Teams whose state does not say whom a run would take out, by resource name: those that are taken over, and those of
 * which config decides alone from now on. Only the tenant knows who is there. Pure.
 */
export function teamsToCount(before: Ledger | undefined, now: DeclaredNow): readonly string[] {
  return Object.keys(now.teams).filter((name) => {
    const { inTeam, inChannels } = newlyDecided(before, now, name);
    return inTeam.length > 0 || Object.values(inChannels).some((roles) => roles.length > 0);
  });
}

function newlyDecided(before: Ledger | undefined, now: DeclaredNow, name: string): NewlyDecided {
  const [was, is] = [before?.teams[name], now.teams[name]];
  if (is === undefined) return { inTeam: [], inChannels: {} };
  const isTakenOver = is.existingTeamId !== undefined && is.existingTeamId !== was?.existingTeamId;
  const roles = (there: DecidedRoster | undefined, wanted: DecidedRoster): readonly Role[] => {
    if (isTakenOver) return wanted.decides;
    return there === undefined ? [] : wanted.decides.filter((role) => !there.decides.includes(role));
  };
  const channels = Object.entries(is.privateChannels).map(
    ([key, channel]) => [key, roles(was?.privateChannels[key], channel)] as const,
  );
  return { inTeam: roles(was, is), inChannels: Object.fromEntries(channels) };
}

/**
 * What was applied, with the people who are there and about whom config decides for the first time: they can be lost
 * like any others. Who is kept anyway is not counted, but for who is there already as config says: they are not new.
 * Undefined when nothing was applied and nobody is there. Pure.
 */
export function withPeopleThere(
  before: Ledger | undefined,
  now: DeclaredNow,
  there: ReadonlyMap<string, PeopleThere>,
): Ledger | undefined {
  if (there.size === 0) return before;
  const known: Ledger = before ?? { teams: {}, links: [], regions: {}, people: {}, protectedPeople: [] };
  const names = [...there.keys()];
  const teams = names.map((name) => [name, teamWith(before, now, name, there.get(name) ?? {})] as const);
  const regions = names.map((name) => [name, known.regions[name] ?? now.regions[name] ?? ""] as const);
  return {
    ...known,
    teams: { ...known.teams, ...Object.fromEntries(teams) },
    regions: { ...known.regions, ...Object.fromEntries(regions) },
  };
}

function teamWith(
  before: Ledger | undefined,
  now: DeclaredNow,
  name: string,
  { roster = {}, channels = {} }: PeopleThere,
): LedgerTeam {
  const is = now.teams[name] ?? nothing;
  const was = before?.teams[name] ?? { ...nothing, ...named(is) };
  const { inTeam, inChannels } = newlyDecided(before, now, name);
  const privateChannels = Object.entries(inChannels).flatMap(([key, roles]) => {
    const seen = channels[key]?.private?.roster;
    const known = was.privateChannels[key] ?? nothing;
    const wanted = is.privateChannels[key] ?? nothing;
    return seen === undefined
      ? []
      : [[key, joined(known, seen, roles, { ...wanted, keep: is.keep })] as const];
  });
  return {
    ...was,
    ...joined(was, roster, inTeam, is),
    privateChannels: { ...was.privateChannels, ...Object.fromEntries(privateChannels) },
  };
}

/** A team that is taken over is none that goes. */
function named({ existingTeamId }: LedgerTeam): Pick<LedgerTeam, "existingTeamId"> {
  return existingTeamId === undefined ? {} : { existingTeamId };
}

const nothing: LedgerTeam = {
  owners: [],
  members: [],
  decides: [],
  channels: [],
  privateChannels: {},
  keep: [],
};

/** People in these roles join those who were known, in the role that they have. */
function joined(
  { owners, members, decides }: DecidedRoster,
  there: Team["roster"],
  roles: readonly Role[],
  wanted: LedgerRoster & Pick<LedgerTeam, "keep">,
): DecidedRoster {
  const known = Object.fromEntries([
    ...members.map((person) => [person, "member"] as const),
    ...owners.map((person) => [person, "owner"] as const),
  ]);
  const seen = Object.entries(there).filter(
    ([person, role]) =>
      roles.includes(role) && (!wanted.keep.includes(person) || isWanted(wanted, person, role)),
  );
  return { ...byRole({ ...known, ...Object.fromEntries(seen) }), decides };
}

/** Whether config names somebody for a place that they have, or that they would get besides. */
function isWanted({ owners, members }: LedgerRoster, person: string, role: Role): boolean {
  return owners.includes(person) || (role === "member" && members.includes(person));
}
