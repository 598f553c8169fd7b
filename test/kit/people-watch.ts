import type { Channel, Group, TeamMember } from "../emulator/tenant/model.ts";
import type { LiveTenant } from "./live-tenant.ts";

/** Watches who leaves a team or one of its private channels, at every request that changes the tenant. */
export interface PeopleWatch {
  /** Forgets what was before. */
  begin(): void;
  /** Who left, for good or for a while. A sentence each. */
  left(): readonly string[];
  /** Who left a team, by the id of its group, and is not back. */
  leftTeams(): readonly { readonly team: string; readonly person: string }[];
  /** Who had left in between and is there now: wanted all the time. A sentence each. */
  leftInBetween(): readonly string[];
}

/** Takes the place of another watch over the same tenant. */
export function watchPeople({ core }: LiveTenant): PeopleWatch {
  const before = new Map<string, ReadonlySet<string>>();
  const left = new Set<string>();
  const rooms = (): ReadonlyMap<string, ReadonlySet<string>> => {
    const found = new Map<string, ReadonlySet<string>>();
    for (const group of core.state.tenant.groups.values())
      for (const [room, people] of roomsOf(group)) found.set(room, people);
    return found;
  };
  const look = (): void => {
    const now = rooms();
    for (const [room, people] of before)
      for (const person of people)
        if (now.get(room)?.has(person) === false) left.add(`${person} left ${room}`);
    for (const [room, people] of now) before.set(room, people);
  };
  core.onChange = look;
  return {
    begin: () => {
      before.clear();
      left.clear();
      for (const [room, people] of rooms()) before.set(room, people);
    },
    left: () => [...left],
    leftTeams: () => {
      const now = rooms();
      return [...left].flatMap((sentence) => {
        const [person = "", team = ""] = sentence.split(" left ");
        const isBack = now.get(team)?.has(person) === true;
        return team.includes(" ") || isBack ? [] : [{ team, person }];
      });
    },
    leftInBetween: () => {
      const now = rooms();
      return [...left].filter((sentence) => {
        const [person = "", room = ""] = sentence.split(" left ");
        return now.get(room)?.has(person) === true;
      });
    },
  };
}

/** The team and its channels with people of their own; by the team's own name, since a team may be made anew. */
function* roomsOf({ id, team, deletedDateTime }: Group): Generator<[string, ReadonlySet<string>]> {
  if (team === null || deletedDateTime !== null) return;
  const idsIn = (members: ReadonlyMap<string, TeamMember>): ReadonlySet<string> => new Set(members.keys());
  yield [id, idsIn(team.members)];
  for (const channel of team.channels.values())
    if (hasOwnPeople(channel)) yield [`${id} ${channel.id}`, idsIn(channel.members)];
}

function hasOwnPeople({ membershipType }: Channel): boolean {
  return membershipType !== "standard";
}
