// Channel links and the document rows that the platform keeps for them. Source: "Work with Microsoft Teams",
// msdyn_teamscollaboration; which rows the platform makes is observed, not documented.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { DataverseCall } from "./call.ts";
import type { Row, TableState } from "./environment.ts";

const teamsService = 3;

/** A location has an absolute or a relative address, not both. */
export function checkLocation(table: TableState, values: Record<string, unknown>): void {
  if (table.definition.logicalName !== "sharepointdocumentlocation") return;
  const isSet = (name: string): boolean => typeof values[name] === "string" && values[name] !== "";
  if (isSet("absoluteurl") && isSet("relativeurl")) throw dataverseErrors.bothUrls();
}

/** A link on a table with document management gets a site (one per team) and a location (one per link). */
export function afterLinkCreate(call: DataverseCall, table: TableState, link: Row): void {
  if (table.definition.logicalName !== "msdyn_teamscollaboration") return;
  const { environment, world, user } = call;
  environment.change(link, { organizationid: environment.organizationId }, world, user.id);
  const target = environment.tables.get(String(link.values["regardingobjecttypename"]));
  if (target?.isDocumentManagementEnabled !== true) return;
  const absoluteurl = link.values["msdyn_teamsiteurl"];
  const sites = environment.table("sharepointsite").rows;
  const present = [...sites.values()].find(
    ({ values }) => values["servicetype"] === teamsService && values["absoluteurl"] === absoluteurl,
  );
  const name = link.values["msdyn_teamname"] ?? "Team";
  const site =
    present ??
    environment.insert(
      "sharepointsite",
      world.guid(),
      { name, absoluteurl, servicetype: teamsService },
      world,
      user.id,
    );
  environment.insert(
    "sharepointdocumentlocation",
    world.guid(),
    {
      name: link.values["msdyn_channelname"] ?? "Channel",
      relativeurl: folderOf(link),
      parentsiteorlocation: site.id,
      regardingobjectid: link.values["regardingobjectid"],
      servicetype: teamsService,
    },
    world,
    user.id,
  );
}

/** Deleting a link takes its location along; the site stays. */
export function afterLinkDelete(call: DataverseCall, table: TableState, link: Row): void {
  if (table.definition.logicalName !== "msdyn_teamscollaboration") return;
  const locations = call.environment.table("sharepointdocumentlocation");
  const found = [...locations.rows.values()].find(
    ({ values }) =>
      values["servicetype"] === teamsService &&
      values["regardingobjectid"] === link.values["regardingobjectid"] &&
      values["relativeurl"] === folderOf(link),
  );
  if (found !== undefined) call.environment.delete(locations, found);
}

function folderOf(link: Row): string {
  return String(link.values["msdyn_channelfolderrelativeurl"]).split("/").slice(-2).join("/").slice(0, 255);
}
