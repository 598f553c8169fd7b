import { v5 as uuidFromName } from "uuid";
import type { ChannelLink } from "../../schemas/types/resources.ts";
import type { Reader } from "../core/api.ts";
import { changedFields } from "../core/compare.ts";
import { optionalText, textAt, textRecord } from "../core/json.ts";
import {
  asRemoteId,
  presentId,
  type Observation,
  type Place,
  type ResourceType,
  type Step,
} from "../core/resource-type.ts";
import { createRow, deleteRow, findRow } from "./link-row.ts";
import { createTab, deleteTab, findTab, updateTab } from "./link-tab.ts";

/** Ids on both sides of the link. */
export interface LinkRemote {
  readonly groupId: string | undefined;
  readonly channelId: string | undefined;
  readonly tabId: string | undefined;
  readonly rowId: string | undefined;
}

/** Names our link rows among all name-based GUIDs. Never change it: existing rows would not be found again. */
const linkNamespace = "5b3e0c52-8a6f-4f0e-9d5a-3d6b8f0f7c11";
/** Fields that make it another link. */
const identityFields = ["environment", "tenantId", "table", "recordId", "teamUniqueName"] as const;

/**
 * A Dynamics record pinned to a channel. Two parts that only work together: the tab in Teams, and the row in
 * Dataverse that makes the channel show in the record. The row's id follows from what it links, so a repeated
 * create finds the first one. A link grants nobody access to the record.
 * Source: Dynamics 365 "Collaborate with Microsoft Teams", table msdyn_teamscollaboration, read 2026-11.
 */
export const channelLink: ResourceType<ChannelLink, LinkRemote> = {
  token: "dataverse:ChannelLink",
  permissions: {
    observe: ["Group.Read.All", "Channel.ReadBasic.All", "TeamsTab.Read.All"],
    apply: ["TeamsTab.ReadWrite.All", "Team.ReadBasic.All", "Files.Read.All"],
  },
  title: (props) =>
    `link of ${props.table} ${props.recordId} to channel "${props.channelName}" of ${props.teamUniqueName}`,
  check: () => [],
  observe: observeLink,
  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "link", body: { ...desired } }];
    const identity = Object.fromEntries(identityFields.map((field) => [field, desired[field]]));
    const there = observed.value;
    // recordId is what a missing row looks like, see observeLink: that is a part to make, not another link.
    const because = changedFields(identity, { ...there, recordId: there.recordId ?? desired.recordId });
    // channelName only says where to look at first: a renamed channel is the same channel.
    if (because.length > 0) return [{ kind: "replace", part: "link", because }];
    const steps: Step[] = [];
    if (there.tab === undefined) steps.push({ kind: "create", part: "tab", body: { ...desired.tab } });
    else {
      const changes = changedFields({ ...desired.tab }, { ...there.tab }, "tab.");
      if (changes.length > 0) steps.push({ kind: "update", part: "tab", changes });
    }
    if (there.recordId === undefined)
      steps.push({ kind: "create", part: "row", body: { recordId: desired.recordId } });
    return steps;
  },

  // The row first: a row without its tab shows a channel that cannot be opened; a tab without its row still works.
  planRemoval: (_last, observed) => {
    if (observed.kind === "absent") return [];
    const { rowId, tabId } = observed.remote;
    return [
      ...(rowId === undefined ? [] : [{ kind: "delete" as const, part: "row" }]),
      ...(tabId === undefined ? [] : [{ kind: "delete" as const, part: "tab" }]),
    ];
  },

  apply: async (api, step, { props, observed }) => {
    if (step.kind === "create" && step.part === "link") {
      const { groupId, channelId, rowId } = await endsOf(api, props);
      await createTab(api, groupId, channelId, props);
      await createRow(api, rowId, groupId, channelId, props);
      return asRemoteId(rowId);
    }
    const id = presentId(observed);
    const { groupId, channelId, rowId } = await endsOf(api, props, observed);
    const tabId = observed.kind === "present" ? observed.remote.tabId : undefined;
    if (step.part === "row") {
      await (step.kind === "delete"
        ? deleteRow(api, props, id)
        : createRow(api, rowId, groupId, channelId, props));
    } else if (step.kind === "create") await createTab(api, groupId, channelId, props);
    else if (tabId !== undefined && step.kind === "delete") await deleteTab(api, groupId, channelId, tabId);
    else if (tabId !== undefined) await updateTab(api, groupId, channelId, tabId, props);
    return id;
  },

  describe: (observed, mentioned) => {
    const { value } = observed;
    const { tab, recordId, ...rest } = mentioned;
    const shownTab =
      value.tab === undefined
        ? undefined
        : Object.fromEntries(Object.entries(value.tab).filter(([field]) => Object.hasOwn(tab, field)));
    return {
      ...rest,
      ...(value.recordId === undefined ? {} : { recordId }),
      ...(shownTab === undefined ? {} : { tab: { ...value.tab, ...shownTab } as ChannelLink["tab"] }),
    };
  },
  remember: ({ groupId, channelId, tabId, rowId }) => ({
    ...(groupId === undefined ? {} : { groupId }),
    ...(channelId === undefined ? {} : { channelId }),
    ...(tabId === undefined ? {} : { tabId }),
    ...(rowId === undefined ? {} : { rowId }),
  }),
  recall: (remembered) => {
    const ids = textRecord(remembered);
    return { groupId: ids["groupId"], channelId: ids["channelId"], tabId: ids["tabId"], rowId: ids["rowId"] };
  },
};

