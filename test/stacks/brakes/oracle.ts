import type { BrakeName, Limit } from "../../../schemas/types/stack.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import type { AppliedResource } from "../../../stacks/brakes/applied-rosters.ts";

/** What one side of a change holds: resources by name, the region of each team, and how many people are declared. */
export interface Side {
  readonly resources: ReadonlyMap<string, AppliedResource>;
  readonly regions: Readonly<Record<string, string>>;
  readonly people: number;
  /** Rows of each export, by file. */
  readonly exportedRows: Readonly<Record<string, number>>;
}

/** "<brake> <where> <count>/<of>" */
export type Excess = string;

/** Somebody in a team, or in one of its private channels. */
interface Fact {
  readonly team: string;
  readonly room: string;
  readonly person: string;
  readonly role: "owner" | "member";
}

/**
 * Everything that goes beyond a limit, told from single facts ("this person has this role in this team"), sorted. All
 * rosters are authoritative. A second way to the numbers of the brakes, as slow and as plain as it can be.
 */
export function excessOf(before: Side, now: Side, limit: Limit): readonly Excess[] {
  const found: Excess[] = [];
  const count = (brake: BrakeName, where: string, gone: number, of: number): void => {
    if (gone >= limit.atLeast && gone > limit.fraction * of) found.push(`${brake} ${where} ${gone}/${of}`);
  };
  countPeople(before, now, count);
  countRooms(before, now, count);
  const [teams, links] = (["graph:Team", "dataverse:ChannelLink"] as const).map((token) =>
    names(before, token),
  );
  const isGone = (name: string): boolean => !now.resources.has(name);
  count("teams", "tenant", teams?.filter(isGone).length ?? 0, teams?.length ?? 0);
  count("links", "tenant", links?.filter(isGone).length ?? 0, links?.length ?? 0);
  const [had, has] = [channelsOf(before), channelsOf(now)];
  const dropped = had.filter(
    ({ team, key }) => !isGone(team) && !has.some((one) => one.team === team && one.key === key),
  );
  count("channels", "tenant", dropped.length, had.length);
  const fewer = Math.max(0, before.people - now.people);
  if (fewer > 0 && fewer === before.people) found.push(`declared-people tenant ${fewer}/${before.people}`);
  else count("declared-people", "tenant", fewer, before.people);
  for (const [file, were] of Object.entries(before.exportedRows)) {
    const lost = Math.max(0, were - (now.exportedRows[file] ?? 0));
    if (lost > 0 && lost === were) found.push(`exported-rows ${file} ${lost}/${were}`);
    else count("exported-rows", file, lost, were);
  }
  return found.toSorted();
}

type Count = (brake: BrakeName, where: string, gone: number, of: number) => void;

function countPeople(before: Side, now: Side, count: Count): void {
  const [was, is] = [factsOf(before, "team"), factsOf(now, "team")];
  const owners = (facts: readonly Fact[]): Fact[] => facts.filter(({ role }) => role === "owner");
  const left = was.filter((fact) => !is.some((one) => sameSeat(one, fact)));
  const resigned = owners(was).filter((fact) => !owners(is).some((one) => sameSeat(one, fact)));
  for (const team of names(before, "graph:Team")) {
    const here = ({ team: its }: Fact): boolean => its === team;
    const store = team.replace("store-", "");
    count("store-owners", store, resigned.filter(here).length, owners(was).filter(here).length);
    count("store-members", store, left.filter(here).length, was.filter(here).length);
  }
  for (const region of new Set(Object.keys(before.regions).map((team) => before.regions[team] ?? ""))) {
    const stays = persons(is.filter(({ team }) => now.regions[team] === region));
    const here = ({ team }: Fact): boolean => before.regions[team] === region;
    const gone = persons(left.filter(here)).filter((person) => !stays.includes(person));
    count("region-members", region, gone.length, persons(was.filter(here)).length);
    const owning = persons(owners(is).filter(({ team }) => now.regions[team] === region));
    const lost = persons(resigned.filter(here)).filter((person) => !owning.includes(person));
    count("region-owners", region, lost.length, persons(owners(was).filter(here)).length);
  }
  const outOf = (facts: readonly Fact[], there: readonly Fact[]): number =>
    persons(facts).filter((person) => !persons(there).includes(person)).length;
  count("tenant-members", "tenant", outOf(left, is), persons(was).length);
  count("tenant-owners", "tenant", outOf(resigned, owners(is)), persons(owners(was)).length);
  const known = names(before, "graph:Team");
  const made = owners(is).filter(
    (fact) => known.includes(fact.team) && !owners(was).some((one) => sameSeat(one, fact)),
  );
  count("new-owners", "tenant", made.length, owners(was).length);
}

