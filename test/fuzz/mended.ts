// What a message says to write works as it is written: put where the message points, it mends what was told.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Problem } from "../../schemas/problem.ts";
import { ConfigError, loadOrg } from "../../stacks/config/load-org.ts";
import type { Corpus } from "./corpus.ts";
import { slips } from "./slips.ts";
import type { Chance } from "./mutations.ts";

/** The words of mends that say exactly what to write at the place; the first group is it. */
const exact = {
  suggestion: /^Did you mean "([^"]+)"\?/,
  quotes: /^Put it in quotes(?: if it is meant)?: ("[^"]*")[.;]/,
  "key and value": /^Write `([A-Za-z]+: [^`]*)`\.$/,
} as const;

export const kindsOfMends = Object.keys(exact) as readonly (keyof typeof exact)[];

/** What came of the mends of one slip. */
export interface Mended {
  /** The kinds of mends that were tried. */
  readonly tried: readonly (keyof typeof exact)[];
  readonly faults: readonly string[];
}

function errorsOf({ main, files }: Corpus, folder: string): readonly Problem[] {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  try {
    loadOrg(join(folder, main));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.filter(({ severity }) => severity === "error");
  }
}

/** The config with a text put where a problem points. */
function mended({ files, ...corpus }: Corpus, { place }: Problem, text: string, folder: string): Corpus {
  const file = place.file.slice(folder.length + 1);
  const lines = (files[file] ?? "").split("\n");
  const line = lines[place.line - 1] ?? "";
  const [before, after] = [line.slice(0, place.column - 1), line.slice(place.column - 1 + place.length)];
  const all = lines.with(place.line - 1, before + text + after).join("\n");
  return { ...corpus, files: { ...files, [file]: all } };
}

const told = ({ place, message, ruleId }: Problem): string =>
  `${place.file}:${String(place.line)} ${ruleId} ${message}`;

/** Makes a slip in a file of a config, and tries each mend that its messages say word for word. */
export function tryMends(corpus: Corpus, does: string, chance: Chance, folder: string): Mended {
  const file = chance.one(corpus.read);
  const text = slips[does]?.(corpus.files[file] ?? "", chance, file);
  const slipped = { ...corpus, files: { ...corpus.files, [file]: String(text) } };
  const tried: (keyof typeof exact)[] = [];
  const faults: string[] = [];
  for (const error of errorsOf(slipped, folder).slice(0, 3)) {
    for (const kind of kindsOfMends) {
      const write = exact[kind].exec(error.mend)?.[1];
      if (write === undefined) continue;
      tried.push(kind);
      const left = errorsOf(mended(slipped, error, write, folder), folder);
      if (!left.some((other) => isTheSame(other, error, write))) continue;
      const after = left.map(told).join("\n");
      faults.push(`${corpus.name}, ${does}: ${told(error)} ⇒ ${error.mend}\n${after}`);
    }
  }
  return { tried, faults };
}

/** The same again, or what was written may not stand there. What its neighbours lack then is another matter. */
function isTheSame(other: Problem, error: Problem, write: string): boolean {
  if (told(other) === told(error)) return true;
  const isAtPlace = other.place.line === error.place.line && other.place.column === error.place.column;
  if (!isAtPlace) return false;
  const isOfWritten =
    other.message.includes(write) && /not known|does not fit|not allowed/.test(other.message);
  return ["yaml", "csv"].includes(other.ruleId) || (other.ruleId === "shape" && isOfWritten);
}
