import { interpolated } from "./interpolate.ts";
import { likeness } from "./similar-words.ts";
import type { WordWeight } from "./word-weights.ts";
import { compactOf, initialsOf, wordsOf } from "./words.ts";

/** A text prepared for comparison. */
export interface PreparedText {
  readonly text: string;
  readonly words: readonly string[];
  readonly compact: string;
}

export function prepared(text: string): PreparedText {
  return { text, words: wordsOf(text), compact: compactOf(text) };
}

/** How well a name of a store stands in a text of a team. Both 0..1. */
export interface NameMatch {
  /** Share of what the store's name tells that the text has. */
  readonly found: number;
  /** Share of what the text tells that the store's name explains. */
  readonly explained: number;
  /** What the store's best word tells: a name of common words only proves little. */
  readonly rarest: number;
}

const nothing: NameMatch = { found: 0, explained: 0, rarest: 0 };

/** Least likeness of two words that counts. */
const likenessMin = 0.25;

/** Compares word by word, each used once; then as one run of letters, as aliases are written; then by initials. */
export function matchNames(name: PreparedText, text: PreparedText, weight: WordWeight): NameMatch {
  if (name.words.length === 0 || text.words.length === 0) return nothing;
  const own = name.words.map((word) => ({ word, weight: tellingOf(word, weight) }));
  const rarest = Math.max(...own.map((one) => one.weight));
  const total = sum(own.map((one) => one.weight));
  if (total === 0) return nothing;
  const others = text.words.map((word) => ({ word, weight: tellingOf(word, weight), used: 0 }));
  let found = 0;
  for (const one of own.toSorted((left, right) => right.weight - left.weight)) {
    const best = others
      .filter(({ used }) => used === 0)
      .map((other) => ({ other, alike: likeness(one.word, other.word) }))
      .reduce<{
        other: (typeof others)[number] | undefined;
        alike: number;
      }>((left, right) => (right.alike > left.alike ? right : left), { other: undefined, alike: 0 });
    if (best.other === undefined || best.alike < likenessMin) continue;
    best.other.used = best.alike;
    found += one.weight * best.alike;
  }
  const said = sum(others.map((other) => other.weight));
  const explained = said === 0 ? 1 : sum(others.map((other) => other.weight * other.used)) / said;
  const asWords = { found: found / total, explained, rarest };
  return better(asWords, asRun(name, text, rarest), asInitials(name, text, rarest));
}

/** A single letter tells less than a word, whatever the estate says. */
function tellingOf(word: string, weight: WordWeight): number {
  return word.length === 1 ? 0.3 * weight(word) : weight(word);
}

/** `sanfranciscoteam` has all of `San Francisco`. */
function asRun(name: PreparedText, text: PreparedText, rarest: number): NameMatch {
  if (name.compact.length < 5 || !text.compact.includes(name.compact)) return nothing;
  return { found: 0.95, explained: name.compact.length / text.compact.length, rarest };
}

/** `SF` for `San Francisco`: a hint, no more. */
function asInitials(name: PreparedText, text: PreparedText, rarest: number): NameMatch {
  const initials = initialsOf(name.words);
  if (initials.length < 2 || !text.words.includes(initials)) return nothing;
  return { found: initials.length > 2 ? 0.65 : 0.5, explained: 0.6, rarest };
}

function better(...matches: readonly NameMatch[]): NameMatch {
  return matches.reduce((left, right) => (qualityOf(right) > qualityOf(left) ? right : left));
}

/** 0..1: both shares together; what the store's name has counts more than what the text has beside. */
export function qualityOf({ found, explained }: NameMatch): number {
  return found * (0.6 + 0.4 * explained);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const steps: readonly (readonly [quality: number, weight: number])[] = [
  [0, -0.8],
  [0.25, -0.5],
  [0.4, 0.3],
  [0.6, 1.8],
  [0.8, 3.2],
  [1, 4.6],
];

/** What a match tells, as the logarithm of odds. */
export function nameStrength(match: NameMatch): number {
  const quality = qualityOf(match);
  const strength = interpolated(steps, quality);
  return strength <= 0 ? strength : strength * Math.min(1, match.rarest / 0.5);
}
