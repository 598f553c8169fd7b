import type { ChannelLink, Tab } from "../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../core/api.ts";
import { isNotFound } from "../core/errors.ts";
import { optionalObject, optionalText, textAt } from "../core/json.ts";

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
  const tabs = await api.graph.list(`${tabsOf(groupId, channelId)}?$expand=teamsApp`);
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

function tabValue(tab: JsonObject): Tab {
  const configuration = optionalObject(tab, "configuration") ?? {};
  const entityId = optionalText(configuration, "entityId");
  return {
    displayName: optionalText(tab, "displayName") ?? "",
    teamsAppId: optionalText(optionalObject(tab, "teamsApp") ?? {}, "id") ?? "",
    ...(entityId === undefined ? {} : { entityId }),
    contentUrl: optionalText(configuration, "contentUrl") ?? "",
    websiteUrl: optionalText(configuration, "websiteUrl") ?? "",
  };
}

export async function createTab(
  api: Writer,
  groupId: string,
  channelId: string,
  props: ChannelLink,
): Promise<void> {
  // A run that was cut off between tab and row comes by here again.
  if ((await findTab(api, groupId, channelId, props, undefined)) !== undefined) return;
  await api.graph.send("POST", tabsOf(groupId, channelId), {
    displayName: props.tab.displayName,
    "teamsApp@odata.bind": `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${props.tab.teamsAppId}`,
    configuration: configurationOf(props.tab),
  });
}

export async function updateTab(
  api: Writer,
  groupId: string,
  channelId: string,
  tabId: string,
  props: ChannelLink,
): Promise<void> {
  await api.graph.send("PATCH", `${tabsOf(groupId, channelId)}/${encodeURIComponent(tabId)}`, {
    displayName: props.tab.displayName,
    configuration: configurationOf(props.tab),
  });
}

export async function deleteTab(
  api: Writer,
  groupId: string,
  channelId: string,
  tabId: string,
): Promise<void> {
  try {
    await api.graph.send("DELETE", `${tabsOf(groupId, channelId)}/${encodeURIComponent(tabId)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function configurationOf(tab: Tab): JsonObject {
  return {
    // Website tabs take no entityId; apps have one of their own making.
    entityId: tab.entityId ?? null,
    contentUrl: tab.contentUrl,
    websiteUrl: tab.websiteUrl,
    removeUrl: null,
  };
}

function tabsOf(groupId: string, channelId: string): string {
  return `/teams/${groupId}/channels/${encodeURIComponent(channelId)}/tabs`;
}
