import type { JsonObject, Reader, ServiceReader } from "../core/api.ts";
import { columnFlag, optionalObject, optionalText, textAt } from "../core/json.ts";
import { defaultTables } from "../../schemas/default-tables.ts";

/** What config wants of an environment, as far as the environment must be ready for it. */
export interface Wish {
  /** Origin, such as https://contoso-dev.crm4.dynamics.com. */
  readonly environment: string;
  /** Basic collaboration is to be on; undefined: config does not mention it. */
  readonly basic: boolean | undefined;
  /** Logical names of tables that are to be turned on for Teams; undefined: not mentioned. */
  readonly tables: readonly string[] | undefined;
  /** Logical names of tables whose records are linked to channels. */
  readonly linkedTables: readonly string[];
}

/** What of an environment is not ready. */
export type Readiness =
  | "sharePointOnline"
  | "oneDriveOff"
  | "sitesInactive"
  | "locationsRelative"
  | "teamsSolution"
  | "basicCollaboration"
  | "tablesThere"
  | "tablesCustomizable"
  | "tablesOn"
  | "documentManagement";

/** Something in the environment that stands in the way. */
export interface NotReady {
  readonly what: Readiness;
  /** Names the offending row, its name and id. */
  readonly problem: string;
  readonly mend: string;
}

/**
 * Everything in an environment that would make a run fail, found by reading only. Empty: it is ready. Throws when
 * something cannot be read. Source: Dynamics 365 "Enable linking of Dynamics 365 records to Microsoft Teams
 * channels" (error 800503ca), "Troubleshoot Teams integration", read 2026-11.
 */
export async function readinessProblems(api: Reader, wish: Wish): Promise<readonly NotReady[]> {
  const dataverse = api.dataverse(wish.environment);
  const fields = "organizationid,name,ismsteamsenabled,isonedriveenabled,sharepointdeploymenttype";
  const [organization] = await dataverse.list(`/organizations?$select=${fields}`);
  if (organization === undefined) throw new Error(`${wish.environment}: the organization row cannot be read`);
  const isOn = columnFlag(organization, "ismsteamsenabled");
  const problems: NotReady[] = [];
  // The service asks for these only when the switch goes on.
  if (wish.basic === true && !isOn) problems.push(...(await sharePointProblems(dataverse, organization)));
  const wanted = [...new Set([...(wish.tables ?? []), ...wish.linkedTables])].toSorted();
  if (wanted.length === 0) return problems;
  if ((await definitionOf(dataverse, "msdyn_teamscollaboration")) === undefined) {
    problems.push({
      what: "teamsSolution",
      problem: "the solution Office Productivity (msdynce_OfficeProductivity) is not installed",
      mend: "Install a Dynamics 365 app that brings it, such as Sales or Customer Service.",
    });
  }
  if (!isOn && wish.basic !== true) {
    problems.push({
      what: "basicCollaboration",
      problem: `basic collaboration is off (organization ${textAt(organization, "organizationid")})`,
      mend: "Declare `collaboration: { basic: true, … }` for the environment, or turn it on there.",
    });
  }
  for (const table of wanted) problems.push(...(await tableProblems(dataverse, table, wish, isOn)));
  return problems;
}

