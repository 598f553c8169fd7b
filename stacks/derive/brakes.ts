import type { Approval, BrakeName, Brakes, Limit } from "../../schemas/types/stack.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Limits that suit a retailer: a store may change hands, a region or the tenant may not empty by mistake.
 * A team that leaves config without `closed`, and without approval, is always refused.
 */
export const usualBrakes: Readonly<Record<BrakeName, Limit>> = {
  "store-owners": { atLeast: 3, fraction: 0.5 },
  "store-members": { atLeast: 10, fraction: 0.5 },
  "region-members": { atLeast: 20, fraction: 0.1 },
  "tenant-owners": { atLeast: 10, fraction: 0.1 },
  "tenant-members": { atLeast: 50, fraction: 0.05 },
  "new-owners": { atLeast: 25, fraction: 0.1 },
  teams: { atLeast: 1, fraction: 0 },
  links: { atLeast: 10, fraction: 0.2 },
};

/** Something that one run would do too much of. */
export interface Tripped {
  readonly brake: BrakeName;
  /** Store number, node id of the region, or `tenant`. */
  readonly where: string;
  readonly count: number;
  /** How many there were. */
  readonly of: number;
  readonly limit: Limit;
  /** Resources behind it with their counts, biggest first. */
  readonly biggest: readonly { readonly resource: string; readonly count: number; readonly of: number }[];
}

export interface BrakeResult {
  readonly refused: readonly Tripped[];
  /** Brakes that an approval let pass. */
  readonly passed: readonly Tripped[];
  readonly unusedApprovals: readonly Approval[];
  readonly expiredApprovals: readonly Approval[];
}

interface Loss {
  readonly resource: string;
  readonly region: string;
  readonly ownersBefore: readonly string[];
  readonly peopleBefore: readonly string[];
  readonly ownersGone: readonly string[];
  readonly peopleGone: readonly string[];
  readonly ownersNew: readonly string[];
}

/**
 * Compares what was last applied with what is declared now. People who only move within a scope are no loss to it.
 * Pure: `today` is a day such as 2026-11-21. Without an earlier ledger there is nothing to lose, so nothing trips.
 */
export function checkBrakes(
  before: Ledger | undefined,
  now: Ledger,
  settings: { readonly brakes: Brakes; readonly approvals: readonly Approval[]; readonly today: string },
): BrakeResult {
  const limits = { ...usualBrakes, ...settings.brakes };
  const tripped = before === undefined ? [] : allTripped(before, now, limits);
  const current = settings.approvals.filter(({ until }) => until >= settings.today);
  const approved = (trip: Tripped): boolean => current.some((approval) => isFor(approval, trip));
  const passed = tripped.filter(approved);
  return {
    refused: tripped.filter((trip) => !approved(trip)),
    passed,
    unusedApprovals: current.filter((approval) => !passed.some((trip) => isFor(approval, trip))),
    expiredApprovals: settings.approvals.filter(({ until }) => until < settings.today),
  };
}

function isFor({ brake, where, count }: Approval, trip: Tripped): boolean {
  return brake === trip.brake && where === trip.where && count === trip.count;
}

function allTripped(
  before: Ledger,
  now: Ledger,
  limits: Readonly<Record<BrakeName, Limit>>,
): readonly Tripped[] {
  const losses = Object.keys(before.teams).map((resource) => lossOf(resource, before, now));
  const perStore = losses.flatMap((loss) => [
    ...trip("store-owners", storeOf(loss.resource), [loss], "owners", limits),
    ...trip("store-members", storeOf(loss.resource), [loss], "people", limits),
  ]);
  const regions = [...new Set(losses.map(({ region }) => region))].toSorted();
  const perRegion = regions.flatMap((region) => {
    const inside = losses.filter((loss) => loss.region === region);
    return trip("region-members", region, withoutMoves(inside, now, region), "people", limits);
  });
  const inTenant = withoutMoves(losses, now, undefined);
  const gone = losses.filter(({ resource }) => now.teams[resource] === undefined);
  const linksGone = before.links.filter((link) => !now.links.includes(link));
  return [
    ...perStore,
    ...perRegion,
    ...trip("tenant-owners", "tenant", inTenant, "owners", limits),
    ...trip("tenant-members", "tenant", inTenant, "people", limits),
    ...tripCount(
      "new-owners",
      losses.map(({ resource, ownersNew, ownersBefore }) => ({
        resource,
        count: ownersNew.length,
        of: ownersBefore.length,
      })),
      limits,
    ),
    ...tripCount(
      "teams",
      gone.map(({ resource }) => ({ resource, count: 1, of: 1 })),
      limits,
      losses.length,
    ),
    ...tripCount(
      "links",
      linksGone.map((resource) => ({ resource, count: 1, of: 1 })),
      limits,
      before.links.length,
    ),
  ];
}

