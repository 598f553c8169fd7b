import { compareText } from "../../../schemas/problem.ts";
import { permissionWords } from "../../permissions/words.ts";
import { permissionKey, type PlanFacts } from "../../review/facts.ts";
import type { ConsentLine, PlanLine, Risk } from "../../review/model.ts";
import type { PlanNames } from "../../review/names.ts";
import { textIn, textsIn, type Inputs, type PlannedStep } from "../planned-steps.ts";

/** One permission that an app gains or loses. */
export interface PermissionChange {
  readonly change: "added" | "removed";
  readonly permission: string;
  readonly kind: ConsentLine["kind"];
  /** Application id of the app. */
  readonly client: string;
  /** Application id of the API. */
  readonly api: string;
}

const rank: Readonly<Record<Risk, number>> = { high: 0, unknown: 1, medium: 2, low: 3 };

/** Permissions that apps gain and lose by the steps of a plan. */
export function consentLines(
  steps: readonly PlannedStep[],
  facts: Pick<PlanFacts, "neededFor">,
  names: Pick<PlanNames, "app">,
): readonly ConsentLine[] {
  return permissionLines(steps.flatMap(permissionsIn), facts, names);
}

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

function permissionsIn({ token, op, before, after, retained }: PlannedStep): readonly PermissionChange[] {
  if (op === "same" || retained) return [];
  if (token === "graph:AppRoleGrant") {
    const was = textIn(before, "role");
    const is = textIn(after, "role");
    return [
      ...(before !== undefined && (was !== is || op === "replace")
        ? [one("removed", "application", before, was)]
        : []),
      ...(after !== undefined && (was !== is || op === "replace")
        ? [one("added", "application", after, is)]
        : []),
    ];
  }
  if (token !== "graph:DelegatedGrant") return [];
  const was = textsIn(before, "scopes");
  const is = textsIn(after, "scopes");
  return [
    ...is.filter((scope) => !was.includes(scope)).map((scope) => one("added", "delegated", after, scope)),
    ...was.filter((scope) => !is.includes(scope)).map((scope) => one("removed", "delegated", before, scope)),
  ];
}

function one(
  change: PermissionChange["change"],
  kind: PermissionChange["kind"],
  inputs: Inputs | undefined,
  permission: string,
): PermissionChange {
  return {
    change,
    permission,
    kind,
    client: textIn(inputs, "clientAppId") || textIn(inputs, "clientUniqueName"),
    api: textIn(inputs, "resourceAppId"),
  };
}

/** What changes in a grant besides its permissions. */
export function grantLines({ before, after, op }: PlannedStep): readonly PlanLine[] {
  if (op !== "update" || before?.["exclusive"] === after?.["exclusive"]) return [];
  const text =
    after?.["exclusive"] === true
      ? "permissions that others gave to this app are removed from now on"
      : "permissions that others gave to this app are left alone from now on";
  return [{ change: "changed", subject: "Consent by others", text }];
}
