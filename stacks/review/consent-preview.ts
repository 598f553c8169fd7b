import type { ConsentNeed } from "../derive/environment.ts";
import type { PermissionChange } from "../changes/types/grants.ts";
import { permissionLines } from "./consent-lines.ts";
import { permissionKey, type PlanFacts } from "./facts.ts";

/**
 * What a preview says about consent, a line for each permission that an app gains (+) or loses (−) against what was
 * last applied: what it lets the app do, how much harm that can do, what needs it. Empty when nothing changes.
 */
export function consentPreview(
  before: readonly ConsentNeed[],
  now: readonly ConsentNeed[],
  facts: Pick<PlanFacts, "apps" | "neededFor">,
): readonly string[] {
  const app = (id: string): string => facts.apps.get(id) ?? `an app that config does not name (${id})`;
  const changes = [...changesBetween(now, before, "added"), ...changesBetween(before, now, "removed")];
  return permissionLines(changes, facts, { app }).map(
    ({ change, subject, text }) => `consent ${change === "added" ? "+" : "−"} ${subject}: ${text}`,
  );
}

/** Rows of one list that the other lacks. */
function changesBetween(
  rows: readonly ConsentNeed[],
  others: readonly ConsentNeed[],
  change: PermissionChange["change"],
): readonly PermissionChange[] {
  const known = new Set(others.map(keyOf));
  return rows
    .filter((row) => !known.has(keyOf(row)))
    .map(({ clientAppId, resourceAppId, permission, kind }) => ({
      change,
      permission,
      kind,
      client: clientAppId,
      api: resourceAppId,
    }));
}

function keyOf({ clientAppId, resourceAppId, permission, kind }: ConsentNeed): string {
  return permissionKey(clientAppId, resourceAppId, permission, kind);
}
