import type { EstateStore, FoundTeam } from "./estate.ts";
import type { Evidence } from "./evidence.ts";

export type Decision = "adopt" | "propose" | "none" | "declared";

/** A team that may be a store's. */
export interface Candidate {
  readonly team: FoundTeam;
  /** Chance that it is the store's, 0..1. */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** What forbids to take it without asking. */
  readonly reservations: readonly string[];
  /** It cannot be taken as it is now. */
  readonly isRefused: boolean;
}

/** What is proposed for one store. */
export interface Proposal {
  readonly store: EstateStore;
  /** adopt: preselected. propose: a person decides. none: nothing fits. declared: config names its team already. */
  readonly decision: Decision;
  /** Why that was decided, in words. */
  readonly because: string;
  /** Best first; the team that the assignment gives the store is the first. */
  readonly candidates: readonly Candidate[];
}
