import type { AppRoleGrant, DelegatedGrant } from "../../../schemas/types/resources.ts";
import type { Step } from "../../../providers/core/resource-type.ts";
import { stateLine } from "../line.ts";
import type { PlannedStep } from "../planned-steps.ts";
import { keyOfStep, stepLine, type TypeWords } from "../words.ts";

/** One permission that an app gains or loses. */
export interface PermissionChange {
  readonly change: "added" | "removed";
  readonly permission: string;
  readonly kind: "delegated" | "application";
  /** Application id of the app. */
  readonly client: string;
  /** Application id of the API. */
  readonly api: string;
  /** What of the planner's steps it is, kind and part of each. */
  readonly steps?: readonly string[];
}

/** Permissions that apps gain and lose by the steps of a plan. */
export function permissionChanges(planned: readonly PlannedStep[]): readonly PermissionChange[] {
  return planned.flatMap((step) => {
    if (step.token === "graph:AppRoleGrant") return rolesIn(step as PlannedStep<AppRoleGrant>);
    return step.token === "graph:DelegatedGrant" ? scopesIn(step as PlannedStep<DelegatedGrant>) : [];
  });
}

function rolesIn({ before, after, steps }: PlannedStep<AppRoleGrant>): readonly PermissionChange[] {
  return steps.flatMap((step) => [
    ...(step.kind === "delete" || step.kind === "replace"
      ? [changeOf("removed", "application", before, before?.role ?? "", step)]
      : []),
    ...(step.kind === "create" || step.kind === "replace"
      ? [changeOf("added", "application", after, after?.role ?? "", step)]
      : []),
  ]);
}

function scopesIn({ before, after, steps }: PlannedStep<DelegatedGrant>): readonly PermissionChange[] {
  return steps.flatMap((step): readonly PermissionChange[] => {
    const inputs = after ?? before;
    const change = (
      what: PermissionChange["change"],
      of: Partial<DelegatedGrant> | undefined,
      scopes: readonly string[],
    ) => scopes.map((scope) => changeOf(what, "delegated", of, scope, step));
    switch (step.kind) {
      case "create":
        return change("added", after, after?.scopes ?? []);
      case "link":
        return change("added", inputs, step.targets);
      case "unlink":
        return change("removed", inputs, step.targets);
      case "delete":
        return change("removed", before, before?.scopes ?? []);
      case "replace":
        return [
          ...change("removed", before, before?.scopes ?? []),
          ...change("added", after, after?.scopes ?? []),
        ];
      case "update":
        return [];
    }
  });
}

function changeOf(
  change: PermissionChange["change"],
  kind: PermissionChange["kind"],
  inputs: Partial<AppRoleGrant | DelegatedGrant> | undefined,
  permission: string,
  step: Step,
): PermissionChange {
  return {
    ...{ change, permission, kind },
    client: inputs?.clientAppId ?? inputs?.clientUniqueName ?? "",
    api: inputs?.resourceAppId ?? "",
    steps: [keyOfStep(step)],
  };
}

/** Consent of signed-in people. Permissions themselves are told once, above everything else. */
export const delegatedGrantWords: TypeWords<DelegatedGrant> = {
  counts: "consent",
  lines: ({ op, before, after, steps, retained }) => {
    if (retained) return [stateLine("removed", "Consent", "no longer managed; it stays given")];
    const modes = steps.filter(({ part }) => part === "modes");
    const others = after?.exclusive === true ? "removed" : "left alone";
    const gone = new Set(steps.flatMap((step) => (step.kind === "unlink" ? step.targets : [])));
    const released =
      op === "update"
        ? (before?.scopes ?? []).filter(
            (scope) => after?.scopes.includes(scope) === false && !gone.has(scope),
          )
        : [];
    return [
      ...modes.map((step) =>
        stepLine(
          "changed",
          "Consent by others",
          `permissions that others gave to this app are ${others} from now on`,
          [step],
        ),
      ),
      ...released.map((scope) => stateLine("changed", scope, "no longer managed; it stays given")),
    ];
  },
};

export const appRoleGrantWords: TypeWords<AppRoleGrant> = {
  counts: "consent",
  lines: ({ retained }) =>
    retained ? [stateLine("removed", "Permission", "no longer managed; it stays given")] : [],
};