/** Causes of error 800503ca, and of its sibling for SharePoint on-premises. */
async function sharePointProblems(
  dataverse: ServiceReader,
  organization: JsonObject,
): Promise<readonly NotReady[]> {
  const who = `organization "${optionalText(organization, "name") ?? ""}" (${textAt(organization, "organizationid")})`;
  if (organization["sharepointdeploymenttype"] === 1) {
    const problem = `${who} is integrated with SharePoint on-premises (sharepointdeploymenttype 1)`;
    return [{ what: "sharePointOnline", problem, mend: "Move it to SharePoint Online." }];
  }
  const siteFields = "sharepointsiteid,name,absoluteurl,isdefault,servicetype";
  const sites = await dataverse.list(`/sharepointsites?$select=${siteFields}&$filter=statecode eq 0`);
  if (sites.some((site) => site["isdefault"] === true && site["servicetype"] === 0)) return [];
  const locationFields = "sharepointdocumentlocationid,name,absoluteurl";
  const locations = await dataverse.list(
    `/sharepointdocumentlocations?$select=${locationFields}&$filter=absoluteurl ne null`,
  );
  const unless = "or set up server-based SharePoint integration";
  const oneDrive: NotReady = {
    what: "oneDriveOff",
    problem: `OneDrive integration is on (isonedriveenabled of ${who})`,
    mend: `Turn OneDrive integration off, ${unless}.`,
  };
  const found: readonly NotReady[] = [
    ...(organization["isonedriveenabled"] === true ? [oneDrive] : []),
    ...sites.map((site) => ({
      what: "sitesInactive" as const,
      problem: `SharePoint site ${named(site, "sharepointsiteid")} is active`,
      mend: `Deactivate it (statecode 1, statuscode 2), ${unless}.`,
    })),
    ...locations.map((location) => ({
      what: "locationsRelative" as const,
      problem:
        `document location ${named(location, "sharepointdocumentlocationid")} has the absolute URL ` +
        (optionalText(location, "absoluteurl") ?? ""),
      mend: `Delete it, ${unless}.`,
    })),
  ];
  const intro = "800503ca: SharePoint integration is not set up, and ";
  return found.map((one) => ({ ...one, problem: intro + one.problem }));
}

function named(row: JsonObject, idField: string): string {
  return `"${optionalText(row, "name") ?? ""}" (${textAt(row, idField)})`;
}

async function definitionOf(dataverse: ServiceReader, table: string): Promise<JsonObject | undefined> {
  const fields = "LogicalName,IsMSTeamsIntegrationEnabled,IsDocumentManagementEnabled,IsCustomizable";
  return dataverse.find(`/EntityDefinitions(LogicalName='${table}')?$select=${fields}`, {
    consistency: "Strong",
  });
}

async function tableProblems(
  dataverse: ServiceReader,
  table: string,
  wish: Wish,
  isOn: boolean,
): Promise<readonly NotReady[]> {
  const definition = await definitionOf(dataverse, table);
  if (definition === undefined) {
    const mend = "Write the logical name of a table of this environment, or install what brings the table.";
    return [{ what: "tablesThere", problem: `the table "${table}" does not exist`, mend }];
  }
  const isEnabled = columnFlag(definition, "IsMSTeamsIntegrationEnabled");
  const isWanted = wish.tables?.includes(table) === true;
  if (isWanted && !isEnabled && !isCustomizable(definition)) {
    const problem = `the table "${table}" cannot be turned on for Teams: it cannot be customized`;
    return [{ what: "tablesCustomizable", problem, mend: `Take "${table}" out of \`tables\`.` }];
  }
  if (!wish.linkedTables.includes(table)) return [];
  const comesOn = !isOn && wish.basic === true && defaultTables.has(table);
  const problems: NotReady[] = [];
  if (!isEnabled && !isWanted && !comesOn) {
    const problem = `records of the table "${table}" are linked, but the table is not turned on for Teams`;
    problems.push({ what: "tablesOn", problem, mend: `Add "${table}" to \`tables\` of the environment.` });
  }
  if (definition["IsDocumentManagementEnabled"] !== true) {
    const problem = `records of the table "${table}" are linked, but document management is off for the table`;
    problems.push({
      what: "documentManagement",
      problem,
      mend: "Turn it on: Document Management Settings of the environment.",
    });
  }
  return problems;
}

/** A table that cannot be customized never takes the flag, whatever the action answers. */
export function isCustomizable(definition: JsonObject): boolean {
  return optionalObject(definition, "IsCustomizable")?.["Value"] !== false;
}
