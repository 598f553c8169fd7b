import type { Channel, Team } from "../../../../schemas/types/resources.ts";
import type { Roster } from "../roster.ts";

type Away = NonNullable<Team["away"]>;
/** Why somebody is not asked for: config says that they are on leave, or the directory has no account to add. */
export type WhyAway = Away[string];

/** Whether somebody is expected to come: the run would add them if it could. On leave they are not. */
export function isAwaited(why: WhyAway | undefined): boolean {
  return why === "missing" || why === "disabled";
}

/** Who is in a place now, and who was wanted there by the run before. */
interface Known {
  readonly there: Roster;
  readonly last: Roster;
}

/**
 * A team with the people who are away as they are there: they keep what they have, and are not added. While an owner is
 * awaited, or all are away, nobody who owned it before stops owning. Where an account is missing, who is there unlisted
 * and was not wanted before stays: it may be the same person, renamed. `last`: what was wanted by the run before.
 */
export function withAwayAsThere(desired: Team, there: Partial<Team>, last: Partial<Team>): Team {
  const { away = {}, left = [], channels } = desired;
  const known = { there: there.roster ?? {}, last: last.roster ?? {} };
  const strangers = unlisted(desired, known);
  return {
    ...desired,
    roster: rosterAsThere(desired, known, { away, left }),
    ...(strangers.length === 0
      ? {}
      : { keep: [...new Set([...(desired.keep ?? []), ...strangers])].toSorted() }),
    ...(channels === undefined
      ? {}
      : { channels: channelsAsThere(channels, there.channels ?? {}, last.channels ?? {}, { away, left }) }),
  };
}

function unlisted({ roster, away = {}, left = [] }: Team, { there, last }: Known): readonly string[] {
  const isAnybodyMissing = Object.keys(roster).some(
    (person) => away[person] === "missing" && there[person] === undefined,
  );
  if (!isAnybodyMissing) return [];
  return Object.keys(there).filter(
    (person) => roster[person] === undefined && last[person] === undefined && !left.includes(person),
  );
}

type Absent = Required<Pick<Team, "away" | "left">>;

function rosterAsThere(
  { roster: wanted, owners: mode }: Pick<Team, "roster" | "owners">,
  { there, last }: Known,
  { away, left }: Absent,
): Team["roster"] {
  const roster: Record<string, "owner" | "member"> = {};
  for (const [person, role] of Object.entries(wanted)) {
    const is = away[person] === undefined ? role : there[person];
    if (is !== undefined) roster[person] = is;
  }
  const ownersThere = Object.keys(there).filter((person) => there[person] === "owner");
  if (mode === "authoritative" && waitsForOwner(wanted, there, away)) {
    const before = ownersThere.filter((person) => last[person] === "owner" && !left.includes(person));
    for (const person of before) roster[person] = "owner";
  }
  // Never without an owner, not even for the sake of one who has left.
  if (!Object.values(roster).includes("owner")) for (const person of ownersThere) roster[person] = "owner";
  return roster;
}

/** Whether an owner is still to come, or all who would own are away. */
function waitsForOwner(wanted: Roster, there: Roster, away: Away): boolean {
  const owners = Object.keys(wanted).filter((person) => wanted[person] === "owner");
  const isOwned = owners.some((person) => away[person] === undefined);
  return !isOwned || owners.some((person) => there[person] !== "owner" && isAwaited(away[person]));
}

/** A private channel that nobody could own yet is not made yet. */
function channelsAsThere(
  channels: Readonly<Record<string, Channel>>,
  there: Readonly<Record<string, Channel>>,
  last: Readonly<Record<string, Channel>>,
  absent: Absent,
): Record<string, Channel> {
  const kept = Object.entries(channels).flatMap(([key, channel]): [string, Channel][] => {
    if (channel.private === undefined) return [[key, channel]];
    const known = {
      there: there[key]?.private?.roster ?? {},
      last: last[key]?.private?.roster ?? {},
    };
    const roster = rosterAsThere(channel.private, known, absent);
    if (there[key] === undefined && !Object.values(roster).includes("owner")) return [];
    return [[key, { ...channel, private: { ...channel.private, roster } }]];
  });
  return Object.fromEntries(kept);
}
