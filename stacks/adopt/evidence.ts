import type { EstateIndex, StoreEntry, TeamEntry, TextField } from "./estate-index.ts";
import { matchNames, nameStrength, qualityOf } from "./compare/name-match.ts";
import { numberStrength, type FoundNumber } from "./compare/numbers.ts";
import { matchStaff, type StaffMatch } from "./compare/staff.ts";
import { fold } from "./compare/words.ts";

export type EvidenceKind =
  "mark" | "mapping" | "number" | "name" | "alias" | "code" | "staff" | "place" | "channels" | "state";

/** One thing that speaks for a pair of store and team, or against it. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** Logarithm of the odds that it adds; below zero: it speaks against the pair. */
  readonly weight: number;
  readonly words: string;
}

/** Everything that is known of one pair. */
export interface Pair {
  readonly store: StoreEntry;
  readonly team: TeamEntry;
  readonly evidence: readonly Evidence[];
  /** Sum of the weights of number, name, alias and code: what the team is called. */
  readonly identity: number;
  /** Sum of the weights of its people. */
  readonly people: number;
  readonly staff: StaffMatch;
  /** Sum of all weights. */
  readonly weight: number;
  /** Number of another store in its name. */
  readonly otherNumber?: string;
}

/** How far what a number says fits with who is in the teams, in this estate: 1 as usual, 0 not at all. */
export interface Trust {
  readonly number: number;
}

export const usualTrust: Trust = { number: 1 };

const fieldWords: Readonly<Record<TextField | "channel", string>> = {
  name: "its name",
  alias: "its mail alias",
  description: "its description",
  channel: "a channel",
};

/** How much the same thing tells in each text. */
const fieldFactors = { name: 1, alias: 0.85, description: 0.55, channel: 0.25 } as const;

export function weighPair(index: EstateIndex, store: StoreEntry, team: TeamEntry, trust: Trust): Pair {
  const staff = matchStaff(store.store, team.staff, index.people);
  const other = otherNumberIn(index, store, team);
  const named = [
    ...numberEvidence(store, team, trust),
    ...(other === undefined || numberStrength(other) <= counterMin ? [] : [counterOf(other, trust)]),
    ...nameEvidence(index, store, team),
  ];
  const people = [...staffEvidence(staff, team), ...placeEvidence(store, team)];
  const evidence = [
    ...markEvidence(store, team),
    ...mappingEvidence(store, team),
    ...named,
    ...people,
    ...stateEvidence(index, store, team),
  ];
  return {
    ...{ store, team, evidence, staff },
    identity: sumOf(named),
    people: sumOf(people),
    weight: sumOf(evidence),
    ...(other === undefined || trust.number < 0.5 ? {} : { otherNumber: other.shown }),
  };
}

function sumOf(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { weight }) => sum + weight, 0);
}

function markEvidence({ store }: StoreEntry, { team }: TeamEntry): readonly Evidence[] {
  if (team.uniqueName !== store.uniqueName) return [];
  return [{ kind: "mark", weight: 12, words: `carries our mark "${store.uniqueName}"` }];
}

/** Whether a row is the only one of its store and of its team. */
export function isSingle(store: StoreEntry, team: TeamEntry): boolean {
  const teams = new Set(store.rows.map(({ teamId }) => teamId.toLowerCase()));
  const stores = new Set(team.rows.map((row) => row.store));
  return teams.size === 1 && stores.size === 1 && store.rows.some((row) => team.rows.includes(row));
}

function mappingEvidence(store: StoreEntry, team: TeamEntry): readonly Evidence[] {
  const row = store.rows.find((one) => team.rows.includes(one));
  if (row === undefined) return [];
  if (!isSingle(store, team))
    return [
      {
        kind: "mapping",
        weight: 1.5,
        words: `${row.place} names it, and the list names the store or the team twice`,
      },
    ];
  return [
    {
      kind: "mapping",
      weight: row.keptBy === "headquarters" ? 5 : 4,
      words: `${row.place} names it for this store`,
    },
  ];
}

function numberEvidence(store: StoreEntry, team: TeamEntry, trust: Trust): readonly Evidence[] {
  const best = (keys: readonly string[]): { weight: number; words: string } => {
    const hits = (Object.keys(fieldFactors) as (TextField | "channel")[]).flatMap((field) =>
      team.numbers[field].flatMap((number) => {
        const at = keys.indexOf(number.key);
        if (at < 0) return [];
        const weight = numberStrength(number) * fieldFactors[field] * (at === 0 ? 1 : 0.8);
        return [{ weight, words: `"${number.shown}" in ${fieldWords[field]}` }];
      }),
    );
    const sorted = hits.toSorted((left, right) => right.weight - left.weight);
    const [first, ...rest] = sorted;
    if (first === undefined) return { weight: 0, words: "" };
    const again = rest.find(({ words }) => words.split(" in ")[1] !== first.words.split(" in ")[1]);
    return { weight: first.weight + 0.25 * (again?.weight ?? 0), words: first.words };
  };
  const number = best(store.numberKeys);
  const code = best(store.codeKeys);
  return [
    ...(number.weight === 0
      ? []
      : [
          {
            kind: "number" as const,
            weight: number.weight * trust.number,
            words: `store number ${number.words}`,
          },
        ]),
    ...(code.weight === 0
      ? []
      : [{ kind: "code" as const, weight: code.weight * 0.7, words: `a code of the store ${code.words}` }]),
  ];
}

