import { type CacheEntry, fillEntry, findCached, type Make, whileLocked } from "../setup/cache-entry.ts";
import { progress } from "./progress.ts";

/** A program that set-up makes once for all checkouts of a user. */
export interface Tool {
  readonly name: string;
  readonly program: string;
  /** Undefined where none can be made for this machine. */
  readonly entry: CacheEntry | undefined;
  readonly make: (entry: CacheEntry) => Make;
  /** What to do when it cannot be made. */
  readonly mend: string;
}

/** Makes a tool unless it is there. Why it cannot be had; undefined when it is there. */
export async function ensureTool(
  { name, program, entry, make }: Tool,
  stop: AbortSignal,
): Promise<string | undefined> {
  if (entry === undefined) return `none is packed for ${process.platform}/${process.arch}`;
  const isThere = async (): Promise<boolean> => (await findCached(entry, [program])).kind === "found";
  if (await isThere()) return undefined;
  return whileLocked(entry, { what: name, progress, stop }, async () => {
    if (await isThere()) return undefined;
    const made = await fillEntry(entry, make(entry));
    return made.kind === "found" ? undefined : made.why;
  });
}
