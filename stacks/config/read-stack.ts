import { dirname } from "node:path";
import type { Org } from "../../schemas/types/org.ts";
import { shareIn } from "../derive/share.ts";
import { dayToGoBy } from "./day-to-go-by.ts";
import { orgOfStack } from "./org-of-stack.ts";
import { readStackFile } from "./stack-file.ts";
import { factsWithoutOrg, planFacts, type PlanFacts } from "../review/facts.ts";
import type { Target } from "../commands/run/target.ts";
import { declaredTarget, type DeclaredTarget } from "../target/declared.ts";

/** The config of a stack cannot be used. `message` says all that is wrong. Exit code 2. */
export class BadConfigError extends Error {
  override readonly name = "BadConfigError";
}

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

/** Reads the stack file and the org behind it. Throws BadConfigError or ConfigError before anything is started. */
export function readStack(target: Target, stack: string): StackConfig {
  const path = target.stackFile(stack);
  const stackFile = readStackFile(path);
  const { program, settings, file } = stackFile;
  if (program === "identities") {
    return { facts: factsWithoutOrg(stack, program), files: [file], org: undefined, environment: "" };
  }
  const day = dayToGoBy({ ...process.env, ...target.environment });
  const { org, places, files } = orgOfStack(stackFile, stack, dirname(path), day);
  const environment = program === "environment" ? stackFile.environment : "";
  const ticked = settings["doneByHand"];
  const doneByHand = Array.isArray(ticked) ? ticked.map(String) : [];
  const facts = planFacts(org, { stack, program, environment, share: shareIn(settings), doneByHand }, places);
  const part = {
    environment: program === "environment" ? environment : undefined,
    isAsked: facts.asksDataverse,
  };
  return { facts, files: [file, ...files], org, environment, target: declaredTarget(org, part, places) };
}
