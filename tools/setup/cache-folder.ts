import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The user's cache folder for what this project brings from outside, shared by all checkouts. */
export function cacheFolderOf(env: NodeJS.ProcessEnv, what: string): string {
  const base = env["STORE_TEAMS_CACHE"] ?? env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? homedir(), ".cache");
  return resolve(base, "store-teams", what);
}
