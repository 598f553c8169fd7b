import type { Facts } from "./facts.ts";

/** What people work through, in this order. */
export const areas = [
  "this machine",
  "sign-in and target",
  "permissions",
  "apps and consent",
  "groups and teams",
  "people",
  "Dynamics environment",
  "devices and access",
  "Commerce and people's own work",
] as const;
export type Area = (typeof areas)[number];

/**
 * holds: seen to be so. fails: seen not to be so. unseen: this identity could not see it, so nothing is known. ask: no
 * service tells it; only a person can.
 */
export type Outcome = "holds" | "fails" | "unseen" | "ask";

/** One thing that is not as it must be, and how to mend it. */
export interface Shortcoming {
  readonly problem: string;
  readonly mend: string;
}

/** What a look has seen. Nothing in `wrong`: it holds. */
export interface Seen {
  readonly evidence: string;
  readonly wrong: readonly Shortcoming[];
}

/** What must be so for a run to succeed, or for people to be able to use what it makes. */
export interface Prerequisite {
  /** Never changes: pipelines and people name it. */
  readonly id: string;
  readonly area: Area;
  /** In words, as it is when it holds. */
  readonly title: string;
  /** Ids of those without which the look would say nothing. */
  readonly needs?: readonly string[];
  /** Application permission that lets it be seen, for the mend where it may not. */
  readonly permission?: string;
  /** Whether config asks for it at all; unset: always. */
  readonly isAsked?: (facts: Facts) => boolean;
  /** Throws what a read throws: then it is unseen, and no other one suffers. */
  readonly look: (facts: Facts) => Promise<Seen> | Seen;
}

/** What only a person can tell: where to look and what to look for. */
export interface Question {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly isAsked?: (facts: Facts) => boolean;
  /** Who looks where, and what they should find. */
  readonly ask: string;
}

/** A prerequisite with what became of it. */
export interface Line {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly outcome: Outcome;
  readonly evidence: string;
  readonly wrong: readonly Shortcoming[];
}

export const fine = (evidence: string): Seen => ({ evidence, wrong: [] });

/** Most shortcomings of one prerequisite that are told; the rest is counted. */
export const shortcomingsShown = 20;
