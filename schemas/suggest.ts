/** Candidates further away than this are no help. */
const distanceMax = 2;

/** A long list of wrong names needs no suggestion for each; this bounds the work. */
const suggestionsMax = 50;

/** Letters that are easily taken for one another when typed from paper. */
function foldLookalikes(word: string): string {
  return word.toLowerCase().replaceAll("o", "0").replaceAll(/[il]/g, "1").replaceAll("_", "-");
}

/**
 * Number of letters to insert, delete, change or swap with their neighbour, or `limit + 1` when it is more than
 * `limit`. The optimal string alignment distance, row by row.
 */
export function editDistance(a: string, b: string, limit: number = distanceMax): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(at(last, b.length), limit + 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/**
 * The candidate that was probably meant, or undefined. Lookalikes (O and 0, l and 1) count as equal; ties go to the
 * first in code-unit order, so the answer does not depend on the order of the candidates.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.min(distanceMax, Math.floor(word.length / 2));
  const folded = foldLookalikes(word);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const distance = folded === foldLookalikes(candidate) ? 0.5 : editDistance(word, candidate, limit);
    if (distance > limit || distance > bestDistance) continue;
    if (best === undefined || distance < bestDistance || candidate < best) best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `closest` over one large set, for a bounded number of questions; after that it knows no answer. */
export function suggester(candidates: () => Iterable<string>): (word: string) => string | undefined {
  const answers = new Map<string, string | undefined>();
  return (word) => {
    if (!answers.has(word) && answers.size < suggestionsMax) answers.set(word, closest(word, candidates()));
    return answers.get(word);
  };
}
