// The ways in which a file goes wrong between the person who wrote it and the program that reads it.

/** Picks one of so many, by numbers that the generator has drawn. */
export interface Chance {
  /** A whole number from 0 to below `count`; 0 when there is none. */
  below(count: number): number;
  one<T>(items: readonly T[]): T;
}

/** The new content of a file. */
export type Mutation = (text: string, chance: Chance, file: string) => string | Uint8Array;

/** A word that no config holds: wherever it lands, it must come out again. */
export const marker = "zqxmark";

const bits: readonly string[] = [
  ...Array.from("\"'\n\r\t:#,;{}[]-&*!|>%@`?~= \\"),
  ...Array.from("\u0000\u001b\u0085\u00a0\u200b\u202e\ufeff\ufffdü\u00df\u00e9\u0410\u{1f600}"),
  "\r\n",
  '""',
  ',"',
  '",',
  ': "',
  "- ",
  "? ",
  "&a ",
  "*a",
  "<<: *a\n",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "!!str ",
  "!x ",
  "|\n",
  ">-\n",
  "<<<<<<< HEAD\n",
  "=======\n",
  "\n\n",
  "\n#",
  ' # "',
  "__proto__: { id: a }\n",
  "people:\n",
  "nodes:\n",
  "[".repeat(300),
  marker,
];

const values: readonly string[] = [
  "",
  "null",
  "Null",
  "~",
  "true",
  "no",
  "0",
  "-1",
  "1e3",
  "1.2E+11",
  "000135",
  "0x1f",
  ".inf",
  "2026-13-40",
  "2026-12-01",
  "[]",
  "{}",
  "[a, [b]]",
  "{ a: b }",
  '""',
  '" x"',
  "'it''s'",
  '"\\u0000"',
  '"\\ud800"',
  "worker",
  "storeManager",
  "store",
  "constructor",
  "__proto__",
  "x@y.example",
  "https://user:word@x.example",
  "mailto:a@b.example",
  "A".repeat(5000),
  "12345678901234567890",
  "!!binary aGk=",
  "*nobody",
  "|",
  ">-",
  marker,
];

function cut(text: string, from: number, to: number, between = ""): string {
  return text.slice(0, from) + between + text.slice(to);
}

/** The lines of a text with their ends. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** One match of a pattern, replaced. The text as it is when there is none. */
function replaceOne(
  text: string,
  pattern: RegExp,
  chance: Chance,
  by: (found: RegExpMatchArray) => string,
): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const match = chance.one(found);
  return cut(text, match.index, match.index + match[0].length, by(match));
}

/** A word that is a value or a reference in the file. */
const word = /(?<=[:,;\t[{] *)[A-Za-z0-9][\w@.+-]*(?=[,;\t\]}\s])/g;
const yamlKey = /(?<=^|[\s{,-])[A-Za-z]\w*(?=:(?: |\n))/g;
const yamlValue = /(?<=[A-Za-z]: +)[^\s,{}[\]#][^,{}[\]#\n]*/g;

const bytes: Readonly<Record<string, Mutation>> = {
  "a stretch cut out": (text, chance) => {
    const from = chance.below(text.length);
    return cut(text, from, from + 1 + chance.below(chance.one([3, 40, 400])));
  },
  "the end cut off": (text, chance) => text.slice(0, chance.below(text.length)),
  "one letter more": (text, chance) => {
    const at = chance.below(text.length + 1);
    return cut(text, at, at, chance.one(bits));
  },
  "one letter instead": (text, chance) => {
    const at = chance.below(text.length);
    return cut(text, at, at + 1, chance.one(bits));
  },
  "one byte instead": (text, chance) => {
    const content = new TextEncoder().encode(text);
    content[chance.below(content.length)] = chance.below(256);
    return content;
  },
};

function big(text: string): Uint8Array {
  return Buffer.from(text, "utf16le").swap16();
}

const encodings: Readonly<Record<string, Mutation>> = {
  "another encoding": (text, chance) =>
    chance.one<() => string | Uint8Array>([
      () => Buffer.from(text, "utf16le"),
      () => Buffer.from(`\ufeff${text}`, "utf16le"),
      () => big(text),
      () => big(`\ufeff${text}`),
      () => Buffer.from(`${text}# Größe\n`, "latin1"),
      () => `\ufeff${text}`,
      () => `\ufeff\ufeff${text}`,
      () => Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.from(text)]),
    ])(),
  "other line ends": (text, chance) => {
    const plain = text.replaceAll("\r\n", "\n");
    const at = chance.below(plain.length);
    const end = chance.one(["\r\n", "\r", "\n\n", "\u2028", "\u0085"]);
    const from = chance.one([0, at]);
    return plain.slice(0, from) + plain.slice(from).replaceAll("\n", end);
  },
};

const lines: Readonly<Record<string, Mutation>> = {
  "a line twice": (text, chance) => {
    const all = linesOf(text);
    const at = chance.below(all.length);
    return all.toSpliced(at, 0, all[at] ?? "").join("");
  },
  "a line elsewhere": (text, chance) => {
    const all = linesOf(text);
    const [taken = ""] = all.splice(chance.below(all.length), 1);
    return all.toSpliced(chance.below(all.length + 1), 0, taken).join("");
  },
  "a line indented otherwise": (text, chance) => {
    const all = linesOf(text);
    const at = chance.below(all.length);
    const line = all[at] ?? "";
    const other = chance.one([` ${line}`, `  ${line}`, line.replace(/^ /, ""), `\t${line}`, `\u00a0${line}`]);
    return all.with(at, other).join("");
  },
  "a comment in between": (text, chance) => {
    const all = linesOf(text);
    const comment = chance.one(['# a,"b\n', '#;"b;\n', '#"\n', `  # ${marker}\n`, "#,,,\n"]);
    return all.toSpliced(chance.below(all.length + 1), 0, comment).join("");
  },
};

