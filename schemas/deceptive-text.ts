/**
 * Letters that show otherwise than they are, or not at all: the one place that says what no text of a config may
 * hold. Sources: Unicode Technical Reports 36 and 39, "Trojan Source" (CVE-2021-42574), read 2026-11.
 */

/** Control characters, halves of letters, line separators, and whatever is not drawn or turns the direction. */
const suspects = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{Bidi_C}\ufff9-\ufffd]/gu;

/** Nearly all texts are plain; the rest is for those that are not. */
const plain = /^[\x20-\x7e]*$/;

/** Scripts whose letters join otherwise with a joiner (U+200C, U+200D) between them. */
const joining =
  /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}]/u;
const pictured = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;

const bidi = /\p{Bidi_C}/u;

/** A letter that a text may not hold. */
export interface DeceptiveLetter {
  /** Offset in the text, in UTF-16 code units. */
  readonly at: number;
  readonly length: number;
  /** "a control character (U+001B)". */
  readonly is: string;
  readonly mend: string;
}

function before(text: string, at: number): string {
  return Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? "";
}

function behind(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20);
}

/** Joiners where a script needs them, and what makes a picture of several signs. */
function isFitting(text: string, at: number, letter: string): boolean {
  const [left, right] = [before(text, at), behind(text, at + letter.length)];
  switch (letter) {
    case "\u200c":
      return joining.test(left) && joining.test(right);
    case "\u200d":
      return (
        (joining.test(left) && joining.test(right)) ||
        (pictured.test(left) && /\p{Extended_Pictographic}/u.test(right))
      );
    case "\ufe0e":
    case "\ufe0f":
      return /\p{Emoji}/u.test(left);
    default:
      return false;
  }
}

const mendAnew = "Type the text anew; what was copied from elsewhere may hold more than it shows.";

function words(letter: string): Pick<DeceptiveLetter, "is" | "mend"> {
  const code = letter.codePointAt(0) ?? 0;
  const name = `(U+${code.toString(16).toUpperCase().padStart(4, "0")})`;
  if (letter === "\n" || letter === "\r" || /[\p{Zl}\p{Zp}]/u.test(letter))
    return { is: `a line break ${name}`, mend: "Write it in one line." };
  if (letter === "\t") return { is: `a tab ${name}`, mend: "Write a space instead." };
  if (/\p{Cc}/u.test(letter)) return { is: `a control character ${name}`, mend: "Remove it." };
  if (/\p{Cs}/u.test(letter))
    return { is: `half of a letter ${name}`, mend: "Write the whole letter, without escapes." };
  if (letter === "\ufffd")
    return { is: `the sign of a letter that was lost ${name}`, mend: "Write the letter, and save as UTF-8." };
  if (bidi.test(letter)) return { is: `a sign that turns the direction of writing ${name}`, mend: mendAnew };
  return { is: `a letter that does not show ${name}`, mend: mendAnew };
}

/** The letters of a text that deceive or break, in their order. `except` are letters that may stand. */
export function* deceptiveLetters(text: string, except = ""): Iterable<DeceptiveLetter> {
  if (plain.test(text)) return;
  for (const { 0: letter, index } of text.matchAll(suspects)) {
    if (except.includes(letter) || isFitting(text, index, letter)) continue;
    yield { at: index, length: letter.length, ...words(letter) };
  }
}

/** An address with a user name or a password in it: up to and with the @. */
const credentials = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#@"'<>]*)@/gi;

export function holdsCredentials(text: string): boolean {
  return text.includes("@") && text.search(credentials) >= 0;
}

/**
 * A text as it may be printed: each letter that deceives or breaks is a visible sign, and what an address holds before
 * its @ is hidden. As long as the text, so that marks below it fit.
 */
export function shownText(text: string): string {
  if (plain.test(text) && !text.includes("@")) return text;
  return text
    .replaceAll(credentials, (_, scheme: string, secret: string) => `${scheme}${"*".repeat(secret.length)}@`)
    .replaceAll(suspects, (letter: string, at: number) =>
      isFitting(text, at, letter) ? letter : shownLetter(letter),
    );
}

/** Unicode has pictures for the first control characters. */
function shownLetter(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === "\t") return " ";
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : "\ufffd".repeat(letter.length);
}

/** Letters of a quoted value that a message shows. */
const quotedMax = 80;

/** Letters without a blank between them that a message shows: of a path, say. */
const wordMax = 250;
const longWord = new RegExp(`[^\\s"]{${String(wordMax + 1)},}`, "g");

/** A message that quotes values: fit to be printed, and long values cut. */
export function shownMessage(text: string): string {
  const shown = shownText(text);
  if (shown.length <= quotedMax) return shown;
  return shown
    .replaceAll(/"([^"]*)"/g, (whole, value: string) =>
      value.length > quotedMax ? `"${cutAt(value, quotedMax)}…"` : whole,
    )
    .replaceAll(longWord, (word) => `${cutAt(word, quotedMax)}…`);
}

/** The beginning of a text, without half of a letter at its end. */
function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
