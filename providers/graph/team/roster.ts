import type { Team } from "../../../schemas/types/resources.ts";
import { resultsIn } from "../../core/answers.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { chunksOf } from "../../core/compare.ts";
import { ApiError, isRefusal, UndoneError, type Undone } from "../../core/errors.ts";
import { isObject, optionalText, textAt, textsAt } from "../../core/json.ts";
import type { FieldChange, Step } from "../../core/resource-type.ts";
import { rolePart, staysPart } from "./undone-parts.ts";
import { knownOf } from "./people/known-people.ts";
import { bulkSizes } from "../../limits/bulk-sizes.ts";

export type Role = "owner" | "member";
/** Who is in a team: role by user principal name in lower case, or by `id:<object id>` when nobody has that id. */
export type Roster = Readonly<Record<string, Role>>;

/** How somebody stands in a roster whose account the directory does not show. */
const withoutName = (userId: string): string => `id:${userId}`;
const hasNoName = (person: string): boolean => person.startsWith("id:");

/** What the calls need to know of a person who is in the team. */
export interface Membership {
  readonly userId: string;
  readonly membershipId: string;
}

const memberType = "microsoft.graph.aadUserConversationMember";

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

type RosterProps = Pick<Team, "roster" | "owners" | "members" | "keep">;

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

/** Does one roster step on a team that exists. */
export async function applyRoster(
  api: Writer,
  teamId: string,
  step: Step,
  memberships: ReadonlyMap<string, Membership>,
  where: string,
): Promise<void> {
  switch (step.kind) {
    case "link": {
      const { ids, unknown } = await knownOf(api, step.targets, where);
      const undone = [...unknown];
      const known = step.targets.filter((person) => ids.has(person));
      for (const people of chunksOf(known, bulkSizes.peopleAdded))
        undone.push(
          ...(await addPeople(api, teamId, { people, ids, isOwner: step.part === "owner", where })),
        );
      if (undone.length > 0) throw new UndoneError(undone);
      return;
    }
    case "unlink":
      for (const people of chunksOf(step.targets, bulkSizes.peopleRemoved)) {
        const values = people.map((person) => memberBody(false, memberships.get(person)?.userId ?? person));
        const left = await bulk(api, teamId, "remove", values, people, where);
        if (left.length > 0)
          throw new UndoneError(left.map(({ what, text }) => ({ what: staysPart(what), text })));
      }
      return;
    case "update":
      return changeRoles(api, teamId, step.changes, memberships, where);
    default:
      throw new Error(`a roster has no step "${step.kind}"`);
  }
}

/** One call a person. Whose role the service refuses to change is told, and the others go on. */
async function changeRoles(
  api: Writer,
  teamId: string,
  changes: readonly FieldChange[],
  memberships: ReadonlyMap<string, Membership>,
  where: string,
): Promise<void> {
  const undone: Undone[] = [];
  for (const { path, to } of changes) {
    const person = path.slice("roster.".length);
    const membership = memberships.get(person);
    if (membership === undefined) throw new Error(`${where}: ${path} is not in the team any more`);
    const body = { "@odata.type": `#${memberType}`, roles: to === "owner" ? ["owner"] : [] };
    const at = `/teams/${teamId}/members/${encodeURIComponent(membership.membershipId)}`;
    try {
      await api.graph.send("PATCH", at, body);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const text = `${where}: could not make "${person}" ${String(to)}: ${refusalText(error)}`;
      undone.push({ what: rolePart(person), text });
    }
  }
  if (undone.length > 0) throw new UndoneError(undone);
}

function refusalText({ code, serviceMessage }: ApiError): string {
  return `${`${code} ${serviceMessage}`.trim()}${hintFor(code)}`;
}

/** Whom to add, with their object ids. */
interface Newcomers {
  readonly people: readonly string[];
  readonly ids: ReadonlyMap<string, string>;
  readonly isOwner: boolean;
  readonly where: string;
}

/** So often one call for many is tried; adding somebody who is in already is a success, so it may be repeated. */
const bulkAttemptsMost = 2;

