import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.mjs";

const wantedMajor = 24;

/** Path of the Node that runs the project: the npm package `node`. Throws SetupError when it is not there. */
export function node24(root) {
  const path = join(root, "node_modules", ".bin", "node");
  const mend =
    "The npm package `node` fetches it in an install script, which seems to be switched off (ignore-scripts).\n" +
    "Run: npm rebuild node --ignore-scripts=false --foreground-scripts";
  if (!existsSync(path)) throw new SetupError("Node 24 is missing: node_modules/.bin/node.", mend);

  const version = versionOf(path);
  if (version === undefined) throw new SetupError("node_modules/.bin/node does not start.", mend);
  if (Number(/^v(\d+)\./.exec(version)?.[1]) !== wantedMajor) {
    throw new SetupError(`node_modules/.bin/node is ${version}, wanted v${wantedMajor}.`, mend);
  }
  return path;
}

function versionOf(path) {
  // npm puts node_modules/.bin first on PATH, so this process is often that very Node: then save the start.
  if (realpathSync(path) === process.execPath) return process.version;
  const ran = spawnSync(path, ["--version"], { encoding: "utf8" });
  return ran.status === 0 ? ran.stdout.trim() : undefined;
}
