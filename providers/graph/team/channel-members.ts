import type { PrivateChannel, Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { ApiError, isNotFound } from "../../core/errors.ts";
import type { FieldChange, Step } from "../../core/resource-type.ts";
import { idsOf } from "./people/known-people.ts";
import { memberBody, type Membership } from "./people/change-members.ts";
import { partOf, textOfPart } from "./parts.ts";
import { describeRoster, observeRoster, planRoster } from "./roster.ts";

/** Most members in the call that makes a private channel. Source: Microsoft Graph "Create channel", read 2026-11. */
const firstMembersMax = 200;

export type Memberships = ReadonlyMap<string, Membership>;

/**
 * Who is in a private channel. A young channel may be listed before its members can be read: that answer passes.
 * Source: Microsoft Graph "List members of a channel", read 2026-11.
 */
export async function observePrivate(
  api: Reader,
  channelPath: string,
  declared: PrivateChannel,
): Promise<{ value: PrivateChannel; memberships: Memberships }> {
  try {
    const { roster, memberships } = await observeRoster(api, channelPath, declared.roster);
    return {
      value: { owners: declared.owners, members: declared.members, roster: { ...roster } },
      memberships,
    };
  } catch (error) {
    throw isNotFound(error) ? notReadyYet(error) : error;
  }
}

/** A 404 for something that a list has just shown: looking again will help. */
export function notReadyYet(error: ApiError): ApiError {
  return new ApiError({
    status: 503,
    code: error.code,
    serviceMessage: `${error.serviceMessage} (the channel is not ready yet)`,
    call: error.call,
    requestId: error.requestId,
    retryAfterSeconds: 10,
  });
}

/** Whom a team never loses, and who has left it for good: both hold in its private channels too. */
export type HoldingFor = Pick<Team, "keep" | "left">;

/** Adds before removes, as for the team itself. */
export function planPrivate(
  key: string,
  desired: PrivateChannel,
  observed: PrivateChannel,
  team: HoldingFor,
): readonly Step[] {
  return planRoster(asInTeam(desired, team), observed.roster).map((step): Step => {
    const people = partOf(step);
    if (people.of !== "people") return step;
    const part = textOfPart({ of: "members", channel: key, as: people.as });
    if (step.kind !== "update") return { ...step, part };
    const changes = step.changes.map((change) => ({
      ...change,
      path: `channels.${key}.private.${change.path}`,
    }));
    return { kind: "update", part, changes };
  });
}

export function describePrivate(
  mentioned: PrivateChannel,
  observed: PrivateChannel,
  team: HoldingFor,
): PrivateChannel {
  return { ...mentioned, roster: describeRoster(asInTeam(mentioned, team), observed.roster) };
}

function asInTeam(
  channel: PrivateChannel,
  { keep = [], left = [] }: HoldingFor,
): PrivateChannel & Required<HoldingFor> {
  return { ...channel, keep, left };
}

/** Owners first: the service wants one in the call that makes the channel. */
export async function firstMembers(
  api: Reader,
  { roster }: PrivateChannel,
  where: string,
): Promise<readonly JsonObject[]> {
  const names = Object.keys(roster)
    .toSorted((left, right) => rank(roster[left]) - rank(roster[right]) || (left < right ? -1 : 1))
    .slice(0, firstMembersMax);
  const ids = await idsOf(api, names, where);
  return names.map((person) => typedMember(roster[person] === "owner", ids.get(person) ?? person));
}

function rank(role: Team["roster"][string] | undefined): number {
  return role === "owner" ? 0 : 1;
}

/** A body that holds one member names the type with a "#". */
function typedMember(isOwner: boolean, userId: string): JsonObject {
  const body = memberBody(isOwner, userId);
  return { ...body, "@odata.type": `#${String(body["@odata.type"])}` };
}

/**
 * Does one step about the members of a private channel: one call a person, since bulk calls are documented for teams
 * only. Somebody who left the team has left its private channels with it.
 */
export async function applyMembers(
  api: Writer,
  channelPath: string,
  step: Step,
  memberships: Memberships,
  where: string,
): Promise<void> {
  if (step.kind === "link") {
    const ids = await idsOf(api, step.targets, where);
    const part = partOf(step);
    const isOwner = part.of === "members" && part.as === "owner";
    for (const person of step.targets) {
      await api.graph.send("POST", `${channelPath}/members`, typedMember(isOwner, ids.get(person) ?? person));
    }
  } else if (step.kind === "unlink") {
    for (const person of step.targets) await removeMember(api, channelPath, memberships.get(person));
  } else if (step.kind === "update") {
    for (const change of step.changes) await changeRole(api, channelPath, change, memberships, where);
  }
}

async function removeMember(
  api: Writer,
  channelPath: string,
  membership: Membership | undefined,
): Promise<void> {
  if (membership === undefined) return;
  try {
    await api.graph.send("DELETE", `${channelPath}/members/${encodeURIComponent(membership.membershipId)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function changeRole(
  api: Writer,
  channelPath: string,
  change: FieldChange,
  memberships: Memberships,
  where: string,
): Promise<void> {
  const person = change.path.slice(change.path.indexOf(".roster.") + ".roster.".length);
  const membership = memberships.get(person);
  if (membership === undefined) throw new Error(`${where}: ${person} is not in the channel any more`);
  await api.graph.send("PATCH", `${channelPath}/members/${encodeURIComponent(membership.membershipId)}`, {
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles: change.to === "owner" ? ["owner"] : [],
  });
}
