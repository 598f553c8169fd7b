import { reasonOf } from "../../../providers/core/errors.ts";
import * as pulumi from "@pulumi/pulumi";
import type { Reader } from "../../../providers/core/api.ts";
import {
  accountProblems,
  type TeamPerson,
  type UnfitPerson,
} from "../../../providers/graph/team/people/accounts.ts";
import { stopWithoutSignIn } from "./could-not-read.ts";
import { listed } from "./environment-ready.ts";

/** So many are looked up: 100 calls. Whoever comes after them is found out about by the run itself. */
const lookedUpMax = 1500;

/**
 * Looks at accounts, R11, and returns those people who have none that is enabled: teams wait for them. Tells in a
 * preview who else could not be added, and always whose account is not the one that config names by its object id.
 * What could not be read is told, and says nothing of anybody. `connect` is called only when there is somebody.
 */
export async function lookAtAccounts(
  people: readonly TeamPerson[],
  isPreview: boolean,
  connect: () => Promise<Reader>,
): Promise<readonly UnfitPerson[]> {
  if (people.length === 0) return [];
  const asked = people.slice(0, lookedUpMax);
  try {
    const problems = await accountProblems(await connect(), asked);
    const scope = asked.length < people.length ? `, of the first ${asked.length} who were looked up` : "";
    // A run finds out about those who come in by itself.
    const told = problems.filter(
      ({ absence, about }) => absence === undefined && (isPreview || about.isThere),
    );
    const title = isPreview
      ? `people who could not be added, or are not who config says (rule R11${scope}):`
      : `people who are not who config says (rule R11${scope}):`;
    if (told.length > 0) void pulumi.log.warn(listed(title, told).join("\n"));
    return problems.filter(({ absence }) => absence !== undefined);
  } catch (error) {
    stopWithoutSignIn(error);
    const reason = reasonOf(error);
    void pulumi.log.warn(
      `whether people have the accounts that config names could not be checked: ${reason}`,
    );
    return [];
  }
}
