import type { Pair } from "../evidence.ts";
import { likeness } from "../compare/similar-words.ts";
import { oneSpelling, wordsOf } from "../compare/words.ts";
import type { TeamEntry } from "../estate-index.ts";

/** Words of a team's name that neither the store's name explains nor the names of stores' teams use to have. */
export interface OddWords {
  /** All of them, as they stand there. */
  readonly all: readonly string[];
  /** Those that names of other teams have too: a kind of team, such as crew or inventory, not a slip. */
  readonly ofAnotherKind: readonly string[];
}

export type OddWordsOf = (pair: Pair) => OddWords;

/** Least likeness to a word of the store's name that explains a word. */
const explainedMin = 0.55;
/** A word is usual that this share of the stores' teams has, and at least so many. */
const usualShare = 0.05;
const usualTeamsMin = 2;
/** Fewest teams that are surely of stores from which words can be learned. */
const learnedFromMin = 6;

/** `likely`: the pairs by which it is learned how teams of stores are called in this estate. */
export function oddWordsIn(likely: readonly Pair[], teams: readonly TeamEntry[]): OddWordsOf {
  const usual = new Map<string, number>();
  for (const pair of likely) {
    for (const word of new Set(unexplained(pair)))
      usual.set(oneSpelling(word), (usual.get(oneSpelling(word)) ?? 0) + 1);
  }
  const ours = new Set(likely.map(({ team }) => team));
  const ofOthers = new Map<string, number>();
  for (const entry of teams) {
    if (ours.has(entry)) continue;
    for (const word of new Set((entry.texts.name?.words ?? []).map(oneSpelling)))
      ofOthers.set(word, (ofOthers.get(word) ?? 0) + 1);
  }
  const usualMin = Math.max(usualTeamsMin, usualShare * likely.length);
  const isLearned = likely.length >= learnedFromMin;
  return (pair) => {
    const all = unexplained(pair).filter((word) => (usual.get(oneSpelling(word)) ?? 0) < usualMin);
    const own = ours.has(pair.team) ? 0 : 1;
    const isOfOthers = (word: string): boolean =>
      (ofOthers.get(oneSpelling(word)) ?? 0) - own > (usual.get(oneSpelling(word)) ?? 0) - (1 - own);
    return { all, ofAnotherKind: isLearned ? all.filter(isOfOthers) : [] };
  };
}

function unexplained({ store: { store, name }, team }: Pair): readonly string[] {
  const known = [...name.words, ...store.above.flatMap(wordsOf), ...wordsOf(store.storeNumber)];
  return (team.texts.name?.words ?? []).filter(
    (word) =>
      word.length > 1 &&
      !known.some((one) => likeness(one, word) >= explainedMin) &&
      !name.compact.includes(word) &&
      !(name.compact.length > 3 && word.includes(name.compact)),
  );
}
