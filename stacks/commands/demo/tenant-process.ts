import { spawn, type ChildProcess } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TenantFacts } from "../first-checks/emulated-tenant.ts";
import { toolRoot } from "../run/places.ts";
import type { Workspace } from "../run/workspace.ts";

export interface TenantProcess {
  readonly facts: TenantFacts;
  readonly processId: number;
  stop(): Promise<void>;
  /** Lets the tenant live on after this process. */
  keep(): number;
}

/**
 * Starts the emulated tenant in a process of its own and waits until it is ready, at most 20 s. With `stateFile` it
 * goes on from that file and leaves its state there when it stops. `more`: other options of its command line.
 */
export async function startTenant(
  workspace: Workspace,
  keep: boolean,
  stateFile?: string,
  more: readonly string[] = [],
): Promise<TenantProcess> {
  const log = await open(join(workspace.folder, "tenant.log"), "a", 0o600);
  const child = spawn(
    process.execPath,
    [
      "test/emulator/start.ts",
      ...["--journal", workspace.journalFile, "--ready-file", workspace.readyFile],
      ...(stateFile === undefined ? [] : ["--state", stateFile]),
      ...more,
      // Its end of the pipe closes when this process dies, however it dies.
      ...(keep ? [] : ["--exit-with-stdin"]),
    ],
    // On standard output it says its credentials, which the ready file holds already.
    // Ctrl-C must not reach it before Pulumi has finished with it; stop() ends it.
    { cwd: toolRoot, stdio: [keep ? "ignore" : "pipe", "ignore", log.fd], detached: true },
  );
  await log.close();
  const facts = await ready(child, workspace);
  return {
    facts,
    processId: child.pid ?? 0,
    stop: () => stopped(child),
    keep: () => {
      child.unref();
      return child.pid ?? 0;
    },
  };
}

async function ready(child: ChildProcess, workspace: Workspace): Promise<TenantFacts> {
  for (let waitedMilliseconds = 0; waitedMilliseconds < 120_000; waitedMilliseconds += 50) {
    if (child.exitCode !== null) break;
    const text = await readFile(workspace.readyFile, "utf8").catch(() => "");
    if (text !== "") return JSON.parse(text) as TenantFacts;
    await sleep(50);
  }
  await stopped(child);
  throw new Error(`the emulated tenant did not start; see ${join(workspace.shownFolder, "tenant.log")}`);
}

/** SIGTERM, and SIGKILL when that does nothing within 5 s. */
async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}
