import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { type Attempt, isExecutable } from "../setup/cache-entry.ts";
import { companions, isSupported, supportedRangeText } from "./versions.ts";

const run = promisify(execFile);

/** A CLI that does not answer within this time is as good as broken. */
const versionTimeoutMs = 20_000;

/** What `<pulumi> version` prints, without "v". Throws when it does not start or answer in time. */
export async function versionOf(pulumi: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await run(pulumi, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: versionTimeoutMs,
  });
  return stdout.trim().replace(/^v/, "");
}

/** The folders of PATH, absolute and in order. */
function pathFolders(env: NodeJS.ProcessEnv): string[] {
  const entries = (env["PATH"] ?? "").split(delimiter).filter((entry) => entry !== "");
  return entries.map((entry) => resolve(entry));
}

async function holdsFile(folders: readonly string[], name: string): Promise<boolean> {
  for (const folder of folders) if (await isExecutable(join(folder, name))) return true;
  return false;
}

/** Why the CLI in `folder` cannot be used; undefined when it can. */
async function defectOf(folder: string, searchPath: readonly string[], env: NodeJS.ProcessEnv) {
  const pulumi = join(folder, "pulumi");
  let version: string;
  try {
    version = await versionOf(pulumi, env);
  } catch (error) {
    return `${pulumi} does not start: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
  if (!isSupported(version)) return `${pulumi} is version ${version}, wanted ${supportedRangeText}`;
  for (const companion of companions) {
    if (!(await holdsFile([folder, ...searchPath], companion))) {
      return `${pulumi} (${version}) has no ${companion} beside it or on PATH`;
    }
  }
  return undefined;
}

/**
 * Looks for a CLI on PATH, in $PULUMI_HOME/bin and in ~/.pulumi/bin. The first usable one is taken; one that
 * is too old does not hide a good one behind it.
 * @param cacheRoot folders in here are left to the cache's own way, which needs not start the CLI
 */
export async function findInstalled(env: NodeJS.ProcessEnv, cacheRoot: string): Promise<Attempt> {
  const searchPath = pathFolders(env);
  const homes = [env["PULUMI_HOME"], join(env["HOME"] ?? homedir(), ".pulumi")].filter(
    (home) => home !== undefined,
  );
  const folders = new Set([...searchPath, ...homes.map((home) => resolve(home, "bin"))]);
  const defects: string[] = [];
  for (const folder of folders) {
    if (folder.startsWith(cacheRoot + sep) || !(await isExecutable(join(folder, "pulumi")))) continue;
    const defect = await defectOf(folder, searchPath, env);
    if (defect === undefined) return { kind: "found", folder };
    defects.push(defect);
  }
  const nothing = `no \`pulumi\` on PATH or in ${homes.map((home) => join(home, "bin")).join(", ")}`;
  return { kind: "failed", why: defects.length === 0 ? nothing : defects.join("\n") };
}
