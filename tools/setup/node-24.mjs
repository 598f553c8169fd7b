import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.mjs";

const wantedMajor = 24;

/**
 * Path of the Node that runs the project: the one that npm has brought (packages without scripts, held to the lock
 * file's hashes), else the one that runs this file. Throws SetupError when neither is Node 24.
 */
export function node24(root) {
  const brought = join(root, "node_modules", ".bin", "node");
  const path = existsSync(brought) ? brought : process.execPath;
  const mend =
    `npm brings Node ${wantedMajor} on Linux x64 and arm64 and on macOS x64, unless optional packages are left out ` +
    "(omit=optional).\n" +
    `Run: npm ci --include=optional, or install Node ${wantedMajor} and start this with it.`;
  const version = versionOf(path);
  if (version === undefined) throw new SetupError(`${path} does not start.`, mend);
  if (Number(/^v(\d+)\./.exec(version)?.[1]) !== wantedMajor) {
    throw new SetupError(`${path} is ${version}, wanted v${wantedMajor}.`, mend);
  }
  return path;
}

function versionOf(path) {
  // npm puts node_modules/.bin first on PATH, so this process is often that very Node: then save the start.
  if (realpathSync(path) === process.execPath) return process.version;
  const ran = spawnSync(path, ["--version"], { encoding: "utf8" });
  return ran.status === 0 ? ran.stdout.trim() : undefined;
}
