// How well proposals fit the truth, and how well a naive matcher would do.
import type { Estate } from "../../../../stacks/adopt/estate.ts";
import type { Matched } from "../../../../stacks/adopt/match.ts";
import type { KnownEstate } from "./truth.ts";

/** Sums over estates. */
export interface Measured {
  estates: number;
  pairs: number;
  certain: number;
  preselected: number;
  wrongPreselected: number;
  neverPreselected: number;
  certainPreselected: number;
  /** True pairs that are preselected or stand in a proposal; and those of them that stand first. */
  found: number;
  foundFirst: number;
  naiveTaken: number;
  naiveWrong: number;
  naiveFound: number;
  /** By tenths of confidence: how many first candidates, how many of them right, sum of confidence. */
  readonly bins: { count: number; right: number; confidence: number }[];
}

export const nothingMeasured = (): Measured => ({
  ...{ estates: 0, pairs: 0, certain: 0, preselected: 0, wrongPreselected: 0, neverPreselected: 0 },
  ...{ certainPreselected: 0, found: 0, foundFirst: 0, naiveTaken: 0, naiveWrong: 0, naiveFound: 0 },
  bins: Array.from({ length: 20 }, () => ({ count: 0, right: 0, confidence: 0 })),
});

export function measure(
  sums: Measured,
  { estate, truth, certain, never }: KnownEstate,
  { proposals }: Matched,
): void {
  sums.estates += 1;
  sums.pairs += truth.size;
  sums.certain += certain.size;
  for (const { store, decision, candidates } of proposals) {
    const right = truth.get(store.storeNumber);
    const [first] = candidates;
    if (candidates.some(({ team }) => team.id === right)) sums.found += 1;
    if (first !== undefined && first.team.id === right) sums.foundFirst += 1;
    if (decision === "adopt" && first !== undefined) {
      sums.preselected += 1;
      if (first.team.id !== right) sums.wrongPreselected += 1;
      else if (certain.has(store.storeNumber)) sums.certainPreselected += 1;
      if (never.has(first.team.id)) sums.neverPreselected += 1;
    }
    const bin = sums.bins[Math.min(19, Math.floor((first?.confidence ?? 0) * 20))];
    if (first === undefined || bin === undefined) continue;
    bin.count += 1;
    bin.confidence += first.confidence;
    if (first.team.id === right) bin.right += 1;
  }
  const naive = naivePairs(estate);
  sums.naiveTaken += naive.size;
  for (const [storeNumber, teamId] of naive) {
    if (truth.get(storeNumber) === teamId) sums.naiveFound += 1;
    else sums.naiveWrong += 1;
  }
}

/** Mean distance of confidence and share of right ones, over the bins, by their size. */
export function calibrationError({ bins }: Measured): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    bins.reduce((sum, { right, confidence }) => sum + Math.abs(right - confidence), 0) / Math.max(1, all)
  );
}

/** What one would write in an hour: the first team whose name is the store's, or holds its number. */
export function naivePairs({ stores, teams }: Estate): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const { storeNumber, name } of stores) {
    const team = teams.find(
      ({ displayName }) =>
        displayName.toLowerCase() === name.toLowerCase() || displayName.includes(storeNumber),
    );
    if (team !== undefined) pairs.set(storeNumber, team.id);
  }
  return pairs;
}
