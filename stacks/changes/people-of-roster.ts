import { planRoster, type Roster } from "../../providers/graph/team/roster.ts";
import { partOf } from "../../providers/graph/team/parts.ts";
import type { Team } from "../../schemas/types/resources.ts";

/** Whom a team would get and lose, and who would stop owning it: user principal names, sorted. */
export interface PeopleOfRoster {
  readonly comes: readonly string[];
  readonly goes: readonly string[];
  readonly losesOwnership: readonly string[];
}

/** Reads off the planner that also runs what a wanted roster makes of who is there. */
export function peopleOfRoster(
  wanted: Pick<Team, "roster" | "owners" | "members" | "keep">,
  there: Roster,
): PeopleOfRoster {
  const comes: string[] = [];
  const goes: string[] = [];
  const demoted: string[] = [];
  for (const step of planRoster(wanted, there)) {
    if (partOf(step).of !== "people") continue;
    if (step.kind === "link") comes.push(...step.targets);
    if (step.kind === "unlink") goes.push(...step.targets);
    if (step.kind === "update")
      for (const { path, to } of step.changes)
        if (to === "member") demoted.push(path.slice("roster.".length));
  }
  const lost = [...demoted, ...goes.filter((person) => there[person] === "owner")];
  return { comes: comes.toSorted(), goes: goes.toSorted(), losesOwnership: lost.toSorted() };
}