/** Both parts; the link is absent only when neither is there. A missing row shows as an unset recordId. */
async function observeLink(
  api: Reader,
  props: ChannelLink,
  place: Place,
): Promise<Observation<ChannelLink, LinkRemote>> {
  const known = textRecord(place.remembered);
  const group = await api.graph.find(
    `/groups(uniqueName='${encodeURIComponent(props.teamUniqueName)}')?$select=id`,
  );
  const groupId = group === undefined ? undefined : textAt(group, "id");
  const named = groupId && (await findChannel(api, groupId, props.channelName, known["channelId"]));
  const expectedRowId = known["rowId"] ?? place.id ?? (groupId && named && rowIdOf(props, groupId, named));
  const row = await findRow(api, props, { rowId: expectedRowId, groupId, channelId: named });
  const channelId = named ?? (row === undefined ? undefined : optionalText(row, "msdyn_channelid"));
  const tab =
    groupId && channelId ? await findTab(api, groupId, channelId, props, known["tabId"]) : undefined;
  if (row === undefined && tab === undefined) return { kind: "absent" };
  const rowId = row === undefined ? undefined : textAt(row, "msdyn_teamscollaborationid");
  const { tab: _tab, recordId, ...rest } = props;
  return {
    kind: "present",
    id: place.id ?? asRemoteId(rowId ?? expectedRowId ?? ""),
    value: {
      ...rest,
      ...(row === undefined ? {} : { recordId }),
      ...(tab === undefined ? {} : { tab: tab.value }),
    },
    remote: { groupId, channelId, tabId: tab?.id, rowId },
  };
}

/** By the remembered id, so that a renamed channel keeps its link; else by name. */
async function findChannel(
  api: Reader,
  groupId: string,
  name: string,
  knownId: string | undefined,
): Promise<string | undefined> {
  const channels = await api.graph.list(`/teams/${groupId}/channels?$select=id,displayName`);
  const found =
    channels.find((channel) => channel["id"] === knownId) ??
    channels.find((channel) => optionalText(channel, "displayName")?.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : textAt(found, "id");
}

async function endsOf(
  api: Reader,
  props: ChannelLink,
  observed?: Observation<ChannelLink, LinkRemote>,
): Promise<{ groupId: string; channelId: string; rowId: string }> {
  const remote = observed?.kind === "present" ? observed.remote : undefined;
  const groupId =
    remote?.groupId ??
    textAt(
      await api.graph.get(`/groups(uniqueName='${encodeURIComponent(props.teamUniqueName)}')?$select=id`),
      "id",
    );
  const channelId = remote?.channelId ?? (await findChannel(api, groupId, props.channelName, undefined));
  if (channelId === undefined) throw new Error(`${channelLink.title(props)}: the team has no such channel`);
  return { groupId, channelId, rowId: remote?.rowId ?? rowIdOf(props, groupId, channelId) };
}

/** The same link has the same row id, whoever makes it and however often. */
function rowIdOf(props: ChannelLink, groupId: string, channelId: string): string {
  return uuidFromName([props.table, props.recordId, groupId, channelId].join("|"), linkNamespace);
}
