// What hands do to names: slips, short forms, other spellings of accents and capitals.
import type { Chance } from "./chance.ts";

const slip = (text: string, chance: Chance): string => {
  if (text.length < 5) return text;
  const at = chance.whole(1, text.length - 2);
  const letter = text[at] ?? "";
  switch (chance.whole(0, 3)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + letter + text.slice(at);
    case 2:
      return text.slice(0, at) + (text[at + 1] ?? "") + letter + text.slice(at + 2);
    default:
      return text.slice(0, at) + chance.one(Array.from("aeirstn")) + text.slice(at + 1);
  }
};

const umlauts: Readonly<Record<string, string>> = {
  ...{
    ä: "ae",
    ö: "oe",
    ü: "ue",
    ß: "ss",
    Ä: "Ae",
    Ö: "Oe",
    Ü: "Ue",
    ø: "oe",
    Ø: "Oe",
    å: "aa",
    Å: "Aa",
    æ: "ae",
  },
};

const withDigraphs = (text: string): string =>
  text.replace(/[^\p{ASCII}]/gu, (letter) => umlauts[letter] ?? letter);

const withoutAccents = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ł", "l")
    .replaceAll("Ł", "L")
    .replaceAll("ø", "o")
    .replaceAll("ß", "ss");

const shortened: readonly (readonly [RegExp, string])[] = [
  [/Hauptbahnhof/, "Hbf"],
  [/straße/, "str."],
  [/Street/, "St"],
  [/Avenue/, "Av"],
  [/Saint-/, "St-"],
  [/Sankt /, "St. "],
  [/Einkaufszentrum/, "EKZ"],
  [/Downtown/, "DT"],
  [/am Main/, "a. M."],
  [/Centre|Centrum|Centro/, "Ctr"],
  [/Station/, "Stn"],
  [/Mount /, "Mt "],
  [/Fort /, "Ft "],
  [/North|Nord|Norte/, "N"],
  [/Airport/, "Apt"],
  [/República|République/, "Rép."],
];

const abbreviated = (text: string, chance: Chance): string => {
  const known = shortened.reduce((all, [long, short]) => all.replace(long, short), text);
  if (known !== text) return known;
  const words = text.split(" ");
  if (words.length < 2 || chance.isSo(0.4)) return text;
  const at = chance.whole(0, words.length - 1);
  const word = words[at] ?? "";
  if (word.length < 6) return text;
  return words.map((one, index) => (index === at ? `${one.slice(0, chance.whole(3, 5))}.` : one)).join(" ");
};

/** One or two changes of a name, as a person makes them. `much`: 0..1. */
export function mangled(name: string, chance: Chance, much: number): string {
  const ways: readonly (readonly [number, (text: string) => string])[] = [
    [0.35, withoutAccents],
    [0.25, withDigraphs],
    [0.25, (text) => text.normalize("NFD")],
    [0.35, (text) => abbreviated(text, chance)],
    [0.35, (text) => slip(text, chance)],
    [0.2, (text) => text.toUpperCase()],
    [0.2, (text) => text.toLowerCase()],
    [0.12, (text) => text.replaceAll(/[ -]+/g, "")],
    [0.12, (text) => text.replaceAll(" ", "-")],
    [0.1, (text) => text.split(/[ ,-]+/)[0] ?? text],
    [
      0.08,
      (text) =>
        text
          .split(/[ ,-]+/)
          .toReversed()
          .join(" "),
    ],
    [0.05, (text) => ` ${text} `.replace(" ", "  ")],
  ];
  return ways.reduce((text, [share, change]) => (chance.isSo(share * much) ? change(text) : text), name);
}

/** A mail alias as Exchange takes it. */
export function aliasText(text: string): string {
  return withoutAccents(text)
    .replaceAll(/[^A-Za-z0-9_-]/g, "")
    .slice(0, 60);
}
