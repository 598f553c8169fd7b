import { storeLosses } from "../../schemas/store-losses.ts";
import type { Approval, BrakeName, Brakes, Limit } from "../../schemas/types/stack.ts";
import { over, overAll, type Limits, type Part, type Tripped } from "./count.ts";
import { trippedByPrivateChannels } from "./channels.ts";
import { trippedByPeople } from "./people.ts";
import { likelyCauses } from "./causes.ts";
import { forbiddenIn, type Forbidden } from "./rules.ts";
import type { ConsentNeed } from "../derive/environment.ts";
import { guardedLosses, type GuardedApp } from "./guarded-apps.ts";
import type { DeclaredNow, Ledger, LedgerTeam } from "./applied-rosters.ts";

/**
 * Limits that suit a retailer: a store may change hands, a region or the tenant may not empty by mistake.
 * A team that leaves config without `closed`, a permission that goes and one of high risk that comes are always
 * refused without approval.
 */
export const usualBrakes: Readonly<Record<BrakeName, Limit>> = {
  "store-owners": storeLosses.owners,
  "store-members": storeLosses.members,
  "region-owners": { atLeast: 5, fraction: 0.25 },
  "region-members": { atLeast: 20, fraction: 0.1 },
  "tenant-owners": { atLeast: 10, fraction: 0.1 },
  "tenant-members": { atLeast: 50, fraction: 0.05 },
  "new-owners": { atLeast: 25, fraction: 0.1 },
  teams: { atLeast: 1, fraction: 0 },
  channels: { atLeast: 20, fraction: 0.1 },
  links: { atLeast: 10, fraction: 0.2 },
  "declared-people": { atLeast: 20, fraction: 0.2 },
  "exported-rows": { atLeast: 20, fraction: 0.2 },
  consents: { atLeast: 1, fraction: 0 },
  "high-risk-consents": { atLeast: 1, fraction: 0 },
};

export interface BrakeResult {
  readonly refused: readonly Tripped[];
  /** Refused whatever is approved. */
  readonly forbidden: readonly Forbidden[];
  /** What may have gone wrong in the files, when something is refused. */
  readonly likelyCauses: readonly string[];
  /** Brakes that an approval let pass. */
  readonly passed: readonly Tripped[];
  readonly unusedApprovals: readonly Approval[];
  readonly expiredApprovals: readonly Approval[];
}

/** What the stack file says of brakes. `today` is a day such as 2026-11-21. */
export interface BrakeSettings {
  readonly brakes: Brakes;
  readonly approvals: readonly Approval[];
  readonly today: string;
}

/**
 * Compares what was last applied with what is declared now. Pure. Without an earlier ledger there is nothing to lose,
 * so nothing trips.
 */
export function checkBrakes(
  before: Ledger | undefined,
  now: DeclaredNow,
  settings: BrakeSettings,
): BrakeResult {
  if (before === undefined) return judged([], settings);
  const result = judged(trippedBy(before, now, limitsOf(settings)), settings);
  return {
    ...result,
    forbidden: forbiddenIn(before, now),
    likelyCauses: likelyCauses(before, now, result.refused),
  };
}

/** Consent as it was and is to be. */
export interface ConsentChange {
  /** What the state or the last complete run holds; undefined before the first complete run. */
  readonly before: readonly ConsentNeed[] | undefined;
  /** What was granted by runs that did not end, beside that. */
  readonly granted: readonly ConsentNeed[];
  readonly now: readonly ConsentNeed[];
  /** Apps that must keep what they have: who this run signs in as, and the identities of the pipelines. */
  readonly guarded: readonly GuardedApp[];
}

/** What apps would lose. */
export function consentGone({
  before,
  granted,
  now,
}: Omit<ConsentChange, "guarded">): readonly ConsentNeed[] {
  return without(heldBefore({ before, granted }), now);
}

function heldBefore({ before, granted }: Pick<ConsentChange, "before" | "granted">): readonly ConsentNeed[] {
  return [...(before ?? []), ...without(granted, before ?? [])];
}

/**
 * The brakes on what apps may do. Counts every permission that goes, and those of high risk that come; parts are named
 * by `consentKey`. Without anything that was applied earlier nothing trips: the first run was reviewed as a whole.
 */
