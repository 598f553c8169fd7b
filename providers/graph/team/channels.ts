import type { Channel, Team } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { changedFields, sameValue } from "../../core/compare.ts";
import { ApiError, RefusedError } from "../../core/errors.ts";
import { optionalText, textAt, textRecord } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";
import { waitUntilShown } from "../../core/wait-until-shown.ts";
import {
  applyMembers,
  describePrivate,
  firstMembers,
  observePrivate,
  planPrivate,
  type HoldingFor,
  type Memberships,
} from "./channel-members.ts";
import { applyTab, describeTabs, observeTabs, planTabs } from "./channel-tabs.ts";
import { textOfPart, type TeamPart } from "./parts.ts";

/** Channels by declared key. */
export type Channels = NonNullable<Team["channels"]>;

/** What the calls need to know of the channels that are there. */
export interface ChannelHandles {
  /** Channel id by declared key. */
  readonly channelIds: Readonly<Record<string, string>>;
  /** Tab id by `<channel key>/<tab key>`. */
  readonly tabIds: Readonly<Record<string, string>>;
  /** Who is in each private channel, by declared key. Never kept: the next look shows it again. */
  readonly channelMemberships: ReadonlyMap<string, Memberships>;
}

export const noChannels: ChannelHandles = { channelIds: {}, tabIds: {}, channelMemberships: new Map() };

/** Every channel of a team as the service lists it. */
export function listChannels(api: Reader, teamId: string): Promise<readonly JsonObject[]> {
  return api.graph.list(`/teams/${teamId}/channels?$select=id,displayName,description,membershipType`);
}

function channelPath(teamId: string, channelId: string | undefined): string {
  return `/teams/${teamId}/channels/${encodeURIComponent(channelId ?? "")}`;
}

/**
 * The channels that config declares, found by the id remembered from the last run, else by name. A channel that was
 * renamed by hand is thus still the same channel, and one that a template brought is adopted. Members and tabs are
 * read only where config mentions them. `live` is every channel as the service lists it.
 */
export async function observeChannels(
  api: Reader,
  teamId: string,
  live: readonly JsonObject[],
  known: { readonly declared: Channels; readonly remembered: Readonly<Record<string, unknown>> },
): Promise<{ channels: Channels; handles: ChannelHandles; others: readonly Channel[] }> {
  const { declared, remembered } = known;
  const { channels, idByKey, others } = matchChannels(declared, live, textRecord(remembered["channelIds"]));
  const knownTabs = textRecord(remembered["tabIds"]);
  const memberships = new Map<string, Memberships>();
  const tabIds: Record<string, string> = {};
  await Promise.all(
    Object.entries(channels).map(async ([key, channel]) => {
      const path = channelPath(teamId, idByKey[key]);
      const wanted = declared[key];
      if (wanted?.private !== undefined && channel.private !== undefined) {
        const seen = await observePrivate(api, path, wanted.private);
        channel.private = seen.value;
        memberships.set(key, seen.memberships);
      }
      if (wanted?.tabs === undefined) return;
      const seen = await observeTabs(api, path, key, wanted.tabs, knownTabs);
      channel.tabs = seen.tabs;
      Object.assign(tabIds, seen.tabIds);
    }),
  );
  return { channels, handles: { channelIds: idByKey, tabIds, channelMemberships: memberships }, others };
}

function matchChannels(
  declared: Channels,
  live: readonly JsonObject[],
  idByKey: Readonly<Record<string, string>>,
): { channels: Channels; idByKey: Record<string, string>; others: readonly Channel[] } {
  const channels: Channels = {};
  const ids: Record<string, string> = {};
  for (const [key, channel] of Object.entries(declared)) {
    const found =
      live.find((candidate) => candidate["id"] === idByKey[key]) ??
      live.find((candidate) => sameName(textAt(candidate, "displayName"), channel.displayName));
    if (found === undefined) continue;
    const isPrivate = optionalText(found, "membershipType")?.toLowerCase() === "private";
    channels[key] = {
      ...shownChannel(found),
      // Who is in it is read where config mentions it.
      ...(isPrivate ? { private: { owners: "additive", members: "additive", roster: {} } } : {}),
    };
    ids[key] = textAt(found, "id");
  }
  const taken = new Set(Object.values(ids));
  const others = live.filter((candidate) => isOrdinary(candidate) && !taken.has(textAt(candidate, "id")));
  return { channels, idByKey: ids, others: others.map(shownChannel) };
}

function shownChannel(live: JsonObject): Channel {
  const description = optionalText(live, "description");
  return {
    displayName: textAt(live, "displayName"),
    ...(description === undefined || description === "" ? {} : { description }),
  };
}

/**
 * Neither private nor shared, and not the one that every team is born with. Source: Microsoft Graph "channel resource
 * type", read 2026-11.
 */
function isOrdinary(live: JsonObject): boolean {
  const kind = optionalText(live, "membershipType") ?? "standard";
  return kind === "standard" && textAt(live, "displayName") !== "General";
}

