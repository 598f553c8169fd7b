// Slips of the pen, of which messages say how to mend them.
import type { Mutation } from "./mutations.ts";

/** One match of a pattern, replaced. */
const oneOf =
  (pattern: RegExp, by: (found: string, at: number) => string): Mutation =>
  (text, chance) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return text;
    const match = chance.one(found);
    const [whole] = match;
    return (
      text.slice(0, match.index) +
      by(whole, chance.below(whole.length)) +
      text.slice(match.index + whole.length)
    );
  };

const key = /(?<=^|[\s{,-])[A-Za-z]{3,}(?=: )/gm;
const word = /(?<=[:,;\t[{] *)[A-Za-z][\w-]{2,}(?=[,;\t\]}\s])/g;
const reference = /(?<=(?:parent|managers|workers|owners|people|app|environment|nodes): *\[?)[\w-]+/g;

const leftOut = (found: string, at: number): string => found.slice(0, at) + found.slice(at + 1);
const doubled = (found: string, at: number): string =>
  found.slice(0, at) + (found[at] ?? "") + found.slice(at);
const swapped = (found: string, at: number): string =>
  found.slice(0, at) + (found[at + 1] ?? "") + (found[at] ?? "") + found.slice(at + 2);

/** By what was done. */
export const slips: Readonly<Record<string, Mutation>> = {
  "a letter of a key left out": oneOf(key, leftOut),
  "letters of a key swapped": oneOf(key, swapped),
  "a key written twice over": oneOf(key, (found, at) => `${doubled(found, at)}: x, ${found}`),
  "a letter of a word left out": oneOf(word, leftOut),
  "a letter of a word doubled": oneOf(word, doubled),
  "a letter of a reference left out": oneOf(reference, leftOut),
  "letters of a reference swapped": oneOf(reference, swapped),
  "quotes left out": oneOf(/"[0-9]+"/g, (found) => found.replaceAll('"', "")),
  "the blank behind a colon left out": oneOf(/(?<=[\s{,])[A-Za-z]+: (?=[\w])/g, (found) => found.trimEnd()),
  "a value that YAML takes for nothing": oneOf(/(?<=name: )[A-Za-z ]+/g, () => "Null"),
  "a column misspelled": oneOf(
    /(?<=^|[,;\t])(?:name|upn|roles|protected|personnelNumber)(?=[,;\t\r\n])/g,
    leftOut,
  ),
};
