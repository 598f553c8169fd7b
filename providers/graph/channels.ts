import type { Channel, Team } from "../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../core/api.ts";
import { changedFields } from "../core/compare.ts";
import { ApiError, RefusedError } from "../core/errors.ts";
import { optionalText, textAt } from "../core/json.ts";
import type { Step } from "../core/resource-type.ts";

/** Channels by declared key. */
export type Channels = NonNullable<Team["channels"]>;

/** Every channel of a team as the service lists it. */
export function listChannels(api: Reader, teamId: string): Promise<readonly JsonObject[]> {
  return api.graph.list(`/teams/${teamId}/channels?$select=id,displayName,description,membershipType`);
}

/**
 * The channels that config declares, found by the id remembered from the last run, else by name. A channel that was
 * renamed by hand is thus still the same channel.
 */
export function matchChannels(
  declared: Channels,
  live: readonly JsonObject[],
  idByKey: Readonly<Record<string, string>>,
): { channels: Channels; idByKey: Record<string, string> } {
  const channels: Channels = {};
  const ids: Record<string, string> = {};
  for (const [key, channel] of Object.entries(declared)) {
    const found =
      live.find((candidate) => candidate["id"] === idByKey[key]) ??
      live.find((candidate) => sameName(textAt(candidate, "displayName"), channel.displayName));
    if (found === undefined) continue;
    const description = optionalText(found, "description");
    channels[key] = {
      displayName: textAt(found, "displayName"),
      ...(description === undefined || description === "" ? {} : { description }),
    };
    ids[key] = textAt(found, "id");
  }
  return { channels, idByKey: ids };
}

/** The service compares channel names without regard to case. */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Creates and changes; channels that config does not name are left alone, so nothing is ever deleted here. */
export function planChannels(desired: Channels, observed: Channels): readonly Step[] {
  return Object.entries(desired)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, channel]): Step[] => {
      const there = observed[key];
      if (there === undefined) return [{ kind: "create", part: `channel:${key}`, body: { ...channel } }];
      const changes = changedFields({ ...channel }, { ...there }, `channels.${key}.`);
      return changes.length === 0 ? [] : [{ kind: "update", part: `channel:${key}`, changes }];
    });
}

/** What is there, with the fields that config mentions. */
export function describeChannels(mentioned: Channels, observed: Channels): Channels {
  const shown = Object.entries(mentioned).flatMap(([key, channel]): [string, Channel][] => {
    const there = observed[key];
    if (there === undefined) return [];
    const described: Channel = { displayName: there.displayName };
    if (channel.description !== undefined && there.description !== undefined) {
      described.description = there.description;
    }
    return [[key, described]];
  });
  return Object.fromEntries(shown);
}

/** Does one channel step. Source: Microsoft Graph "Create channel", "Update channel", read 2026-11. */
export async function applyChannel(
  api: Writer,
  teamId: string,
  step: Step,
  desired: Channels,
  idByKey: Readonly<Record<string, string>>,
  where: string,
): Promise<void> {
  const key = step.part.slice("channel:".length);
  const channel = desired[key];
  if (channel === undefined) throw new Error(`${where}: no channel "${key}" is declared`);
  if (step.kind === "create") {
    try {
      await api.graph.send("POST", `/teams/${teamId}/channels`, { ...channel, membershipType: "standard" });
    } catch (error) {
      throw nameIsTaken(error) ? new RefusedError(takenText(where, channel.displayName)) : error;
    }
    return;
  }
  const id = idByKey[key];
  if (step.kind !== "update" || id === undefined) throw new Error(`${where}: channel "${key}" is not there`);
  const changed = Object.fromEntries(
    step.changes.map((change) => [change.path.slice(`channels.${key}.`.length), change.to]),
  );
  await api.graph.send("PATCH", `/teams/${teamId}/channels/${encodeURIComponent(id)}`, changed);
}

/** Two codes were seen for the same text. */
function nameIsTaken(error: unknown): boolean {
  return (
    error instanceof ApiError && error.status === 400 && /name already exist/i.test(error.serviceMessage)
  );
}

function takenText(where: string, name: string): string {
  return (
    `${where}: the service refuses the channel name "${name}". It is in use, perhaps by a channel deleted in the ` +
    "last 30 days. Choose another name, or let an owner restore the deleted channel in Teams."
  );
}
