import type { Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { textAt, textsAt } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";
import { bulkSizes } from "../../limits/bulk-sizes.ts";
import type { Membership } from "./people/change-members.ts";

export type Role = "owner" | "member";
/** Who is in a team: role by user principal name in lower case, or by `id:<object id>` when nobody has that id. */
export type Roster = Readonly<Record<string, Role>>;

/** How somebody stands in a roster whose account the directory does not show. */
const withoutName = (userId: string): string => `id:${userId}`;
const hasNoName = (person: string): boolean => person.startsWith("id:");

/**
 * Everybody in a team or a private channel; `path` is its address. Guests are left out, since only the service and its
 * users manage them, but for those of `wanted`: whoever was let in is there.
 */
export async function observeRoster(
  api: Reader,
  path: string,
  wanted: Roster,
): Promise<{ roster: Roster; memberships: ReadonlyMap<string, Membership> }> {
  const entries = await api.graph.list(`${path}/members?$top=${bulkSizes.membersOnPage}`);
  const isGuest = (entry: JsonObject): boolean => rolesOf(entry).includes("guest");
  const others = entries.filter((entry) => !isGuest(entry));
  const names = new Map(await api.people.namesById(others.map(userIdOf)));
  const guests = await wantedGuests(api, entries.filter(isGuest), names, wanted);
  const people = [...others, ...guests];
  const roster: Record<string, Role> = {};
  const memberships = new Map<string, Membership>();
  for (const entry of people) {
    const userId = userIdOf(entry);
    const person = names.get(userId) ?? withoutName(userId);
    roster[person] = rolesOf(entry).includes("owner") ? "owner" : "member";
    memberships.set(person, { userId, membershipId: textAt(entry, "id") });
  }
  return { roster, memberships };
}

function userIdOf(entry: JsonObject): string {
  return textAt(entry, "userId");
}

/** Guests whom config wants. Their names, which are added to `names`, are asked for only where somebody is missing. */
async function wantedGuests(
  api: Reader,
  guests: readonly JsonObject[],
  names: Map<string, string>,
  wanted: Roster,
): Promise<readonly JsonObject[]> {
  const there = new Set(names.values());
  if (guests.length === 0 || Object.keys(wanted).every((person) => there.has(person))) return [];
  const guestNames = await api.people.namesById(guests.map(userIdOf));
  for (const [id, name] of guestNames) names.set(id, name);
  return guests.filter((guest) => wanted[guestNames.get(userIdOf(guest)) ?? ""] !== undefined);
}

/** A member without a role has an empty list of them; without a list nothing is known of it. */
function rolesOf(entry: JsonObject): readonly string[] {
  return textsAt(entry, "roles");
}

type RosterProps = Pick<Team, "roster" | "owners" | "members" | "keep" | "left">;

/**
 * Steps that make the roster right: people come first, then new owners, then owners that become members, then
 * people that go. So a team never loses its last owner before the next one is there.
 */
export function planRoster(desired: RosterProps, observed: Roster): readonly Step[] {
  const wanted: Roster = desired.roster;
  const names = Object.keys(wanted).toSorted();
  const missing = names.filter((person) => observed[person] === undefined);
  const promoted = names.filter((person) => wanted[person] === "owner" && observed[person] === "member");
  const demoted = names.filter(
    (person) =>
      wanted[person] === "member" && observed[person] === "owner" && isManaged(desired, person, "owner"),
  );
  const gone = Object.keys(observed)
    .filter((person) => wanted[person] === undefined && isManaged(desired, person, observed[person]))
    .toSorted();
  return [
    ...link(
      "owner",
      missing.filter((person) => wanted[person] === "owner"),
    ),
    ...link(
      "member",
      missing.filter((person) => wanted[person] === "member"),
    ),
    ...changeRole(promoted, "member", "owner"),
    ...changeRole(demoted, "owner", "member"),
    ...(gone.length === 0 ? [] : [{ kind: "unlink" as const, part: "roster", targets: gone }]),
  ];
}

/**
 * Whether config decides about somebody in this role who is not in its roster. Never about somebody without a name: it
 * may be a person who is wanted, and an account that is really gone can no longer come in.
 */
function isManaged(desired: RosterProps, person: string, role: Role | undefined): boolean {
  if (hasNoName(person)) return false;
  if (desired.keep?.includes(person) === true) return false;
  if (desired.left?.includes(person) === true) return true;
  return (role === "owner" ? desired.owners : desired.members) === "authoritative";
}

function link(role: Role, targets: readonly string[]): Step[] {
  return targets.length === 0 ? [] : [{ kind: "link", part: role, targets }];
}

function changeRole(people: readonly string[], from: Role, to: Role): Step[] {
  if (people.length === 0) return [];
  return [
    {
      kind: "update",
      part: "roster",
      changes: people.map((person) => ({ path: `roster.${person}`, from, to })),
    },
  ];
}

/** What is there, as far as config decides about it. People whom config leaves alone are not shown. */
export function describeRoster(mentioned: RosterProps, observed: Roster): Record<string, Role> {
  const wanted: Roster = mentioned.roster;
  const shown = Object.entries(observed).filter(
    ([person, role]) => wanted[person] !== undefined || isManaged(mentioned, person, role),
  );
  return Object.fromEntries(
    shown.map(([person, role]): [string, Role] => {
      const toleratedOwner =
        role === "owner" && wanted[person] === "member" && !isManaged(mentioned, person, role);
      return [person, toleratedOwner ? "member" : role];
    }),
  );
}

/**
 * A roster less people who cannot be added. When one of them would own, nobody stops owning for their sake. Who is
 * there and was not wanted before either stays for now: it may be somebody whose account was renamed.
 */
export function rosterWithout(
  desired: Team,
  people: ReadonlySet<string>,
  { there, last }: { readonly there: Roster; readonly last: Roster },
): Team {
  const wanted: Roster = desired.roster;
  const roster = Object.fromEntries(Object.entries(wanted).filter(([person]) => !people.has(person)));
  const lacksOwner = [...people].some((person) => wanted[person] === "owner");
  const strangers = Object.keys(there).filter(
    (person) => wanted[person] === undefined && last[person] === undefined,
  );
  return {
    ...desired,
    roster,
    owners: lacksOwner ? "additive" : desired.owners,
    keep: [...new Set([...(desired.keep ?? []), ...strangers])].toSorted(),
  };
}
