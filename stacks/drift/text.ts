import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { withDeclared } from "../../providers/core/packed.ts";
import { nameIn, tokenIn, type EngineEvent, type StepMetadata } from "../changes/engine-events.ts";
import { findingId, sortedFindings, type Finding } from "../changes/finding.ts";
import { findingsOf, type Names } from "./differs/findings.ts";
import { remedies } from "../../schemas/remedies.ts";

/** Findings of a refresh, worst first, then by label. Events: `pulumi refresh --preview-only --event-log`. */
export function driftIn(events: readonly EngineEvent[], names: Names): readonly Finding[] {
  const findings = new Map<string, readonly Finding[]>();
  for (const event of events) {
    const metadata = event.resOutputsEvent?.metadata ?? event.resourcePreEvent?.metadata;
    if (metadata !== undefined) findings.set(metadata.urn, findingsIn(metadata, names));
  }
  return sortedFindings([...findings.values()].flat());
}

function findingsIn({ op, urn, type, old, new: next }: StepMetadata, names: Names): readonly Finding[] {
  const about = { resource: nameIn(urn), token: tokenIn(type), wanted: withDeclared(old?.inputs ?? {}) };
  if (op === "delete") return findingsOf({ ...about, found: undefined }, names);
  if (op !== "update" && op !== "refresh") return [];
  return findingsOf({ ...about, found: withDeclared(next?.inputs ?? {}) }, names);
}

/** The findings as lines for a terminal. `read`, `unread`: how many things could be looked at, and how many not. */
export function driftText(
  findings: readonly Finding[],
  stack: string,
  { read, unread }: { readonly read: number; readonly unread: number } = { read: 0, unread: 0 },
): Encoded<"terminal"> {
  if (unread > 0 && read === 0)
    return terminalText`Nothing of ${stack} could be read: nothing is known of it.`;
  if (findings.length === 0 && unread > 0)
    return terminalText`${unread} of ${read + unread} could not be read in ${stack}; no drift in the others.`;
  if (findings.length === 0) return terminalText`No drift in ${stack}.`;
  const high = findings.filter((finding) => finding.severity === "high").length;
  const head = `${findings.length} ${findings.length === 1 ? "finding" : "findings"} in ${stack} (${high} high)`;
  const lines = findings.map(
    ({ severity, label, what, who, mend, by }) =>
      terminalText`${severity.toUpperCase().padEnd(6)} ${label}: ${what}${who === "" ? "" : `  ${who}`}${by === undefined ? "" : `  by ${by}`}  → ${mend}`,
  );
  return terminalText`${[head, ...lines]}`;
}

/** What a person can do about findings, with the exact commands; nothing when there are none. */
export function nextSteps(findings: readonly Finding[], stack: string): Encoded<"terminal"> {
  const [first] = findings;
  if (first === undefined) return terminalText``;
  const ids = findings
    .slice(0, 8)
    .map((finding) => terminalText`  ${findingId(finding)}  ${finding.label}: ${finding.what}`);
  const more =
    findings.length > ids.length ? [`  … ${findings.length - ids.length} more, see the report`] : [];
  return terminalText`${[
    `Revert: "${remedies.revertDrift(stack)}" puts everything right that config decides about.`,
    `Accept: "${remedies.acceptDrift(stack, findingId(first))}" changes the config instead. By id:`,
    ...ids,
    ...more,
  ]}`;
}
