import type { Team } from "../../../schemas/types/resources.ts";
import { madeIn } from "../../core/answers.ts";
import type { ApiResponse, JsonObject, Writer } from "../../core/api.ts";
import { ApiError, RefusedError, UndoneError, type Undone } from "../../core/errors.ts";
import { flagAt, optionalObject, optionalText, textAt } from "../../core/json.ts";
import { usersByKey } from "../../core/users.ts";
import { asRemoteId, type Observation, type RemoteId } from "../../core/resource-type.ts";
import { waitUntilShown } from "../../core/wait-until-shown.ts";
import { bulkSizes } from "../../limits/bulk-sizes.ts";
import { canUseTeams } from "./people/accounts.ts";
import { idsOf } from "./people/known-people.ts";

const bindsMax = bulkSizes.groupBinds;
/** How long a background operation may take. */
const operationSecondsMax = 300;

/**
 * Makes the group (upsert by uniqueName, so twice is once), then the team on top of it. Goes on from wherever an
 * earlier run was cut off. People beyond the first 20 binds follow as ordinary roster steps.
 */
export async function createTeam(
  api: Writer,
  props: Team,
  observed: Observation<Team, { readonly hasTeam: boolean }>,
  where: string,
): Promise<RemoteId> {
  const id = observed.kind === "present" ? observed.id : await upsertGroup(api, props, where);
  if (observed.kind === "present" && observed.value.uniqueName === undefined) {
    // From here on the team is ours: other stacks and other stores refuse to take it.
    await api.graph.send("PATCH", `/groups/${id}`, { uniqueName: props.uniqueName });
  }
  if (observed.kind === "absent" || !observed.remote.hasTeam) await teamify(api, id, props, where);
  return id;
}

async function upsertGroup(api: Writer, props: Team, where: string): Promise<RemoteId> {
  if (props.existingTeamId !== undefined) {
    throw new RefusedError(
      `${where}: no group has the id ${props.existingTeamId} that existingTeamId names.`,
    );
  }
  const path = `/groups(uniqueName='${encodeURIComponent(props.uniqueName)}')`;
  const find = (): Promise<JsonObject | undefined> => api.graph.find(`${path}?$select=id`);
  try {
    const body = await groupBody(api, props, where);
    const sent = await api.graph.send("PATCH", path, body, { prefer: "create-if-missing" });
    // 204 without a body: the group was there already.
    return asRemoteId(textAt(madeIn(sent) ?? (await find()) ?? {}, "id"));
  } catch (error) {
    // On a group that is there, but was shown too late, an upsert is an update. It refuses people who are in already
    // (400), and who may only create (403).
    const found = error instanceof ApiError && [400, 403].includes(error.status) ? await find() : undefined;
    if (found !== undefined) return asRemoteId(textAt(found, "id"));
    if (!isAboutAlias(error)) throw error;
    const holder = await holderOf(api, props, where);
    if (holder !== undefined && optionalText(holder, "uniqueName") === props.uniqueName)
      return asRemoteId(textAt(holder, "id"));
    throw aliasTaken(holder, props, where);
  }
}

function isAboutAlias(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400 && error.serviceMessage.includes("mailNickname");
}

/** The group that has the alias, which may be our own: made by a call whose answer was lost, and shown late. */
async function holderOf(api: Writer, { mailNickname }: Team, where: string): Promise<JsonObject | undefined> {
  const filter = encodeURIComponent(`mailNickname eq '${mailNickname}'`);
  const path = `/groups?$filter=${filter}&$select=id,displayName,uniqueName`;
  return waitUntilShown(
    api,
    `who has the mail alias of ${where}`,
    async () => (await api.graph.list(path))[0],
  );
}

/**
 * The refusal for people when the alias belongs to another group, such as that of a store that was called so before.
 * Source: Microsoft Graph "Create group", mailNickname, read 2026-11.
 */
function aliasTaken(holder: JsonObject | undefined, { mailNickname }: Team, where: string): RefusedError {
  const who =
    holder === undefined
      ? "another group"
      : `the group "${optionalText(holder, "displayName") ?? ""}" (${optionalText(holder, "uniqueName") ?? textAt(holder, "id")})`;
  return new RefusedError(
    `${where}: the mail alias ${mailNickname} belongs to ${who} already. Give the store an alias of its own: ` +
      "`team: { alias: … }`.",
  );
}

/** Before the team exists every owner must be in both lists; so owners cost two of the twenty binds. */
async function groupBody(api: Writer, props: Team, where: string): Promise<JsonObject> {
  const names = Object.keys(props.roster).toSorted();
  const ids = await idsOf(api, names, where);
  await checkOwners(api, props, ids, where);
  const bind = (person: string): string =>
    `https://graph.microsoft.com/v1.0/users/${ids.get(person) ?? person}`;
  const owners = names.filter((person) => props.roster[person] === "owner").slice(0, bindsMax / 2);
  const members = names
    .filter((person) => props.roster[person] === "member")
    .slice(0, bindsMax - 2 * owners.length);
  return {
    displayName: props.displayName,
    ...(props.description === undefined ? {} : { description: props.description }),
    mailNickname: props.mailNickname,
    mailEnabled: true,
    securityEnabled: false,
    groupTypes: ["Unified"],
    visibility: props.visibility === "public" ? "Public" : "Private",
    "owners@odata.bind": owners.map(bind),
    "members@odata.bind": [...owners, ...members].map(bind),
  };
}

