import { createHash } from "node:crypto";
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import type { Progress } from "./progress.ts";

/** Something that is made once for all checkouts of a user. Its folder appears whole, by a rename, or not at all. */
export interface CacheEntry {
  /** Folder that holds all entries of this kind, their locks and unfinished work. */
  readonly root: string;
  /** Folder of this one. */
  readonly folder: string;
}

/** What one way of getting something came to. */
export type Attempt =
  { readonly kind: "found"; readonly folder: string } | { readonly kind: "failed"; readonly why: string };

/** Puts programs into the folder it is given. Resolves with a reason when that cannot be done here. */
export type Make = (folder: string) => Promise<{ readonly why: string } | undefined>;

/**
 * The entry of what is made in the way described by `recipe` (any text), for this kind of machine.
 * @param name for people who look into the cache: "v3.259.0"
 */
export function cacheEntry(root: string, name: string, recipe: string): CacheEntry {
  const hash = createHash("sha256").update(recipe).digest("hex").slice(0, 12);
  return { root, folder: join(root, `${name}-${process.platform}-${process.arch}-${hash}`) };
}

/** True when `path` is a file that may be executed. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The entry, when it is there with all its programs. */
export async function findCached(entry: CacheEntry, programs: readonly string[]): Promise<Attempt> {
  for (const program of programs) {
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

/**
 * Runs `work` as the only one among all checkouts of this user.
 * @param what what is being made: "the same CLI"
 */
export async function whileLocked<T>(
  entry: CacheEntry,
  { what, progress, stop }: { what: string; progress: Progress; stop: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(entry.root, { recursive: true });
  const onWait = (holderPid: string, waitedSeconds: number): void => {
    progress.say(`waiting for process ${holderPid}, which gets ${what} (${waitedSeconds} s)`);
  };
  const lockedWork = async (): Promise<T> => {
    await removeUnfinished(entry.root);
    return work();
  };
  return withLock(join(entry.root, "lock"), onWait, lockedWork, stop);
}

/** Fills the entry with what `make` makes; when it resolves with a reason, nothing is kept. For the lock's holder. */
export async function fillEntry(entry: CacheEntry, make: Make): Promise<Attempt> {
  await mkdir(entry.root, { recursive: true });
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
