// actionlint, which finds what GitHub would refuse in a workflow: built by Go from pinned modules.
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { type CacheEntry, cacheEntry, type Make } from "../setup/cache-entry.ts";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { goCommand, noGo } from "../setup/go.ts";
import { runStep } from "../setup/run-step.ts";
import { progress } from "./progress.ts";

const module = join(import.meta.dirname, "actionlint");
const versionPattern = /github\.com\/rhysd\/actionlint (v\S+)/;

/** Where it lies once it is built. */
export function actionlintEntry(env: NodeJS.ProcessEnv): CacheEntry {
  const pinned = ["go.mod", "go.sum"].map((file) => readFileSync(join(module, file), "utf8"));
  const [, version = "pinned"] = versionPattern.exec(pinned.join("\n")) ?? [];
  return cacheEntry(cacheFolderOf(env, "actionlint"), version, pinned.join("\n"));
}

/** Path of the program once set-up has built it. */
export function actionlintProgram(env: NodeJS.ProcessEnv): string {
  return join(actionlintEntry(env).folder, "actionlint");
}

/** Downloads the modules that go.sum names and builds them. */
export const buildActionlint =
  (env: NodeJS.ProcessEnv, stop: AbortSignal): Make =>
  async (folder) => {
    const go = await goCommand(env);
    if (go === undefined) return { why: noGo };
    const args = ["build", "-mod=readonly", "-trimpath", "-o", folder + sep];
    const built = await progress.during("building actionlint from Go modules", "10 s to 1 min", () =>
      runStep(go, [...args, "github.com/rhysd/actionlint/cmd/actionlint"], {
        cwd: module,
        env: { ...env, CGO_ENABLED: "0", GOWORK: "off" },
        stop,
      }),
    );
    return built.code === 0 ? undefined : { why: `${go} could not build it:\n${built.tail}` };
  };
