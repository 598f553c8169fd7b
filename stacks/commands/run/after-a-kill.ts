import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { RefusedError } from "../../../providers/core/errors.ts";
import { remedies } from "../../../schemas/remedies.ts";

// What a killed run can leave in Pulumi's state, and the way out. Tried with the CLI 3.259 and its file backend, 2026-11.

/**
 * Refuses to start Pulumi on a folder of states with empty `*.attrs` files: they hold what the backend notes of each
 * file, a kill can leave them empty, and from then on every command ends with "EOF" and no word about why. They hold
 * no state, so they may go. Other backends, and folders that cannot be read, are Pulumi's own to tell about.
 */
export function refuseEmptyStateFiles(environment: Readonly<Record<string, string | undefined>>): void {
  const folder = stateFolder(environment["PULUMI_BACKEND_URL"]);
  if (folder === undefined) return;
  const empty = emptyAttributes(join(folder, ".pulumi"));
  if (empty.length === 0) return;
  throw new RefusedError(
    `Pulumi cannot read its state in ${folder}: a run that was killed left ${empty.length} empty ` +
      `${empty.length === 1 ? "file" : "files"} there, such as ${empty[0] ?? ""}. They hold no state. ` +
      `Delete them and run again:\n  ${remedies.deleteEmptyNotes(join(folder, ".pulumi"))}`,
  );
}

/** The folder of the file backend; undefined for every other one. */
function stateFolder(url: string | undefined): string | undefined {
  if (url?.startsWith("file://") !== true) return undefined;
  const path = decodeURI(url.slice("file://".length).split("?")[0] ?? "");
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

function emptyAttributes(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".attrs") && statSync(join(folder, name)).size === 0)
      .toSorted();
  } catch {
    return [];
  }
}

/**
 * The way out when Pulumi warns of operations that a killed run had begun: undefined when its output does not. Creates
 * take over what is there, so the next run mends the tenant; the notes of those creates stay in the state until they
 * are cleared, and the warning with them.
 */
export function pendingAdvice(output: string, stack: string | undefined): string | undefined {
  if (!/\bpending (operations?|creates?)\b/i.test(output)) return undefined;
  return (
    "A run of this stack was killed in the middle. What it had begun is found and taken over by the next run. " +
    "When that is through, clear what it left in the state:\n  " +
    remedies.clearPendingCreates(stack)
  );
}
