import { whatChanges } from "./people.ts";
import type { DecidedRoster, DeclaredNow, Ledger, LedgerRoster } from "./applied-rosters.ts";

/** What no approval lets pass: the mend is in the config itself. */
export type Forbidden =
  | {
      readonly rule: "owners";
      /** Resource name of the team. */
      readonly resource: string;
      /** How many owners it had when it was last applied, would have, and must have at least. */
      readonly were: number;
      readonly left: number;
      readonly least: number;
    }
  | {
      readonly rule: "protected";
      readonly resource: string;
      /** Key of the private channel; unset when it is about the team itself. */
      readonly channel?: string;
      /** User principal name. */
      readonly person: string;
      /** Who it is: somebody marked as protected, or an owner whom config requires of the team. */
      readonly is: "protected" | "required";
      readonly would: "leave" | "stop owning";
    }
  | {
      readonly rule: "own-consent";
      /** An app that is guarded, to go on with "would lose"; see `GuardedApp`. */
      readonly who: string;
      readonly permissions: readonly string[];
    };

/**
 * Teams that would be left with too few owners, and protected people who would lose a team or its ownership. Pure.
 * Who was protected when the stack was last applied still is: the mark goes in one run, the person in the next.
 */
export function forbiddenIn(before: Ledger, now: DeclaredNow): readonly Forbidden[] {
  const isProtected = new Set([...before.protectedPeople, ...now.protectedPeople]);
  return Object.keys(before.teams).flatMap((resource) => [
    ...tooFewOwners(resource, before, now),
    ...protectedLosses(resource, before, now, isProtected),
    ...lossesInChannels(resource, before, now, isProtected),
  ]);
}

function tooFewOwners(resource: string, before: Ledger, now: DeclaredNow): readonly Forbidden[] {
  const team = now.teams[resource];
  if (team === undefined && !now.ownerless.has(resource)) return [];
  const { owners = [], away = [], waitsForOwner = false } = team ?? {};
  // Whoever is away owns it no less, and no run changes that; but somebody must be there.
  const had = (before.teams[resource]?.owners ?? []).filter((person) => !away.includes(person));
  const were = had.length;
  const left = new Set(waitsForOwner ? [...owners, ...had] : owners).size;
  const least = now.minimumOwners.get(resource) ?? 1;
  const isNobodyNamed = left === 0 && away.length === 0;
  return left < least && (left < were || isNobodyNamed)
    ? [{ rule: "owners", resource, were, left, least }]
    : [];
}

function protectedLosses(
  resource: string,
  before: Ledger,
  now: DeclaredNow,
  isProtected: ReadonlySet<string>,
): readonly Forbidden[] {
  const [was, is] = [before.teams[resource], now.teams[resource]];
  if (was === undefined || is === undefined) return [];
  return lossesOfKept(was, is, (person) => isProtected.has(person)).map((loss): Forbidden => ({
    rule: "protected",
    resource,
    is: "protected",
    ...loss,
  }));
}

/** The same for private channels of a team, where nobody takes out whom the team keeps. */
function lossesInChannels(
  resource: string,
  before: Ledger,
  now: DeclaredNow,
  isProtected: ReadonlySet<string>,
): readonly Forbidden[] {
  const { privateChannels: declared = {}, keep = [] } = now.teams[resource] ?? {};
  return Object.entries(before.teams[resource]?.privateChannels ?? {}).flatMap(([channel, was]) => {
    const is = declared[channel];
    if (is === undefined) return [];
    const isKept = (person: string): boolean => isProtected.has(person) || keep.includes(person);
    return lossesOfKept(was, is, isKept).map((loss): Forbidden => {
      const who = isProtected.has(loss.person) ? "protected" : "required";
      return { rule: "protected", resource, channel, is: who, ...loss };
    });
  });
}

/** What people who are kept would lose in a team or a private channel. */
function lossesOfKept(
  was: LedgerRoster,
  is: DecidedRoster,
  isKept: (person: string) => boolean,
): readonly { readonly person: string; readonly would: "leave" | "stop owning" }[] {
  const { goes, losesOwnership } = whatChanges(was, is);
  const demoted = losesOwnership.filter((person) => !goes.includes(person));
  return [
    ...goes.filter(isKept).map((person) => ({ person, would: "leave" as const })),
    ...demoted.filter(isKept).map((person) => ({ person, would: "stop owning" as const })),
  ];
}

/** Resource names of teams with fewer owners than config asks for. Where nobody is taken away that is told only. */
export function shortOfOwners(now: DeclaredNow): readonly string[] {
  return Object.entries(now.teams).flatMap(([resource, { owners }]) =>
    owners.length < (now.minimumOwners.get(resource) ?? 1) ? [resource] : [],
  );
}
