import type { OrgModel } from "../org-model.ts";
import type { DocumentPath, Finding, Severity } from "../problem.ts";

/** What a rule found; severity as in the table of rules unless it says otherwise here. */
export type RuleFinding = Omit<Finding, "ruleId" | "severity"> & { readonly severity?: Severity };

/** A rule that the schema cannot express. */
export interface OrgRule {
  readonly id: string;
  /** The rule in one sentence. */
  readonly says: string;
  readonly severity: Severity;
  /** Pure and linear in the size of the config; gets only what is well-shaped. */
  readonly check: (model: OrgModel) => Iterable<RuleFinding>;
}

/** Something that must be unique. */
export interface Claim {
  /** What is compared. */
  readonly value: string;
  /** How it is written. */
  readonly text: string;
  readonly path: DocumentPath;
  /** How to say who claims it, such as `store "sfo"`. */
  readonly by: string;
}

/** A finding for each claim after the first with the same value. */
export function* duplicates(
  claims: Iterable<Claim>,
  words: (claim: Claim, first: Claim) => { message: string; mend: string },
): Iterable<RuleFinding> {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const earlier = first.get(claim.value);
    if (earlier === undefined) first.set(claim.value, claim);
    else yield { path: claim.path, other: earlier.path, ...words(claim, earlier) };
  }
}

/** "1 worker", "2 workers". */
export function count(amount: number, one: string, many: string = `${one}s`): string {
  return `${amount.toLocaleString("en-US")} ${amount === 1 ? one : many}`;
}
