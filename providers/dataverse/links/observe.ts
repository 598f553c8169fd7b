import { v5 as uuidFromName } from "uuid";
import type { ChannelLink } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { optionalText, textAt, textRecord } from "../../core/json.ts";
import { asRemoteId, type Observation, type Place } from "../../core/resource-type.ts";
import { findLocation } from "./location.ts";
import { findRow, type LinkEnds } from "./row.ts";
import { filledTab, findTab } from "./tab.ts";
import { recordIdOf } from "./record.ts";

/** Ids on both sides of the link. */
export interface LinkRemote {
  readonly groupId: string | undefined;
  readonly channelId: string | undefined;
  /** As the service shows it now; unset where only the row says which channel it was. Never kept. */
  readonly channelName: string | undefined;
  readonly tabId: string | undefined;
  readonly rowId: string | undefined;
  /** Kept for links by alternate key: the key may have moved to another record since. */
  readonly recordId: string | undefined;
  /** A row of ours for the record that had the key before. */
  readonly staleRowId: string | undefined;
  readonly locationId: string | undefined;
}

/** Names our link rows among all name-based GUIDs. Never change it: existing rows would not be found again. */
const linkNamespace = "5b3e0c52-8a6f-4f0e-9d5a-3d6b8f0f7c11";

/** The same link has the same row id, whoever makes it and however often. */
export function rowIdOf(table: string, recordId: string, groupId: string, channelId: string): string {
  return uuidFromName([table, recordId, groupId, channelId].join("|"), linkNamespace);
}

/**
 * All parts; the link is absent only when neither row nor tab is there. A missing row shows as an unset record, a
 * missing document location as unset `documents`.
 */
export async function observeLink(
  api: Reader,
  props: ChannelLink,
  place: Place,
): Promise<Observation<ChannelLink, LinkRemote>> {
  const known = textRecord(place.remembered);
  const resolvedId = await recordIdOf(api, props);
  const recordId = resolvedId ?? known["recordId"];
  const groupId = await groupOf(api, props);
  const channel = groupId
    ? await findChannel(api, groupId, props.channelName, known["channelId"])
    : undefined;
  const named = channel?.id;
  const computed = groupId && named && recordId ? rowIdOf(props.table, recordId, groupId, named) : undefined;
  const rowId = known["rowId"] ?? place.id ?? computed;
  const found = await findRow(api, props, { rowId, recordId, groupId, channelId: named });
  const isStale = found !== undefined && recordId !== undefined && found["regardingobjectid"] !== recordId;
  const row = isStale ? await findRow(api, props, { recordId, groupId, channelId: named }) : found;
  const channelId = named ?? (row === undefined ? undefined : optionalText(row, "msdyn_channelid"));
  const tabProps = recordId === undefined ? props : { ...props, tab: filledTab(props.tab, recordId) };
  const tab =
    groupId && channelId ? await findTab(api, groupId, channelId, tabProps, known["tabId"]) : undefined;
  if (found === undefined && row === undefined && tab === undefined) return { kind: "absent" };
  const locationId =
    props.documents === true && row !== undefined ? await findLocation(api, props, row) : undefined;
  const shown = { ...props, tab: tabAsDeclared(props.tab, tabProps.tab, tab?.value) };
  return {
    kind: "present",
    id: place.id ?? asRemoteId(idIn(row) ?? rowId ?? ""),
    value: withoutMissing(shown, row !== undefined && resolvedId !== undefined, locationId),
    remote: {
      groupId,
      channelId,
      channelName: channel?.name,
      tabId: tab?.id,
      rowId: idIn(row),
      recordId: resolvedId,
      staleRowId: isStale ? idIn(found) : undefined,
      locationId,
    },
  };
}

function idIn(row: JsonObject | undefined): string | undefined {
  return row === undefined ? undefined : textAt(row, "msdyn_teamscollaborationid");
}

/** What is there in the words of the config: parts that are missing are not set. */
function withoutMissing(
  {
    tab,
    recordId,
    recordKey,
    documents,
    ...rest
  }: Omit<ChannelLink, "tab"> & { tab: ChannelLink["tab"] | undefined },
  hasRow: boolean,
  locationId: string | undefined,
): Partial<ChannelLink> {
  return {
    ...rest,
    ...(hasRow && recordId !== undefined ? { recordId } : {}),
    ...(hasRow && recordKey !== undefined ? { recordKey } : {}),
    ...(documents === false || locationId !== undefined ? { documents: documents ?? true } : {}),
    ...(tab === undefined ? {} : { tab }),
  };
}

/** Addresses that hold the record's id show as config has them, with its placeholder. */
function tabAsDeclared(
  declared: ChannelLink["tab"],
  filled: ChannelLink["tab"],
  found: ChannelLink["tab"] | undefined,
): ChannelLink["tab"] | undefined {
  if (found === undefined) return undefined;
  const { contentUrl, websiteUrl } = found;
  return {
    ...found,
    contentUrl: contentUrl === filled.contentUrl ? declared.contentUrl : contentUrl,
    websiteUrl: websiteUrl === filled.websiteUrl ? declared.websiteUrl : websiteUrl,
  };
}

async function groupOf(api: Reader, { teamUniqueName }: ChannelLink): Promise<string | undefined> {
  const name = encodeURIComponent(teamUniqueName);
  const group = await api.graph.find(`/groups(uniqueName='${name}')?$select=id`);
  return group === undefined ? undefined : textAt(group, "id");
}

/** By the remembered id, so that a renamed channel keeps its link; else by name. */
async function findChannel(
  api: Reader,
  groupId: string,
  name: string,
  knownId: string | undefined,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const channels = await api.graph.list(`/teams/${groupId}/channels?$select=id,displayName`);
  const found =
    channels.find((channel) => channel["id"] === knownId) ??
    channels.find((channel) => optionalText(channel, "displayName")?.toLowerCase() === name.toLowerCase());
  return found === undefined
    ? undefined
    : { id: textAt(found, "id"), name: optionalText(found, "displayName") ?? name };
}

/** The ends of a link that is about to be made; undefined when no record has its key. Throws when an end is not there. */
export async function endsOf(
  api: Reader,
  props: ChannelLink,
  remote: LinkRemote | undefined,
): Promise<LinkEnds | undefined> {
  const recordId = remote?.recordId ?? (await recordIdOf(api, props));
  if (recordId === undefined) return undefined;
  const groupId = remote?.groupId ?? (await groupOf(api, props));
  if (groupId === undefined) throw new Error(`no group has the unique name "${props.teamUniqueName}"`);
  const channel =
    remote?.channelId === undefined
      ? await findChannel(api, groupId, props.channelName, undefined)
      : // A channel that only the row names has its row: the name is not asked for.
        { id: remote.channelId, name: remote.channelName ?? props.channelName };
  if (channel === undefined)
    throw new Error(`the team "${props.teamUniqueName}" has no channel "${props.channelName}"`);
  return {
    groupId,
    channelId: channel.id,
    channelName: channel.name,
    recordId,
    rowId: remote?.rowId ?? rowIdOf(props.table, recordId, groupId, channel.id),
  };
}
