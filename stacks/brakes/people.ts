import type { BrakeName } from "../../schemas/types/stack.ts";
import type { Roster } from "../../providers/graph/team/roster.ts";
import { peopleOfRoster, type PeopleOfRoster } from "../changes/people-of-roster.ts";
import { over, overAll, type Limits, type Tripped } from "./count.ts";
import type { DecidedRoster, Ledger, LedgerRoster, Role } from "./applied-rosters.ts";

/** What one team would lose and gain. */
interface Loss {
  readonly resource: string;
  readonly region: string;
  readonly ownersBefore: readonly string[];
  readonly peopleBefore: readonly string[];
  readonly ownersGone: readonly string[];
  readonly peopleGone: readonly string[];
  readonly ownersNew: readonly string[];
}

/** The brakes on people of teams. People who only move within a scope are no loss to it. */
export function trippedByPeople(before: Ledger, now: Ledger, limits: Limits): readonly Tripped[] {
  const losses = Object.keys(before.teams).map((resource) => lossOf(resource, before, now));
  const perStore = losses.flatMap((loss) => [
    ...trip("store-owners", storeOf(loss.resource), [loss], "owners", limits),
    ...trip("store-members", storeOf(loss.resource), [loss], "people", limits),
  ]);
  const teamsNow = Map.groupBy(Object.keys(now.teams), (resource) => now.regions[resource]);
  const regions = [...Map.groupBy(losses, ({ region }) => region)];
  const perRegion = regions
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([region, inside]) => {
      const gone = withoutMoves(inside, now, teamsNow.get(region) ?? []);
      return [
        ...trip("region-owners", region, gone, "owners", limits),
        ...trip("region-members", region, gone, "people", limits),
      ];
    });
  const inTenant = withoutMoves(losses, now, Object.keys(now.teams));
  const newOwners = losses.map(({ resource, ownersNew, ownersBefore }) => ({
    resource,
    count: ownersNew.length,
    of: ownersBefore.length,
  }));
  return [
    ...perStore,
    ...perRegion,
    ...trip("tenant-owners", "tenant", inTenant, "owners", limits),
    ...trip("tenant-members", "tenant", inTenant, "people", limits),
    ...overAll("new-owners", newOwners, limits),
  ];
}

function lossOf(resource: string, before: Ledger, now: Ledger): Loss {
  const was = before.teams[resource] ?? nobody;
  // A team that leaves the config takes its people with it.
  const { goes, losesOwnership, getsOwnership } = whatChanges(was, now.teams[resource] ?? nobody);
  return {
    resource,
    region: before.regions[resource] ?? "",
    ownersBefore: was.owners,
    peopleBefore: peopleIn(was),
    ownersGone: losesOwnership,
    peopleGone: goes,
    ownersNew: getsOwnership,
  };
}

const nobody: DecidedRoster = { owners: [], members: [], decides: ["owner", "member"] };

/**
 * What a run would make of a team or a private channel, as the planner of the run says: who is away keeps what they
 * have. Who is protected or required counts like anybody else: a rule of its own says so.
 */
export function whatChanges(was: LedgerRoster, is: DecidedRoster): PeopleOfRoster {
  const { decides, away = [], left = [] } = is;
  const there = asRoster(was);
  const stay = away.flatMap((person) => (there[person] === undefined ? [] : [[person, there[person]]]));
  const modeOf = (role: Role): "authoritative" | "additive" =>
    decides.includes(role) ? "authoritative" : "additive";
  const roster = { ...Object.fromEntries(stay), ...asRoster(is) } as Roster;
  return peopleOfRoster(
    { roster, owners: modeOf("owner"), members: modeOf("member"), left: [...left] },
    there,
  );
}

function asRoster({ owners, members }: LedgerRoster): Roster {
  const inRole = (people: readonly string[], role: Role): (readonly [string, Role])[] =>
    people.map((person) => [person, role] as const);
  return Object.fromEntries([...inRole(members, "member"), ...inRole(owners, "owner")]);
}

/** Everybody in a team or a private channel. */
export function peopleIn({ owners, members }: LedgerRoster): readonly string[] {
  return [...owners, ...members];
}

/** People who are in another of the scope's teams now have moved; the scope has not lost them. */
function withoutMoves(losses: readonly Loss[], now: Ledger, teams: readonly string[]): readonly Loss[] {
  const rosters = teams.flatMap((resource) => now.teams[resource] ?? []);
  const owners = new Set(rosters.flatMap((team) => team.owners));
  const people = new Set(rosters.flatMap(peopleIn));
  return losses.map((loss) => ({
    ...loss,
    peopleGone: loss.peopleGone.filter((person) => !people.has(person)),
    ownersGone: loss.ownersGone.filter((person) => !owners.has(person)),
  }));
}

/** A person counts once in a scope, whatever the number of teams there. */
function trip(
  brake: BrakeName,
  where: string,
  losses: readonly Loss[],
  who: "owners" | "people",
  limits: Limits,
): readonly Tripped[] {
  const gone = new Set(losses.flatMap((loss) => (who === "owners" ? loss.ownersGone : loss.peopleGone)));
  const there = new Set(losses.flatMap((loss) => (who === "owners" ? loss.ownersBefore : loss.peopleBefore)));
  const parts = losses.map((loss) => ({
    resource: loss.resource,
    count: who === "owners" ? loss.ownersGone.length : loss.peopleGone.length,
    of: who === "owners" ? loss.ownersBefore.length : loss.peopleBefore.length,
  }));
  return over(brake, where, { count: gone.size, of: there.size }, parts, limits);
}

/** `store-000135` → `000135`: people approve by store number. */
function storeOf(resource: string): string {
  return resource.replace(/^store-/, "");
}
