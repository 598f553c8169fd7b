// Every check of the project: `npm test`; with --static only those that run none of its code: `npm run check`.
// The last line is "N passed, N failed": a static check counts as one, vitest's tests each.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countTests, type Counts, type VitestReport } from "../tools/checks/vitest-report.ts";
import { exitCodeOf, exitCodeOfSignal, runChild, type ChildEnd } from "../tools/setup/child.mjs";
import { VerbCommand } from "../tools/verb-command.ts";

const root = join(import.meta.dirname, "..");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

interface StaticCheck {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What to do when it fails and its own output does not say. */
  readonly mend: string;
}

const cacheFolder = join(root, "node_modules", ".cache", "checks");
/**
 * What a check found about a file whose text is the same is not found again. Lint's findings can rest on types of
 * other files too; a clean clone, as in continuous integration, has no cache and lints all.
 */
const cachedByText = (file: string): readonly string[] => [
  "--cache",
  "--cache-strategy=content",
  `--cache-location=${join(cacheFolder, file)}`,
];
/** The compiler in its native form takes a third of the time; eslint and what emits the package need the older one. */
const compiler = [process.execPath, join(root, "node_modules", "typescript-native", "bin", "tsc")] as const;
const buildInfo = ["--incremental", "--tsBuildInfoFile", join(cacheFolder, "compiler-7.json")];

/** Quick ones first, so that a slip is told at once. */
const staticChecks: readonly StaticCheck[] = [
  {
    name: "format",
    command: [bin("prettier"), "--check", ".", ...cachedByText("format.json")],
    mend: "npm run format",
  },
  {
    name: "compiler",
    command: [...compiler, "--noEmit", "--singleThreaded", ...buildInfo],
    mend: "mend the errors above",
  },
  {
    name: "schema types",
    command: [process.execPath, "tools/schema-types.ts", "--check"],
    mend: "npm run types",
  },
  {
    name: "lint",
    command: [bin("eslint"), ".", ...cachedByText("lint.json")],
    mend: "mend the errors above",
  },
];

/** Part of vitest's tests anyway; without them, worth its second as a static check. */
const structureCheck: StaticCheck = {
  name: "structure",
  command: [bin("vitest"), "run", "test/structure.test.ts"],
  mend: "see each rule's message",
};

/** The machines that run this have two cores at least, and each check keeps one busy. */
const checksAtOnce = 2;

/** A signal has asked us to stop; the children have ended. */
class StoppedError extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

async function run(command: readonly [string, ...string[]], stdio: "pipe" | "inherit"): Promise<ChildEnd> {
  const [program, ...args] = command;
  const ended = await runChild(program, args, { cwd: root, stdio: ["ignore", stdio, stdio] });
  if (ended.stoppedBy !== null) throw new StoppedError(ended.stoppedBy);
  return ended;
}

const secondsSince = (startedMs: number): string =>
  `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;

/** Runs one check and shows it as a whole when it has ended. True when it passed. */
async function runStaticCheck(check: StaticCheck): Promise<boolean> {
  const startedMs = performance.now();
  const ended = await run(check.command, "pipe");
  const passed = exitCodeOf(ended) === 0;
  const verdict = passed ? "passed" : `FAILED: ${check.mend}`;
  if (!passed) console.log(`\n${ended.output.trim()}`);
  console.log(`${check.name} (${secondsSince(startedMs)}): ${verdict}`);
  return passed;
}

/** Runs all, some at once. Names of those that failed, in the order of the list. */
async function runStaticChecks(checks: readonly StaticCheck[]): Promise<string[]> {
  const startedMs = performance.now();
  console.log("== Static checks");
  const queue = [...checks];
  const failed = new Set<string>();
  const worker = async (): Promise<void> => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      if (!(await runStaticCheck(check))) failed.add(check.name);
    }
  };
  // All workers are awaited even when one is stopped: none of the children may be left behind.
  const workers = await Promise.allSettled(Array.from({ length: checksAtOnce }, worker));
  for (const ended of workers) if (ended.status === "rejected") throw ended.reason;
  console.log(`Static checks took ${secondsSince(startedMs)}.`);
  return checks.map(({ name }) => name).filter((name) => failed.has(name));
}

/** Runs vitest with its own display and counts the tests from its report. */
async function runTests(): Promise<Counts> {
  const startedMs = performance.now();
  console.log("\n== Tests");
  const folder = await mkdtemp(join(tmpdir(), "store-teams-tests-"));
  try {
    const reportFile = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const ended = await run([bin("vitest"), "run", ...reporters], "inherit");
    const text = await readFile(reportFile, "utf8").catch(() => undefined);
    const report = text === undefined ? undefined : (JSON.parse(text) as VitestReport);
    console.log(`Tests took ${secondsSince(startedMs)}.`);
    return countTests(report, exitCodeOf(ended));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const { static: staticOnly } = new VerbCommand({
    name: "npm test --",
    does: "Runs the static checks and all tests.",
    exits: { 0: "all passed", 1: "some failed", 130: "interrupted" },
  })
    .option("--static", "the static checks only, as `npm run check`", false)
    .parse()
    .opts<{ static: boolean }>();
  const checks = staticOnly ? [...staticChecks, structureCheck] : staticChecks;
  const failedChecks = await runStaticChecks(checks);
  const tests = staticOnly ? { passed: 0, failed: 0 } : await runTests();

  if (failedChecks.length > 0) console.log(`\nFailed static checks: ${failedChecks.join(", ")}`);
  const failed = failedChecks.length + tests.failed;
  console.log(`\n${checks.length - failedChecks.length + tests.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StoppedError)) throw error;
  process.exitCode = exitCodeOfSignal(error.signal);
}
