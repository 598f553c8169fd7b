// Verdaccio, a registry for packages on this machine: what the rehearsal of a release publishes to.
import { copyFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, cacheEntry, type Make } from "../setup/cache-entry.ts";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { runStep } from "../setup/run-step.ts";
import { progress } from "./progress.ts";

const module = join(import.meta.dirname, "verdaccio");
const pinned = ["package.json", "package-lock.json"] as const;

/** Path of the program below its entry. */
export const verdaccioProgram = join("node_modules", ".bin", "verdaccio");

/** Where it lies once it is installed. */
export function verdaccioEntry(env: NodeJS.ProcessEnv): CacheEntry {
  const texts = pinned.map((file) => readFileSync(join(module, file), "utf8"));
  return cacheEntry(cacheFolderOf(env, "verdaccio"), "pinned", texts.join("\n"));
}

/** Installs what the lock file beside this file names; runs no script of it. */
export const installVerdaccio =
  (env: NodeJS.ProcessEnv, stop: AbortSignal): Make =>
  async (folder) => {
    await Promise.all(pinned.map((file) => copyFile(join(module, file), join(folder, file))));
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const installed = await progress.during("installing Verdaccio", "5 to 30 s", () =>
      runStep("npm", args, { cwd: folder, env, stop }),
    );
    return installed.code === 0 ? undefined : { why: `npm could not install it:\n${installed.tail}` };
  };
