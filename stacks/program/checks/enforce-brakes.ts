import * as pulumi from "@pulumi/pulumi";
import type { BrakeResult, BrakeSettings } from "../../brakes/check.ts";
import { approvalLines, refusalText, type RefusalFacts } from "../../brakes/refusal-text.ts";
import type { StackSettings } from "../stack-settings.ts";

const dayMilliseconds = 24 * 3600 * 1000;

/** How long a proposed approval holds. */
const approvalDays = 14;

function dayIn(days: number): string {
  return new Date(Date.now() + days * dayMilliseconds).toISOString().slice(0, 10);
}

/** What the brakes of this run go by. */
export function brakeSettings({ brakes, approvals }: StackSettings): BrakeSettings {
  return { brakes, approvals, today: dayIn(0) };
}

/** Tells which approvals were used, and throws pulumi.RunError when a brake holds: nothing was declared by then. */
export function brake(result: BrakeResult, labels: RefusalFacts["labels"]): void {
  for (const line of approvalLines(result)) void pulumi.log.warn(line);
  if (result.refused.length === 0 && result.forbidden.length === 0) return;
  const stackFile = `config/stacks/Pulumi.${pulumi.getStack()}.yaml`;
  throw new pulumi.RunError(refusalText(result, { labels, stackFile, until: dayIn(approvalDays) }));
}
