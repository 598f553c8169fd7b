import { vendorFacts, type VendorFact } from "./facts.ts";

/** After so many days somebody reads a fact at its source again. */
export const readAgainAfterDays = 180;

const dayMilliseconds = 86_400_000;

/** A fact that is old, in a sentence. */
export interface OldFact {
  readonly name: string;
  readonly days: number;
  readonly text: string;
}

/** Facts that were not read for longer than that on a day such as 2026-11-29, oldest first. A month counts from its first day. */
export function oldFacts(
  today: string,
  facts: Readonly<Record<string, VendorFact<unknown>>> = vendorFacts,
): readonly OldFact[] {
  return Object.entries(facts)
    .flatMap(([name, { what, source, read }]): readonly OldFact[] => {
      const days = Math.floor((Date.parse(today) - Date.parse(`${read}-01`)) / dayMilliseconds);
      if (days <= readAgainAfterDays) return [];
      const text = `${name} (${what}) was read ${days} days ago: read it again in ${source}, and note the month in schemas/vendor/facts.ts`;
      return [{ name, days, text }];
    })
    .toSorted((left, right) => right.days - left.days);
}
