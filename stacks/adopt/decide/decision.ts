import { isSingle, type Pair } from "../evidence.ts";
import type { OddWordsOf } from "./odd-words.ts";
import type { Reservation } from "./reservations.ts";

/** Least weight of one kind of evidence that can stand by itself beside another. */
const identityMin = 3;
const nameMin = 2.5;
const peopleMin = 2.4;
/** Least shares of the store's people, and of the team's, that tell more than that some of them sit together. */
const storeShareMin = 0.55;
const teamShareMin = 0.5;
/** How far a rival must stay behind in what it is called, and in who is in it. */
const identityGap = 1.5;
const shareGap = 0.6;

/** Whether a pair may be taken without asking, and why or why not. */
export interface Preselection {
  readonly isSure: boolean;
  readonly because: string;
}

const sure = (because: string): Preselection => ({ isSure: true, because });
const ask = (because: string): Preselection => ({ isSure: false, because });

/** Whether what it is called, and who is in it, each speak for a pair. */
export function isNamedAfter({ identity }: Pair): boolean {
  return identity >= identityMin;
}

export function isStaffedBy({ people, staff }: Pair): boolean {
  const tellsEnough = staff.shared >= 2 || staff.owningManagers.length > 0;
  return (
    people >= peopleMin && tellsEnough && staff.storeShare >= storeShareMin && staff.teamShare >= teamShareMin
  );
}

/**
 * Sure are our own mark, a row of a list that is single on both sides and that nothing contradicts, or what the team is
 * called together with who is in it; each of the two must tell it apart from every rival. `rivals`: other pairs of the
 * same store or team that something speaks for.
 */
export function preselect(
  pair: Pair,
  rivals: readonly Pair[],
  {
    reservations,
    oddWordsOf,
  }: { readonly reservations: readonly Reservation[]; readonly oddWordsOf: OddWordsOf },
): Preselection {
  const [reservation] = reservations;
  if (reservation !== undefined) return ask(reservation.words);
  if (pair.otherNumber !== undefined)
    return ask(`its name has "${pair.otherNumber}", the number of another store`);
  if (pair.evidence.some(({ kind }) => kind === "mark")) return sure("our own mark");
  const isMapped = pair.evidence.some(({ kind }) => kind === "mapping");
  const contrary = isMapped ? contradiction(pair) : undefined;
  if (contrary !== undefined) return ask(contrary);
  const near = rivals.find((rival) =>
    isMapped ? isNearToMapped(rival, pair) : isNear(rival, pair, oddWordsOf),
  );
  if (near !== undefined) return ask(nearWords(near, pair));
  if (isMapped && isSingle(pair.store, pair.team))
    return sure("a row of the list that is single on both sides");
  const namesake = rivals.find((rival) => rival.team === pair.team && isNamesake(rival, pair));
  if (namesake !== undefined) return ask(`its name is that of ${labelOf(namesake)}`);
  const [odd] = oddWordsOf(pair).ofAnotherKind;
  if (odd !== undefined) return ask(`its name has "${odd}", as names of stores' teams here do not`);
  if (isNamedAfter(pair)) {
    if (isStaffedBy(pair) && !pair.store.store.namesWorkers)
      return ask("config names only managers of the store, and they may own other teams of it too");
    return isStaffedBy(pair)
      ? sure("what it is called and who is in it agree")
      : ask("what it is called speaks for it, but too few of the people");
  }
  return ask(isStaffedBy(pair) ? "only who is in it speaks for it" : "little speaks for it");
}

/** Whether the team has the name of the rival's store, and of this one nothing. */
function isNamesake(rival: Pair, pair: Pair): boolean {
  const named = ({ evidence }: Pair): number => evidence.find(({ kind }) => kind === "name")?.weight ?? 0;
  return named(rival) >= nameMin && named(pair) <= named(rival) - identityGap;
}

function labelOf({ store: { store } }: Pair): string {
  return `${store.storeNumber} ${store.name}`;
}

/** What speaks against a row of a list. Neutral names and people of no store do not confirm it either. */
function contradiction({ evidence, identity, people, staff, team }: Pair): string | undefined {
  const against = evidence.find(
    ({ kind, weight }) => (kind === "number" || kind === "staff") && weight < -0.7,
  );
  if (against !== undefined) return `the list names it, but ${against.words}`;
  if (identity < 0.5 && people < 0.5) {
    const known = staff.ofStore > 0 && team.staff.people !== undefined;
    return known
      ? "the list names it, but neither its name nor its people have anything of the store"
      : "only the list speaks for it, and nothing else confirms it";
  }
  return undefined;
}

/** A rival is far only when it stays behind in what it is called as well as in who is in it. */
function isNear(rival: Pair, pair: Pair, oddWordsOf: OddWordsOf): boolean {
  if (isListed(rival)) return true;
  if (rival.identity < identityMin / 2 && rival.people < peopleMin / 2) return false;
  return !(isBehindInName(rival, pair, oddWordsOf) && isBehindInPeople(rival, pair));
}

/** Our mark, or a list of its own. */
function isListed({ evidence }: Pair): boolean {
  return evidence.some(({ kind, weight }) => kind === "mark" || (kind === "mapping" && weight > 2));
}

function isBehindInName(rival: Pair, pair: Pair, oddWordsOf: OddWordsOf): boolean {
  const gap = pair.identity - rival.identity;
  if (gap >= identityGap) return true;
  const isOfOther = rival.otherNumber !== undefined && pair.otherNumber === undefined;
  const hasOddWords = oddWordsOf(rival).all.length > 0 && oddWordsOf(pair).all.length === 0;
  return gap > -identityGap && (isOfOther || hasOddWords);
}

function isBehindInPeople(rival: Pair, pair: Pair): boolean {
  if (!isStaffedBy(pair)) return false;
  const [own, other] = [pair.staff, rival.staff];
  return (
    rival.team.staff.people !== undefined &&
    (other.storeShare <= shareGap * own.storeShare || other.teamShare <= shareGap * own.teamShare)
  );
}

/** Beside a pair that a list names, a rival must be better in something, or stand in a list itself. */
function isNearToMapped(rival: Pair, pair: Pair): boolean {
  if (isListed(rival)) return true;
  const isBetterNamed = isNamedAfter(rival) && rival.identity > pair.identity - identityGap;
  const isBetterStaffed = rival.people >= peopleMin && rival.people > pair.people * shareGap;
  if (isNamedAfter(pair) && isStaffedBy(pair)) return isBetterNamed && isBetterStaffed;
  return isBetterNamed || isBetterStaffed;
}

function nearWords(rival: Pair, pair: Pair): string {
  if (rival.store === pair.store) return `another team is near: "${rival.team.team.displayName}"`;
  return `it is near to another store too: ${labelOf(rival)}`;
}