function lossOf(resource: string, before: Ledger, now: Ledger): Loss {
  const was = before.teams[resource] ?? { owners: [], members: [] };
  const is = now.teams[resource] ?? { owners: [], members: [] };
  const peopleBefore = [...was.owners, ...was.members];
  const peopleNow = new Set([...is.owners, ...is.members]);
  const ownersNow = new Set(is.owners);
  return {
    resource,
    region: before.regions[resource] ?? "",
    ownersBefore: was.owners,
    peopleBefore,
    ownersGone: was.owners.filter((person) => !ownersNow.has(person)),
    peopleGone: peopleBefore.filter((person) => !peopleNow.has(person)),
    ownersNew: is.owners.filter((person) => !was.owners.includes(person)),
  };
}

/** People who are in another team of the scope now have moved; the scope has not lost them. */
function withoutMoves(losses: readonly Loss[], now: Ledger, region: string | undefined): readonly Loss[] {
  const people = new Set<string>();
  const owners = new Set<string>();
  for (const [resource, team] of Object.entries(now.teams)) {
    if (region !== undefined && now.regions[resource] !== region) continue;
    for (const person of team.owners) owners.add(person);
    for (const person of [...team.owners, ...team.members]) people.add(person);
  }
  return losses.map((loss) => ({
    ...loss,
    peopleGone: loss.peopleGone.filter((person) => !people.has(person)),
    ownersGone: loss.ownersGone.filter((person) => !owners.has(person)),
  }));
}

function trip(
  brake: BrakeName,
  where: string,
  losses: readonly Loss[],
  who: "owners" | "people",
  limits: Readonly<Record<BrakeName, Limit>>,
): readonly Tripped[] {
  const gone = new Set(losses.flatMap((loss) => (who === "owners" ? loss.ownersGone : loss.peopleGone)));
  const there = new Set(losses.flatMap((loss) => (who === "owners" ? loss.ownersBefore : loss.peopleBefore)));
  const biggest = losses.map((loss) => ({
    resource: loss.resource,
    count: who === "owners" ? loss.ownersGone.length : loss.peopleGone.length,
    of: who === "owners" ? loss.ownersBefore.length : loss.peopleBefore.length,
  }));
  return over(brake, where, gone.size, there.size, biggest, limits[brake]);
}

function tripCount(
  brake: BrakeName,
  parts: Tripped["biggest"],
  limits: Readonly<Record<BrakeName, Limit>>,
  of?: number,
): readonly Tripped[] {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const total = of ?? parts.reduce((sum, part) => sum + part.of, 0);
  return over(brake, "tenant", count, total, parts, limits[brake]);
}

function over(
  brake: BrakeName,
  where: string,
  count: number,
  of: number,
  parts: Tripped["biggest"],
  limit: Limit,
): readonly Tripped[] {
  if (count < limit.atLeast || count <= limit.fraction * of) return [];
  const biggest = parts.filter((part) => part.count > 0).toSorted((left, right) => right.count - left.count);
  return [{ brake, where, count, of, limit, biggest }];
}

/** `store-000135` → `000135`: people approve by store number. */
function storeOf(resource: string): string {
  return resource.replace(/^store-/, "");
}
