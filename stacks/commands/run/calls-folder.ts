import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { callKinds, type CallKind } from "../../../providers/limits/call-kinds.ts";
import type { CallsMade } from "../../../providers/clients/limits/call-counter.ts";

/** The sum over all processes that have left their counts in the folder; zeros when none has. */
export function callsIn(folder: string): CallsMade {
  let files: readonly string[];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    files = [];
  }
  const made = files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as CallsMade);
  const sumOf = (valueOf: (one: CallsMade) => number): number =>
    made.reduce((sum, one) => sum + valueOf(one), 0);
  const kinds = (Object.keys(callKinds) as CallKind[]).map(
    (kind) => [kind, sumOf(({ calls }) => calls[kind] ?? 0)] as const,
  );
  return {
    calls: Object.fromEntries(kinds.filter(([, count]) => count > 0)),
    requests: sumOf(({ requests }) => requests),
    repeated: sumOf(({ repeated }) => repeated),
    throttled: sumOf(({ throttled }) => throttled),
  };
}
