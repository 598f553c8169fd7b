import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { withLock } from "../setup/lock.mjs";
import type { Attempt } from "./choose.ts";
import { isExecutable } from "./find-installed.ts";
import { say } from "./progress.ts";
import { cliVersion, companions } from "./versions.ts";

/** One folder a CLI. The folder appears whole, by a rename, or not at all. */
export interface CacheEntry {
  /** Folder that holds all entries, their locks and unfinished work. */
  readonly root: string;
  /** Folder of this CLI. */
  readonly folder: string;
}

/** The user's cache folder for command line tools: shared by all checkouts. */
export function cacheRootOf(env: NodeJS.ProcessEnv): string {
  return cacheFolderOf(env, "pulumi-cli");
}

/** Where a CLI lies that is made in the way described by `recipe` (any text) for this kind of machine. */
export function cacheEntry(root: string, recipe: string): CacheEntry {
  const hash = createHash("sha256").update(recipe).digest("hex").slice(0, 12);
  return { root, folder: join(root, `v${cliVersion}-${process.platform}-${process.arch}-${hash}`) };
}

/** All that decides what a build makes: the pinned modules and the build's own description. */
export async function recipeOf(goModFolders: readonly string[], description: unknown): Promise<string> {
  const files = goModFolders.flatMap((folder) => [join(folder, "go.mod"), join(folder, "go.sum")]);
  return [
    JSON.stringify(description),
    ...(await Promise.all(files.map((file) => readFile(file, "utf8")))),
  ].join("\n");
}

export async function findCached(entry: CacheEntry): Promise<Attempt> {
  for (const program of ["pulumi", ...companions]) {
    if (!(await isExecutable(join(entry.folder, program)))) {
      return { kind: "failed", why: `nothing in ${entry.folder}` };
    }
  }
  return { kind: "found", folder: entry.folder };
}

const unfinishedPrefix = "unfinished-";

/** What killed runs have left. Only the holder of the lock may call this. */
async function removeUnfinished(root: string): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith(unfinishedPrefix));
  await Promise.all(names.map((name) => rm(join(root, name), { recursive: true, force: true })));
}

/** Runs `work` as the only one among all checkouts of this user. */
export async function whileLocked<T>(
  entry: CacheEntry,
  stop: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(entry.root, { recursive: true });
  const onWait = (holderPid: string, waitedSeconds: number): void => {
    say(`waiting for process ${holderPid}, which gets the same CLI (${waitedSeconds} s)`);
  };
  const lockedWork = async (): Promise<T> => {
    await removeUnfinished(entry.root);
    return work();
  };
  return withLock(join(entry.root, "lock"), onWait, lockedWork, stop);
}

/**
 * Fills the entry: `make` puts the programs into the folder it is given, and when it resolves with a folder
 * that becomes the entry; when it resolves with a reason, nothing is kept.
 */
export async function fillEntry(
  entry: CacheEntry,
  make: (folder: string) => Promise<{ readonly why: string } | undefined>,
): Promise<Attempt> {
  await mkdir(dirname(entry.folder), { recursive: true });
  const unfinished = await mkdtemp(join(entry.root, unfinishedPrefix));
  try {
    const failed = await make(unfinished);
    if (failed !== undefined) return { kind: "failed", why: failed.why };
    await rm(entry.folder, { recursive: true, force: true });
    await rename(unfinished, entry.folder);
    return { kind: "found", folder: entry.folder };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
