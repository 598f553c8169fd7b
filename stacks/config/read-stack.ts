import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { YAMLParseError } from "yaml";
import type { Org } from "../../schemas/types/org.ts";
import { settingProblems } from "../../schemas/stack-settings.ts";
import { shareIn } from "../derive/share.ts";
import { loadOrg, settingsInText, sharingProblems, type RawSettings } from "./load-org.ts";
import { factsWithoutOrg, planFacts, type PlanFacts } from "../review/facts.ts";
import { shownPath } from "../commands/run/places.ts";
import type { Target } from "../commands/run/target.ts";

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
}

/** Reads the stack file and the org behind it. Throws BadConfigError or ConfigError before anything is started. */
export async function readStack(target: Target, stack: string): Promise<StackConfig> {
  const file = target.stackFile(stack);
  const settings = await settingsIn(file, stack);
  const program = textOf(settings["program"]);
  const environment = textOf(settings["environment"]);
  if (program === "identities") {
    return { facts: factsWithoutOrg(stack, program), files: [shownPath(file)], org: undefined, environment };
  }
  const orgFile = textOf(settings["org"]);
  if (orgFile === "")
    throw new BadConfigError(`${shownPath(file)}: store-teams:org is missing: the org file.`);
  const loaded = loadOrg(orgFile);
  const { org, places, files } = loaded;
  const keys = (org.environments ?? []).map(({ key }) => key);
  if (program === "environment" && !keys.includes(environment)) {
    throw new BadConfigError(
      `${shownPath(file)}: store-teams:environment is "${environment}", but ${orgFile} declares ${keys.join(", ") || "none"}.`,
    );
  }
  const share = shareIn(settings);
  if (program === "environment") {
    const problems = sharingProblems({ stack, orgFile, environment, share }, loaded, dirname(file));
    if (problems.length > 0) throw badSettings(shownPath(file), problems);
  }
  return {
    facts: planFacts(org, { stack, program, environment, share }, places),
    files: [shownPath(file), ...files],
    ...{ org, environment },
  };
}

async function settingsIn(file: string, stack: string): Promise<RawSettings> {
  const shown = shownPath(file);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw new BadConfigError(`there is no stack "${stack}": ${shown} is not there.`);
  let settings: RawSettings;
  try {
    settings = settingsInText(text);
  } catch (error) {
    if (error instanceof YAMLParseError) throw new BadConfigError(`${shown}: ${error.message}`);
    throw error;
  }
  const problems = settingProblems(settings);
  if (problems.length > 0) throw badSettings(shown, problems);
  return settings;
}

function badSettings(file: string, problems: readonly string[]): BadConfigError {
  return new BadConfigError(
    `${file}:\n${problems.map((problem) => `  ${problem}`).join("\n")}\nNothing was sent.`,
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
