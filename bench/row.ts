import { floorOf, type CallCounts, type CallKind } from "../providers/limits/call-kinds.ts";
import { callsPerTeamSecond, isOfOneTeam } from "../providers/limits/call-sum.ts";
import type { Measured } from "./measure.ts";

/** One line of the result, as `--json` prints it. What does not apply is null. Unit of times: seconds. */
export interface Row {
  readonly name: string;
  readonly seconds: number;
  /** The shortest time in which the documented limits let exactly these calls through. */
  readonly floorSeconds: number;
  readonly ratioToFloor: number | null;
  readonly noopSeconds: number | null;
  readonly ratioToNoop: number | null;
  /** Calls by kind; each item of a batch is one. */
  readonly requests: CallCounts;
  /** Answers 429. */
  readonly throttled: number;
  readonly cpuSeconds: number | null;
  readonly peakMegabytes: number | null;
}

/** A row and what only the table for people shows. */
export interface Told {
  readonly row: Row;
  /** The limit that the floor comes from. */
  readonly bound: string;
  /** The floor of the cheapest documented way to the same result, and why another is taken. */
  readonly cheapest: { readonly seconds: number; readonly why: string } | undefined;
  readonly httpRequests: number;
  readonly largestMegabytes: number | undefined;
  readonly noopCpuSeconds: number | undefined;
}

/** The floor of these calls when they are spread evenly over so many teams, and what sets it. */
export function floorFor(
  calls: CallCounts,
  teams: number,
): { readonly seconds: number; readonly bound: string } {
  const { seconds, kind } = floorOf(calls);
  const ofTeams = (Object.entries(calls) as [CallKind, number][])
    .filter(([one]) => isOfOneTeam(one))
    .reduce((sum, [, count]) => sum + count, 0);
  // The first second's worth leaves at once.
  const ofOneTeam = teams === 0 ? 0 : ofTeams / teams / callsPerTeamSecond - 1;
  if (ofOneTeam > seconds) return { seconds: ofOneTeam, bound: "calls to one team" };
  return { seconds, bound: kind ?? "no call" };
}

/** Puts a row together. `teams`: how many teams the calls were about. */
export function toldOf(
  name: string,
  ours: Measured,
  more: {
    readonly teams: number;
    readonly noop?: Measured | undefined;
    readonly cheapest?: Told["cheapest"];
  },
): Told {
  const floor = floorFor(ours.calls, more.teams);
  const noopSeconds = more.noop?.seconds;
  return {
    row: {
      name,
      seconds: rounded(ours.seconds),
      floorSeconds: rounded(floor.seconds),
      ratioToFloor: floor.seconds === 0 ? null : rounded(ours.seconds / floor.seconds),
      noopSeconds: noopSeconds === undefined ? null : rounded(noopSeconds),
      ratioToNoop: noopSeconds === undefined ? null : rounded(ours.seconds / noopSeconds),
      requests: ours.calls,
      throttled: ours.throttled,
      cpuSeconds: ours.cpuSeconds === undefined ? null : rounded(ours.cpuSeconds),
      peakMegabytes: ours.peakMegabytes === undefined ? null : Math.round(ours.peakMegabytes),
    },
    bound: floor.bound,
    cheapest: more.cheapest,
    httpRequests: ours.requests,
    largestMegabytes: ours.largestMegabytes,
    noopCpuSeconds: more.noop?.cpuSeconds,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
