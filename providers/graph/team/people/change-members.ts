import { resultsIn } from "../../../core/answers.ts";
import type { JsonObject, Writer } from "../../../core/api.ts";
import { chunksOf } from "../../../core/compare.ts";
import { ApiError, isRefusal, UndoneError, type Undone } from "../../../core/errors.ts";
import { isObject, optionalText, textAt } from "../../../core/json.ts";
import type { FieldChange, Step } from "../../../core/resource-type.ts";
import { bulkSizes } from "../../../limits/bulk-sizes.ts";
import { rolePart, staysPart } from "../refused/part-names.ts";
import { knownOf } from "./known-people.ts";
import { withAbsence, type AboutPerson } from "./absence.ts";

/** What the calls need to know of a person who is in the team. */
export interface Membership {
  readonly userId: string;
  readonly membershipId: string;
}

const memberType = "microsoft.graph.aadUserConversationMember";

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
      if (undone.length > 0)
        throw new UndoneError(await withAbsence(api, undone, (person) => ids.get(person)));
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
  const undone: AboutPerson[] = [];
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
      undone.push({ what: rolePart(person), text, about: person });
    }
  }
  if (undone.length === 0) return;
  const idOf = (person: string): string | undefined => memberships.get(person)?.userId;
  throw new UndoneError(await withAbsence(api, undone, idOf));
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