/**
 * Adds people with one call, or, when the service refuses that again and again, with one call a person: what it holds
 * against one of them must not keep the others out. Returns those with whom it did not work.
 */
async function addPeople(api: Writer, teamId: string, whom: Newcomers): Promise<readonly Undone[]> {
  const { people, ids, isOwner, where } = whom;
  const values = people.map((person) => memberBody(isOwner, ids.get(person) ?? person));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await bulk(api, teamId, "add", values, people, where);
    } catch (error) {
      // Being throttled says nothing against the call.
      if (!(error instanceof ApiError) || [401, 429].includes(error.status)) throw error;
      const isOver: boolean = attempt >= bulkAttemptsMost || isRefusal(error);
      if (isOver) return addOneByOne(api, teamId, whom);
      const what = `${where}: adding ${people.length} people: ${error.message}`;
      const sinceMilliseconds = api.clock.nowMilliseconds();
      await api.clock.sleep(1000 * attempt, { what, sinceMilliseconds });
    }
  }
}

/** Source: Microsoft Graph "Add member to team", read 2026-11. */
async function addOneByOne(
  api: Writer,
  teamId: string,
  { people, ids, isOwner, where }: Newcomers,
): Promise<readonly Undone[]> {
  const undone: Undone[] = [];
  for (const person of people) {
    const body = memberBody(isOwner, ids.get(person) ?? person);
    try {
      await api.graph.send("POST", `/teams/${teamId}/members`, { ...body, "@odata.type": `#${memberType}` });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (error.status === 409 || /already exist/i.test(error.serviceMessage)) continue;
      undone.push({ what: person, text: `${where}: could not add "${person}": ${refusalText(error)}` });
    }
  }
  return undone;
}

/** A person as the calls about members want them. */
export function memberBody(owner: boolean, userId: string): JsonObject {
  return {
    "@odata.type": memberType,
    roles: owner ? ["owner"] : [],
    "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${userId}')`,
  };
}

/**
 * Adds or removes people with one call; returns those with whom it did not work. 207 is an answer of the success
 * class in which some people failed. Throws a passing ApiError when the service was only busy with some of them.
 */
async function bulk(
  api: Writer,
  teamId: string,
  action: "add" | "remove",
  values: readonly JsonObject[],
  people: readonly string[],
  where: string,
): Promise<readonly Undone[]> {
  const path = `/teams/${teamId}/members/${action}`;
  const response = await api.graph.send("POST", path, { values });
  const nameById = new Map(values.map((value, index) => [userIdIn(value), people[index] ?? ""]));
  const failed = resultsIn(response).flatMap((result) =>
    isObject(result["error"]) ? [{ id: optionalText(result, "userId") ?? "", error: result["error"] }] : [],
  );
  return (
    failed
      // Somebody who is gone already need not be removed.
      .filter(({ error }) => action === "add" || optionalText(error, "code") !== "NotFound")
      .map(({ id, error }) => {
        const code = optionalText(error, "code") ?? "unknown error";
        const message = optionalText(error, "message") ?? "";
        if (busyCode.test(code))
          throw new ApiError({ status: 503, code, serviceMessage: message, call: `POST ${path}` });
        const person = nameById.get(id) ?? (id === "" ? "somebody" : id);
        const reason = `${`${code} ${message}`.trim()}${hintFor(code)}`;
        return { what: person, text: `${where}: could not ${action} "${person}": ${reason}` };
      })
  );
}

/** Codes of single results that say nothing about the person. */
const busyCode = /throttl|toomany|unavailable|timeout|internal/i;

function userIdIn(value: JsonObject): string {
  return /\('(.+)'\)$/.exec(textAt(value, "user@odata.bind"))?.[1] ?? "";
}

/** The service says NotFound also for accounts that are disabled. */
function hintFor(code: string): string {
  return code === "NotFound"
    ? ". Check that the account exists, is enabled and has a Teams licence, then run again."
    : "";
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
