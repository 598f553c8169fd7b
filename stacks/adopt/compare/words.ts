/** Words of names made comparable: case, accents, scripts, umlauts, abbreviations. Pure text. */

const folded: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ə: "e" },
  // Cyrillic and Greek as they are written in Latin letters on signs and in mail addresses.
  ...{ а: "a", б: "b", в: "v", г: "g", ґ: "g", д: "d", е: "e", є: "ye", ж: "zh", з: "z", и: "i", і: "i" },
  ...{ ї: "yi", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u" },
  ...{
    ф: "f",
    х: "kh",
    ц: "ts",
    ч: "ch",
    ш: "sh",
    щ: "shch",
    ъ: "",
    ы: "y",
    ь: "",
    э: "e",
    ю: "yu",
    я: "ya",
  },
  ...{ α: "a", β: "v", γ: "g", δ: "d", ε: "e", ζ: "z", η: "i", θ: "th", ι: "i", κ: "k", λ: "l", μ: "m" },
  ...{
    ν: "n",
    ξ: "x",
    ο: "o",
    π: "p",
    ρ: "r",
    σ: "s",
    ς: "s",
    τ: "t",
    υ: "y",
    φ: "f",
    χ: "ch",
    ψ: "ps",
    ω: "o",
  },
};

/** Short forms that stand for one word in names of places, as they are common in several languages. */
const shortForms: Readonly<Record<string, string>> = {
  ...{ st: "saint", ste: "sainte", sankt: "saint", sant: "saint", sint: "saint", snt: "saint" },
  ...{
    str: "strasse",
    street: "strasse",
    rd: "road",
    ave: "avenue",
    av: "avenue",
    blvd: "boulevard",
    bd: "boulevard",
  },
  ...{ hbf: "hauptbahnhof", bhf: "bahnhof", ekz: "einkaufszentrum", pl: "platz", plz: "platz", sq: "square" },
  ...{
    ctr: "center",
    centre: "center",
    cntr: "center",
    zentrum: "center",
    centro: "center",
    centrum: "center",
  },
  ...{ mkt: "market", markt: "market", mt: "mount", ft: "fort", pk: "park", apt: "airport", stn: "station" },
  ...{ n: "north", nord: "north", norte: "north", s: "south", sud: "south", sur: "south", sued: "south" },
  ...{ e: "east", ost: "east", est: "east", este: "east", w: "west", ouest: "west", oeste: "west" },
  ...{ jct: "junction", hts: "heights", vlg: "village", twr: "tower", upr: "upper", lwr: "lower" },
};

/** Small letters without accents, other scripts in Latin letters where a table knows how. */
export function fold(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase();
  if (/^\p{ASCII}*$/u.test(plain)) return plain;
  return plain
    .normalize("NFKD")
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, "")
    .replace(/[^\p{ASCII}]/gu, (letter) => folded[letter] ?? letter)
    .normalize("NFC");
}

/** One spelling for words that are written in several ways: umlauts as two letters, doubled letters, short forms. */
export function oneSpelling(word: string): string {
  const known = spelled.get(word);
  if (known !== undefined) return known;
  const long = shortForms[word] ?? word;
  const one = long
    .replaceAll(/([aou])e/g, "$1")
    .replaceAll(/(.)\1+/g, "$1")
    .replaceAll("ph", "f");
  if (spelled.size >= spelledMost) spelled.clear();
  spelled.set(word, one);
  return one;
}

/** Spellings that were made already: the words of an estate are few and asked for often. */
const spelled = new Map<string, string>();
const spelledMost = 50_000;

/** A text that is written without spaces between its words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Pairs of neighbouring letters: what such a text can be compared by. */
function pairsIn(run: string): string[] {
  const letters = Array.from(run);
  if (letters.length < 2) return letters;
  return letters.slice(1).map((letter, index) => `${letters[index] ?? ""}${letter}`);
}

/**
 * The words of a text, folded, without digits: `Store212_SanFrancisco` → store, san, francisco. Capitals within a
 * word begin a new one. Words of one letter are kept: they may stand for a direction.
 */
export function wordsOf(text: string): readonly string[] {
  const spaced = text
    .normalize("NFC")
    .replaceAll(/['’`´]/g, "")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
  const runs = fold(spaced).match(/[\p{L}\p{M}]+/gu) ?? [];
  return runs.flatMap((run) => (unspaced.test(run) ? pairsIn(run) : [run]));
}

/** Letters only, all together: what an alias has of a name. */
export function compactOf(text: string): string {
  return fold(text).replaceAll(/[^\p{L}]/gu, "");
}

/** First letters of the words of a name; empty when there are fewer than two. */
export function initialsOf(words: readonly string[]): string {
  return words.length < 2 ? "" : words.map((word) => word[0] ?? "").join("");
}
