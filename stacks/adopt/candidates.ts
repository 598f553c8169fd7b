import type { EstateIndex, StoreEntry, TeamEntry } from "./estate-index.ts";
import { withoutOneLetter } from "./compare/similar-words.ts";
import { initialsOf, oneSpelling } from "./compare/words.ts";
import { staffOf } from "./compare/staff.ts";

/** Teams by words that are looked at for one store; those by number, people, alias and lists are all looked at. */
const byWordsMost = 30;
/** A word, person or number that leads to more teams than this tells nothing. */
const teamsOfOneWordMost = 120;

/** For each store, in their order, the teams that it is worth to compare it with. So the work grows with the stores. */
export function candidateTeams(index: EstateIndex): readonly (readonly TeamEntry[])[] {
  const byKey = new Map<string, Set<TeamEntry>>();
  const note = (key: string, team: TeamEntry): void => {
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, new Set([team]));
    else there.add(team);
  };
  const byId = new Map(index.teams.map((entry) => [entry.team.id.toLowerCase(), entry]));
  for (const entry of index.teams) {
    for (const key of teamKeys(entry)) note(key, entry);
    for (const key of wordKeys(entry)) note(key, entry);
  }
  return index.stores.map((store) => {
    const sure = new Set<TeamEntry>(store.rows.flatMap(({ teamId }) => byId.get(teamId.toLowerCase()) ?? []));
    for (const key of storeKeys(store)) {
      const found = byKey.get(key);
      if (found !== undefined && found.size <= teamsOfOneWordMost) for (const team of found) sure.add(team);
    }
    const scores = new Map<TeamEntry, number>();
    for (const key of wordKeysOfStore(store)) {
      const found = byKey.get(key);
      if (found === undefined || found.size > teamsOfOneWordMost) continue;
      for (const team of found) scores.set(team, (scores.get(team) ?? 0) + 1 / found.size);
    }
    const byWords = [...scores].toSorted(([, left], [, right]) => right - left).slice(0, byWordsMost);
    return [...new Set([...sure, ...byWords.map(([team]) => team)])];
  });
}

function teamKeys({ team, numbers, staff, places }: TeamEntry): ReadonlySet<string> {
  const all = Object.values(numbers).flat();
  return new Set([
    ...all.map(({ key }) => `number ${key}`),
    ...[...(staff.people ?? [])].map((person) => `person ${person}`),
    ...[...places].flatMap(([place, count]) => (count >= 2 ? [`place ${place}`] : [])),
    ...(team.mailNickname === undefined ? [] : [`alias ${team.mailNickname.toLowerCase()}`]),
    ...(team.uniqueName === undefined ? [] : [`mark ${team.uniqueName}`]),
  ]);
}

function storeKeys({ store, numberKeys, codeKeys }: StoreEntry): readonly string[] {
  return [
    `mark ${store.uniqueName}`,
    `alias ${store.alias.toLowerCase()}`,
    ...[...numberKeys, ...codeKeys].flatMap((key) => [`number ${key}`, `place ${key}`]),
    ...staffOf(store).map(({ id }) => `person ${id}`),
  ];
}

/** Words with one letter left out, beginnings, initials and runs of letters: what names that are misspelled share. */
function wordKeys({ texts }: TeamEntry): ReadonlySet<string> {
  const words = [...(texts.name?.words ?? []), ...(texts.alias?.words ?? [])];
  return new Set([
    ...words.flatMap((word) => withoutOneLetter(word).map((part) => `word ${part}`)),
    ...words.filter((word) => word.length >= 3).map((word) => `begin ${word.slice(0, 3)}`),
    ...words.filter((word) => word.length >= 2 && word.length <= 5).map((word) => `initials ${word}`),
    ...[texts.name, texts.alias].flatMap((text) => (text === undefined ? [] : runsIn(text.compact))),
  ]);
}

function wordKeysOfStore({ name }: StoreEntry): ReadonlySet<string> {
  const { words } = name;
  return new Set([
    ...words.flatMap((word) => withoutOneLetter(word).map((part) => `word ${part}`)),
    ...words
      .filter((word) => word.length >= 3)
      .flatMap((word) => [`begin ${word.slice(0, 3)}`, `begin ${oneSpelling(word).slice(0, 3)}`]),
    `initials ${initialsOf(words)}`,
    ...(name.compact.length >= 6 ? [`run ${name.compact.slice(0, 6)}`] : []),
  ]);
}

/** Every six letters in a row, of a run that is not too long. */
function runsIn(compact: string): readonly string[] {
  const run = compact.slice(0, 60);
  return Array.from({ length: Math.max(0, run.length - 5) }, (_, at) => `run ${run.slice(at, at + 6)}`);
}
