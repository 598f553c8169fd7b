import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { closest } from "../../schemas/suggest.ts";
import { compareText } from "../../schemas/problem.ts";
import type { Org } from "../../schemas/types/org.ts";
import { deriveEnvironment } from "../derive/environment.ts";
import { nodeLines } from "./node.ts";
import type { Explained } from "./parts.ts";
import { personLines, personWords } from "./person.ts";
import { tableLines, tablesOf } from "./table.ts";

/** What config says of one thing, or, when nothing has that name, who could have been meant. */
export interface Explanation {
  readonly isFound: boolean;
  readonly text: Encoded<"terminal">;
}

/** What an explanation rests on beside the org. */
export type Grounds = Pick<Explained, "places" | "defaultTables">;

/** Something that has a name in the config. */
interface Named {
  /** In words, such as `store "sfo" (000135 San Francisco)`. */
  readonly words: string;
  readonly names: readonly string[];
  readonly lines: () => readonly string[];
}

/**
 * What config says of a store or another node, a person or a table: the lines that say it, what overrides what, which
 * resources come of it, and what changes would cost. `name` is an id, number, principal name, table or display name;
 * capitals make no difference. Pure; the org must be valid.
 */
export function explain(org: Org, { places, defaultTables }: Grounds, name: string): Explanation {
  const derived = (org.environments ?? []).map(({ key }) => deriveEnvironment(org, key, places));
  const all = namedThings({ org, places, derived, defaultTables });
  const wanted = name.toLowerCase();
  const found = all.filter(({ names }) => names.some((one) => one.toLowerCase() === wanted));
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0)
    return { isFound: true, text: terminalText`${first.lines()}` };
  if (first !== undefined) {
    const words = found.map(({ words: each }) => `  ${each}`);
    return {
      isFound: false,
      text: terminalText`${[`"${name}" may be several things:`, ...words, "Give the id."]}`,
    };
  }
  return { isFound: false, text: unknownText(name, all) };
}

function unknownText(name: string, all: readonly Named[]): Encoded<"terminal"> {
  const wanted = name.toLowerCase();
  const byName = new Map(all.flatMap((one) => one.names.map((each) => [each.toLowerCase(), one] as const)));
  const similar = closest(wanted, byName.keys());
  const within = [...byName.keys()].filter((each) => wanted.length > 2 && each.includes(wanted));
  const near = [...(similar === undefined ? [] : [similar]), ...within.toSorted(compareText)];
  const words = [...new Set(near.flatMap((each) => byName.get(each)?.words ?? []))].slice(0, 5);
  const unknown = `No store, person or table is called "${name}".`;
  return words.length === 0
    ? terminalText`${unknown} Give an id, a store number, a user principal name or the logical name of a table.`
    : terminalText`${[`${unknown} Did you mean:`, ...words.map((each) => `  ${each}`)]}`;
}

function namedThings(all: Explained): readonly Named[] {
  const { org } = all;
  const nodes = (org.nodes ?? []).map((node, index): Named => {
    const number = node.kind === "store" ? [node.storeNumber] : [];
    const label = [...number, node.name].join(" ");
    return {
      words: `${node.kind} "${node.id}" (${label})`,
      names: [node.id, node.name, ...number],
      lines: () => nodeLines(all, node, index),
    };
  });
  const people = (org.people ?? []).map((person, index): Named => ({
    words: personWords(person),
    names: [person.id, person.upn, ...(person.name === undefined ? [] : [person.name])],
    lines: () => personLines(all, person, index),
  }));
  const tables = tablesOf(all).map((table): Named => ({
    words: `table "${table}"`,
    names: [table],
    lines: () => tableLines(all, table),
  }));
  return [...nodes, ...people, ...tables];
}
