/** Scripts whose words are written with joiners, so that these mean something between two of their letters. */
const joining =
  "\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Gujr}\\p{sc=Guru}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Orya}" +
  "\\p{sc=Sinh}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Khmr}\\p{sc=Mymr}\\p{sc=Mong}";

/** Joiners and variation selectors where a script or an emoji needs them. */
const meant = [
  `(?<=[${joining}\\p{M}])[\\u200c\\u200d](?=[${joining}])`,
  "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})",
  "(?<=\\p{Emoji})[\\ufe0e\\ufe0f]",
].join("|");

/**
 * What a reader cannot see, or what makes them see something else: control characters, bidi overrides, zero-width and
 * other ignorable characters, line separators, halves of characters. Source: Unicode 16 properties, UTS #39 section 4.
 */
const unseen =
  "[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}\\p{Noncharacter_Code_Point}\\ufff9-\\ufffb]";

const unseenOrMeant = new RegExp(`${meant}|(${unseen})`, "gu");
const anyUnseen = new RegExp(unseen, "u");
/** One unseen character, also where a script or an emoji needs it. */
export const unseenCharacters = new RegExp(unseen, "gu");

/** Whether a text holds a character that cannot be seen. */
export function hasUnseen(text: string): boolean {
  return anyUnseen.test(text);
}

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * `\u001b`: as JSON, JavaScript and double quotes of YAML write it, so that it can be pasted there and means the same.
 */
export function escapeOf(character: string): string {
  return (
    short[character] ??
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join("")
  );
}

/** A text on one line in which everything can be seen; unseen characters are written as escapes. */
export function visible(text: string): string {
  if (!anyUnseen.test(text)) return text;
  return text.replace(unseenOrMeant, (whole, found?: string) =>
    found === undefined ? whole : escapeOf(found),
  );
}

/** The lines of a text, each made visible. Tabs that stand between words become blanks. */
export function visibleLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => visible(line.replaceAll("\t", "  ")));
}
