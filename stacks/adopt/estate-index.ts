import type { Estate, EstateStore, FoundTeam, MappingRow } from "./estate.ts";
import { prepared, type PreparedText } from "./compare/name-match.ts";
import { numberKey, numbersIn, type FoundNumber } from "./compare/numbers.ts";
import { staffIndex, teamStaff, type StaffIndex, type TeamStaff } from "./compare/staff.ts";
import { wordWeights, type WordWeight } from "./compare/word-weights.ts";
import { fold } from "./compare/words.ts";

/** A store with what it is compared by. */
export interface StoreEntry {
  readonly store: EstateStore;
  readonly name: PreparedText;
  /** Its number; the digits alone where it has letters too. */
  readonly numberKeys: readonly string[];
  readonly codeKeys: readonly string[];
  /** No other store has its alias, its name. */
  readonly hasOwnAlias: boolean;
  readonly hasOwnName: boolean;
  readonly rows: readonly MappingRow[];
}

export type TextField = "name" | "alias" | "description";

/** A team with what it is compared by. */
export interface TeamEntry {
  readonly team: FoundTeam;
  readonly texts: Readonly<Partial<Record<TextField, PreparedText>>>;
  readonly numbers: Readonly<Record<TextField | "channel", readonly FoundNumber[]>>;
  readonly staff: TeamStaff;
  /** How many of its people have a number, or a name in small letters, as their place of work. */
  readonly places: ReadonlyMap<string, number>;
  readonly rows: readonly MappingRow[];
}

/** The estate, prepared once; everything that compares reads from here. */
export interface EstateIndex {
  readonly stores: readonly StoreEntry[];
  readonly teams: readonly TeamEntry[];
  readonly storesByNumber: ReadonlyMap<string, readonly EstateStore[]>;
  readonly people: StaffIndex;
  readonly wordWeight: WordWeight;
  readonly usualChannels: ReadonlySet<string>;
}

export function indexEstate(estate: Estate): EstateIndex {
  const people = staffIndex(estate.stores);
  const storesByNumber = Map.groupBy(estate.stores, ({ storeNumber }) => numberKey(storeNumber));
  const aliases = countOf(estate.stores.map(({ alias }) => alias.toLowerCase()));
  const names = countOf(estate.stores.map(({ name }) => fold(name)));
  const rowsByTeam = Map.groupBy(estate.mapping, ({ teamId }) => teamId.toLowerCase());
  const rowsByStore = rowsOfStores(estate, storesByNumber);
  return {
    stores: estate.stores.map((store) => ({
      store,
      name: prepared(store.name),
      numberKeys: numberKeysOf(store.storeNumber),
      codeKeys: store.codes.map(numberKey).filter((key) => key.length >= 3),
      hasOwnAlias: aliases.get(store.alias.toLowerCase()) === 1,
      hasOwnName: names.get(fold(store.name)) === 1,
      rows: rowsByStore.get(store) ?? [],
    })),
    teams: estate.teams.map((team) => teamEntry(team, people, rowsByTeam.get(team.id.toLowerCase()) ?? [])),
    storesByNumber,
    people,
    wordWeight: wordWeights(estate),
    usualChannels: new Set(estate.usualChannels.map(fold)),
  };
}

function numberKeysOf(storeNumber: string): readonly string[] {
  const key = numberKey(storeNumber);
  const digits = key.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
  return digits === key || digits.length < 2 ? [key] : [key, digits];
}

function teamEntry(team: FoundTeam, people: StaffIndex, rows: readonly MappingRow[]): TeamEntry {
  const { displayName, mailNickname = "", description = "" } = team;
  const channels = (team.channels ?? []).join(" / ");
  return {
    team,
    texts: {
      name: prepared(displayName),
      ...(mailNickname === "" ? {} : { alias: prepared(mailNickname) }),
      ...(description === "" ? {} : { description: prepared(description) }),
    },
    numbers: {
      name: numbersIn(displayName),
      alias: numbersIn(mailNickname),
      description: numbersIn(description),
      channel: numbersIn(channels),
    },
    staff: teamStaff(team, people),
    places: placesOf(team),
    rows,
  };
}

function placesOf({ members = [] }: FoundTeam): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { places = [] } of members) {
    const keys = places.flatMap((place) => [fold(place).trim(), ...numbersIn(place).map(({ key }) => key)]);
    for (const key of new Set(keys)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Rows by the store that they mean: its number, zeros in front or not; its name where that is nobody else's. */
function rowsOfStores(
  { stores, mapping }: Estate,
  byNumber: ReadonlyMap<string, readonly EstateStore[]>,
): ReadonlyMap<EstateStore, readonly MappingRow[]> {
  const exact = new Map(stores.map((store) => [store.storeNumber, store]));
  const byName = Map.groupBy(stores, ({ name }) => fold(name).trim());
  const rows = new Map<EstateStore, MappingRow[]>();
  for (const row of mapping) {
    const alike = byNumber.get(numberKey(row.store)) ?? byName.get(fold(row.store).trim()) ?? [];
    const store = exact.get(row.store) ?? (alike.length === 1 ? alike[0] : undefined);
    if (store !== undefined) rows.set(store, [...(rows.get(store) ?? []), row]);
  }
  return rows;
}

export function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
