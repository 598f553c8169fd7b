// Prints the folder of a usable Pulumi CLI on stdout, after finding, downloading or building one.
// Progress goes to stderr. Exit code 3: no way worked. Started by tools/setup/run.mjs --pulumi.
import { type Attempt, type CacheEntry, fillEntry, findCached, whileLocked } from "../setup/cache-entry.ts";
import { exitCodeOfStop, stopOnSignals } from "../setup/stop-on-signals.ts";
import { buildDescription, buildFromGoModules, goModuleFolders } from "./build.ts";
import { cacheRootOf, cliEntry, programs, recipeOf } from "./cache.ts";
import type { Choice, Way } from "./choose.ts";
import { chooseCli, explainFailures } from "./choose.ts";
import { downloadRelease } from "./download.ts";
import { findInstalled, versionOf } from "./find-installed.ts";
import { progress } from "./progress.ts";
import { isSupported } from "./versions.ts";

type Make = (
  folder: string,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
) => Promise<{ readonly why: string } | undefined>;

/** A way that puts a CLI into the cache. What it made is started once before it is kept. */
function fillingWay(
  name: string,
  entry: CacheEntry,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
  make: Make,
): Way {
  const attempt = async (): Promise<Attempt> => {
    const made = await fillEntry(entry, async (folder) => {
      const failed = await make(folder, env, stop);
      if (failed !== undefined) return failed;
      try {
        const version = await versionOf(`${folder}/pulumi`, env);
        return isSupported(version) ? undefined : { why: `it calls itself version ${version}` };
      } catch (error) {
        return { why: `it does not start here: ${error instanceof Error ? error.message : String(error)}` };
      }
    });
    if (made.kind === "failed")
      progress.say(`${name} does not work here: ${made.why.split("\n", 1).join("")}`);
    return made;
  };
  return { name, attempt };
}

/** The whole decision. Only what makes something needs the lock, so a warm start never waits. */
async function ensureCli(env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<Choice> {
  const root = cacheRootOf(env);
  const entry = cliEntry(root, await recipeOf(goModuleFolders, buildDescription));
  const cached: Way = { name: "the cache", attempt: () => findCached(entry, programs) };
  const there = await chooseCli([
    { name: "an installed CLI", attempt: () => findInstalled(env, root) },
    cached,
  ]);
  stop.throwIfAborted();
  if (there.kind === "found") return there;

  const made = await whileLocked(entry, { what: "the same CLI", progress, stop }, () =>
    chooseCli([
      cached,
      fillingWay("the official download", entry, env, stop, downloadRelease),
      fillingWay("a build from Go modules", entry, env, stop, buildFromGoModules),
    ]),
  );
  if (made.kind === "found") {
    progress.say(`ready, from ${made.way}: ${made.folder}`);
    return made;
  }
  return {
    kind: "none",
    failures: [...there.failures, ...made.failures.filter(({ way }) => way !== cached.name)],
  };
}

try {
  const choice = await ensureCli(process.env, stopOnSignals());
  if (choice.kind === "found") process.stdout.write(`${choice.folder}\n`);
  else {
    process.stderr.write(`\n${explainFailures(choice.failures)}\n`);
    process.exitCode = 3;
  }
} catch (error) {
  process.exitCode = exitCodeOfStop(error);
}