/** The service compares channel names without regard to case, and we without regard to how texts are spelled. */
export function sameName(left: string, right: string): boolean {
  return sameValue(left.toLowerCase(), right.toLowerCase());
}

/**
 * Creates and changes; channels that config does not name are left alone, so nothing is ever deleted here. `keep` are
 * people whom the team never loses.
 */
export function planChannels(desired: Channels, observed: Channels, team: HoldingFor): readonly Step[] {
  return Object.entries(desired)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, channel]): readonly Step[] => {
      const there = observed[key];
      const part = textOfPart({ of: "channel", channel: key });
      if (there === undefined) return [{ kind: "create", part, body: { ...channel } }];
      const changes = changedFields(plainFields(channel), plainFields(there), `channels.${key}.`);
      return [
        ...(changes.length === 0 ? [] : [{ kind: "update" as const, part, changes }]),
        ...(channel.private === undefined || there.private === undefined
          ? []
          : planPrivate(key, channel.private, there.private, team)),
        ...(channel.tabs === undefined ? [] : planTabs(key, channel.tabs, there.tabs ?? {})),
      ];
    });
}

function plainFields(channel: Channel): Readonly<Record<string, unknown>> {
  const { displayName, description } = channel;
  return { displayName, description, membershipType: channel.private === undefined ? "standard" : "private" };
}

/** What is there, with the fields that config mentions. */
export function describeChannels(mentioned: Channels, observed: Channels, team: HoldingFor): Channels {
  const shown = Object.entries(mentioned).flatMap(([key, channel]): [string, Channel][] => {
    const there = observed[key];
    if (there === undefined) return [];
    const described: Channel = { displayName: there.displayName };
    if (channel.description !== undefined && there.description !== undefined) {
      described.description = there.description;
    }
    if (there.private !== undefined)
      described.private =
        channel.private === undefined ? there.private : describePrivate(channel.private, there.private, team);
    if (channel.tabs !== undefined) described.tabs = describeTabs(channel.tabs, there.tabs ?? {});
    return [[key, described]];
  });
  return Object.fromEntries(shown);
}

/** Does one step about a channel, its members or its tabs. */
export async function applyChannel(
  api: Writer,
  teamId: string,
  step: Step,
  about: Extract<TeamPart, { channel: string }>,
  desired: Channels,
  handles: ChannelHandles,
  where: string,
): Promise<void> {
  const { channel: key } = about;
  if (about.of === "tab") {
    const path = channelPath(teamId, handles.channelIds[key]);
    const tabId = handles.tabIds[`${key}/${about.tab}`];
    return applyTab(api, path, step, desired[key]?.tabs?.[about.tab], tabId);
  }
  const channel = desired[key];
  if (channel === undefined) throw new Error(`${where}: no channel "${key}" is declared`);
  if (step.kind === "create") return createChannel(api, teamId, channel, where);
  const id = handles.channelIds[key];
  if (id === undefined) throw new Error(`${where}: channel "${key}" is not there`);
  const path = channelPath(teamId, id);
  if (about.of === "members") {
    return applyMembers(api, path, step, handles.channelMemberships.get(key) ?? new Map(), where);
  }
  if (step.kind !== "update") throw new Error(`${where}: a channel has no step "${step.kind}"`);
  const changed = Object.fromEntries(
    step.changes.map((change) => [change.path.slice(`channels.${key}.`.length), change.to]),
  );
  if (changed["membershipType"] !== undefined) throw new RefusedError(kindText(where, channel));
  await api.graph.send("PATCH", path, changed);
}

/** Source: Microsoft Graph "Create channel", read 2026-11. */
async function createChannel(api: Writer, teamId: string, channel: Channel, where: string): Promise<void> {
  const { displayName, description } = channel;
  const members = channel.private === undefined ? undefined : await firstMembers(api, channel.private, where);
  try {
    await api.graph.send("POST", `/teams/${teamId}/channels`, {
      displayName,
      ...(description === undefined ? {} : { description }),
      ...(members === undefined ? { membershipType: "standard" } : { membershipType: "private", members }),
    });
  } catch (error) {
    if (!nameIsTaken(error)) throw error;
    // A template brings its channels late: one that is there by now is taken as it is.
    const isNamed = (live: JsonObject): boolean => sameName(textAt(live, "displayName"), displayName);
    const find = async (): Promise<JsonObject | undefined> => (await listChannels(api, teamId)).find(isNamed);
    if ((await waitUntilShown(api, `the channel "${displayName}" of ${where}`, find)) !== undefined) return;
    throw new RefusedError(takenText(where, displayName));
  }
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

function kindText(where: string, channel: Channel): string {
  const [is, should] = channel.private === undefined ? ["private", "standard"] : ["standard", "private"];
  return (
    `${where}: the channel "${channel.displayName}" is ${is} and cannot become ${should}: Teams keeps what a channel ` +
    `is, and its name for 30 days after a deletion. Declare it as it is, or choose another name for a new one.`
  );
}
