import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolderOf } from "../../tools/setup/cache-folder.ts";
import { withLock } from "../../tools/setup/lock.mjs";
import type { Runtime, Stranger } from "./strangers.ts";

/** A package manager that takes longer has lost its registry. */
const installMostMs = 300_000;
const here = import.meta.dirname;

/** The program of a runtime and what must be there beside it, tried in this order. */
const runtimes: Readonly<Record<Runtime, readonly (readonly [string, ...string[]])[]>> = {
  python: ["python3", "python"].map((program) => [program, "-c", pythonCheck()] as const),
  node: [[process.execPath, "--version"]],
};

/** Python 3.11 is the oldest that the pinned packages take; pip must be there to get them. */
function pythonCheck(): string {
  return "import sys, pip; sys.exit(0 if sys.version_info >= (3, 11) else 1)";
}

/** The program that runs scripts of this kind, with its version; undefined when this machine has none. */
export async function findRuntime(runtime: Runtime): Promise<string | undefined> {
  for (const [program, ...args] of runtimes[runtime]) {
    const tried = await execa(program, args, { reject: false, timeout: 30_000 });
    if (tried.exitCode === 0) return program;
  }
  return undefined;
}

interface Recipe {
  /** All that decides what is installed. */
  readonly text: string;
  readonly command: (folder: string) => readonly [string, ...string[]];
}

function recipeOf(stranger: Stranger, program: string): Recipe {
  if (typeof stranger.packages === "string") {
    const file = join(here, stranger.packages);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"];
    return {
      text: readFileSync(file, "utf8"),
      command: (folder) => [program, ...pip, "--requirement", file, "--target", folder],
    };
  }
  const { packages } = stranger;
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save", "--loglevel=error"];
  return {
    text: packages.join("\n"),
    command: (folder) => ["npm", "install", ...flags, "--prefix", folder, ...packages],
  };
}

/**
 * The folder with a client's packages, outside the checkout; installed first when it is not there. It appears whole or
 * not at all. Rejects with what the package manager said.
 */
export async function installed(stranger: Stranger, program: string): Promise<string> {
  const recipe = recipeOf(stranger, program);
  const hash = createHash("sha256").update(`${program}\n${recipe.text}`).digest("hex").slice(0, 12);
  const root = cacheFolderOf(process.env, "strangers");
  const folder = join(root, `${stranger.name}-${hash}`);
  if (existsSync(folder)) return folder;
  await mkdir(root, { recursive: true });
  const onWait = (): void => undefined;
  await withLock(join(root, `${stranger.name}.lock`), onWait, async () => {
    if (existsSync(folder)) return;
    const unfinished = await mkdtemp(join(root, "unfinished-"));
    try {
      const [command, ...args] = recipe.command(unfinished);
      // The checkout's own settings are for its own packages.
      const done = await execa(command, args, {
        reject: false,
        timeout: installMostMs,
        cwd: root,
        all: true,
      });
      if (done.failed)
        throw new Error(
          `The packages of "${stranger.name}" could not be installed. Mend what its package manager says, then try again:\n${done.all}`,
        );
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return folder;
}
