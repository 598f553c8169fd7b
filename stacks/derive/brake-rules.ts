import type { DeclaredNow, Ledger } from "./ledger.ts";

/** What no approval lets pass, with the mend in the config itself. */
export interface Forbidden {
  readonly rule: "last-owner";
  /** Resource name of the team. */
  readonly resource: string;
  /** How many owners it had when it was last applied. */
  readonly ownersBefore: number;
}

/** Teams that were applied with owners and would be left without one. Pure. */
export function forbiddenIn(before: Ledger, now: DeclaredNow): readonly Forbidden[] {
  return Object.entries(before.teams).flatMap(([resource, { owners }]): readonly Forbidden[] =>
    now.ownerless.has(resource) ? [{ rule: "last-owner", resource, ownersBefore: owners.length }] : [],
  );
}
