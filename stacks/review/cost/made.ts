import type { Encoded } from "../../../schemas/text/encoded.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { callKinds, floorOf, type CallCounts, type CallKind } from "../../../providers/limits/call-kinds.ts";
import type { CallEstimate } from "../model.ts";
import { durationText } from "../pages/words.ts";

/** What a run called, as its processes counted it. */
export interface Made {
  readonly calls: CallCounts;
  /** Of these: sent again after a failure. */
  readonly repeated: number;
  /** Answers 429. */
  readonly throttled: number;
}

/**
 * The plan's figures again, after the run: calls made against calls planned, the kinds that differ, and the time.
 * `share`: the part of the limits that the run could use.
 */
export function callsMadeText(
  planned: CallEstimate,
  made: Made,
  seconds: number,
  share = 1,
): Encoded<"terminal"> {
  const plannedOf = new Map(planned.kinds.map(({ kind, calls }) => [kind, calls]));
  const differing = (Object.keys(callKinds) as CallKind[]).flatMap((kind) => {
    const [are, were] = [made.calls[kind] ?? 0, plannedOf.get(kind) ?? 0];
    return are === were ? [] : [`${callKinds[kind].what}: ${are} instead of ${were}`];
  });
  const sum = Object.values(made.calls).reduce((total, count) => total + count, 0);
  const trouble = [
    made.repeated === 0 ? "" : `, ${made.repeated} of them repeated`,
    made.throttled === 0 ? "" : `, ${made.throttled} refused for a while (429)`,
  ].join("");
  const least = Math.ceil(floorOf(made.calls, share).seconds);
  const parts = `${Math.ceil(planned.limitSeconds)} s of limits and ${Math.ceil(planned.engineSeconds)} s of Pulumi`;
  return terminalText`${[
    `${sum} calls, planned ${planned.calls}${trouble}. ` +
      `Took ${durationText(Math.ceil(seconds)).replace("about ", "")}; planned ${durationText(planned.seconds)} ` +
      `(${parts}). The limits let these calls through in ${least} s.`,
    ...differing.map((line) => `  ${line}`),
  ]}`;
}
