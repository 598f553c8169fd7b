import { oneSpelling, wordsOf } from "./words.ts";
import type { Estate } from "../estate.ts";

/** How much a word tells, 0..1: one that half of all names have tells nothing, one that a single name has tells all. */
export type WordWeight = (word: string) => number;

/** Learns from the estate itself which words are common, so no list of words for "store" is needed in any language. */
export function wordWeights({ stores, teams }: Pick<Estate, "stores" | "teams">): WordWeight {
  const inStores = countsOf(stores.map(({ name }) => name));
  const inTeams = countsOf(teams.map(({ displayName }) => displayName));
  const weights = new Map<string, number>();
  return (word) => {
    const key = oneSpelling(word);
    const known = weights.get(key);
    if (known !== undefined) return known;
    const weight = Math.min(
      rarity(inStores.get(key) ?? 0, stores.length),
      rarity(inTeams.get(key) ?? 0, teams.length),
    );
    weights.set(key, weight);
    return weight;
  };
}

/** 1 for a word of one name, 0 for a word of every third name and beyond; falls with the logarithm between. */
function rarity(count: number, of: number): number {
  if (count <= 1) return 1;
  const most = Math.max(3, of / 3);
  return Math.max(0, 1 - Math.log(count) / Math.log(most));
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (const word of new Set(wordsOf(name).map(oneSpelling))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
