import type { Readiness } from "../../../providers/dataverse/readiness.ts";
import type { Prerequisite } from "../prerequisite.ts";
import type { Facts } from "../facts.ts";
import { wishOf } from "../../derive/readiness-wish.ts";

const rows: readonly (readonly [what: Readiness, id: string, title: string])[] = [
  ["sharePointOnline", "sharepoint-online", "documents lie in SharePoint Online, not on-premises"],
  ["oneDriveOff", "onedrive-off", "OneDrive integration is off while SharePoint is not set up (800503ca)"],
  [
    "sitesInactive",
    "sites-inactive",
    "no SharePoint site is active while SharePoint is not set up (800503ca)",
  ],
  [
    "locationsRelative",
    "locations-relative",
    "no document location has an absolute URL while SharePoint is not set up (800503ca)",
  ],
  ["teamsSolution", "teams-solution", "the solution Office Productivity is installed"],
  ["basicCollaboration", "basic-collaboration", "basic collaboration is on, or config turns it on"],
  ["tablesThere", "tables-there", "tables that config names are there"],
  ["tablesCustomizable", "tables-customizable", "tables that are to be turned on for Teams can be"],
  ["tablesOn", "tables-on", "tables of linked records are on for Teams, or config turns them on"],
  ["documentManagement", "document-management", "document management is on for tables of linked records"],
];

const isAsked = ({ environment, derived }: Facts): boolean =>
  environment !== undefined && wishOf(environment, derived) !== undefined;

/** What a preview refuses too, each cause by itself: causes of error 800503ca, tables, document management. */
export const environmentRows: readonly Prerequisite[] = rows.map(([what, id, title]) => ({
  ...{ id, title, isAsked, area: "Dynamics environment" as const },
  needs: [
    "sign-in",
    "environment-answers",
    "application-user",
    ...(what === "tablesOn" ? ["basic-collaboration"] : []),
  ],
  permission: "a security role that reads organization settings and metadata",
  look: async ({ reads, environment }) => {
    const problems = await reads.readiness();
    return { evidence: environment?.url ?? "", wrong: problems.filter((one) => one.what === what) };
  },
}));
