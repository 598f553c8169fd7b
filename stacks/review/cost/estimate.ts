import {
  callKinds,
  floorOf,
  perSecondOf,
  type CallCounts,
  type CallKind,
} from "../../../providers/limits/call-kinds.ts";
import { addCalls, callsPerTeamSecond, isOfOneTeam, summed } from "../../../providers/limits/call-sum.ts";
import { engineSecondsBeside } from "./engine-time.ts";
import { peopleThereCalls, readinessCalls } from "./first-checks.ts";
import { callsOf } from "../../../providers/planned-calls/by-type.ts";
import type { Around } from "../../../providers/planned-calls/contract.ts";
import type { CallEstimate, PlannedKind } from "../model.ts";
import { stepsOfType } from "../../changes/of-type.ts";
import type { PlannedStep } from "../../changes/planned-steps.ts";

const assumption =
  "Counted from the planned steps, kind by kind as the client counts. The limits' time is that of the longest one, " +
  "since all kinds run side by side at the service's documented limits for one app in one tenant; what Pulumi takes " +
  "was measured on two cores. Not counted: retries, and how long the service itself is at work.";

/**
 * One team's calls follow each other, and its limit counts from the answer: four of them take a second and this. Set so
 * that a first roster of 7,000, the only row of the benchmark that it decides, comes out as measured: 17 s, 2026-11.
 */
const answerSeconds = 0.2;

/**
 * How many calls a run of these steps makes, and how long it takes. `share`: our part of the limits. `first`: what the
 * run asks before it looks at anything, such as who answers.
 */
export function callEstimate(
  steps: readonly PlannedStep[],
  refreshed: boolean,
  share = 1,
  first: CallCounts = {},
): CallEstimate {
  const looks = new Map<CallKind, number>();
  const changes = new Map<CallKind, number>();
  const around: Around = { people: new Set(), channelsOf: channelsByTeam(steps) };
  /** Calls about its own team, for each step that changes something. */
  const ofTeams: number[] = [];
  if (refreshed || steps.some(({ op }) => op !== "same")) {
    addCalls(changes, first);
    addCalls(changes, readinessCalls(steps));
    addCalls(changes, peopleThereCalls(steps));
  }
  if (refreshed)
    for (const { token, before } of steps)
      if (before !== undefined) addCalls(looks, callsOf(token).look(before, around));
  for (const step of steps) {
    if (step.op === "same" || step.retained) continue;
    const calls = callsOf(step.token).change(step, around);
    addCalls(changes, calls);
    ofTeams.push(callsOfOneTeam(calls));
  }
  const all = summed(Object.fromEntries(looks), Object.fromEntries(changes));
  const kinds = (Object.keys(callKinds) as CallKind[]).flatMap((kind) =>
    plannedKind(kind, all[kind] ?? 0, share),
  );
  const { refreshSeconds, limitSeconds } = limitsOf(looks, changes, ofTeams, share);
  const pulumiSeconds = kinds.length === 0 ? 0 : engineSecondsBeside(limitSeconds - refreshSeconds, steps);
  return {
    kinds,
    calls: kinds.reduce((total, { calls }) => total + calls, 0),
    seconds: Math.ceil(limitSeconds + pulumiSeconds),
    limitSeconds: tenths(limitSeconds),
    engineSeconds: tenths(pulumiSeconds),
    assumption,
  };
}

/**
 * A refresh is over before the first change; a long window that is fresh gives its calls once only. When the longest
 * limit has let its last call leave, the last team still has its own calls before it.
 */
function limitsOf(
  looks: ReadonlyMap<CallKind, number>,
  changes: ReadonlyMap<CallKind, number>,
  ofTeams: readonly number[],
  share: number,
): { readonly refreshSeconds: number; readonly limitSeconds: number } {
  const [first, then] = [Object.fromEntries(looks), Object.fromEntries(changes)];
  const refreshSeconds = floorOf(first, share).seconds;
  const sorted = ofTeams.toSorted((left, right) => left - right);
  const usual = sorted.length > 1 ? (sorted[Math.floor(sorted.length / 2)] ?? 0) : 0;
  return {
    refreshSeconds,
    limitSeconds: Math.max(
      refreshSeconds + floorOf(then, share).seconds + inOneTeam(usual),
      floorOf(summed(first, then), share).seconds,
      inOneTeam(sorted.at(-1) ?? 0),
    ),
  };
}

/** How long so many calls about one team take; the first second's worth leaves at once. */
function inOneTeam(calls: number): number {
  return Math.max(0, calls / callsPerTeamSecond - 1) * (1 + answerSeconds);
}

function callsOfOneTeam(calls: CallCounts): number {
  return (Object.entries(calls) as [CallKind, number][])
    .filter(([kind]) => isOfOneTeam(kind))
    .reduce((total, [, made]) => total + made, 0);
}

/** How many channels a team has as far as its own step says; 0 for teams of other stacks. */
function channelsByTeam(steps: readonly PlannedStep[]): (teamUniqueName: string) => number {
  const counts = stepsOfType(steps, "graph:Team").map(({ before, after }) => {
    const { uniqueName = "", channels = {} } = before ?? after ?? {};
    return [uniqueName, Object.keys(channels).length] as const;
  });
  const byName = new Map(counts);
  return (teamUniqueName) => byName.get(teamUniqueName) ?? 0;
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function plannedKind(kind: CallKind, calls: number, share: number): readonly PlannedKind[] {
  if (calls === 0) return [];
  const perSecond = tenths(perSecondOf(kind) * share);
  return [
    {
      kind,
      what: callKinds[kind].what,
      calls,
      perSecond,
      seconds: Math.ceil(calls / (perSecondOf(kind) * share)),
    },
  ];
}
