// One or two things gone wrong in one file of a config, drawn from numbers so that a finding shrinks and comes again.
import fc from "fast-check";
import type { Corpus } from "./corpus.ts";
import type { Variant } from "./judge.ts";
import { type Chance, mutationsOf } from "./mutations.ts";

/** Chance by numbers that were drawn. */
export function chanceOf(numbers: readonly number[]): Chance {
  let next = 0;
  const below = (count: number): number =>
    count === 0 ? 0 : (numbers[next++ % numbers.length] ?? 0) % count;
  return {
    below,
    one<T>(items: readonly T[]): T {
      return items[below(items.length)] as T;
    },
  };
}

export interface Drawn extends Variant {
  /** What went wrong, in words. */
  readonly does: string;
}

/** A file of a corpus; those of people in CSV are drawn as often as all others together. */
function fileOf({ read }: Corpus, chance: Chance): string {
  const people = read.filter((name) => name.endsWith(".csv"));
  return chance.one(people.length > 0 && chance.below(2) === 1 ? people : read);
}

function draw(corpora: readonly Corpus[], isTwice: boolean, numbers: readonly number[]): Drawn {
  const chance = chanceOf(numbers);
  const corpus = chance.one(corpora);
  const file = fileOf(corpus, chance);
  const ways = mutationsOf(file);
  const [name, change] = chance.one(ways);
  let content = change(corpus.files[file] ?? "", chance, file);
  let does = name;
  if (isTwice && typeof content === "string") {
    const [second, also] = chance.one(ways);
    content = also(content, chance, file);
    does = `${name}, ${second}`;
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { corpus, file, content: bytes, does, isOneChange: !isTwice };
}

/** Variants of configs. */
export function variantOf(corpora: readonly Corpus[]): fc.Arbitrary<Drawn> {
  const numbers = fc.array(fc.nat({ max: 0x3fffffff }), { minLength: 10, maxLength: 10 });
  return fc.tuple(fc.boolean(), numbers).map(([isTwice, drawn]) => draw(corpora, isTwice, drawn));
}
