// Tabs of a channel. Source: "Add tab to channel", "List tabs in channel", "teamsTab resource type".
import { limits } from "../limits/route-limits.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject, textOf } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Channel, Tab } from "../tenant/model.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  checkedBody,
} from "./call.ts";
import { channelOf } from "./channels.ts";
import { boundApp, teamsAppBody } from "./teams-apps.ts";
import { permissions } from "./permissions.ts";
import { type GroupWithTeam, teamsBody } from "./team-type.ts";

interface TabInChannel {
  readonly group: GroupWithTeam;
  readonly channel: Channel;
  readonly tab: Tab;
}

const urlKeys = ["contentUrl", "websiteUrl", "removeUrl"];

const tabType: EntityType<TabInChannel> = modelled("teamsTab", {
  own: {
    id: { type: "String", read: ({ tab }) => tab.id },
    displayName: {
      type: "String",
      read: ({ tab }) => tab.displayName,
      write: "always",
      isRequired: true,
      longest: 128,
    },
    webUrl: {
      type: "String",
      read: ({ group, channel, tab }, { tenant }) => {
        const context = encodeURIComponent(JSON.stringify({ channelId: channel.id }));
        const entity = encodeURIComponent(textOf(tab.configuration, "entityId") ?? tab.id);
        return `https://teams.microsoft.com/l/entity/${encodeURIComponent(tab.teamsAppId)}/${entity}?label=${encodeURIComponent(tab.displayName)}&context=${context}&groupId=${group.id}&tenantId=${tenant.id}`;
      },
    },
    configuration: { type: "Object", read: ({ tab }) => ({ ...tab.configuration }), write: "always" },
    sortOrderIndex: { type: "String", read: ({ tab }) => tab.sortOrderIndex },
  },
  expands: {
    teamsApp: ({ tab }, { tenant }) => {
      const app = tenant.teamsApps.get(tab.teamsAppId);
      return app === undefined ? null : teamsAppBody(app);
    },
  },
});

function tabOf(call: Call): TabInChannel {
  const { group, channel } = channelOf(call);
  const tab = channel.tabs.get(idOf(call, "tab"));
  if (tab === undefined) throw teamsErrors.notFound(`No tab found with id ${idOf(call, "tab")}`);
  return { group, channel, tab };
}

function contextOf({ group, channel }: Pick<TabInChannel, "group" | "channel">): string {
  return `teams('${group.id}')/channels('${encodeURIComponent(channel.id)}')/tabs`;
}

function listTabs(call: Call): Reply {
  const { group, channel } = channelOf(call);
  const filter = call.query.options["filter"] ?? "";
  // Filtering by the app needs the app in the answer.
  if (filter.includes("teamsApp") && !call.query.expand.some(({ name }) => name === "teamsApp")) {
    throw teamsErrors.bad("A filter on teamsApp needs $expand=teamsApp.");
  }
  return listReply(call, {
    type: tabType,
    rows: () => [...channel.tabs.values()].map((tab) => ({ group, channel, tab })),
    context: contextOf({ group, channel }),
    options: new Set(["select", "filter", "expand"]),
    isAlwaysCounted: true,
  });
}

function createTab(call: Call): Reply {
  const { group, channel } = channelOf(call);
  if (group.team.isArchived) throw teamsErrors.archived();
  const tab = addTab(call, group, channel, bodyOf(call));
  audit(call, {
    activity: "TabAdded",
    category: "Teams",
    operation: "Add",
    targets: [{ id: tab.id, displayName: tab.displayName, type: "Tab" }],
    changes: { channelId: channel.id, teamId: group.id, ...tab.configuration },
  });
  return entityReply(call, tabType, { group, channel, tab }, contextOf({ group, channel }), 201);
}

/** Checks a tab as sent and puts it into the channel. The app must be installed, unless it is built in. */
export function addTab(call: Call, group: GroupWithTeam, channel: Channel, sent: JsonObject): Tab {
  // Older examples send the id of the app beside the bind.
  const { teamsAppId: _ignored, ...plain } = sent;
  const body = checkedBody(call, tabType, "create", teamsBody, plain, ["teamsApp"]);
  const app = boundApp(call, sent["teamsApp@odata.bind"]);
  if (!app.isBuiltIn && !group.team.installedApps.has(app.id))
    throw teamsErrors.appNotInstalled(app.id, group.id);
  if (!app.hasTab) throw teamsErrors.appWithoutTabs(app.id);
  const configuration = readConfiguration(body["configuration"]);
  const tab: Tab = {
    id: call.world.guid(),
    displayName: body["displayName"] as string,
    teamsAppId: app.id,
    configuration,
    sortOrderIndex: String(10_000 + channel.tabs.size * 100),
  };
  channel.tabs.set(tab.id, tab);
  return tab;
}

/** The object is open: apps keep keys of their own in it. Its addresses are https. */
function readConfiguration(sent: unknown): JsonObject {
  const empty = { entityId: null, contentUrl: null, websiteUrl: null, removeUrl: null };
  if (sent === undefined) return empty;
  if (!isObject(sent)) throw teamsErrors.wrongType("configuration", "Edm.Object");
  for (const key of urlKeys) {
    const value = sent[key];
    if (value === null || value === undefined) continue;
    if (typeof value !== "string" || !/^https:\/\//i.test(value))
      throw teamsErrors.invalidValue(`configuration/${key}`);
  }
  if (typeof sent["contentUrl"] !== "string") throw teamsErrors.required("configuration/contentUrl");
  return { ...empty, ...sent };
}

function updateTab(call: Call): Reply {
  const found = tabOf(call);
  if (found.group.team.isArchived) throw teamsErrors.archived();
  const changes = checkedBody(call, tabType, "update", teamsBody);
  if (changes["configuration"] !== undefined) {
    const merged = { ...found.tab.configuration, ...(changes["configuration"] as JsonObject) };
    found.tab.configuration = readConfiguration(merged);
  }
  if (typeof changes["displayName"] === "string") found.tab.displayName = changes["displayName"];
  audit(call, {
    activity: "TabUpdated",
    category: "Teams",
    operation: "Update",
    targets: [{ id: found.tab.id, displayName: found.tab.displayName, type: "Tab" }],
  });
  return entityReply(call, tabType, found, contextOf(found));
}

function deleteTab(call: Call): Reply {
  const { channel, tab, group } = tabOf(call);
  if (group.team.isArchived) throw teamsErrors.archived();
  channel.tabs.delete(tab.id);
  audit(call, {
    activity: "TabRemoved",
    category: "Teams",
    operation: "Delete",
    targets: [{ id: tab.id, displayName: tab.displayName, type: "Tab" }],
  });
  return noContent();
}

const tabsPath = "/teams/{team}/channels/{channel}/tabs";
export const tabRoutes = [
  onGet(tabsPath, permissions.readTabs, listTabs, limits.readChannel),
  onPost(tabsPath, permissions.createTab, createTab, limits.createChannel),
  onGet(`${tabsPath}/{tab}`, permissions.readTabs, (call) => {
    const found = tabOf(call);
    return entityReply(call, tabType, found, contextOf(found));
  }),
  onPatch(`${tabsPath}/{tab}`, permissions.writeTab, updateTab, limits.changeTeam),
  onDelete(`${tabsPath}/{tab}`, permissions.deleteTab, deleteTab, limits.deleteChannel),
];
