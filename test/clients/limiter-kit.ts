import { Limiter } from "../../providers/clients/limits/limiter.ts";
import type { Clock } from "../../providers/core/api.ts";
import { graphCost, type CallCost } from "../../providers/limits/call-cost.ts";

/** A clock that stands still until `run`: then it jumps from one wake-up to the next. */
export interface VirtualClock extends Clock {
  /** Runs until nothing sleeps any more, or until this time. */
  run(untilMilliseconds?: number): Promise<void>;
}

export function virtualClock(): VirtualClock {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    nowMilliseconds: () => now,
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        sleepers.push({ at: now + milliseconds, wake: resolve });
      }),
    run: async (until = Number.POSITIVE_INFINITY) => {
      for (;;) {
        await settle();
        const next = Math.min(...sleepers.map(({ at }) => at));
        if (next === Number.POSITIVE_INFINITY || next > until) return;
        now = Math.max(now, next);
        const due = sleepers.filter(({ at }) => at <= now);
        sleepers = sleepers.filter(({ at }) => at > now);
        for (const { wake } of due) wake();
      }
    },
  };
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  /** What it counts against; unset: what a Graph call does. */
  readonly cost?: CallCost;
  /** When it is asked for. Unit: milliseconds. */
  readonly at?: number;
  /** How long the service takes. Unit: milliseconds. */
  readonly takes?: number;
}

export interface Sent {
  readonly cost: CallCost;
  readonly path: string;
  readonly at: number;
  /** When the answer came. */
  readonly until: number;
}

type Answer = { readonly throttled: boolean; readonly retryAfterSeconds?: number } | undefined;

/** Sends all calls and tells when each one left. `answer` plays the service. */
export async function sendAll(
  calls: readonly Call[],
  options: {
    readonly share?: number;
    readonly answer?: (sent: Sent, sentSoFar: readonly Sent[]) => Answer;
    readonly untilMilliseconds?: number;
  } = {},
): Promise<readonly Sent[]> {
  const clock = virtualClock();
  const sent = sendOver(new Limiter({ clock, share: options.share ?? 1 }), clock, calls, options.answer);
  await clock.run(options.untilMilliseconds);
  return sent;
}

/** Sends the calls over one limiter, beside whatever else the clock drives. The list grows as they leave. */
export function sendOver(
  limiter: Limiter,
  clock: VirtualClock,
  calls: readonly Call[],
  answer?: (sent: Sent, sentSoFar: readonly Sent[]) => Answer,
): readonly Sent[] {
  const sent: Sent[] = [];
  for (const { method = "GET", path, at = 0, takes = 50, cost = graphCost(method, path) } of calls) {
    const one = async (): Promise<void> => {
      if (at > 0) await clock.sleep(at);
      const grant = await limiter.admit(cost);
      const leftAt = clock.nowMilliseconds();
      const leaves: Sent = { cost, path: grant.path, at: leftAt, until: leftAt + takes };
      sent.push(leaves);
      const outcome = answer?.(leaves, sent);
      await clock.sleep(takes);
      grant.done(outcome);
    };
    void one();
  }
  return sent;
}

/** The largest sum of costs that left in any window of this length. */
export function mostInAnyWindow(
  draws: readonly { readonly at: number; readonly cost: number }[],
  windowSeconds: number,
): number {
  let most = 0;
  let sum = 0;
  let oldest = 0;
  for (const { at, cost } of draws) {
    sum += cost;
    for (
      let first = draws[oldest];
      first !== undefined && first.at <= at - windowSeconds * 1000;
      first = draws[oldest]
    ) {
      sum -= first.cost;
      oldest += 1;
    }
    most = Math.max(most, sum);
  }
  return most;
}
