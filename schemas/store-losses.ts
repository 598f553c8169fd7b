import type { Limit } from "./types/stack.ts";

/** What one store may lose in a run, as long as its stack says nothing else: see docs/brakes.md. */
export const storeLosses: Readonly<Record<"owners" | "members", Limit>> = {
  owners: { atLeast: 3, fraction: 0.5 },
  members: { atLeast: 10, fraction: 0.5 },
};

/** true when a loss passes both parts of a limit. */
export function isTooMuch({ atLeast, fraction }: Limit, lost: number, there: number): boolean {
  return lost >= atLeast && lost > there * fraction;
}