/** Private channels that are there before and after, without those who change their place in the team itself. */
function countRooms(before: Side, now: Side, count: Count): void {
  const teamFacts = [factsOf(before, "team"), factsOf(now, "team")] as const;
  const roleIn = (facts: readonly Fact[], { team, person }: Fact): string | undefined =>
    facts.find((one) => one.team === team && one.person === person)?.role;
  const [roomsNow, all] = [roomsOf(now), factsOf(before, "rooms")];
  const was = all.filter(({ room }) => roomsNow.includes(room));
  const is = factsOf(now, "rooms").filter(({ room }) => roomsOf(before).includes(room));
  const inTeam = (fact: Fact): boolean => roleIn(teamFacts[1], fact) !== undefined;
  const ownsAsBefore = (fact: Fact): boolean =>
    (roleIn(teamFacts[0], fact) === "owner") === (roleIn(teamFacts[1], fact) === "owner");
  const owns = ({ role }: Fact): boolean => role === "owner";
  const left = was.filter((fact) => !is.some((one) => sameSeat(one, fact)) && inTeam(fact));
  const resigned = was.filter(
    (fact) =>
      owns(fact) && !is.some((one) => owns(one) && sameSeat(one, fact)) && inTeam(fact) && ownsAsBefore(fact),
  );
  const made = is.filter(
    (fact) => owns(fact) && !was.some((one) => owns(one) && sameSeat(one, fact)) && ownsAsBefore(fact),
  );
  const scopes: [BrakeName, BrakeName, string, (fact: Fact) => boolean][] = [
    ...names(before, "graph:Team").map((team): (typeof scopes)[number] => {
      return ["store-members", "store-owners", team.replace("store-", ""), (fact) => fact.team === team];
    }),
    ...[...new Set(Object.values(before.regions))].map((region): (typeof scopes)[number] => {
      return ["region-members", "region-owners", region, ({ team }) => before.regions[team] === region];
    }),
    ["tenant-members", "tenant-owners", "tenant", () => true],
  ];
  for (const [members, owners, place, here] of scopes) {
    const where = `${place}/private-channels`;
    count(members, where, left.filter(here).length, was.filter(here).length);
    count(owners, where, resigned.filter(here).length, was.filter(owns).filter(here).length);
  }
  count("new-owners", "tenant/private-channels", made.length, was.filter(owns).length);
}

function names({ resources }: Side, token: string): string[] {
  return [...resources.values()].flatMap((one) => (one.token === token ? [one.name] : []));
}

function teamsOf(side: Side): [string, Team][] {
  return names(side, "graph:Team").map((name) => [name, side.resources.get(name)?.props as unknown as Team]);
}

function factsOf(side: Side, of: "team" | "rooms"): Fact[] {
  return teamsOf(side).flatMap(([team, { roster, channels = {} }]) => {
    const rooms = Object.entries(channels).flatMap(([key, one]) =>
      one.private === undefined ? [] : [[`${team}/${key}`, one.private.roster] as const],
    );
    return (of === "team" ? [["", roster] as const] : rooms).flatMap(([room, people]) =>
      Object.entries(people).map(([person, role]) => ({ team, room, person, role })),
    );
  });
}

function roomsOf(side: Side): string[] {
  return channelsOf(side).flatMap(({ team, key, isPrivate }) => (isPrivate ? [`${team}/${key}`] : []));
}

function channelsOf(side: Side): { team: string; key: string; isPrivate: boolean }[] {
  return teamsOf(side).flatMap(([team, { channels = {} }]) =>
    Object.entries(channels).map(([key, one]) => ({ team, key, isPrivate: one.private !== undefined })),
  );
}

function sameSeat(one: Fact, other: Fact): boolean {
  return one.team === other.team && one.room === other.room && one.person === other.person;
}

function persons(facts: readonly Fact[]): string[] {
  return [...new Set(facts.map(({ person }) => person))];
}
