import type { JsonObject, Reader } from "../../core/api.ts";
import { chunksOf } from "../../core/compare.ts";
import { objectsAt, textAt } from "../../core/json.ts";
import { isOneOf } from "../../core/odata.ts";
import { bulkSizes } from "../../limits/bulk-sizes.ts";

/** Somebody who is to come into a team, and where config says so. */
export interface Newcomer {
  readonly userPrincipalName: string;
  readonly isOwner: boolean;
  /** File, line and name. */
  readonly label: string;
}

/** Why somebody cannot come into a team, and how to mend it. */
export interface NotFit {
  readonly problem: string;
  readonly mend: string;
}

/**
 * R11: whoever comes into a team has an account that is enabled, and owners a licence for Teams. One read for 15
 * people. Throws what a read throws: an account that could not be read is not told to be missing.
 * Source: Microsoft Graph "List users", "assignedPlan resource type", read 2026-11.
 */
export async function accountProblems(api: Reader, people: readonly Newcomer[]): Promise<readonly NotFit[]> {
  const pages = await Promise.all(
    chunksOf(people, bulkSizes.filterValues).map((some) => {
      const names = some.map(({ userPrincipalName }) => userPrincipalName);
      const filter = encodeURIComponent(isOneOf("userPrincipalName", names));
      const fields = "$select=id,userPrincipalName,accountEnabled,assignedPlans";
      return api.graph.list(`/users?$filter=${filter}&${fields}&$top=${some.length}`);
    }),
  );
  const byName = new Map(pages.flat().map((user) => [textAt(user, "userPrincipalName").toLowerCase(), user]));
  return people.flatMap(({ userPrincipalName, isOwner, label }) => {
    const reason = whyNotFit(byName.get(userPrincipalName.toLowerCase()), isOwner);
    return reason === undefined ? [] : [{ ...reason, problem: `${label}: ${reason.problem}` }];
  });
}

function whyNotFit(user: JsonObject | undefined, isOwner: boolean): NotFit | undefined {
  if (user === undefined) {
    const mend = "Check the spelling under people, or create the account first.";
    return { problem: "the tenant has no such user", mend };
  }
  if (user["accountEnabled"] === false) return { problem: "the account is disabled", mend: "Enable it." };
  if (!isOwner || canUseTeams(user)) return undefined;
  return { problem: "the account has no licence for Teams, so it cannot own a team", mend: "Assign one." };
}

/** Whether a user, read with `assignedPlans`, has Teams. */
export function canUseTeams(user: JsonObject): boolean {
  return objectsAt(user, "assignedPlans").some(
    ({ service, capabilityStatus }) =>
      service === "TeamspaceAPI" && (capabilityStatus === "Enabled" || capabilityStatus === "Warning"),
  );
}
