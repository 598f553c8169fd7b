import type { InState } from "../../providers/plan-again.ts";
import type { Step } from "../../providers/core/resource-type.ts";
import { keyOfStep } from "./words.ts";
import type { Inputs, PlannedStep } from "./planned-steps.ts";

/** A resource of which the state does not say what a run would do, and where to look at it. */
export interface LookNeeded {
  readonly resource: string;
  readonly token: string;
  /** What config wants of it. */
  readonly wanted: Inputs;
  /** As the stack holds it; undefined where it knows of nothing. */
  readonly state: InState | undefined;
}

/**
 * What only the tenant knows: what a team that is taken over is like; what an object is like of which config decides
 * more from now on, or a field for the first time; whether a team that is to be made is there already, which `isThere` says by its `uniqueName`.
 */
export function looksNeeded(
  steps: readonly PlannedStep[],
  isThere: (uniqueName: string) => boolean,
): readonly LookNeeded[] {
  return steps.flatMap(({ resource, token, op, after, state, steps: planned }) => {
    if (after === undefined || op === "same") return [];
    const isTaken = token === "graph:Team" && (isAdopted(after) || isThere(String(after["uniqueName"])));
    const isNew = (op === "create" || op === "replace") && isTaken;
    // Files of a run lie where it runs, and whoever plans may be elsewhere.
    const isInService = !token.startsWith("commerce:");
    const decidesMore = planned.some(
      (step) => keyOfStep(step) === "update modes" || (isInService && isSetForTheFirstTime(step)),
    );
    if (!isNew && !decidesMore) return [];
    return [{ resource, token, wanted: after, state: isNew ? undefined : state }];
  });
}

/** The state holds nothing of the field: it may be there already as config wants it. */
function isSetForTheFirstTime(step: Step): boolean {
  return (
    step.kind === "update" && step.changes.some(({ from, to }) => from === undefined && to !== undefined)
  );
}

function isAdopted(team: Inputs): boolean {
  return team["existingTeamId"] !== undefined;
}

/** Resource names of teams that a run would make out of nothing. */
export function teamsToMake(steps: readonly PlannedStep[]): readonly string[] {
  return steps.flatMap(({ resource, token, op, after }) =>
    token === "graph:Team" && op === "create" && after !== undefined && !isAdopted(after) ? [resource] : [],
  );
}
