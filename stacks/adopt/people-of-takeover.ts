import { planRoster, type Roster } from "../../providers/graph/team/roster.ts";
import { partOf } from "../../providers/graph/team/parts.ts";
import type { Team } from "../../schemas/types/resources.ts";
import type { FoundTeam, TeamPerson } from "./estate.ts";

/** User principal names of whom a takeover would add, remove, and make a plain member. */
export interface PeopleOfTakeover {
  readonly comes: readonly string[];
  readonly goes: readonly string[];
  readonly losesOwnership: readonly string[];
}

const nobody: PeopleOfTakeover = { comes: [], goes: [], losesOwnership: [] };

/**
 * What authoritative people would mean for a team, by the planner that also runs. Nothing where its people could not be
 * read, or where config gives the store no team. `namesWorkers`: whether config says who works there; else it decides
 * about owners only.
 */
export function peopleOfTakeover(
  wanted: Team | undefined,
  namesWorkers: boolean,
  { members, owners = [] }: FoundTeam,
): PeopleOfTakeover {
  if (wanted === undefined || members === undefined) return nobody;
  // A group can have owners who are not among its members; in its team they are.
  const everybody = new Map([...members, ...owners].map((one) => [one.id, one]));
  const there = rosterIn([...everybody.values()], new Set(owners.map(({ id }) => id)), wanted);
  const asked = {
    ...wanted,
    ...{
      owners: "authoritative" as const,
      members: namesWorkers ? ("authoritative" as const) : ("additive" as const),
    },
  };
  const comes: string[] = [];
  const goes: string[] = [];
  const demoted: string[] = [];
  for (const step of planRoster(asked, there)) {
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

/** As the provider sees a roster: by the names that config has for object ids; guests only where they own it or are wanted. */
function rosterIn(
  members: readonly TeamPerson[],
  owners: ReadonlySet<string>,
  { roster, objectIds = {} }: Team,
): Roster {
  const names = new Map(Object.entries(objectIds).map(([name, id]) => [id, name]));
  return Object.fromEntries(
    members.flatMap(({ id, upn, isGuest = false }) => {
      const person = names.get(id.toLowerCase()) ?? upn ?? `id:${id}`;
      if (isGuest && !owners.has(id) && roster[person] === undefined) return [];
      return [[person, owners.has(id) ? "owner" : "member"] as const];
    }),
  );
}
