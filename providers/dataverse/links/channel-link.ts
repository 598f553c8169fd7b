import type { ChannelLink } from "../../../schemas/types/resources.ts";
import { changeTab, pinTab, unpinTab } from "../../channel-tab.ts";
import type { Writer } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { textRecord } from "../../core/json.ts";
import { asRemoteId, presentId, type ResourceType, type Step } from "../../core/resource-type.ts";
import { createLocation, deleteOwnLocation, isOwnLocation } from "./location.ts";
import { endsOf, observeLink, type LinkRemote } from "./observe.ts";
import { createRow, deleteRow, findRow, type LinkEnds } from "./row.ts";
import { channelPath, filledTab } from "./tab.ts";
import { missingRecord, recordText } from "./record.ts";

/** Fields that make it another link. */
const identityFields = [
  "environment",
  "tenantId",
  "table",
  "recordId",
  "recordKey",
  "teamUniqueName",
] as const;

/**
 * A Dynamics record pinned to a channel. Parts that only work together: the tab in Teams, the row in Dataverse that
 * makes the channel show in the record (it holds ids and addresses, no content), and, where config asks for it, the
 * document location that shows the channel's files in the record. The row's id follows from what it links, so a
 * repeated create finds the first one. A link grants nobody access to the record.
 * Source: Dynamics 365 "Collaborate with Microsoft Teams", table msdyn_teamscollaboration, read 2026-11.
 */
export const channelLink: ResourceType<ChannelLink, LinkRemote> = {
  token: "dataverse:ChannelLink",
  permissions: {
    observe: ["GroupMember.Read.All", "Channel.ReadBasic.All", "TeamsTab.Read.All"],
    apply: ["TeamsTab.ReadWrite.All", "Team.ReadBasic.All", "Files.Read.All"],
  },
  title: (props) =>
    `link of ${recordText(props)} to channel "${props.channelName}" of ${props.teamUniqueName}`,
  check: ({ recordId, recordKey }) =>
    (recordId === undefined) === (recordKey === undefined)
      ? [{ property: "recordId", reason: "one of recordId and recordKey must say which record it is" }]
      : [],
  observe: observeLink,
  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "link", body: { ...desired } }];
    const identity = Object.fromEntries(identityFields.map((field) => [field, desired[field]]));
    const there = observed.value;
    const hasRow = there.recordId !== undefined || there.recordKey !== undefined;
    // An unset record is what a missing row looks like: that is a part to make, not another link. The same record
    // may be named by its id now and was by its key before.
    const because = changedFields(identity, {
      ...there,
      recordId: there.recordId ?? desired.recordId,
      recordKey: there.recordKey ?? desired.recordKey,
    });
    // channelName only says where to look at first: a renamed channel is the same channel.
    if (because.length > 0) return [{ kind: "replace", part: "link", because }];
    const steps: Step[] = [];
    if (there.tab === undefined) steps.push({ kind: "create", part: "tab", body: { ...desired.tab } });
    else {
      const changes = changedFields({ ...desired.tab }, { ...there.tab }, "tab.");
      if (changes.length > 0) steps.push({ kind: "update", part: "tab", changes });
    }
    if (!hasRow) steps.push({ kind: "create", part: "row", body: { table: desired.table } });
    if (observed.remote.staleRowId !== undefined) steps.push({ kind: "delete", part: "stale row" });
    if (desired.documents === true && there.documents !== true)
      steps.push({ kind: "create", part: "document location", body: {} });
    return steps;
  },

  // The row first: a row without its tab shows a channel that cannot be opened; a tab without its row still works.
  planRemoval: (_last, observed) => {
    if (observed.kind === "absent") return [];
    const { rowId, staleRowId, tabId, locationId } = observed.remote;
    const isOurs = locationId !== undefined && rowId !== undefined && isOwnLocation(locationId, rowId);
    const parts = [
      isOurs ? ["document location"] : [],
      rowId === undefined ? [] : ["row"],
      staleRowId === undefined ? [] : ["stale row"],
      tabId === undefined ? [] : ["tab"],
    ];
    return parts.flat().map((part) => ({ kind: "delete", part }));
  },

  apply: async (api, step, { props, observed }) => {
    const remote = observed.kind === "present" ? observed.remote : undefined;
    if (step.kind === "delete") {
      if (remote !== undefined) await deletePart(api, step.part, props, remote);
      return presentId(observed);
    }
    const ends = await endsOf(api, props, remote);
    // Nothing is written for a record that is not there.
    if (ends === undefined) throw missingRecord(props);
    const filled = { ...props, tab: filledTab(props.tab, ends.recordId) };
    await makePart(api, step, filled, ends, remote);
    return observed.kind === "present" ? observed.id : asRemoteId(ends.rowId);
  },

  describe: (observed, mentioned) => {
    const { value } = observed;
    const { tab, recordId, recordKey, documents, ...rest } = mentioned;
    const shownTab =
      value.tab === undefined
        ? undefined
        : Object.fromEntries(Object.entries(value.tab).filter(([field]) => Object.hasOwn(tab, field)));
    return {
      ...rest,
      ...(value.recordId === undefined ? {} : { recordId }),
      ...(value.recordKey === undefined ? {} : { recordKey }),
      ...(documents === undefined || value.documents === undefined ? {} : { documents: value.documents }),
      ...(shownTab === undefined ? {} : { tab: { ...value.tab, ...shownTab } as ChannelLink["tab"] }),
    };
  },
  remember: ({ groupId, channelId, tabId, rowId, recordId }) =>
    textRecord({ groupId, channelId, tabId, rowId, recordId }),
  recall: (remembered) => {
    const ids = textRecord(remembered);
    return {
      groupId: ids["groupId"],
      channelId: ids["channelId"],
      channelName: undefined,
      tabId: ids["tabId"],
      rowId: ids["rowId"],
      recordId: ids["recordId"],
      staleRowId: undefined,
      locationId: undefined,
    };
  },
};

/** Makes or changes a part. `props` has the record's id in the addresses of its tab. */
async function makePart(
  api: Writer,
  step: Step,
  props: ChannelLink,
  ends: LinkEnds,
  remote: LinkRemote | undefined,
): Promise<void> {
  const { groupId, channelId, recordId, rowId } = ends;
  // Not looked for once more: a channel takes one call a second, and a look came just before this step.
  if (step.part === "link" || (step.part === "tab" && step.kind === "create"))
    await pinTab(api, channelPath(groupId, channelId), props.tab);
  if (step.part === "link" || step.part === "row") await createRow(api, ends, props);
  if (step.part === "tab" && step.kind === "update" && remote?.tabId !== undefined)
    await changeTab(api, channelPath(groupId, channelId), remote.tabId, props.tab);
  if (step.part === "document location") {
    const row = await findRow(api, props, { rowId, recordId, groupId, channelId });
    if (row === undefined) throw new Error(`${channelLink.title(props)}: its row is gone again`);
    await createLocation(api, props, row);
  }
}

async function deletePart(
  api: Writer,
  part: string,
  props: ChannelLink,
  { groupId, channelId, tabId, rowId, staleRowId }: LinkRemote,
): Promise<void> {
  if (part === "row" && rowId !== undefined) await deleteRow(api, props, rowId);
  if (part === "stale row" && staleRowId !== undefined) await deleteRow(api, props, staleRowId);
  if (part === "document location" && rowId !== undefined) await deleteOwnLocation(api, props, rowId);
  if (part === "tab" && groupId !== undefined && channelId !== undefined && tabId !== undefined)
    await unpinTab(api, channelPath(groupId, channelId), tabId);
}
