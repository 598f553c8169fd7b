import { readFileSync } from "node:fs";
import { normalize } from "node:path";
import { shareIn, shareProblems, type Share } from "../derive/share.ts";
import { ConfigError, stackFilesIn, type LoadedOrg } from "./load-org.ts";
import { readStackFile, type StackFile } from "./stack-file.ts";

/** A stack of an environment and what its file says. */
export interface EnvironmentStack {
  readonly stack: string;
  /** The org file that it names. */
  readonly orgFile: string;
  readonly environment: string;
  readonly share: Share;
}

const orgLine = /^\s*["']?store-teams:org["']?\s*:\s*["']?([^"'#\r\n]+?)["']?\s*(?:#.*)?$/m;

/**
 * Whether a stack file names an org file; a file that is broken does when its line for the org does. undefined when
 * nobody can say: the file cannot be read, or holds no such line that could be made out.
 */
export function namesOrg(file: string, orgFile: string): boolean | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // What stands in the way is told by whoever reads the file for itself.
    return undefined;
  }
  const named = orgLine.exec(text)?.[1];
  return named === undefined ? undefined : normalize(named) === normalize(orgFile);
}

/**
 * What is wrong with how the stacks in a folder share the environment of one of them; empty when all is well. Two
 * stacks share an environment when they name the same org file and environment. Throws ConfigError with what is wrong
 * with another stack's file, when that may share the environment: what it owns is not known then.
 */
export function sharingProblems(
  own: EnvironmentStack,
  { org }: LoadedOrg,
  folder: string,
): readonly string[] {
  const others = stackFilesIn(folder).flatMap(([stack, file]) => {
    if (stack === own.stack) return [];
    const other = otherStack(file, own);
    return other === undefined ? [] : [{ stack, share: shareIn(other.settings) }];
  });
  return shareProblems(org, [{ stack: own.stack, share: own.share }, ...others]);
}

/** Another stack of the same environment; undefined for a file of anything else. Throws as `sharingProblems`. */
function otherStack(file: string, own: EnvironmentStack): StackFile | undefined {
  let other: StackFile;
  try {
    other = readStackFile(file);
  } catch (error) {
    if (error instanceof ConfigError && namesOrg(file, own.orgFile) !== true && !isUnreadable(error))
      return undefined;
    throw error;
  }
  const { program, environment, settings } = other;
  const orgFile = typeof settings["org"] === "string" ? settings["org"] : "";
  const isShared =
    program === "environment" &&
    environment === own.environment &&
    normalize(orgFile) === normalize(own.orgFile);
  return isShared ? other : undefined;
}

const isUnreadable = ({ problems }: ConfigError): boolean => problems.some(({ ruleId }) => ruleId === "file");
