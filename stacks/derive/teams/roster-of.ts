import { compareText } from "../../../schemas/problem.ts";
import { hasLeft } from "../../../schemas/people.ts";
import type { Org, Person, Status } from "../../../schemas/types/org.ts";
import type { Team } from "../../../schemas/types/resources.ts";

/**
 * Who is in a team, by user principal name in lower case, sorted. Who is named twice is an owner if one of the two
 * says so; who has left is in none.
 */
export function rosterOf(owners: readonly Person[], members: readonly Person[]): Team["roster"] {
  const roles = new Map<string, "owner" | "member">();
  const staying = (people: readonly Person[]): readonly Person[] =>
    people.filter((person) => !hasLeft(person));
  for (const { upn } of staying(members)) roles.set(upn.toLowerCase(), "member");
  for (const { upn } of staying(owners)) roles.set(upn.toLowerCase(), "owner");
  return Object.fromEntries([...roles].sort(([a], [b]) => compareText(a, b)));
}

/** Whom no team may lose: user principal names of people marked as protected, in lower case, sorted. */
export function protectedIn({ people = [] }: Pick<Org, "people">): readonly string[] {
  const marked = people.filter((person) => person.protected === true);
  return marked.map(({ upn }) => upn.toLowerCase()).toSorted();
}

/** Those of some people who are on leave and those who have left, as a team is told of them. */
export function absencesOf(named: readonly Person[]): Pick<Team, "away" | "left"> {
  const upnsOf = (status: Status): string[] => {
    const upns = named.filter((person) => person.status === status).map(({ upn }) => upn.toLowerCase());
    return [...new Set(upns)].toSorted(compareText);
  };
  const [onLeave, left] = [upnsOf("leave"), upnsOf("left")];
  return {
    ...(onLeave.length === 0 ? {} : { away: Object.fromEntries(onLeave.map((upn) => [upn, "leave"])) }),
    ...(left.length === 0 ? {} : { left }),
  };
}

/** Object ids that config declares, by user principal name, both in lower case. */
export function objectIdsIn({ people = [] }: Pick<Org, "people">): ReadonlyMap<string, string> {
  return new Map(
    people.flatMap(({ upn, objectId }) =>
      objectId === undefined ? [] : [[upn.toLowerCase(), objectId.toLowerCase()] as const],
    ),
  );
}

/** The object ids of those people of a team and its private channels who have one in config, and of who has left. */
export function objectIdsOf(
  { roster, channels, left = [] }: Pick<Team, "roster" | "channels" | "left">,
  declared: ReadonlyMap<string, string>,
): Pick<Team, "objectIds"> {
  if (declared.size === 0) return {};
  const rosters = [roster, ...Object.values(channels ?? {}).map((channel) => channel.private?.roster ?? {})];
  const people = new Set([...rosters.flatMap((each) => Object.keys(each)), ...left]);
  const ids = [...people].toSorted(compareText).flatMap((person) => {
    const id = declared.get(person);
    return id === undefined ? [] : [[person, id] as const];
  });
  return ids.length === 0 ? {} : { objectIds: Object.fromEntries(ids) };
}