/**
 * One owner without a licence for Teams, or with a disabled account, and the service would make no team at all: such
 * owners are set aside before the group is made. Throws UndoneError, RefusedError when nobody is left to own it.
 * Source: Microsoft Graph "Create team", "assignedPlan resource type", read 2026-11.
 */
async function checkOwners(
  api: Writer,
  props: Team,
  ids: ReadonlyMap<string, string>,
  where: string,
): Promise<void> {
  const owners = Object.keys(props.roster).filter((person) => props.roster[person] === "owner");
  if (owners.length === 0) throw new RefusedError(`${where}: not made: nobody of those named can own it.`);
  const nameById = new Map(owners.map((person) => [(ids.get(person) ?? "").toLowerCase(), person]));
  const how = { select: ["accountEnabled", "assignedPlans"], inOneRead: bulkSizes.filterValues };
  const users = await usersByKey(api.graph, "id", [...nameById.keys()], how);
  const undone = [...users].flatMap(([id, user]): Undone[] => {
    const reason = whyNoOwner(user);
    const person = nameById.get(id);
    if (reason === undefined || person === undefined) return [];
    const text = `${where}: could not add "${person}" as owner: ${reason}, then run again.`;
    const isAbsent = !flagAt(user, "accountEnabled");
    return [{ what: person, text, ...(isAbsent ? { waitsFor: person } : {}) }];
  });
  if (undone.length > 0) throw new UndoneError(undone);
}

function whyNoOwner(user: JsonObject): string | undefined {
  if (!flagAt(user, "accountEnabled")) return "the account is disabled. Enable it";
  return canUseTeams(user) ? undefined : "the account has no licence for Teams. Assign one";
}

/** Turns the group into a team. 409 means that it is one already: an earlier call worked after all. */
async function teamify(api: Writer, id: RemoteId, props: Team, where: string): Promise<void> {
  const body = {
    "template@odata.bind": `https://graph.microsoft.com/v1.0/teamsTemplates('${props.template}')`,
    "group@odata.bind": `https://graph.microsoft.com/v1.0/groups('${id}')`,
  };
  try {
    await finished(api, await api.graph.send("POST", "/teams", body), where);
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) return;
    // A young group may be unknown to Teams for a while, yet the team may have been made: look again, then repeat.
    if (error instanceof ApiError && error.status === 404) throw asPassing(error);
    throw error;
  }
}

function asPassing(error: ApiError): ApiError {
  return new ApiError({
    status: 503,
    code: error.code,
    serviceMessage: `${error.serviceMessage} (the group is not known to Teams yet)`,
    call: error.call,
    requestId: error.requestId,
    retryAfterSeconds: 10,
  });
}

/** Archives or reopens a team and waits for it. Source: Microsoft Graph "Archive team", read 2026-11. */
export async function setArchived(
  api: Writer,
  id: RemoteId,
  archived: boolean,
  where: string,
): Promise<void> {
  await finished(
    api,
    await api.graph.send("POST", `/teams/${id}/${archived ? "archive" : "unarchive"}`, {}),
    where,
  );
}

/**
 * Seconds between looks at an operation: "wait >30 seconds between checks". The first look, right after the request,
 * is between none. While ten teams a second are made, two looks at each are 20 of the 30 that a second allows.
 * Source: Microsoft Graph "teamsAsyncOperation resource type", read 2026-11.
 */
const lookAgainSeconds = 31;

/** Up to a second less than that, to a whole second: the looks at many operations fall together and share batches. */
function untilNextLook(nowMilliseconds: number): number {
  return Math.floor(nowMilliseconds / 1000 + lookAgainSeconds) * 1000 - nowMilliseconds;
}

/** Waits for the background operation that an answer 202 points to. Bounded; a failed operation throws. */
async function finished(api: Writer, accepted: ApiResponse, where: string): Promise<void> {
  const location = accepted.headers["location"];
  if (location === undefined) return;
  // The service sends a path without version; the client adds it.
  const path = location.replace(/^https:\/\/[^/]+/, "").replace(/^\/(v1\.0|beta)\//, "/");
  const giveUpAtMilliseconds = api.clock.nowMilliseconds() + operationSecondsMax * 1000;
  for (;;) {
    const operation = await api.graph.find(path);
    const status = operation === undefined ? "notStarted" : optionalText(operation, "status");
    if (status === "succeeded") return;
    if (status === "failed") {
      const error = optionalObject(operation ?? {}, "error") ?? {};
      throw new Error(
        `${where}: the service gave up: ${optionalText(error, "message") ?? "no reason given"}`,
      );
    }
    if (api.clock.nowMilliseconds() > giveUpAtMilliseconds) {
      throw new Error(
        `${where}: not finished after ${operationSecondsMax} s. Run again: it goes on from here.`,
      );
    }
    await api.clock.sleep(untilNextLook(api.clock.nowMilliseconds()));
  }
}
