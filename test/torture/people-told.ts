// People of teams as a review tells them, and as the emulated tenant has them before and after.
import type { Team } from "../../schemas/types/resources.ts";
import { peopleChanges } from "../../stacks/changes/people.ts";
import type { PlannedStep } from "../../stacks/changes/planned-steps.ts";
import type { LiveTenant } from "../kit/live-tenant.ts";
import { groupsOf } from "./tenant-facts.ts";

/** Role by "team person". */
export type Roles = ReadonlyMap<string, string>;

export function rolesIn(tenant: LiveTenant): Roles {
  const { users } = tenant.core.state.tenant;
  const roles = new Map<string, string>();
  for (const { uniqueName, team } of groupsOf(tenant))
    for (const { userId, isOwner } of team?.members.values() ?? []) {
      const person = users.get(userId)?.userPrincipalName.toLowerCase() ?? userId;
      roles.set(`${uniqueName ?? ""} ${person}`, isOwner ? "owner" : "member");
    }
  return roles;
}

/** "store-team-000135 sam@contoso.example: nothing to owner", sorted. */
export function differenceOfRoles(before: Roles, after: Roles): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key) ?? "nothing"} to ${after.get(key) ?? "nothing"}`)
    .toSorted();
}

/** The same, by the people of a review. A move is told once and is two changes. */
export function peopleTold(steps: readonly PlannedStep[]): readonly string[] {
  const { joins, leaves, moves, roles } = peopleChanges(steps);
  const at = ({ team }: { readonly team: PlannedStep }): string =>
    String(((team.after ?? team.before) as Partial<Team>).uniqueName);
  return [
    ...[...joins, ...moves.map(({ to }) => to)].map(
      (one) => `${at(one)} ${one.person}: nothing to ${one.role}`,
    ),
    ...[...leaves, ...moves.map(({ from }) => from)].map(
      (one) => `${at(one)} ${one.person}: ${one.role} to nothing`,
    ),
    ...roles.map((one) => `${at(one)} ${one.person}: ${one.was} to ${one.role}`),
  ].toSorted();
}