/** Strength over which the number of another store speaks against a pair. Weaker ones are a reason to ask all the same. */
const counterMin = 2;
/** Digits of a number that is no accident even where it could be a year. */
const tellingDigitsMin = 3;

/** The number of another store in the team's name, the most telling one. */
function otherNumberIn(
  index: EstateIndex,
  { numberKeys, codeKeys }: StoreEntry,
  { numbers }: TeamEntry,
): FoundNumber | undefined {
  const own = new Set([...numberKeys, ...codeKeys]);
  return numbers.name
    .filter((number) => !own.has(number.key) && index.storesByNumber.has(number.key))
    .filter((number) => !numbers.name.some((one) => own.has(one.key) && one.shown.includes(number.shown)))
    .filter(
      (number) =>
        numberStrength(number) > counterMin || number.key.replaceAll(/\D/g, "").length >= tellingDigitsMin,
    )
    .toSorted((left, right) => numberStrength(right) - numberStrength(left))[0];
}

function counterOf(other: FoundNumber, trust: Trust): Evidence {
  const weight = -0.9 * numberStrength(other) * trust.number;
  return { kind: "number", weight, words: `its name has "${other.shown}", the number of another store` };
}

function nameEvidence({ wordWeight }: EstateIndex, store: StoreEntry, team: TeamEntry): readonly Evidence[] {
  const matches = (["name", "alias", "description"] as const).flatMap((field) => {
    const text = team.texts[field];
    if (text === undefined) return [];
    const match = matchNames(store.name, text, wordWeight);
    const strength = nameStrength(match);
    if (field === "description" && strength <= 0) return [];
    const weight = strength * (strength > 0 ? fieldFactors[field] : field === "name" ? 1 : 0.3);
    return [{ field, weight, quality: qualityOf(match) }];
  });
  const [best, next] = matches.toSorted((left, right) => right.weight - left.weight);
  const expected = aliasEvidence(store, team);
  if (best === undefined) return expected;
  const agreeing = Math.max(0, next?.weight ?? 0) * 0.2;
  const how = best.quality > 0.93 ? "is" : best.quality > 0.6 ? "is like" : "has a part of";
  const words =
    best.weight > 0
      ? `${fieldWords[best.field]} ${how} "${store.store.name}"`
      : `neither name nor alias is like "${store.store.name}"`;
  const named: Evidence = { kind: "name", weight: best.weight + agreeing, words };
  const [alias] = expected;
  if (alias === undefined) return [named];
  // Both come from one name: the alias adds only what the name has not said.
  return [named, { ...alias, weight: Math.max(0.5, alias.weight - Math.max(0, named.weight) * 0.7) }];
}

function aliasEvidence({ store, hasOwnAlias }: StoreEntry, { team }: TeamEntry): readonly Evidence[] {
  if (team.mailNickname?.toLowerCase() !== store.alias.toLowerCase()) return [];
  return [
    {
      kind: "alias",
      weight: hasOwnAlias ? 4.8 : 2,
      words: `has the mail alias ${store.alias}, as Commerce makes it`,
    },
  ];
}

function staffEvidence(staff: StaffMatch, team: TeamEntry): readonly Evidence[] {
  if (Math.abs(staff.strength) < 0.05) return [];
  const people = team.staff.people?.size ?? 0;
  const owned =
    staff.owningManagers.length === 0 ? "" : `; owned by ${staff.owningManagers.join(" and ")}, manager`;
  const words =
    staff.shared === 0
      ? `none of the store's ${String(staff.ofStore)} people is in it`
      : `${String(staff.shared)} of the store's ${String(staff.ofStore)} people are in it, which has ${String(people)} people of stores${owned}`;
  return [{ kind: "staff", weight: staff.strength, words }];
}

function placeEvidence(store: StoreEntry, { places, team }: TeamEntry): readonly Evidence[] {
  const count = Math.max(
    ...[...store.numberKeys, ...store.codeKeys, fold(store.store.name).trim()].map(
      (key) => places.get(key) ?? 0,
    ),
  );
  const share = count / Math.max(1, team.members?.length ?? 0);
  if (count < 2 || share < 0.4) return [];
  const words = `${String(count)} of its people have the store as their office or department`;
  return [{ kind: "place", weight: 2.8 * share, words }];
}

function stateEvidence(index: EstateIndex, { store }: StoreEntry, { team }: TeamEntry): readonly Evidence[] {
  const usual = (team.channels ?? []).filter((name) => index.usualChannels.has(fold(name))).length;
  return [
    ...(usual >= 2
      ? [
          {
            kind: "channels" as const,
            weight: 0.4,
            words: `has ${String(usual)} of the channels of a store's team`,
          },
        ]
      : []),
    ...(team.isArchived === true && !store.isClosed
      ? [{ kind: "state" as const, weight: -0.9, words: "is archived" }]
      : []),
    ...(team.deletedDateTime === undefined
      ? []
      : [
          {
            kind: "state" as const,
            weight: -1.2,
            words: `is in the bin since ${team.deletedDateTime.slice(0, 10)}`,
          },
        ]),
  ];
}
