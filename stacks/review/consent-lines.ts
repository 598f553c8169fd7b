import { compareText } from "../../schemas/problem.ts";
import type { PermissionChange } from "../changes/types/grants.ts";
import { permissionWords, type Risk } from "../permissions/words.ts";
import { permissionKey, type PlanFacts } from "./facts.ts";
import type { ConsentLine } from "./model.ts";
import type { PlanNames } from "./names.ts";

const rank: Readonly<Record<Risk, number>> = { high: 0, unknown: 1, medium: 2, low: 3 };

/** Permissions in words. What is gained comes first, most dangerous first, as itself before as others. */
export function permissionLines(
  changes: readonly PermissionChange[],
  facts: Pick<PlanFacts, "neededFor">,
  names: Pick<PlanNames, "app">,
): readonly ConsentLine[] {
  const lines = changes.map((one): ConsentLine => {
    const { allows, risk } = permissionWords(one.permission, one.kind);
    const app = names.app(one.client);
    const api = names.app(one.api);
    const features = facts.neededFor.get(permissionKey(one.client, one.api, one.permission, one.kind)) ?? [];
    const needed = features.length === 0 ? "" : ` Needed for ${features.join(", ")}.`;
    return {
      change: one.change,
      ...(one.steps === undefined ? {} : { steps: one.steps }),
      subject: `${one.permission} (${one.kind}), risk ${risk}`,
      text:
        one.change === "added"
          ? `given to ${app} at ${api}: ${allows}.${needed}`
          : `taken from ${app} at ${api}. So far: ${allows}.`,
      permission: one.permission,
      kind: one.kind,
      app,
      api,
      allows,
      risk,
      neededFor: features,
    };
  });
  return lines.toSorted(
    (left, right) =>
      compareText(left.change, right.change) ||
      rank[left.risk] - rank[right.risk] ||
      compareText(left.kind, right.kind) ||
      compareText(left.text, right.text),
  );
}
