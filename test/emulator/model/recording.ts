// Where the tenants of a test run leave their journals, so that all traffic can be held to the model at the end.
import { randomUUID } from "node:crypto";
import { join } from "node:path";

/** Names the folder. Children of a test inherit it, so that tenants in other processes are recorded too. */
export const recordingVariable = "STORE_TEAMS_MODEL_JOURNAL";

/** A new file in that folder, or undefined when nothing is to be recorded. */
export function recordingFile(): string | undefined {
  const folder = process.env[recordingVariable];
  return folder === undefined || folder === "" ? undefined : join(folder, `${randomUUID()}.jsonl`);
}
