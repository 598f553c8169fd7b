import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import type { About } from "../../pages/about.ts";
import type { DeclaredTarget } from "../../target/declared.ts";

/** Longest that git is waited for: a report without its commit is better than none. */
const gitSecondsMax = 10;

/**
 * What a report says of itself. `files`: what config was read from, absolute or counted from the working folder.
 * A pipeline says who started it; elsewhere it is the machine's user.
 */
export async function aboutThis(
  target: DeclaredTarget | undefined,
  files: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  now = new Date(),
): Promise<About> {
  const revision = await revisionOf(files);
  const by = environment["GITHUB_ACTOR"] ?? environment["BUILD_REQUESTEDFOR"] ?? machineUser();
  return {
    at: `${now.toISOString().slice(0, 19)}Z`,
    ...(target === undefined ? {} : { tenant: `${target.domain} (${target.tenantId})` }),
    ...(revision === undefined ? {} : { revision }),
    ...(by === undefined ? {} : { by }),
  };
}

const run = promisify(execFile);

async function revisionOf(files: readonly string[]): Promise<string | undefined> {
  const paths = files.map((file) => resolve(file));
  const [first] = paths;
  if (first === undefined) return undefined;
  const options = { cwd: dirname(first), timeout: gitSecondsMax * 1000 };
  const git = async (...args: string[]): Promise<string> => (await run("git", args, options)).stdout.trim();
  try {
    const commit = await git("rev-parse", "--short=12", "HEAD");
    const changed = await git("status", "--porcelain", "--", ...paths);
    return changed === "" ? commit : `${commit} with changes that are not committed`;
  } catch {
    // No git, no repository, no commit, or files that lie outside of it: then the report names none.
    return undefined;
  }
}

function machineUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return undefined;
  }
}
