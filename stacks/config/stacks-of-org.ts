import type { Problem } from "../../schemas/problem.ts";
import { ConfigError, stackFilesIn, type LoadedOrg } from "./load-org.ts";
import { problemsWithOrg } from "./org-of-stack.ts";
import { namesOrg } from "./sharing.ts";
import { readStackFile } from "./stack-file.ts";

/** The stack files of a folder, and what is wrong with them. */
export interface CheckedStacks {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Checks every stack file of a folder that names an org file. A file whose text cannot be read belongs to it when its
 * line for the org does. `loaded`: the org, when it is sound.
 */
export function checkStacksOf(orgFile: string, folder: string, loaded: LoadedOrg | undefined): CheckedStacks {
  const belonging = stackFilesIn(folder).filter(([, file]) => namesOrg(file, orgFile) === true);
  const problems = belonging.flatMap(([stack, file]) => problemsOf(stack, file, folder, loaded));
  return { files: belonging.map(([, file]) => file), problems: once(problems) };
}

/** What is wrong with one stack's file stands in the way of those that share an environment with it. */
function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function problemsOf(
  stack: string,
  file: string,
  folder: string,
  loaded: LoadedOrg | undefined,
): readonly Problem[] {
  try {
    const stackFile = readStackFile(file);
    return loaded === undefined ? [] : problemsWithOrg(stackFile, stack, folder, loaded);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
