// zizmor, which finds what is unsafe in a workflow: a wheel that pip installs, held to the hashes of zizmor.txt.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CacheEntry, cacheEntry, type Make } from "../setup/cache-entry.ts";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { runStep } from "../setup/run-step.ts";
import { progress } from "./progress.ts";
import type { Tool } from "./tool.ts";

const pinned = join(import.meta.dirname, "zizmor.txt");

/** The tool, for the cache of `env`. Needs Python 3 with pip. */
export function zizmorTool(env: NodeJS.ProcessEnv, stop: AbortSignal): Tool & { readonly entry: CacheEntry } {
  const text = readFileSync(pinned, "utf8");
  const [, version = "pinned"] = /^zizmor==(\S+)/m.exec(text) ?? [];
  return {
    name: "zizmor",
    program: "bin/zizmor",
    entry: cacheEntry(cacheFolderOf(env, "zizmor"), `v${version}`, text),
    make: () => installZizmor(env, stop),
    mend: "Install Python 3 with pip",
  };
}

const installZizmor =
  (env: NodeJS.ProcessEnv, stop: AbortSignal): Make =>
  async (folder) => {
    const quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const args = [...quiet, "--require-hashes", "--no-deps", "--requirement", pinned, "--target", folder];
    try {
      const installed = await progress.during("installing zizmor with pip", "5 to 20 s", () =>
        runStep("python3", args, { cwd: folder, env, stop }),
      );
      return installed.code === 0
        ? undefined
        : { why: `python3 -m pip could not install it:\n${installed.tail}` };
    } catch (error) {
      stop.throwIfAborted();
      return { why: `python3 cannot be started: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
