import { reasonOf } from "../../../providers/core/errors.ts";
import * as pulumi from "@pulumi/pulumi";
import type { Reader } from "../../../providers/core/api.ts";
import { accountProblems, type TeamPerson } from "../../../providers/graph/team/people/accounts.ts";
import { stopWithoutSignIn } from "./could-not-read.ts";
import { listed } from "./environment-ready.ts";

/** So many are looked up: 100 calls. A run tells everybody who cannot be added. */
const lookedUpMax = 1500;

/**
 * Tells in a preview who could not be added to a team, R11: a run does the rest of their stores, and ends with an
 * error that names them. In both, whose account is not the one that config names by its object id. `connect` is called
 * only when there is somebody to look at.
 */
export async function tellUnfitAccounts(
  people: readonly TeamPerson[],
  isPreview: boolean,
  connect: () => Promise<Reader>,
): Promise<void> {
  // A run finds out about those who come in by itself.
  const wanted = people.filter(({ isThere }) => isPreview || isThere);
  if (wanted.length === 0) return;
  const asked = wanted.slice(0, lookedUpMax);
  try {
    const problems = await accountProblems(await connect(), asked);
    if (problems.length === 0) return;
    const scope = asked.length < wanted.length ? `, of the first ${asked.length} who were looked up` : "";
    const title = isPreview
      ? `people who could not be added, or are not who config says (rule R11${scope}):`
      : `people who are not who config says (rule R11${scope}):`;
    void pulumi.log.warn(listed(title, problems).join("\n"));
  } catch (error) {
    stopWithoutSignIn(error);
    const reason = reasonOf(error);
    void pulumi.log.warn(
      `whether people have the accounts that config names could not be checked: ${reason}`,
    );
  }
}
