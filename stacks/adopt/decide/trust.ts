import { usualTrust, type Pair, type Trust } from "../evidence.ts";

/** Agreements that are taken for given before one is seen: a small estate proves little either way. */
const given = 4;
/** Share of agreement below which numbers are trusted less, and at which not at all. */
const usualShare = 0.85;
const worthlessShare = 0.35;

/**
 * Whether numbers in names are numbers of stores at all in this estate: they may come from another system. Where a team
 * has the number of one store and the people of one store, the two should be the same store.
 */
export function trustIn(pairs: readonly Pair[]): Trust {
  let agreeing = given;
  let all = given;
  for (const own of Map.groupBy(pairs, ({ team }) => team).values()) {
    const byNumber = own.filter(({ evidence }) =>
      evidence.some(({ kind, weight }) => kind === "number" && weight > 2),
    );
    const [best, next] = own.toSorted((left, right) => right.people - left.people);
    const [numbered, other] = byNumber;
    if (best === undefined || numbered === undefined || other !== undefined) continue;
    if (best.people < 2 || (next?.people ?? 0) > best.people / 2) continue;
    all += 1;
    if (best === numbered) agreeing += 1;
  }
  const share = agreeing / all;
  if (share >= usualShare) return usualTrust;
  return { number: Math.max(0, (share - worthlessShare) / (usualShare - worthlessShare)) };
}
