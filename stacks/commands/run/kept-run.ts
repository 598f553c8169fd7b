import { setTimeout as sleep } from "node:timers/promises";
import { readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { writePrivate } from "../../../providers/clients/out/write.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import type { Environment } from "./pulumi-process.ts";
import { projectRoot } from "./places.ts";
import { workspaceAt, type Workspace } from "./workspace.ts";

/** The demo run whose tenant was kept alive last. `npm run pulumi` works on it. */
const keptLink = join(projectRoot, ".demo", "kept");

export interface KeptRun {
  readonly workspace: Workspace;
  readonly environment: Environment;
  readonly tenantProcessId: number;
}

/** Notes a run that goes on. The note holds the emulated tenant's secret, so only its owner may read it. */
export async function noteKeptRun(run: KeptRun): Promise<void> {
  const { workspace, environment, tenantProcessId } = run;
  const note = jsonText({ environment, tenantProcessId }, 0);
  await writePrivate(join(workspace.folder, "kept.json"), note);
  await rm(keptLink, { force: true });
  await symlink(workspace.folder, keptLink);
}

/** The kept run, or undefined when there is none or its tenant has ended. */
export async function keptRun(): Promise<KeptRun | undefined> {
  const text = await readFile(join(keptLink, "kept.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const note = JSON.parse(text) as { environment: Environment; tenantProcessId: number };
  if (!isAlive(note.tenantProcessId)) {
    await rm(keptLink, { force: true });
    return undefined;
  }
  return { workspace: workspaceAt(keptLink), ...note };
}

/** Whether a process of this machine is still there, as far as this user may know. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the tenant of a kept run. */
export async function stopKeptRun(run: KeptRun): Promise<void> {
  process.kill(run.tenantProcessId, "SIGTERM");
  for (let waited = 0; waited < 100 && isAlive(run.tenantProcessId); waited += 1) await sleep(50);
}
