import { fold } from "./words.ts";

/** A number or code in a text of a team. */
export interface FoundNumber {
  /** Small letters and digits, without zeros in front: `0135` → `135`, `DE-0135` → `de135`. */
  readonly key: string;
  /** As it stands there. */
  readonly shown: string;
  /** Zeros in front of it: somebody wrote a number of fixed length. */
  readonly isPadded: boolean;
  /** A word such as store, or a sign such as #, stands right before it, or it begins the text. */
  readonly isIntroduced: boolean;
  /** It may be a year, a date, a time or a part of a phone number. */
  readonly isDoubtful: boolean;
}

/** Numbers that belong to names of products, and signs of open hours and ordinals. */
const noStoreNumbers = /\b(?:d365|365|dynamics 365|office 365|microsoft 365|m365|o365|24 ?\/ ?7)\b/g;
const dates = /\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b\d{1,2}[:h]\d{2}\b/g;
const phones = /\+\d[\d ()/-]{6,}|\b0\d{1,4}[ /-]\d{2,}[ -]?\d{2,}[\d -]*/g;

/** The key under which numbers of stores are compared: zeros in front and signs between say nothing. */
export function numberKey(text: string): string {
  const plain = fold(text).replaceAll(/[^a-z0-9]/g, "");
  return plain.replace(/^([a-z]*)0+(?=\d)/, "$1");
}

/** Every number in a text, and every code of letters and digits. */
export function numbersIn(text: string): readonly FoundNumber[] {
  const plain = fold(text).replaceAll("_", " ").replaceAll(noStoreNumbers, " ");
  const doubtful = [...plain.matchAll(dates), ...plain.matchAll(phones)].map(
    ({ index, 0: found }) => [index, index + found.length] as const,
  );
  const found: FoundNumber[] = [];
  for (const match of plain.matchAll(/[a-z]*\d+(?:[a-z]{0,3}\d+)*[a-z]?(?![a-z])|\d+/g)) {
    const { index, 0: whole } = match;
    const digitsAt = whole.search(/\d/);
    const digits = /\d+/.exec(whole)?.[0] ?? "";
    const before = plain.slice(0, index + digitsAt);
    const isDoubtful =
      doubtful.some(([from, to]) => index < to && index + whole.length > from) ||
      /^(?:19[5-9]\d|20[0-4]\d)$/.test(digits);
    const one = (shown: string): FoundNumber => ({
      key: numberKey(shown),
      shown,
      isPadded: /^0+\d/.test(digits) && digits.length > 1,
      isIntroduced: /(?:^|[#№]|\p{L}[.:]?)[\s\-–:(#№]*$/u.test(before),
      isDoubtful,
    });
    found.push(one(whole));
    // `store212`, `S0212`: the digits by themselves too.
    if (digits !== whole) found.push(one(digits));
  }
  // `DE-0123`, `NORD 12`: a prefix with its number, as codes are written.
  for (const { 0: whole } of plain.matchAll(/\b[a-z]{1,4}[-. ]\d+[a-z]?\b/g)) {
    found.push({
      key: numberKey(whole),
      shown: whole,
      isPadded: false,
      isIntroduced: true,
      isDoubtful: false,
    });
  }
  return found;
}

/**
 * How much it tells that a number stands in a name, as the logarithm of odds, by its length and how it stands there.
 */
export function numberStrength(number: FoundNumber): number {
  const digits = number.key.replaceAll(/\D/g, "").length + (number.isPadded ? 1 : 0);
  const letters = /[a-z]/.test(number.key) ? 1 : 0;
  const byLength = [0, 1, 2.3, 3.4, 4.2, 4.8, 5.2][Math.min(6, digits + letters)] ?? 0;
  const introduced = number.isIntroduced ? Math.min(1.2, Math.max(0, 4.5 - byLength)) : 0;
  return number.isDoubtful && !(number.isIntroduced && number.isPadded)
    ? Math.min(1.5, byLength)
    : byLength + introduced;
}
