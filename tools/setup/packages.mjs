import { mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { exitCodeOf, exitCodeOfSignal, runChild } from "./child.mjs";
import { withLock } from "./lock.mjs";
import { SetupError } from "./setup-error.mjs";

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new SetupError(`Cannot read ${path}: ${error.message}.`, "Restore the file, then run this again.");
  }
}

const dependencyFields = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** What package.json asks for, in the words of package-lock.json. Scripts and the like do not count. */
function requests(manifest) {
  return JSON.stringify(
    dependencyFields.map((field) =>
      Object.entries(manifest?.[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
}

/**
 * Why node_modules does not hold what package-lock.json wants; undefined when it does.
 * npm writes node_modules/.package-lock.json at the end of every finished install: comparing the two files
 * needs no stamp of our own, and notices what was done to node_modules by hand.
 */
export function packagesMismatch(root) {
  const wanted = readJson(join(root, "package-lock.json"))?.packages ?? {};
  const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (installed === undefined) return "node_modules is missing or unfinished";

  for (const folder of ["", ...(readJson(join(root, "package.json"))?.workspaces ?? [])]) {
    const manifest = readJson(join(root, folder, "package.json"));
    if (requests(manifest) !== requests(wanted[folder])) {
      return `${join(folder, "package.json")} and package-lock.json differ`;
    }
  }
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    const there = installed[path];
    // Optional packages are those of other platforms: npm leaves them out.
    if (there === undefined && !entry.optional && !entry.devOptional) return `${path} is missing`;
    if (there !== undefined && there.version !== entry.version) return `${path} has another version`;
  }
  return Object.keys(installed).some((path) => wanted[path] === undefined)
    ? "there are packages too many"
    : undefined;
}

/** `npm ci`, one process at a time. Throws SetupError when it fails. */
export async function installPackages(root) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const onWait = (pid, waitedSeconds) =>
    console.error(`packages: waiting for the set-up that process ${pid} runs here (${waitedSeconds} s)`);
  await withLock(join(root, ".cache", "setup.lock"), onWait, async () => {
    const why = packagesMismatch(root);
    if (why !== undefined) await npmCi(root, why);
  });
}

async function npmCi(root, why) {
  console.error(`packages: ${why}; running npm ci (usually 10 to 60 s)`);
  const startedMs = Date.now();
  const elapsedSeconds = () => Math.round((Date.now() - startedMs) / 1000);
  // On a terminal npm shows its own progress.
  const progress = setInterval(() => {
    if (!process.stderr.isTTY) console.error(`packages: npm ci, ${elapsedSeconds()} s`);
  }, 10_000);
  try {
    const ended = await runChild("npm", ["ci", "--loglevel=error"], {
      cwd: root,
      env: { ...process.env, PATH: pathWithout(join(root, "node_modules", ".bin")) },
      stdio: ["ignore", 2, 2],
    });
    if (ended.stoppedBy !== null) {
      throw new SetupError("npm ci was stopped.", "Run this again.", exitCodeOfSignal(ended.stoppedBy));
    }
    if (ended.code !== 0)
      throw new SetupError(`npm ci failed with exit code ${ended.code}.`, "Its own message is above.");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new SetupError("There is no `npm` on PATH.", "Install Node.js 20 or newer with npm.");
  } finally {
    clearInterval(progress);
  }
  const left = packagesMismatch(root);
  if (left !== undefined) {
    throw new SetupError(
      `After npm ci, ${left}.`,
      "Run: npm install, and look at what it changes in package-lock.json",
    );
  }
  console.error(`packages: done in ${elapsedSeconds()} s`);
}

/** npm ci deletes node_modules: npm itself must not run on the Node that lies in it. */
function pathWithout(folder) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => entry !== folder)
    .join(delimiter);
}
