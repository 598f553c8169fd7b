import type { CallKind } from "../../providers/limits/call-kinds.ts";
import type { PermissionSaid } from "../permissions/words.ts";
import type { Change, PlanLine } from "../changes/line.ts";
import type { WaitingLine } from "../changes/waiting.ts";
import type { ConfigPlace } from "../derive/desired-resource.ts";
import type { About } from "../pages/about.ts";
import type { HandStep } from "../headquarters/steps-for-people.ts";

/** Raised when a field changes its meaning or goes; a field that is added leaves it as it is. */
export const planReportVersion = 1;

/**
 * changes: `apply` would do something. byHand: nothing for `apply`, but something that only a person can do. none:
 * everything is as config says. refused: a brake holds, nothing would be
 * written. failed: the preview broke off for another reason.
 */
export type PlanOutcome = "changes" | "byHand" | "none" | "refused" | "failed";

export type Counts = Readonly<Record<Change, number>>;

/** One permission that an app gains or loses in the whole tenant. */
export interface ConsentLine extends PlanLine, PermissionSaid {
  readonly permission: string;
  readonly kind: "delegated" | "application";
  readonly app: string;
  readonly api: string;
  /** Features that need it, as config says; empty when config does not say. */
  readonly neededFor: readonly string[];
}

/** What an approver must not miss, in this order. */
export interface Attention {
  readonly losesAccess: readonly PlanLine[];
  readonly newOwners: readonly PlanLine[];
  readonly consent: readonly ConsentLine[];
  /** Teams, links and apps that go, close, become public or are taken over. */
  readonly dangerous: readonly PlanLine[];
  /** Teams of people that look like one that would be made: perhaps it is to be taken over. */
  readonly lookAlikes: readonly PlanLine[];
  /** Who would come and go at the next stage of teams that are taken over by stages. No part of this plan. */
  readonly nextStage: readonly PlanLine[];
}

/** A store, or another thing of its own, and what happens to it. */
export interface PlanEntry {
  /** Resource name, such as `store-000135`. */
  readonly resource: string;
  readonly label: string;
  readonly change: Change;
  readonly lines: readonly PlanLine[];
  /** Where config declares it; unset when config does not name it any more. */
  readonly config?: ConfigPlace;
}

/** The changes of one region. People who move are told once, here, and not again under their stores. */
export interface PlanRegion {
  readonly name: string;
  /** Stores of the region that change, those included that people only move into or out of. */
  readonly stores: number;
  readonly moves: readonly PlanLine[];
  readonly entries: readonly PlanEntry[];
}

/** Calls of one kind. `perSecond` is our part of the documented limit; `seconds` what it makes this kind take. */
export interface PlannedKind {
  /** As the client counts them. */
  readonly kind: CallKind;
  readonly what: string;
  readonly calls: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface CallEstimate {
  readonly kinds: readonly PlannedKind[];
  readonly calls: number;
  /** How long the run takes: the limits' time and Pulumi's. */
  readonly seconds: number;
  /** Of the longest limit, as all kinds run side by side, and what the last team's own limit adds. */
  readonly limitSeconds: number;
  /** What Pulumi takes on top, as measured on one machine: what it does while calls are under way is not in it. */
  readonly engineSeconds: number;
  /** What the numbers rest on, for people. */
  readonly assumption: string;
}

/** What one `apply` would do. This is the shape of plan.json. Lists are sorted; equal plans give equal reports. */
export interface PlanReport {
  readonly version: typeof planReportVersion;
  readonly stack: string;
  readonly program: string;
  readonly outcome: PlanOutcome;
  /** Why nothing would be written, as it was said: the text of the brake, or the errors. Empty otherwise. */
  readonly refusal: readonly string[];
  /** Resources of any kind: stores, people (each once), permissions, links, switches, apps. */
  readonly counts: {
    readonly stores: Counts;
    readonly people: Counts;
    readonly consent: Counts;
    readonly links: Counts;
    readonly switches: Counts;
    /** Stores whose tasks change. */
    readonly tasks: Counts;
    readonly other: Counts;
  };
  readonly attention: Attention;
  readonly regions: readonly PlanRegion[];
  /** A sentence for each task list that changes: "task list Opening: 12 stores, 3 tasks changed". */
  readonly taskLists: readonly string[];
  /** What only people can do, done or not; it never blocks `apply`. */
  readonly byHand: readonly HandStep[];
  /** Declared, but left out, and why. */
  readonly leftOut: readonly { readonly label: string; readonly reason: string; readonly ruleId: string }[];
  /** People whose accounts are missing or disabled, each once: all that does not rest on them is done. */
  readonly waiting: readonly WaitingLine[];
  /** What the program warned of: approvals used or idle, consent that is missing. */
  readonly notes: readonly string[];
  readonly calls: CallEstimate;
  /** When, for whom, from what and by whom it was made; unset where nobody says. */
  readonly about?: About;
  /** Whether the tenant was read first. Otherwise the plan rests on what was last applied. */
  readonly refreshed: boolean;
  /** Digest of config, state and steps; `apply` does exactly this or stops. Empty when there is no plan. */
  readonly digest: string;
}
