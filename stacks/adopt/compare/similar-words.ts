import { oneSpelling } from "./words.ts";

/** Longest words that are compared letter by letter; beyond, only equality counts. */
const lettersMost = 40;

/** How alike two folded words are, 0..1: equal, one spelling, a slip of the fingers, a short form. */
export function likeness(left: string, right: string): number {
  if (left === right) return 1;
  const [a, b] = [oneSpelling(left), oneSpelling(right)];
  if (a === b) return 0.97;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.length > lettersMost) return 0;
  if (short.length >= 4 && short[0] === long[0]) {
    const slips = slipsBetween(a, b, 2);
    if (slips === 1) return 0.85;
    if (slips === 2 && short.length >= 7) return 0.7;
  } else if (short.length >= 6 && slipsBetween(a, b, 1) === 1) return 0.75;
  return shortFormOf(short, long);
}

/** `Hbf` of `Hauptbahnhof`, `Frank` of `Frankfurt`. One letter stands for a word only weakly. */
function shortFormOf(short: string, long: string): number {
  if (short[0] !== long[0] || long.length - short.length < 2) return 0;
  if (long.startsWith(short)) return short.length >= 4 ? 0.7 : short.length === 3 ? 0.6 : 0.25;
  if (short.length > 5 || short.length < 2) return 0;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  if (at < short.length) return 0;
  return short.length === 2 ? 0.3 : 0.45;
}

/** Letters to change, add, drop or swap to make one word of the other; `most` + 1 when it is more. */
function slipsBetween(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && isSwap) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    if (Math.min(...current) > most) return most + 1;
    [beforeLast, last] = [last, current];
  }
  return Math.min(last[right.length] ?? 0, most + 1);
}

/** The word with one letter left out, each way: two words with one slip between them share one of these. */
export function withoutOneLetter(word: string): readonly string[] {
  const plain = oneSpelling(word);
  if (plain.length < 5 || plain.length > lettersMost) return [plain];
  return [plain, ...Array.from(plain, (_, index) => plain.slice(0, index) + plain.slice(index + 1))];
}
