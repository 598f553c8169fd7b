import type { Tab } from "../schemas/types/resources.ts";
import type { JsonObject, Writer } from "./core/api.ts";
import { isNotFound } from "./core/errors.ts";
import { optionalObject, optionalText } from "./core/json.ts";

// One tab of a channel, for the tabs of a team and for those that show a linked record. `channelPath` is
// `/teams/<group id>/channels/<channel id>`. Source: Microsoft Graph "Add tab to channel", "Update tab", "Delete tab
// from channel", read 2026-11.

/** A tab as the service lists it, with its app expanded, in the words of the config. */
export function tabValue(tab: JsonObject): Tab {
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

/** Pins a tab. The app must be installed in the team. */
export async function pinTab(api: Writer, channelPath: string, tab: Tab): Promise<void> {
  const app = `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${tab.teamsAppId}`;
  await api.graph.send("POST", `${channelPath}/tabs`, { ...bodyOf(tab), "teamsApp@odata.bind": app });
}

/** Changes name and content; the app of a tab cannot change. */
export async function changeTab(api: Writer, channelPath: string, tabId: string, tab: Tab): Promise<void> {
  await api.graph.send("PATCH", `${channelPath}/tabs/${encodeURIComponent(tabId)}`, bodyOf(tab));
}

/** Takes a tab off. Gone already is success. */
export async function unpinTab(api: Writer, channelPath: string, tabId: string): Promise<void> {
  try {
    await api.graph.send("DELETE", `${channelPath}/tabs/${encodeURIComponent(tabId)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Website tabs take no entityId; apps have one of their own making. */
function bodyOf({ displayName, entityId, contentUrl, websiteUrl }: Tab): JsonObject {
  return {
    displayName,
    configuration: { entityId: entityId ?? null, contentUrl, websiteUrl, removeUrl: null },
  };
}
