import type { ChannelLink } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { ApiError, isNotFound } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";
import { definitionOf } from "./record.ts";

/** The two ends of a link, and the id of its row. */
export interface LinkEnds {
  readonly groupId: string;
  readonly channelId: string;
  /** As the service shows it now. */
  readonly channelName: string;
  readonly recordId: string;
  readonly rowId: string;
}

/** The row that makes a channel show in a record. Source: table reference msdyn_teamscollaboration, read 2026-11. */
const rows = "/msdyn_teamscollaborations";
const rowFields =
  "msdyn_teamscollaborationid,regardingobjectid,msdyn_groupid,msdyn_channelid,msdyn_channelname,msdyn_teamname," +
  "msdyn_teamsiteurl,msdyn_channelfolderrelativeurl";

/**
 * By its id, else by what it links: a person may have pinned the record before us, with an id of its own. While the
 * channel is not known, it may have been renamed: the row still holds the name it had when it was linked.
 */
export async function findRow(
  api: Reader,
  props: ChannelLink,
  known: {
    rowId?: string | undefined;
    recordId: string | undefined;
    groupId: string | undefined;
    channelId: string | undefined;
  },
): Promise<JsonObject | undefined> {
  const dataverse = api.dataverse(props.environment);
  if (known.rowId !== undefined) {
    const row = await dataverse.find(`${rows}(${known.rowId})?$select=${rowFields}`);
    if (row !== undefined) return row;
  }
  if (known.groupId === undefined || known.recordId === undefined) return undefined;
  const filter = `regardingobjectid eq ${known.recordId} and regardingobjecttypename eq '${props.table}'`;
  const candidates = await dataverse.list(
    `${rows}?$filter=${encodeURIComponent(filter)}&$select=${rowFields}`,
  );
  const inTeam = candidates.filter((row) => row["msdyn_groupid"] === known.groupId);
  return inTeam.find((row) =>
    known.channelId === undefined
      ? optionalText(row, "msdyn_channelname")?.toLowerCase() === props.channelName.toLowerCase()
      : row["msdyn_channelid"] === known.channelId,
  );
}

/** Upsert with an id of our choosing and "only if it is new": twice is once. */
export async function createRow(
  api: Writer,
  { rowId, groupId, channelId, channelName, recordId }: LinkEnds,
  props: ChannelLink,
): Promise<void> {
  const dataverse = api.dataverse(props.environment);
  const table = await definitionOf(api, props);
  const team = await api.graph.get(`/teams/${groupId}?$select=id,displayName,internalId,webUrl`);
  const files = await api.graph.get(
    `/teams/${groupId}/channels/${encodeURIComponent(channelId)}/filesFolder`,
  );
  const body = {
    regardingobjectid: recordId,
    regardingobjecttypename: props.table,
    // Optional by the reference, yet a create without it fails.
    regardingobjecttypecode: table["ObjectTypeCode"],
    msdyn_groupid: groupId,
    msdyn_tenantid: props.tenantId,
    // The team's internal id, a thread id; not the group id.
    msdyn_teamid: optionalText(team, "internalId") ?? groupId,
    msdyn_teamname: textAt(team, "displayName"),
    msdyn_channelid: channelId,
    msdyn_channelname: channelName,
    msdyn_channeltype: "Standard",
    ...folderOf(textAt(files, "webUrl")),
    msdyn_appid: props.tab.teamsAppId,
    msdyn_contenturl: props.tab.contentUrl,
    msdyn_weburl: props.tab.websiteUrl,
  };
  try {
    await dataverse.send("PATCH", `${rows}(${rowId})`, body, { "if-none-match": "*" });
  } catch (error) {
    // 412: a row with this id exists, so an earlier call worked after all.
    if (!(error instanceof ApiError && error.status === 412)) throw error;
  }
}

/**
 * Site and folder from the folder's address, such as
 * `https://contoso.sharepoint.com/sites/sfo/Shared%20Documents/General`: a site is two segments deep.
 * Source: Microsoft Graph "Get filesFolder", read 2026-11.
 */
function folderOf(webUrl: string): { msdyn_teamsiteurl: string; msdyn_channelfolderrelativeurl: string } {
  const { origin, pathname } = new URL(webUrl);
  return {
    msdyn_teamsiteurl: origin + pathname.split("/").slice(0, 3).join("/"),
    msdyn_channelfolderrelativeurl: decodeURIComponent(pathname),
  };
}

export async function deleteRow(api: Writer, props: ChannelLink, rowId: string): Promise<void> {
  try {
    await api.dataverse(props.environment).send("DELETE", `${rows}(${rowId})`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
