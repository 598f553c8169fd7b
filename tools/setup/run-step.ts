import { spawn } from "node:child_process";

export interface StepEnd {
  /** Exit code; undefined when a signal ended the step. */
  readonly code: number | undefined;
  /** The last of what it printed, both streams together. */
  readonly tail: string;
}

export interface StepOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the user stops us: the step and all that it started are stopped too. */
  readonly stop: AbortSignal;
}

const tailChars = 4_000;
/** How long a stopped step may tidy up (Go removes its work folder) before it is killed. */
const tidyUpMs = 5_000;

function killGroup(leaderPid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leaderPid, signal);
  } catch {
    // All of the group has ended already.
  }
}

/**
 * Runs a command in a process group of its own, so that stopping it stops the compilers it has started as well.
 * Rejects when the command cannot be started, or with the reason of `stop` after everything has ended.
 */
export function runStep(command: string, args: readonly string[], options: StepOptions): Promise<StepEnd> {
  options.stop.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const { pid } = child;
    let tail = "";
    const collect = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-tailChars);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);

    let lastResort: NodeJS.Timeout | undefined;
    const onStop = (): void => {
      if (pid === undefined) return;
      killGroup(pid, "SIGINT");
      lastResort = setTimeout(killGroup, tidyUpMs, pid, "SIGKILL");
    };
    const onExit = (): void => {
      if (pid !== undefined) killGroup(pid, "SIGKILL");
    };
    options.stop.addEventListener("abort", onStop, { once: true });
    process.once("exit", onExit);
    const settle = (): void => {
      clearTimeout(lastResort);
      options.stop.removeEventListener("abort", onStop);
      process.off("exit", onExit);
    };
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code) => {
      settle();
      if (options.stop.aborted) reject(options.stop.reason as Error);
      else resolve({ code: code ?? undefined, tail: tail.trim() });
    });
  });
}
