import { mkdir, readFile, writeFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The folder that all workers of a test run share; set before the first of them starts. */
const sharedFolderVariable = "STORE_TEAMS_TEST_RUN_FOLDER";

/** vitest's global set-up. */
export function setup(): void {
  process.env[sharedFolderVariable] = mkdtempSync(join(tmpdir(), "store-teams-test-run-"));
}

/** vitest's global tear-down. */
export function teardown(): void {
  const folder = process.env[sharedFolderVariable];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

/** Below the bound of a hook, so that this says what was waited for. */
const mostWaitMilliseconds = 580_000;

/**
 * Path of a folder that `make` fills once, for all test files of the run: whoever asks first makes it, the others wait,
 * at most ten minutes. Nobody may change what is in it. Throws what `make` threw, also to those who waited.
 */
export async function oncePerTestRun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const shared = process.env[sharedFolderVariable];
  if (shared === undefined)
    throw new Error("this needs vitest's global set-up, test/kit/once-per-test-run.ts");
  const folder = join(shared, name);
  const isFirst = (await mkdir(folder, { recursive: true })) !== undefined;
  const outcomeFile = join(shared, `${name}.outcome`);
  if (isFirst) {
    const outcome = await make(folder).then(
      () => "made",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    await writeFile(outcomeFile, outcome, { flag: "wx" });
  }
  for (let waitedMilliseconds = 0; waitedMilliseconds < mostWaitMilliseconds; waitedMilliseconds += 100) {
    const outcome = await readFile(outcomeFile, "utf8").catch(() => "");
    if (outcome === "made") return folder;
    if (outcome !== "") throw new Error(`${name} could not be made: ${outcome}`);
    await sleep(100);
  }
  throw new Error(`${name} was not made within ${mostWaitMilliseconds / 1000} s`);
}
