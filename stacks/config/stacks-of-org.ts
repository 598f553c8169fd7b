import { readFileSync } from "node:fs";
import { normalize } from "node:path";
import type { Problem } from "../../schemas/problem.ts";
import { ConfigError, stackFilesIn, type LoadedOrg } from "./load-org.ts";
import { problemsWithOrg, readStackFile } from "./stack-file.ts";

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
  const belonging = stackFilesIn(folder).filter(([, file]) => namesOrg(file, orgFile));
  const problems = belonging.flatMap(([stack, file]) => problemsOf(stack, file, folder, loaded));
  return { files: belonging.map(([, file]) => file), problems };
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

const orgLine = /^\s*["']?store-teams:org["']?\s*:\s*["']?([^"'#\r\n]+?)["']?\s*(?:#.*)?$/m;

function namesOrg(file: string, orgFile: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // Told by the stack's own verbs: what it names is not known here.
    return false;
  }
  const named = orgLine.exec(text)?.[1];
  return named !== undefined && normalize(named) === normalize(orgFile);
}
