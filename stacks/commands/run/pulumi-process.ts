import { execFile, spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { passingOn } from "../../../providers/clients/out/print.ts";
import { parseEvents, type EngineEvent } from "../../changes/engine-events.ts";
import { emulatedTenantEnvironment, type TenantFacts } from "../first-checks/emulated-tenant.ts";
import { projectRoot } from "./places.ts";
import type { Workspace } from "./workspace.ts";

export type Environment = Readonly<Record<string, string>>;

/** Where a run finds its stack files and leaves its event log. A run folder of the demo is one such place. */
export type RunPlace = Pick<Workspace, "stackFile" | "reportsFolder">;

/** How a run ended and what the engine said while it went on. */
export interface PulumiResult {
  readonly exitCode: number;
  readonly output: string;
  readonly events: readonly EngineEvent[];
}

/** The environment that makes the CLI work on one run folder with one identity of the emulated tenant. */
export function pulumiEnvironment(workspace: Workspace, facts: TenantFacts, clientName: string): Environment {
  return {
    PULUMI_HOME: join(workspace.folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(workspace.folder, "state")}`,
    // The demo's state is thrown away; a real stack has a passphrase of its own or a key vault.
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // One write of the state at the end instead of two a resource. Safe here: creates take over what is there.
    PULUMI_SKIP_CHECKPOINTS: "true",
    // Differences of many resources are found side by side; the engine's default is one after the other.
    PULUMI_PARALLEL_DIFF: "true",
    // Enough that the services' limits set the pace: ten new teams a second, each of which may take 45 s.
    PULUMI_PARALLEL: "512",
    // Makes --event-log available.
    PULUMI_DEBUG_COMMANDS: "true",
    ...emulatedTenantEnvironment(facts, clientName),
    STORE_TEAMS_OUTPUT: workspace.folder,
    STORE_TEAMS_STACKS: relative(projectRoot, join(workspace.folder, "stacks")),
  };
}

/** Commands that write an event log, and commands that read a stack's config. */
export const runsEngine: ReadonlySet<string> = new Set(["preview", "up", "refresh", "destroy"]);
export const takesConfigFile: ReadonlySet<string> = new Set([...runsEngine, "config"]);

const running = new Set<ChildProcess>();

/**
 * Runs the CLI in the checkout with its output shown as it comes. `stack` picks the place's stack file.
 * Never throws for an exit code; the caller decides what it expected.
 */
export async function runPulumi(
  workspace: RunPlace,
  environment: Environment,
  args: readonly string[],
  options: { stack?: string; quiet?: boolean; eventLogName?: string; folder?: string } = {},
): Promise<PulumiResult> {
  const folder = options.folder ?? projectRoot;
  const command = args[0] ?? "";
  const eventLog =
    runsEngine.has(command) && options.eventLogName
      ? join(workspace.reportsFolder, `${options.eventLogName}.events.jsonl`)
      : undefined;
  const stackArgs = options.stack ? ["--stack", options.stack] : [];
  const fileArgs =
    options.stack && takesConfigFile.has(command)
      ? ["--config-file", relative(folder, workspace.stackFile(options.stack))]
      : [];
  const colour = process.stdout.isTTY ? "always" : "never";
  const child = spawn(
    "pulumi",
    [
      ...args,
      ...stackArgs,
      ...fileArgs,
      ...(eventLog ? ["--event-log", eventLog, "--suppress-progress"] : []),
      "--color",
      colour,
      "--non-interactive",
    ],
    {
      cwd: folder,
      env: { ...process.env, ...environment, PATH: withThisNode(process.env["PATH"] ?? "") },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C reaches us first, and stopAll() passes it on once.
      detached: true,
    },
  );
  running.add(child);
  const chunks: string[] = [];
  const shown = options.quiet === true ? undefined : passingOn("stdout");
  const take = (text: string): void => {
    chunks.push(text);
    shown?.take(text);
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 255);
    });
  }).finally(() => {
    running.delete(child);
    shown?.end();
  });
  const events = eventLog ? parseEvents(await readFile(eventLog, "utf8").catch(() => "")) : [];
  return { exitCode, output: chunks.join(""), events };
}

/** The language host starts whatever `node` is first on PATH. */
function withThisNode(path: string): string {
  const pulumiFolder = process.env["STORE_TEAMS_PULUMI_BIN"];
  return [dirname(process.execPath), ...(pulumiFolder ? [pulumiFolder] : []), path].join(delimiter);
}

/**
 * Ends every CLI that still runs: an interrupt, so that it saves its state and ends its plugins; a second one after
 * 15 s; after 5 s more it and everything it started is killed.
 */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stopOne));
}

async function stopOne(child: ChildProcess): Promise<void> {
  const ended = closed(child);
  child.kill("SIGINT");
  const again = setTimeout(() => child.kill("SIGINT"), 15_000);
  const kill = setTimeout(() => void killWithFamily(child), 20_000);
  await ended;
  clearTimeout(again);
  clearTimeout(kill);
}

/** Ends every CLI that still runs and all that it started with SIGKILL, as a lost machine would. For tests. */
export async function killAll(): Promise<void> {
  const children = [...running];
  const ended = children.map(closed);
  await Promise.all(children.map(killWithFamily));
  await Promise.all(ended);
}

/** Ends every CLI that still runs with SIGKILL, and nothing that it started, as a machine short of memory would. For tests. */
export function killAlone(): void {
  for (const child of running) child.kill("SIGKILL");
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
}

async function killWithFamily(child: ChildProcess): Promise<void> {
  for (const pid of [child.pid ?? 0, ...(await descendantsOf(child.pid ?? 0))]) tryKill(pid);
}

/** Pulumi's plugins are in groups of their own, so they are found by parentage. */
async function descendantsOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const parentOf = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([pid]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const [child, parent] of parentOf) if (child && parent && found.has(parent)) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}
