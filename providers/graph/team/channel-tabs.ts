import type { Tab } from "../../../schemas/types/resources.ts";
import { changeTab, pinTab, tabValue, unpinTab } from "../../channel-tab.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { changedFields, sameValue } from "../../core/compare.ts";
import { isNotFound } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import type { Step } from "../../core/resource-type.ts";
import { textOfPart } from "./parts.ts";
import { notReadyYet } from "./channel-members.ts";

/** Tabs of one channel by declared key. */
export type Tabs = Readonly<Record<string, Tab>>;

/** Id of each tab by `<channel key>/<tab key>`. */
export type TabIds = Readonly<Record<string, string>>;

/**
 * The tabs that config declares in a channel, and those that it declared in the last run. Names of tabs need not be
 * unique, so a tab is recognised by the remembered id, else by app and content, else by app and name. Tabs of others
 * are left alone. Source: Microsoft Graph "List tabs in channel", read 2026-11.
 */
export async function observeTabs(
  api: Reader,
  channelPath: string,
  channel: string,
  declared: Tabs,
  remembered: TabIds,
): Promise<{ tabs: Record<string, Tab>; tabIds: Record<string, string> }> {
  const listed = await listTabs(api, channelPath);
  const tabs: Record<string, Tab> = {};
  const tabIds: Record<string, string> = {};
  const note = (key: string, found: JsonObject | undefined): void => {
    if (found === undefined) return;
    tabs[key] = tabValue(found);
    tabIds[`${channel}/${key}`] = textAt(found, "id");
  };
  const free = (): JsonObject[] => {
    const taken = new Set(Object.values(tabIds));
    return listed.filter((tab) => !taken.has(textAt(tab, "id")));
  };
  for (const [key, tab] of Object.entries(declared))
    note(key, matching(free(), tab, remembered[`${channel}/${key}`]));
  for (const [name, id] of Object.entries(remembered)) {
    const [of, key = ""] = name.split("/");
    if (of !== channel || tabs[key] !== undefined) continue;
    note(
      key,
      free().find((tab) => tab["id"] === id),
    );
  }
  return { tabs, tabIds };
}

async function listTabs(api: Reader, channelPath: string): Promise<readonly JsonObject[]> {
  try {
    return await api.graph.list(`${channelPath}/tabs?$expand=teamsApp`);
  } catch (error) {
    throw isNotFound(error) ? notReadyYet(error) : error;
  }
}

/** The app of a tab cannot change, so a tab of another app is another tab. */
function matching(
  listed: readonly JsonObject[],
  wanted: Tab,
  knownId: string | undefined,
): JsonObject | undefined {
  const alike = listed.filter((tab) => tabValue(tab).teamsAppId === wanted.teamsAppId);
  const shows = (tab: JsonObject): boolean => {
    const { entityId, contentUrl } = tabValue(tab);
    return wanted.entityId === undefined ? contentUrl === wanted.contentUrl : entityId === wanted.entityId;
  };
  return (
    alike.find((tab) => tab["id"] === knownId) ??
    alike.find(shows) ??
    alike.find((tab) => sameValue(tabValue(tab).displayName, wanted.displayName))
  );
}

/** New and changed tabs, then those that left the config. A tab of another app is removed and made anew. */
export function planTabs(channel: string, desired: Tabs, observed: Tabs): readonly Step[] {
  const part = (tab: string): string => textOfPart({ of: "tab", channel, tab });
  const wanted = Object.keys(desired).toSorted();
  const steps = wanted.flatMap((key): Step[] => {
    const tab = desired[key];
    const there = observed[key];
    if (tab === undefined) return [];
    if (there === undefined) return [{ kind: "create", part: part(key), body: { ...tab } }];
    if (!sameValue(there.teamsAppId, tab.teamsAppId)) return [{ kind: "delete", part: part(key) }];
    const changes = changedFields({ ...tab }, { ...there }, `channels.${channel}.tabs.${key}.`);
    return changes.length === 0 ? [] : [{ kind: "update", part: part(key), changes }];
  });
  const gone = Object.keys(observed).filter((key) => desired[key] === undefined);
  return [...steps, ...gone.toSorted().map((key): Step => ({ kind: "delete", part: part(key) }))];
}

/** Tabs as config would have to say them, with the fields that it mentions. */
export function describeTabs(mentioned: Tabs, observed: Tabs): Record<string, Tab> {
  return Object.fromEntries(
    Object.entries(observed).map(([key, tab]) => {
      const { entityId, ...plain } = tab;
      const shown = entityId !== undefined && mentioned[key]?.entityId !== undefined;
      return [key, shown ? { ...plain, entityId } : plain];
    }),
  );
}

/** Does one step about a tab. */
export async function applyTab(
  api: Writer,
  channelPath: string,
  step: Step,
  desired: Tab | undefined,
  tabId: string | undefined,
): Promise<void> {
  if (step.kind === "create" && desired !== undefined) await pinTab(api, channelPath, desired);
  else if (step.kind === "update" && desired !== undefined)
    await changeTab(api, channelPath, tabId ?? "", desired);
  else if (step.kind === "delete") await unpinTab(api, channelPath, tabId ?? "");
}
