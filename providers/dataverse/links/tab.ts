import type { ChannelLink, Tab } from "../../../schemas/types/resources.ts";
import { tabValue } from "../../channel-tab.ts";
import type { Reader } from "../../core/api.ts";
import { textAt } from "../../core/json.ts";

/**
 * The tab that shows a record in a channel. Tab names need not be unique, so a tab is recognised by the remembered
 * id, else by its app and content. Source: Microsoft Graph "Add tab to channel", "List tabs", read 2026-11.
 */
export async function findTab(
  api: Reader,
  groupId: string,
  channelId: string,
  props: ChannelLink,
  knownId: string | undefined,
): Promise<{ id: string; value: Tab } | undefined> {
  const tabs = await api.graph.list(`${channelPath(groupId, channelId)}/tabs?$expand=teamsApp`);
  const found =
    tabs.find((tab) => tab["id"] === knownId) ??
    tabs.find((tab) => {
      const value = tabValue(tab);
      return value.teamsAppId === props.tab.teamsAppId && value.contentUrl === props.tab.contentUrl;
    });
  return found === undefined ? undefined : { id: textAt(found, "id"), value: tabValue(found) };
}

/** `{recordId}` in an address stands for the record's id: a link by alternate key does not know it beforehand. */
export function filledTab(tab: Tab, recordId: string): Tab {
  const fill = (url: string): string => url.replaceAll("{recordId}", recordId);
  return { ...tab, contentUrl: fill(tab.contentUrl), websiteUrl: fill(tab.websiteUrl) };
}

export function channelPath(groupId: string, channelId: string): string {
  return `/teams/${groupId}/channels/${encodeURIComponent(channelId)}`;
}
