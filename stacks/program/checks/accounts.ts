import * as pulumi from "@pulumi/pulumi";
import type { Reader } from "../../../providers/core/api.ts";
import { accountProblems, type Newcomer } from "../../../providers/graph/team/accounts.ts";
import { listed } from "./environment-ready.ts";

/** So many are looked up in a preview: 100 calls. A run tells everybody who cannot be added. */
const lookedUpMax = 1500;

/**
 * Tells in a preview who could not be added to a team, R11: a run does the rest of their stores, and ends with an
 * error that names them. `connect` is called only when somebody is new.
 */
export async function tellUnfitAccounts(
  people: readonly Newcomer[],
  connect: () => Promise<Reader>,
): Promise<void> {
  if (people.length === 0) return;
  const asked = people.slice(0, lookedUpMax);
  try {
    const problems = await accountProblems(await connect(), asked);
    if (problems.length === 0) return;
    const scope = asked.length < people.length ? `, of the first ${asked.length} that are new` : "";
    void pulumi.log.warn(listed(`people who could not be added (rule R11${scope}):`, problems).join("\n"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void pulumi.log.warn(`whether new people have accounts could not be checked: ${reason}`);
  }
}
