// The organization row: the switches of Teams integration and what turning them on asks for and does.
// Source: "Enable or disable Microsoft Teams integration", troubleshooting of error 800503ca.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { DataverseCall } from "./call.ts";
import type { Environment, Row } from "./environment.ts";
import { defaultTeamsTables } from "./default-tables.ts";

/** Checks a change of the organization and gives all that it brings about. Throws 400. */
export function prepareOrganization(
  call: DataverseCall,
  row: Row,
  values: Record<string, unknown>,
): Record<string, unknown> {
  const { environment } = call;
  const next = { ...row.values, ...values };
  const isTurnedOn = next["ismsteamsenabled"] === true && row.values["ismsteamsenabled"] !== true;
  if (isTurnedOn) checkSharePoint(environment, next);
  // The page greys the switch out; the server is taken to agree.
  if (values["ismsteamscollaborationenabled"] === true && next["ismsteamsenabled"] !== true) {
    throw dataverseErrors.enhancedNeedsBasic();
  }
  const changes = { ...values };
  if ("ismsteamsenabled" in values) changes["ismsteamssettingchangedbyuser"] ??= true;
  // No document says what sets it; the page that turns enhanced collaboration on asks for the consent that it is for.
  if (values["ismsteamscollaborationenabled"] === true) changes["ismsteamsusersyncenabled"] ??= true;
  if (isTurnedOn) {
    for (const name of defaultTeamsTables) {
      const table = environment.table(name);
      const before = table.isTeamsEnabled;
      environment.remember(() => (table.isTeamsEnabled = before));
      table.isTeamsEnabled = true;
    }
  }
  return changes;
}

/** Without SharePoint integration nothing else of SharePoint or OneDrive may be in use. */
function checkSharePoint(environment: Environment, organization: Record<string, unknown>): void {
  if (organization["sharepointdeploymenttype"] === 1) throw dataverseErrors.sharePointOnPremises();
  const sites = [...environment.table("sharepointsite").rows.values()];
  const active = sites.filter(({ values }) => values["statecode"] === 0);
  const isConfigured = active.some(
    ({ values }) => values["isdefault"] === true && values["servicetype"] === 0,
  );
  if (isConfigured) return;
  const locations = [...environment.table("sharepointdocumentlocation").rows.values()];
  const hasAbsolute = locations.some(({ values }) => typeof values["absoluteurl"] === "string");
  if (organization["isonedriveenabled"] === true || active.length > 0 || hasAbsolute) {
    throw dataverseErrors.teamsNeedsSharePoint();
  }
}