const references: Readonly<Record<string, Mutation>> = {
  "a word for another": (text, chance) => {
    const words = text.match(word) ?? [""];
    return replaceOne(text, word, chance, () => chance.one(words));
  },
  "a word in other letters": (text, chance) =>
    replaceOne(text, word, chance, ([found]) =>
      chance.one([found.toUpperCase(), `${found}x`, found.slice(1), `"${found}"`, `'${found}`, ` ${found} `]),
    ),
};

const yaml: Readonly<Record<string, Mutation>> = {
  "a key for another": (text, chance) => {
    const keys = text.match(yamlKey) ?? ["id"];
    return replaceOne(text, yamlKey, chance, ([found]) =>
      chance.one([
        ...keys,
        marker,
        `"${found}"`,
        `? ${found}`,
        "__proto__",
        "constructor",
        "<<",
        "1",
        "null",
      ]),
    );
  },
  "a key doubled": (text, chance) =>
    replaceOne(text, /(?<=[{,] )([A-Za-z]\w*: [^,{}[\]]+)(?=[,}])/g, chance, ([found]) =>
      chance.one([`${found}, ${found}`, `${found}, ${found.split(":")[0] ?? ""}: ${marker}`]),
    ),
  "a key more": (text, chance) => {
    const more = chance.one([`${marker}: a`, `name: ${marker}`, "constructor: a", "toString: a"]);
    return replaceOne(text, /(?<=\{ )|(?<=\n)(?= *(?:- )?[A-Za-z]\w*:)/g, chance, (found) => {
      const isFlow = text.slice(0, found.index).endsWith("{ ");
      const indent = /^ */.exec(text.slice(found.index))?.[0] ?? "";
      return isFlow ? `${more}, ` : `${indent}${more}\n`;
    });
  },
  "a value for another": (text, chance) => replaceOne(text, yamlValue, chance, () => chance.one(values)),
};

/** The separator of a CSV, as the corpus writes it. */
const separatorOf = (text: string): string => [";", "\t"].find((one) => text.includes(one)) ?? ",";

/** Does something to the cells of one line. A line break inside quotes is as good as any other. */
function inCells(
  text: string,
  chance: Chance,
  change: (cells: string[], separator: string) => readonly string[],
): string {
  const all = linesOf(text);
  const at = chance.below(all.length);
  const separator = separatorOf(text);
  const [, body = "", end = ""] = /^(.*?)(\r?\n?)$/s.exec(all[at] ?? "") ?? [];
  return all.with(at, change(body.split(separator), separator).join(separator) + end).join("");
}

const csv: Readonly<Record<string, Mutation>> = {
  "a cell for another": (text, chance) =>
    inCells(text, chance, (cells, separator) =>
      cells.with(
        chance.below(cells.length),
        chance.one([
          ...values,
          `a${separator}b`,
          `"a${separator}b"`,
          `a "b" c`,
          ` "a"`,
          `"a" b`,
          '"',
          '"a\nb"',
          "#x",
          "=1+1",
          "yes",
          "WAHR",
          "worker|storeManager",
          "id",
          "upn",
        ]),
      ),
    ),
  "a cell more": (text, chance) =>
    inCells(text, chance, (cells) =>
      cells.toSpliced(chance.below(cells.length + 1), 0, chance.one(["", marker])),
    ),
  "a cell less": (text, chance) =>
    inCells(text, chance, (cells) => cells.toSpliced(chance.below(cells.length), 1)),
  "the row cut short": (text, chance) =>
    inCells(text, chance, (cells) => cells.slice(0, 1 + chance.below(cells.length))),
  "another separator in a row": (text, chance) =>
    inCells(text, chance, (cells, separator) => [cells.join(chance.one([",", ";", "\t", `${separator} `]))]),
  "a row of separators": (text, chance) => {
    const all = linesOf(text);
    return all.toSpliced(chance.below(all.length + 1), 0, `${separatorOf(text).repeat(6)}\n`).join("");
  },
  "columns for others": (text, chance) => {
    const all = linesOf(text);
    const at = all.findIndex((line) => line.startsWith("id"));
    const swapped = (all[at] ?? "").replace(
      chance.one(["id", "upn", "roles", "name", "protected"]),
      (found) =>
        chance.one([
          found.toUpperCase(),
          marker,
          "id",
          "upn",
          "",
          ` ${found} `,
          `"${found}"`,
          `"${found}`,
          "role",
        ]),
    );
    return at < 0 ? text : all.with(at, swapped).join("");
  },
};

/** All ways, by name. */
export function mutationsOf(file: string): readonly (readonly [name: string, change: Mutation])[] {
  const own = file.endsWith(".csv") ? csv : yaml;
  return Object.entries({ ...bytes, ...encodings, ...lines, ...references, ...own });
}
