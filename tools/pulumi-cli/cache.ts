import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CacheEntry, cacheEntry } from "../setup/cache-entry.ts";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { cliVersion, companions } from "./versions.ts";

/** What an entry holds at least. */
export const programs = ["pulumi", ...companions] as const;

/** The user's cache folder for command line tools: shared by all checkouts. */
export function cacheRootOf(env: NodeJS.ProcessEnv): string {
  return cacheFolderOf(env, "pulumi-cli");
}

/** Where a CLI lies that is made in the way described by `recipe` (any text) for this kind of machine. */
export function cliEntry(root: string, recipe: string): CacheEntry {
  return cacheEntry(root, `v${cliVersion}`, recipe);
}

/** All that decides what a build makes: the pinned modules and the build's own description. */
export async function recipeOf(goModFolders: readonly string[], description: unknown): Promise<string> {
  const files = goModFolders.flatMap((folder) => [join(folder, "go.mod"), join(folder, "go.sum")]);
  return [
    JSON.stringify(description),
    ...(await Promise.all(files.map((file) => readFile(file, "utf8")))),
  ].join("\n");
}
