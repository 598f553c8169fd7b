import type { Encoded } from "../../../schemas/text/encoded.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { planText } from "../../review/pages/text.ts";
import { shownPath } from "../run/places.ts";
import type { Target } from "../run/target.ts";
import { emptyPlanFolder, planFileName, writePlan } from "./folder.ts";
import { dayToGoBy, dayVariable } from "../../config/day-to-go-by.ts";
import { stackToPlan } from "./stack-to-plan.ts";
import { refuseBeforePulumi } from "../first-checks/other-target.ts";
import { lookAtWorld, type World } from "./snapshot.ts";
import { remedies } from "../../../schemas/remedies.ts";

export interface PlanRequest {
  readonly stack: string;
  /** Read the tenant first, so that changes made by hand are in the plan. */
  readonly refresh: boolean;
  /** Absolute. */
  readonly folder: string;
  /** Aborted by Ctrl-C. */
  readonly interrupt?: AbortSignal;
}

/**
 * Previews a stack and leaves the reviewable plan in the folder. Writes nothing in the tenant and no state.
 * Throws RefusedError, ConfigError or SignInError before Pulumi starts, RefusedError when another tenant answers than
 * config names, PulumiFailure when it could not run.
 */
export async function makePlan(current: Target, request: PlanRequest): Promise<World> {
  // One day for all that is read, also when the plan takes until after midnight.
  const day = dayToGoBy({ ...process.env, ...current.environment });
  const target = { ...current, environment: { ...current.environment, [dayVariable]: day } };
  const config = stackToPlan(target, request.stack);
  await refuseBeforePulumi(config.target, target.environment);
  await emptyPlanFolder(request.folder);
  const world = await lookAtWorld(target, config, { ...request, planFileName });
  await writePlan(request.folder, world);
  return world;
}

/** What a terminal shows: the summary, where the reports lie, and what to type next. */
export function planSaid({ report }: World, { stack, folder }: PlanRequest): Encoded<"terminal"> {
  const shown = shownPath(folder);
  const where = terminalText`Full report: ${shown}/plan.html (also plan.md, plan.json)`;
  const next =
    report.outcome === "changes"
      ? terminalText`\nApply exactly this: ${remedies.applyPlan(stack, shown)}`
      : terminalText``;
  return terminalText`${planText(report)}\n\n${where}${next}`;
}
