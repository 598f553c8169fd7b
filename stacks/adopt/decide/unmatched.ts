import type { Estate, FoundTeam } from "../estate.ts";
import type { EstateIndex, TeamEntry } from "../estate-index.ts";
import type { Pair } from "../evidence.ts";
import type { Proposal } from "../proposal.ts";
import { oneSpelling } from "../compare/words.ts";

/** A team that looks like ours, and why no store has it. */
export interface UnmatchedTeam {
  readonly team: FoundTeam;
  readonly because: string;
}

/**
 * A word that this share of the teams of stores has, and only this share of the others, makes a team look like ours.
 */
const ourWordShareMin = 0.4;
const othersWordShareMost = 0.1;
/** Share of known people from which a team looks like one of stores. */
const staffShareMin = 0.5;

/** Teams that no proposal names first although something of a store's team is in them. */
export function unmatchedTeams(
  { taken }: Estate,
  index: EstateIndex,
  proposals: readonly Proposal[],
  pairs: readonly Pair[],
): readonly UnmatchedTeam[] {
  const firstOf = new Map(
    proposals.flatMap(({ store, candidates: [best] }) =>
      best === undefined ? [] : [[best.team, store] as const],
    ),
  );
  const bestOf = new Map(proposals.map(({ store, candidates: [best] }) => [store, best?.team]));
  const byTeam = Map.groupBy(pairs, ({ team }) => team);
  const ourWords = wordsOfOurs(index, new Set(firstOf.keys()));
  return index.teams.flatMap((entry): UnmatchedTeam[] => {
    const { team } = entry;
    if (firstOf.has(team) || taken.has(team.id.toLowerCase())) return [];
    const because =
      markedElse(team) ??
      lost(byTeam.get(entry) ?? [], bestOf) ??
      ofSeveral(entry) ??
      likeOurs(entry, ourWords);
    return because === undefined ? [] : [{ team, because }];
  });
}

function markedElse({ uniqueName }: FoundTeam): string | undefined {
  if (uniqueName?.startsWith("store-team-") !== true) return undefined;
  return `carries our mark "${uniqueName}", and config declares no such store`;
}

function lost(
  pairs: readonly Pair[],
  bestOf: ReadonlyMap<object, FoundTeam | undefined>,
): string | undefined {
  const [best] = pairs.toSorted((left, right) => right.weight - left.weight);
  const [reason] = best?.evidence.toSorted((left, right) => right.weight - left.weight) ?? [];
  if (best === undefined || reason === undefined || best.weight < 1.5) return undefined;
  const { store } = best.store;
  const other = bestOf.get(store);
  const label = `${store.storeNumber} ${store.name}`;
  if (other === undefined) return `is a little like ${label} (${reason.words}), but more speaks against it`;
  return `is like ${label} (${reason.words}), which "${other.displayName}" fits better`;
}

function ofSeveral({ staff }: TeamEntry): string | undefined {
  const people = staff.people?.size ?? 0;
  if (people < 3 || people / (people + staff.strangers) < staffShareMin) return undefined;
  return `${String(people)} people of stores are in it, of no single store: perhaps a region's or everybody's team`;
}

function likeOurs({ texts }: TeamEntry, ourWords: ReadonlyMap<string, string>): string | undefined {
  const word = (texts.name?.words ?? []).map(oneSpelling).find((one) => ourWords.has(one));
  return word === undefined
    ? undefined
    : `its name has "${ourWords.get(word) ?? word}", as the names of stores' teams have`;
}

/** Words that teams of stores have in common and others have not, as they are written. */
function wordsOfOurs({ teams }: EstateIndex, ours: ReadonlySet<FoundTeam>): ReadonlyMap<string, string> {
  const counts = new Map<string, { shown: string; ours: number; others: number }>();
  for (const { team, texts } of teams) {
    for (const word of new Set(texts.name?.words ?? [])) {
      const count = counts.get(oneSpelling(word)) ?? { shown: word, ours: 0, others: 0 };
      if (ours.has(team)) count.ours += 1;
      else count.others += 1;
      counts.set(oneSpelling(word), count);
    }
  }
  const others = Math.max(1, teams.length - ours.size);
  return new Map(
    [...counts].flatMap(([word, count]) =>
      count.ours / Math.max(1, ours.size) >= ourWordShareMin && count.others / others <= othersWordShareMost
        ? [[word, count.shown] as const]
        : [],
    ),
  );
}
