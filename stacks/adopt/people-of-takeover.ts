import type { Roster } from "../../providers/graph/team/roster.ts";
import type { Team } from "../../schemas/types/resources.ts";
import { peopleOfRoster, type PeopleOfRoster } from "../changes/people-of-roster.ts";
import type { FoundTeam, TeamPerson } from "./estate.ts";

const nobody: PeopleOfRoster = { comes: [], goes: [], getsOwnership: [], losesOwnership: [] };

/**
 * What authoritative people would mean for a team, by the planner that also runs. Nothing where its people could not be
 * read, or where config gives the store no team. `namesWorkers`: whether config says who works there; else it decides
 * about owners only.
 */
export function peopleOfTakeover(
  wanted: Team | undefined,
  namesWorkers: boolean,
  { members, owners = [] }: FoundTeam,
): PeopleOfRoster {
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
  return peopleOfRoster(asked, there);
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
