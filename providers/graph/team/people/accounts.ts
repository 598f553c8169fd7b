import type { JsonObject, Reader } from "../../../core/api.ts";
import { flagAt, objectsAt, textAt } from "../../../core/json.ts";
import { usersByKey, type UserKey } from "../../../core/users.ts";
import { bulkSizes } from "../../../limits/bulk-sizes.ts";
import { usualVendorValues } from "../../../../schemas/vendor/facts.ts";
import { identityProblem } from "./identities.ts";

/** Somebody of a team whose account is looked at, and where config says so. */
export interface TeamPerson {
  /** In lower case. */
  readonly userPrincipalName: string;
  /** The object id that config declares, in lower case; unset where it declares none. */
  readonly objectId?: string;
  readonly isOwner: boolean;
  /** In a team already: only whether the account is the declared one is asked. */
  readonly isThere: boolean;
  /** File, line and name. */
  readonly label: string;
}

/** Why somebody cannot come into a team, and how to mend it. */
export interface NotFit {
  readonly problem: string;
  readonly mend: string;
  /** Set where the directory has no account that is enabled: the team waits for that person. */
  readonly absence?: "missing" | "disabled";
}

/** The same of one of the people who were looked at; `problem` begins with their label. */
export interface UnfitPerson extends NotFit {
  readonly about: TeamPerson;
}

/**
 * R11: whoever comes into a team has an account that is enabled, and owners a licence for Teams; an object id that
 * config declares is that of the account. One read for 15 people. Throws what a read throws: an account that could not
 * be read is not told to be missing. Source: Microsoft Graph "List users", "assignedPlan resource type", read 2026-11.
 */
export async function accountProblems(
  api: Reader,
  people: readonly TeamPerson[],
): Promise<readonly UnfitPerson[]> {
  const read = (key: UserKey, values: readonly string[]): Promise<ReadonlyMap<string, JsonObject>> =>
    usersByKey(api.graph, key, values, {
      select: ["id", "userPrincipalName", "accountEnabled", "assignedPlans"],
      inOneRead: bulkSizes.filterValues,
    });
  const byId = await read(
    "id",
    people.flatMap(({ objectId }) => objectId ?? []),
  );
  const isFound = ({ objectId }: TeamPerson): boolean => objectId !== undefined && byId.has(objectId);
  const byName = await read(
    "userPrincipalName",
    people.filter((person) => !isFound(person)).map(({ userPrincipalName }) => userPrincipalName),
  );
  return people.flatMap((person) => {
    const { userPrincipalName, objectId, isOwner, isThere, label } = person;
    const named = byName.get(userPrincipalName);
    const user = objectId === undefined ? named : byId.get(objectId);
    const other = objectId === undefined ? undefined : otherAccount(userPrincipalName, objectId, user, named);
    const reason = other ?? (isThere ? undefined : whyNotFit(user, isOwner));
    return reason === undefined ? [] : [{ ...reason, problem: `${label}: ${reason.problem}`, about: person }];
  });
}

function otherAccount(
  name: string,
  objectId: string,
  user: JsonObject | undefined,
  named: JsonObject | undefined,
): NotFit | undefined {
  return identityProblem({
    ...{ name, objectId },
    nameOfObjectId: user === undefined ? undefined : textAt(user, "userPrincipalName").toLowerCase(),
    objectIdOfName: named === undefined ? undefined : textAt(named, "id"),
  });
}

function whyNotFit(user: JsonObject | undefined, isOwner: boolean): NotFit | undefined {
  if (user === undefined) {
    const mend =
      "Check the spelling under people, or create the account; with `status: left` nobody waits for them.";
    return { problem: "the tenant has no such user", mend, absence: "missing" };
  }
  if (!flagAt(user, "accountEnabled")) {
    const mend =
      "Enable it, or write at this person `status: leave` while they are away, `status: left` for good.";
    return { problem: "the account is disabled", mend, absence: "disabled" };
  }
  if (!isOwner || canUseTeams(user)) return undefined;
  return { problem: "the account has no licence for Teams, so it cannot own a team", mend: "Assign one." };
}

const teamsPlans: ReadonlySet<string> = new Set(usualVendorValues.teamsPlans);

/** Whether a user, read with `assignedPlans`, has Teams: by the ids of plans, since add-ons carry the service's name too. */
export function canUseTeams(user: JsonObject): boolean {
  return objectsAt(user, "assignedPlans").some(
    ({ servicePlanId, capabilityStatus }) =>
      typeof servicePlanId === "string" &&
      teamsPlans.has(servicePlanId.toLowerCase()) &&
      (capabilityStatus === "Enabled" || capabilityStatus === "Warning"),
  );
}