export function checkConsentBrakes(
  { before, granted, now, guarded }: ConsentChange,
  isHighRisk: (consent: ConsentNeed) => boolean,
  settings: BrakeSettings,
): BrakeResult {
  const limits = limitsOf(settings);
  const held = heldBefore({ before, granted });
  const gone = without(held, now);
  const risky = before === undefined ? [] : without(now, held).filter(isHighRisk);
  const trip = (brake: BrakeName, rows: readonly ConsentNeed[]): readonly Tripped[] => {
    const parts = rows.map((row) => ({ resource: consentKey(row), count: 1, of: 1 }));
    return over(brake, "tenant", { count: rows.length, of: held.length }, parts, limits);
  };
  return {
    ...judged([...trip("consents", gone), ...trip("high-risk-consents", risky)], settings),
    forbidden: guardedLosses(gone, guarded),
  };
}

function limitsOf({ brakes }: BrakeSettings): Limits {
  return { ...usualBrakes, ...brakes };
}

/** Lets pass what is approved: the same brake, place and count, until the day it names. */
function judged(tripped: readonly Tripped[], settings: BrakeSettings): BrakeResult {
  const current = settings.approvals.filter(({ until }) => until >= settings.today);
  const approved = (trip: Tripped): boolean => current.some((approval) => isFor(approval, trip));
  const passed = tripped.filter(approved);
  return {
    refused: tripped.filter((trip) => !approved(trip)),
    forbidden: [],
    likelyCauses: [],
    passed,
    unusedApprovals: current.filter((approval) => !passed.some((trip) => isFor(approval, trip))),
    expiredApprovals: settings.approvals.filter(({ until }) => until < settings.today),
  };
}

function isFor({ brake, where, count }: Approval, trip: Tripped): boolean {
  return brake === trip.brake && where === trip.where && count === trip.count;
}

function trippedBy(applied: Ledger, now: DeclaredNow, limits: Limits): readonly Tripped[] {
  // A team that nobody would own is refused by a rule of its own; it stays as it is, so nothing of it goes.
  const kept = Object.entries(applied.teams).filter(([team]) => !now.ownerless.has(team));
  const before = { ...applied, teams: Object.fromEntries(kept) };
  const one = (isGone: boolean, resource: string): Part => ({ resource, count: isGone ? 1 : 0, of: 1 });
  const teams = Object.keys(before.teams).map((name) =>
    one(now.teams[name] === undefined || isReplaced(before.teams[name], now.teams[name]), name),
  );
  const links = new Set(now.links);
  return [
    ...trippedByPeople(before, now, limits),
    ...trippedByPrivateChannels(before, now, limits),
    ...overAll("teams", teams, limits),
    ...overAll("channels", channelsGone(before, now), limits),
    ...overAll(
      "links",
      before.links.map((link) => one(!links.has(link), link)),
      limits,
    ),
    ...overAll("declared-people", peopleGone(before, now), limits),
    ...rowsGone(before, now, limits),
  ];
}

/** Another group takes the place of a store's team: the one there was is let go of, or deleted where config says so. */
function isReplaced(before: LedgerTeam | undefined, now: LedgerTeam | undefined): boolean {
  const named = now?.existingTeamId;
  return named !== undefined && named !== before?.existingTeamId;
}

/** Channels of teams that stay. Those of a team that goes are counted with it. */
function channelsGone(before: Ledger, now: Ledger): readonly Part[] {
  return Object.entries(before.teams).map(([resource, { channels }]) => {
    const left = now.teams[resource]?.channels;
    const gone = left === undefined ? [] : channels.filter((channel) => !left.includes(channel));
    return { resource, count: gone.length, of: channels.length };
  });
}

/** People whom no file declares any more, as one sum: those who only stand in another file now are not gone. */
function peopleGone(before: Ledger, now: Ledger): readonly Part[] {
  const were = total(before.people);
  return [{ resource: "people", count: Math.max(0, were - total(now.people)), of: were }];
}

/** Each export by itself: rows that one has lost are not made up for by those of another. */
function rowsGone(before: Ledger, now: Ledger, limits: Limits): readonly Tripped[] {
  return Object.entries(before.exportedRows ?? {}).flatMap(([file, were]) => {
    const part = { resource: file, count: Math.max(0, were - (now.exportedRows?.[file] ?? 0)), of: were };
    return overAll("exported-rows", [part], limits, file);
  });
}

function total(people: Ledger["people"]): number {
  return Object.values(people).reduce((sum, count) => sum + count, 0);
}

/** One permission of one app at one API. */
export function consentKey({ clientAppId, resourceAppId, permission, kind }: ConsentNeed): string {
  return [clientAppId, resourceAppId, permission, kind].join(" ");
}

function without(rows: readonly ConsentNeed[], others: readonly ConsentNeed[]): readonly ConsentNeed[] {
  const known = new Set(others.map(consentKey));
  return rows.filter((row) => !known.has(consentKey(row)));
}
