import type { Step } from "../../providers/core/resource-type.ts";
import { partOf } from "../../providers/graph/team/parts.ts";
import type { Role, Roster } from "../../providers/graph/team/roster.ts";

export interface PersonInRole {
  readonly person: string;
  readonly role: Role;
}

/** Who comes into a team, goes out of it and stays in another role. */
export interface RosterChanges {
  readonly joins: readonly PersonInRole[];
  readonly leaves: readonly PersonInRole[];
  readonly roles: readonly (PersonInRole & { readonly was: Role })[];
}

/** Reads people off the planner's steps of one team; what else is done there is passed over. `was`: who is in it. */
export function rosterChanges(steps: readonly Step[], was: Roster): RosterChanges {
  const joins: PersonInRole[] = [];
  const leaves: PersonInRole[] = [];
  const roles: (PersonInRole & { readonly was: Role })[] = [];
  for (const step of steps) {
    const part = partOf(step);
    if (part.of !== "people") continue;
    if (step.kind === "link")
      for (const person of step.targets) joins.push({ person, role: part.as ?? "member" });
    if (step.kind === "unlink")
      for (const person of step.targets) leaves.push({ person, role: was[person] ?? "member" });
    if (step.kind === "update")
      for (const { path, from, to } of step.changes)
        roles.push({ person: path.slice("roster.".length), role: roleOf(to), was: roleOf(from) });
  }
  return { joins, leaves, roles };
}

function roleOf(value: unknown): Role {
  return value === "owner" ? "owner" : "member";
}
