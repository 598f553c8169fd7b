import type { ConsentNeed } from "../derive/environment.ts";

/** An app that no run may take permissions from: without them nobody could go on. */
export interface GuardedApp {
  /** Application id, in lower case. */
  readonly appId: string;
  /** Who it is, to go on with "would lose". */
  readonly who: string;
  /** What it cannot do without; unset: everything that it has. */
  readonly needs?: readonly string[];
}

/** What guarded apps would lose, a row each; apps that lose nothing are left out. */
export function guardedLosses(
  gone: readonly ConsentNeed[],
  guarded: readonly GuardedApp[],
): readonly {
  readonly rule: "own-consent";
  readonly who: string;
  readonly permissions: readonly string[];
}[] {
  return guarded.flatMap(({ appId, who, needs }) => {
    const permissions = gone
      .filter(
        ({ clientAppId, permission }) => clientAppId.toLowerCase() === appId && isNeeded(permission, needs),
      )
      .map(({ permission }) => permission);
    return permissions.length === 0 ? [] : [{ rule: "own-consent", who, permissions } as const];
  });
}

function isNeeded(permission: string, needs: readonly string[] | undefined): boolean {
  return needs === undefined || needs.includes(permission);
}
