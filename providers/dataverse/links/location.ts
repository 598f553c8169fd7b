import { v5 as uuidFromName } from "uuid";
import type { ChannelLink } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, ServiceWriter, Writer } from "../../core/api.ts";
import { ApiError, isNotFound, RefusedError } from "../../core/errors.ts";
import { optionalText, textAt } from "../../core/json.ts";
import { quoted } from "../../core/odata.ts";
import { definitionOf, recordText } from "./record.ts";

/** `servicetype` of what belongs to Teams. Source: table reference sharepointdocumentlocation, read 2026-11. */
const teamsService = 3;
const locations = "/sharepointdocumentlocations";
/** How long the platform is given to make the location by itself: it does so after the link row, but when is not said. */
const platformSecondsMax = 20;
const lookEverySeconds = 2;
const locationNamespace = "c9a1d6b0-6f0e-4b7c-8a0e-52e3f2b94a66";

/**
 * The document location that shows the channel's folder among the documents of the record: a row of the platform's
 * own making, after the link row. Recognised by record, service and folder name. `row` is the link row.
 */
export async function findLocation(
  api: Reader,
  { environment }: ChannelLink,
  row: JsonObject,
): Promise<string | undefined> {
  const filter = `_regardingobjectid_value eq ${textAt(row, "regardingobjectid")} and servicetype eq ${teamsService}`;
  const found = await api
    .dataverse(environment)
    .list(
      `${locations}?$filter=${encodeURIComponent(filter)}&$select=sharepointdocumentlocationid,relativeurl`,
    );
  const folder = lastSegment(textAt(row, "msdyn_channelfolderrelativeurl"));
  const location = found.find((one) => lastSegment(optionalText(one, "relativeurl") ?? "") === folder);
  return location === undefined ? undefined : textAt(location, "sharepointdocumentlocationid");
}

/**
 * Waits for the platform, then makes the location itself: with an id that follows from the link row, so twice is
 * once. Throws RefusedError when document management is off for the table: the record could not show it.
 */
export async function createLocation(api: Writer, props: ChannelLink, row: JsonObject): Promise<void> {
  const definition = await definitionOf(api, props);
  if (definition["IsDocumentManagementEnabled"] !== true) {
    throw new RefusedError(
      `${props.environment}: ${recordText(props)} cannot show documents: document management is off for the table ` +
        `"${props.table}". Turn it on (Document Management Settings), or remove \`documents\` from the link.`,
    );
  }
  const giveUpAtMilliseconds = api.clock.nowMilliseconds() + platformSecondsMax * 1000;
  while (api.clock.nowMilliseconds() < giveUpAtMilliseconds) {
    if ((await findLocation(api, props, row)) !== undefined) return;
    await api.clock.sleep(lookEverySeconds * 1000);
  }
  const dataverse = api.dataverse(props.environment);
  const siteUrl = textAt(row, "msdyn_teamsiteurl");
  const siteId = await siteOf(
    dataverse,
    siteUrl,
    optionalText(row, "msdyn_teamname") ?? props.teamUniqueName,
  );
  const folder = textAt(row, "msdyn_channelfolderrelativeurl");
  const sitePath = decodeURIComponent(new URL(siteUrl).pathname);
  await upsert(dataverse, `${locations}(${locationIdOf(row)})`, {
    name: optionalText(row, "msdyn_channelname") ?? props.channelName,
    relativeurl: (folder.startsWith(sitePath) ? folder.slice(sitePath.length) : folder).replace(/^\//, ""),
    servicetype: teamsService,
    "parentsiteorlocation_sharepointsite@odata.bind": `/sharepointsites(${siteId})`,
    [`regardingobjectid_${props.table}@odata.bind`]: `/${textAt(definition, "EntitySetName")}(${textAt(row, "regardingobjectid")})`,
  });
}

/** Takes away a location that we made; those of the platform are its own matter. */
export async function deleteOwnLocation(api: Writer, props: ChannelLink, rowId: string): Promise<void> {
  const id = locationIdOf({ msdyn_teamscollaborationid: rowId });
  try {
    await api.dataverse(props.environment).send("DELETE", `${locations}(${id})`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** True when we made the location with this id. */
export function isOwnLocation(locationId: string, rowId: string): boolean {
  return locationId === locationIdOf({ msdyn_teamscollaborationid: rowId });
}

function locationIdOf(row: JsonObject): string {
  return uuidFromName(textAt(row, "msdyn_teamscollaborationid"), locationNamespace);
}

/** The site of the team, made when there is none. */
async function siteOf(dataverse: ServiceWriter, absoluteUrl: string, name: string): Promise<string> {
  const filter = `servicetype eq ${teamsService} and absoluteurl eq ${quoted(absoluteUrl)}`;
  const [found] = await dataverse.list(
    `/sharepointsites?$filter=${encodeURIComponent(filter)}&$select=sharepointsiteid`,
  );
  if (found !== undefined) return textAt(found, "sharepointsiteid");
  const id = uuidFromName(absoluteUrl, locationNamespace);
  await upsert(dataverse, `/sharepointsites(${id})`, {
    name,
    absoluteurl: absoluteUrl,
    servicetype: teamsService,
  });
  return id;
}

/** With "only if it is new": 412 says that an earlier call worked after all. */
async function upsert(dataverse: ServiceWriter, path: string, body: JsonObject): Promise<void> {
  try {
    await dataverse.send("PATCH", path, body, { "if-none-match": "*" });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 412)) throw error;
  }
}

function lastSegment(path: string): string {
  return (path.split("/").at(-1) ?? "").toLowerCase();
}
