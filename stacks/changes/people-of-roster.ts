import { planRoster, type Roster } from "../../providers/graph/team/roster.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { rosterChanges, type PersonInRole } from "./roster-changes.ts";

/** Whom a team would get and lose, and who would own it or stop owning it: user principal names, sorted. */
export interface PeopleOfRoster {
  readonly comes: readonly string[];
  readonly goes: readonly string[];
  /** They come as owners, or become owners. */
  readonly getsOwnership: readonly string[];
  /** Owners who go, or stay as members. */
  readonly losesOwnership: readonly string[];
}

/** Reads off the planner that also runs what a wanted roster makes of who is there. */
export function peopleOfRoster(
  wanted: Pick<Team, "roster" | "owners" | "members" | "keep" | "left">,
  there: Roster,
): PeopleOfRoster {
  const { joins, leaves, roles } = rosterChanges(planRoster(wanted, there), there);
  const demoted = roles.filter(({ role }) => role === "member");
  const owners = leaves.filter(({ person }) => there[person] === "owner");
  const promoted = [...joins, ...roles].filter(({ role }) => role === "owner");
  return {
    comes: sortedPeople(joins),
    goes: sortedPeople(leaves),
    getsOwnership: sortedPeople(promoted),
    losesOwnership: sortedPeople([...demoted, ...owners]),
  };
}

function sortedPeople(people: readonly PersonInRole[]): readonly string[] {
  return people.map(({ person }) => person).toSorted();
}
