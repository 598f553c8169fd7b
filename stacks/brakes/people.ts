import type { BrakeName } from "../../schemas/types/stack.ts";
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
  const is = now.teams[resource] ?? nobody;
  const { leaving, demoted } = goneFrom(was, is);
  const owned = new Set(was.owners);
  return {
    resource,
    region: before.regions[resource] ?? "",
    ownersBefore: was.owners,
    peopleBefore: peopleIn(was),
    ownersGone: [...leaving, ...demoted].filter((person) => owned.has(person)),
    peopleGone: leaving,
    ownersNew: is.owners.filter((person) => !owned.has(person)),
  };
}

const nobody: DecidedRoster = { owners: [], members: [], decides: ["owner", "member"] };

/**
 * People whom a run would take out of a team or a private channel, and owners whom it would make plain members: those
 * in a role of which config decides alone, and those who have left. Who is away keeps what they have.
 */
export function goneFrom(
  was: LedgerRoster,
  is: DecidedRoster,
): { readonly leaving: readonly string[]; readonly demoted: readonly string[] } {
  const { decides, away = [], left = [] } = is;
  const ownersNow = new Set([...is.owners, ...away]);
  const peopleNow = new Set([...peopleIn(is), ...away]);
  const hasLeft = new Set(left);
  const touched = (role: Role, people: readonly string[]): readonly string[] =>
    decides.includes(role) ? people : people.filter((person) => hasLeft.has(person));
  const owners = touched("owner", was.owners);
  return {
    leaving: [...owners, ...touched("member", was.members)].filter((person) => !peopleNow.has(person)),
    demoted: owners.filter((person) => peopleNow.has(person) && !ownersNow.has(person)),
  };
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
