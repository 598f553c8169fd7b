import type { CallCounts, CallKind } from "./call-kinds.ts";

/** Requests to one team, in any second. Source: Microsoft Graph "Throttling limits", Microsoft Teams, read 2026-11. */
export const callsPerTeamSecond = 4;

const notOfOneTeam: ReadonlySet<CallKind> = new Set<CallKind>([
  ...(["readDirectory", "readPeople", "readAuditLog", "groups", "teams", "directory"] as const),
  ...(["planner", "readDataverse", "dataverse", "readKeyVault", "keyVault"] as const),
]);

/** Whether calls of this kind count against the limit of the one team that they are about. */
export function isOfOneTeam(kind: CallKind): boolean {
  return !notOfOneTeam.has(kind);
}

/** Adds counts of calls to a sum. */
export function addCalls(sum: Map<CallKind, number>, calls: CallCounts): void {
  for (const [kind, count] of Object.entries(calls) as [CallKind, number][])
    if (count > 0) sum.set(kind, (sum.get(kind) ?? 0) + count);
}

/** Several counts as one. */
export function summed(...parts: readonly CallCounts[]): CallCounts {
  const sum = new Map<CallKind, number>();
  for (const part of parts) addCalls(sum, part);
  return Object.fromEntries(sum);
}

/** The same calls so many times. */
export function times(factor: number, calls: CallCounts): CallCounts {
  return Object.fromEntries(Object.entries(calls).map(([kind, count]) => [kind, count * factor]));
}
