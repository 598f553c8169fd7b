import { shareIn } from "../../derive/share.ts";
import type { Org } from "../../../schemas/types/org.ts";
import { dayToGoBy } from "../../config/day-to-go-by.ts";
import { loadStack } from "../../config/load-stack.ts";
import { readStackFile } from "../../config/stack-file.ts";
import { factsWithoutOrg, planFacts, type PlanFacts } from "../../review/facts.ts";
import type { DeclaredTarget } from "../../target/declared.ts";
import type { Target } from "../run/target.ts";

/** A stack's config as it stands in the files. */
export interface StackConfig {
  readonly facts: PlanFacts;
  /** Every file that says what the stack shall be: the stack file and the org's files. Paths from the checkout. */
  readonly files: readonly string[];
  /** The org behind it; undefined for a stack that none stands behind. */
  readonly org: Org | undefined;
  /** Key of the Dynamics environment; empty for a stack that has none. */
  readonly environment: string;
  /** Whom the stack is for; unset for a stack that no org stands behind. */
  readonly target?: DeclaredTarget;
}

/** Reads what a plan of the stack goes by. Throws RefusedError or ConfigError before anything is started. */
export function stackToPlan(current: Target, stack: string): StackConfig {
  const path = current.stackFile(stack);
  const stackFile = readStackFile(path);
  if (stackFile.program === "identities") {
    const facts = factsWithoutOrg(stack, stackFile.program);
    return { facts, files: [stackFile.file], org: undefined, environment: "" };
  }
  const day = dayToGoBy({ ...process.env, ...current.environment });
  const { program, environment, settings, files, loaded, derived, target } = loadStack(path, day);
  const ticked = settings["doneByHand"];
  const doneByHand = Array.isArray(ticked) ? ticked.map(String) : [];
  const at = { stack, program, environment, share: shareIn(settings), doneByHand };
  return {
    facts: planFacts(loaded.org, at, loaded.places, derived),
    files,
    org: loaded.org,
    environment,
    target,
  };
}
