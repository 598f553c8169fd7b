// Runs the tests once, in the copy, with one worker: a long run leaves the machine to others.
import { join } from "node:path";
import { execa } from "execa";

export type Verdict = "passed" | "failed" | "timed out";

/** Stops at the first failure. A run that takes longer than `mostMs` is ended with all that it started. */
export async function runTests(
  folder: string,
  tests: readonly string[],
  mostMs: number,
): Promise<{ verdict: Verdict; tookMs: number; output: string }> {
  const startedMs = performance.now();
  const vitest = join(folder, "node_modules", "vitest", "vitest.mjs");
  const args = [
    vitest,
    "run",
    "--bail=1",
    "--project=in process",
    "--reporter=dot",
    "--maxWorkers=1",
    ...tests,
  ];
  const child = execa(process.execPath, args, {
    cwd: folder,
    reject: false,
    all: true,
    detached: true,
    stdin: "ignore",
    env: { CI: "true" },
  });
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    // The group: workers that hang do not listen to their parent.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, mostMs);
  const ended = await child;
  clearTimeout(timer);
  const verdict = late.signal.aborted ? "timed out" : ended.exitCode === 0 ? "passed" : "failed";
  return { verdict, tookMs: performance.now() - startedMs, output: ended.all };
}
