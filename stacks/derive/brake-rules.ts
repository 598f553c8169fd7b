import { goneFrom } from "./brake-people.ts";
import type { DeclaredNow, Ledger } from "./ledger.ts";

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
  const were = before.teams[resource]?.owners.length ?? 0;
  const left = team?.owners.length ?? 0;
  const least = now.minimumOwners.get(resource) ?? 1;
  return left < least && (left < were || left === 0) ? [{ rule: "owners", resource, were, left, least }] : [];
}

function protectedLosses(
  resource: string,
  before: Ledger,
  now: DeclaredNow,
  isProtected: ReadonlySet<string>,
): readonly Forbidden[] {
  const [was, is] = [before.teams[resource], now.teams[resource]];
  if (was === undefined || is === undefined) return [];
  const { leaving, demoted } = goneFrom(was, is);
  const lost = (people: readonly string[], would: "leave" | "stop owning"): readonly Forbidden[] =>
    people
      .filter((person) => isProtected.has(person))
      .map((person) => ({ rule: "protected", resource, person, is: "protected", would }));
  return [...lost(leaving, "leave"), ...lost(demoted, "stop owning")];
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
    const { leaving, demoted } = goneFrom(was, is);
    const lost = (people: readonly string[], would: "leave" | "stop owning"): readonly Forbidden[] =>
      people
        .filter((person) => isProtected.has(person) || keep.includes(person))
        .map((person) => {
          const who = isProtected.has(person) ? "protected" : "required";
          return { rule: "protected", resource, channel, person, is: who, would };
        });
    return [...lost(leaving, "leave"), ...lost(demoted, "stop owning")];
  });
}

/** Resource names of teams with fewer owners than config asks for. Where nobody is taken away that is told only. */
export function shortOfOwners(now: DeclaredNow): readonly string[] {
  return Object.entries(now.teams).flatMap(([resource, { owners }]) =>
    owners.length < (now.minimumOwners.get(resource) ?? 1) ? [resource] : [],
  );
}
