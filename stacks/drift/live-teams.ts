import type { Reader } from "../../providers/core/api.ts";
import { optionalText, textAt } from "../../providers/core/json.ts";
import type { LiveTeam } from "./similar-teams.ts";

/**
 * Every team of the tenant: one list, 999 on a page. Source: Graph "List all teams in an organization", read 2026-11.
 */
export async function liveTeams(api: Reader): Promise<readonly LiveTeam[]> {
  const filter = encodeURIComponent("resourceProvisioningOptions/Any(x:x eq 'Team')");
  const fields = "id,displayName,description,mailNickname,uniqueName";
  const groups = await api.graph.list(`/groups?$filter=${filter}&$select=${fields}&$top=999`);
  return groups.map(liveTeam);
}

function liveTeam(group: Readonly<Record<string, unknown>>): LiveTeam {
  const text = (key: "description" | "mailNickname" | "uniqueName"): Partial<LiveTeam> => {
    const value = optionalText(group, key);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    id: textAt(group, "id"),
    displayName: optionalText(group, "displayName") ?? "",
    ...text("description"),
    ...text("mailNickname"),
    ...text("uniqueName"),
  };
}
