import { markOf } from "./short-hash.ts";

export type Severity = "high" | "medium" | "low";
export type Role = "owner" | "member";

/** A channel as a service shows it. */
export interface ShownChannel {
  readonly displayName: string;
  readonly description?: string;
}

/** What a finding is about, for whoever acts on it. What is unset is not there. */
export type FindingPart =
  | { readonly kind: "resource" }
  | { readonly kind: "person"; readonly person: string; readonly wanted?: Role; readonly found?: Role }
  | {
      readonly kind: "channel";
      readonly key: string;
      readonly wanted: ShownChannel;
      readonly found?: ShownChannel;
    }
  | { readonly kind: "field"; readonly field: string; readonly wanted: unknown; readonly found: unknown }
  | { readonly kind: "permission"; readonly permission: string; readonly isWanted: boolean }
  | { readonly kind: "unmanaged"; readonly teamId: string }
  /** Something around the resource that no config decides about, such as an app that is switched off. */
  | { readonly kind: "condition"; readonly condition: string };

/** One thing that is not as config says, told in the words of the business. */
export interface Finding {
  readonly severity: Severity;
  /** Resource name, such as `store-000135`; for a team that no config stands behind `team-<group id>`. */
  readonly resource: string;
  /** What people call it, such as `000135 San Francisco`. */
  readonly label: string;
  /** What happened, such as `owner removed`. */
  readonly what: string;
  /** Whom or which part it is about: a person's name, a channel's name, a field. */
  readonly who: string;
  /** What the next run does about it. */
  readonly mend: string;
  readonly part: FindingPart;
  /** Who did it and when, as the tenant's audit log tells; unset when it does not, or may not be read. */
  readonly by?: string;
}

/** Worst first, then by label. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (left, right) => rankOf(right.severity) - rankOf(left.severity) || (left.label < right.label ? -1 : 1),
  );
}

/** 1 low, 2 medium, 3 high. */
export function rankOf(severity: Severity): number {
  return { low: 1, medium: 2, high: 3 }[severity];
}

/** A short name for one finding that stays the same until something about it changes: people type it. */
export function findingId({ resource, what, part }: Finding): string {
  return `f-${markOf([resource, what, JSON.stringify(part)].join(" ")).slice(0, 8)}`;
}

/** Makes a finding of the resource at hand. */
export type Make = (
  severity: Severity,
  what: string,
  who: string,
  mend: string,
  part: FindingPart,
) => Finding;
