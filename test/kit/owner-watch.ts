import type { LiveTenant } from "./live-tenant.ts";

/** Watches the owners of our teams at every request that changes the tenant. */
export interface OwnerWatch {
  /** Takes what is there now as the beginning of a run. */
  begin(): void;
  /** Teams that had fewer owners in between than at the beginning and now; a sentence each. */
  shortages(): readonly string[];
}

/**
 * The least that a team may have at any moment of a run: as many owners as before or as after, whichever is less, and
 * never none. Teams that are gone at the end do not count.
 */
export function watchOwners({ core }: LiveTenant): OwnerWatch {
  const lowest = new Map<string, number>();
  const first = new Map<string, number>();
  const counts = (): Map<string, number> =>
    new Map(
      [...core.state.tenant.groups.values()].flatMap(({ uniqueName, team, deletedDateTime }) => {
        if (team === null || uniqueName === null || deletedDateTime !== null) return [];
        const owners = [...team.members.values()].filter(({ isOwner }) => isOwner).length;
        return [[uniqueName, owners] as const];
      }),
    );
  core.onChange = () => {
    for (const [team, owners] of counts()) {
      lowest.set(team, Math.min(lowest.get(team) ?? owners, owners));
      if (!first.has(team)) first.set(team, owners);
    }
  };
  return {
    begin: () => {
      lowest.clear();
      first.clear();
      for (const [team, owners] of counts()) {
        lowest.set(team, owners);
        first.set(team, owners);
      }
    },
    shortages: () =>
      [...counts()].flatMap(([team, owners]) => {
        const least = Math.max(1, Math.min(first.get(team) ?? owners, owners));
        const seen = lowest.get(team) ?? owners;
        return seen >= least ? [] : [`${team}: ${seen} owners in between, ${least} needed`];
      }),
  };
}
