import type { JsonObject, Reader } from "../../core/api.ts";
import { objectsAt } from "../../core/json.ts";
import { usersByKey } from "../../core/users.ts";
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
  const byName = await usersByKey(
    api.graph,
    "userPrincipalName",
    people.map(({ userPrincipalName }) => userPrincipalName),
    {
      select: ["id", "userPrincipalName", "accountEnabled", "assignedPlans"],
      inOneRead: bulkSizes.filterValues,
    },
  );
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
