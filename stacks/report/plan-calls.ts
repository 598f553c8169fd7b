import {
  callKinds,
  floorOf,
  perSecondOf,
  type CallCounts,
  type CallKind,
} from "../../providers/limits/call-kinds.ts";
import { addCalls, callsPerTeamSecond, isOfOneTeam } from "./calls-sum.ts";
import { otherCalls, otherLook, readinessCalls } from "./plan-calls-other.ts";
import { teamCalls, teamLook } from "./plan-calls-team.ts";
import type { CallEstimate, PlannedKind } from "./plan-model.ts";
import type { PlannedStep } from "./plan-steps.ts";

const assumption =
  "Counted from the planned steps, kind by kind as the client counts. The time is that of the longest limit, since " +
  "all kinds run side by side at the service's documented limits for one app in one tenant. Not counted: retries, " +
  "further looks while the service is at work, and what Pulumi itself takes.";

/** How many calls a run of these steps makes, and how long the limits make it take. `share`: our part of them. */
export function callEstimate(steps: readonly PlannedStep[], refreshed: boolean, share = 1): CallEstimate {
  const sum = new Map<CallKind, number>();
  /** People whom an earlier call has found: each is looked up once. */
  const known = new Set<string>();
  let ofOneTeam = 0;
  const count = (calls: CallCounts): void => {
    addCalls(sum, calls);
    const teamCallsHere = (Object.entries(calls) as [CallKind, number][])
      .filter(([kind]) => isOfOneTeam(kind))
      .reduce((total, [, made]) => total + made, 0);
    ofOneTeam = Math.max(ofOneTeam, teamCallsHere);
  };
  if (refreshed || steps.some(({ op }) => op !== "same")) addCalls(sum, readinessCalls(steps));
  if (refreshed) for (const step of steps) if (step.before !== undefined) count(lookOf(step, known));
  for (const step of steps) if (step.op !== "same" && !step.retained) count(callsOf(step, known));
  const counts: CallCounts = Object.fromEntries(sum);
  const floor = floorOf(counts, share).seconds;
  return {
    kinds: (Object.keys(callKinds) as CallKind[]).flatMap((kind) => plannedKind(kind, sum.get(kind) ?? 0)),
    calls: [...sum.values()].reduce((total, made) => total + made, 0),
    seconds: Math.ceil(Math.max(floor, ofOneTeam / callsPerTeamSecond - 1)),
    assumption,
  };
}

function plannedKind(kind: CallKind, calls: number): readonly PlannedKind[] {
  if (calls === 0) return [];
  const perSecond = perSecondOf(kind);
  return [{ kind, what: callKinds[kind].what, calls, perSecond, seconds: Math.ceil(calls / perSecond) }];
}

function lookOf(step: PlannedStep, known: Set<string>): CallCounts {
  return step.token === "graph:Team" ? teamLook(step.before, known) : otherLook(step.token, step.before);
}

function callsOf(step: PlannedStep, known: Set<string>): CallCounts {
  return step.token === "graph:Team" ? teamCalls(step, known) : otherCalls(step);
}
