import type { PlannedStep } from "../../changes/planned-steps.ts";

/**
 * What Pulumi, its processes and our program take of a run, beside the service's limits. Measured, not documented, and
 * a matter of the processor: two cores (AMD EPYC), stores of 20 people, docs/benchmarks.md. A slower machine takes
 * longer; where the limits bind, and for new stores they do from some hundred on, that changes little.
 *
 * To measure anew: `npm run bench -- --stores 10000`, alone on a machine. `startSeconds` is what create and refresh take
 * above their floors; `newSeconds` = (preview of new − 2 s) ÷ stores; `knownSeconds` = (no-change preview − 2 s) ÷
 * stores. 2 s is what Pulumi takes for a preview of nothing.
 */
export const engineTime = {
  /** Start of the processes, first look, and the way of the last store when the limit has let its last team leave. */
  startSeconds: 3,
  /** For each resource that is made. Preview of 10,000 new stores: 22 s, 2026-11. */
  newSeconds: 0.002,
  /** For each that the state knows, changed or not: both versions are carried. Preview of 10,000: 28 s, 2026-11. */
  knownSeconds: 0.003,
} as const;

/**
 * What the engine adds to the time that the limits take, in seconds. It hands over one resource after the other while
 * calls are under way, so all of it is hidden behind `limitSeconds` where the limits are slower than the engine; start
 * and end never are. Steps that change nothing count: the engine looks at them too.
 */
export function engineSecondsBeside(limitSeconds: number, steps: readonly PlannedStep[]): number {
  const made = steps.filter(({ op }) => op === "create").length;
  const { startSeconds, newSeconds, knownSeconds } = engineTime;
  const handing = made * newSeconds + (steps.length - made) * knownSeconds;
  return startSeconds + Math.max(0, handing - limitSeconds);
}
