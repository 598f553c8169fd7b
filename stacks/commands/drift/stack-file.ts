import { readFileSync } from "node:fs";
import { RefusedError } from "../../../providers/core/errors.ts";
import { settingProblems } from "../../../schemas/stack-settings.ts";
import { shareIn, type Share } from "../../derive/share.ts";
import { settingsInText } from "../../load-config.ts";

/** The settings that a command needs without the engine. */
export interface StackFileSettings {
  readonly program: string;
  readonly org: string;
  readonly environment: string | undefined;
  /** The part of the environment that is this stack's. */
  readonly share: Share;
}

const prefix = "store-teams:";

/** Reads a stack file. Throws RefusedError that says everything that is wrong with it. */
export function readStackFile(file: string): StackFileSettings {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new RefusedError(`${file}: there is no such stack file. Stacks are files in config/stacks.`);
  }
  const settings = settingsInText(text);
  const problems = settingProblems(settings);
  if (problems.length > 0)
    throw new RefusedError(`${file}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  const { program, org, environment } = settings as { program: string; org?: string; environment?: string };
  if (org === undefined)
    throw new RefusedError(`${file}: "${prefix}org" is missing: the org file of this stack.`);
  return { program, org, environment, share: shareIn(settings) };
}
