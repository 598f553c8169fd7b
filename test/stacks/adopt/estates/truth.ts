import type { Estate } from "../../../../stacks/adopt/estate.ts";

/** An estate of which it is known what belongs together. */
export interface KnownEstate {
  readonly seed: number;
  readonly estate: Estate;
  /** Team id by store number: every pair that is true, those too that no run may take by itself. */
  readonly truth: ReadonlyMap<string, string>;
  /** Store numbers of pairs that must be preselected by the rules, as the generator made them. */
  readonly certain: ReadonlySet<string>;
  /** Ids of teams that must never be preselected. */
  readonly never: ReadonlySet<string>;
}
