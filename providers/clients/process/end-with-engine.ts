import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";

/**
 * Ends this process when the engine is gone. Left alone it would go on: Pulumi's handler of uncaught errors writes that
 * its output is broken to its broken output, for ever, at full speed and with growing memory; and a provider would
 * finish the calls that it was given, with nobody who keeps what they made. A language host looks for its engine only
 * every five minutes, and a provider that was not used yet never, so they are ended as well. Tried by killing the CLI with SIGKILL, @pulumi/pulumi 3.259, 2026-11.
 */
export function endWithEngine(engine = engineOfPulumi()): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.once("error", () => {
      process.exit(1);
    });
  }
  if (engine !== undefined) watchEngine(engine);
}

/** Where an engine is. */
interface Engine {
  /** Host and port. */
  readonly address: string;
  /** Whether the process that started this one serves nobody but that engine, and so ends as well. */
  readonly isParentIts: boolean;
}

/** The same for a provider, whose code other processes load as well: in those it does nothing. */
export function endProviderWithEngine(): void {
  if (isProvider()) endWithEngine();
}

function isProvider(): boolean {
  return /[\\/]dynamic-provider([\\/]index\.js)?$/.test(process.argv[1] ?? "");
}

/** As the CLI tells it: a program in a variable, a dynamic provider as its one argument. */
function engineOfPulumi(): Engine | undefined {
  const address = isProvider() ? process.argv[2] : process.env["PULUMI_NODEJS_ENGINE"];
  return address === undefined ? undefined : { address, isParentIts: true };
}

/** So many attempts to reach the engine fail before it counts as gone, when the reason is not that nobody listens. */
const attemptsMost = 5;
const betweenAttemptsMilliseconds = 1000;

/**
 * Holds a connection to the engine: the system closes it in the moment in which the engine dies. The engine closes it
 * too, after two minutes without a word, so another one is tried before anything is concluded.
 */
function watchEngine({ address, isParentIts }: Engine): void {
  const colon = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, colon), Number(address.slice(colon + 1))];
  if (!Number.isInteger(port) || port <= 0) return;
  const startedBy = isParentIts ? process.ppid : 0;
  let failed = 0;
  // Pulumi's own code may notice first and end this process.
  process.once("exit", (code) => {
    if (code !== 0 && nobodyListens(host, port)) endOthers(address, startedBy);
  });
  const hold = (): void => {
    const socket = connect({ host, port });
    socket.unref();
    let code: string | undefined;
    socket.once("connect", () => {
      failed = 0;
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      code = error.code;
      failed += 1;
    });
    socket.once("close", () => {
      if (code === "ECONNREFUSED" || failed >= attemptsMost) end(address, startedBy);
      else setTimeout(hold, failed === 0 ? 0 : betweenAttemptsMilliseconds).unref();
    });
  };
  hold();
}

/** The process that started this one is the language host, or the shell of a provider, while it is still the parent. */
function end(address: string, startedBy: number): void {
  endOthers(address, startedBy);
  process.exit(1);
}

function endOthers(address: string, startedBy: number): void {
  if (startedBy > 1 && process.ppid === startedBy) tryToEnd(startedBy);
  for (const processId of servingAt(address)) if (processId !== process.pid) tryToEnd(processId);
}

/** Asked by another process: one that ends can wait for nothing itself. */
function nobodyListens(host: string, port: number): boolean {
  const ask = `require("node:net").connect(${port}, ${JSON.stringify(host)})
    .once("connect", () => process.exit(0))
    .once("error", ({ code }) => process.exit(code === "ECONNREFUSED" ? 7 : 0));`;
  return spawnSync(process.execPath, ["--eval", ask], { env: {}, timeout: 10_000 }).status === 7;
}

function tryToEnd(processId: number): void {
  try {
    process.kill(processId, "SIGTERM");
  } catch {
    // Gone already.
  }
}

/** Pulumi's processes that were started with this address of their engine: language hosts, providers, their shells. */
function servingAt(address: string): readonly number[] {
  return commandLines().flatMap(({ processId, words }) =>
    words.includes(address) && words.some((word) => word.includes("pulumi")) ? [processId] : [],
  );
}

interface CommandLine {
  readonly processId: number;
  readonly words: readonly string[];
}

/** All processes of this machine that may be seen; none where nothing tells of them. Linux needs no program for it. */
function commandLines(): readonly CommandLine[] {
  try {
    return readdirSync("/proc").flatMap((name) =>
      /^\d+$/.test(name) ? { processId: Number(name), words: wordsOf(name) } : [],
    );
  } catch {
    return commandLinesOfPs();
  }
}

function commandLinesOfPs(): readonly CommandLine[] {
  try {
    const listed = execFileSync("ps", ["-A", "-o", "pid=,args="], { encoding: "utf8", timeout: 5000 });
    return listed.split("\n").map((line) => {
      const [processId = "", ...words] = line.trim().split(/\s+/);
      return { processId: Number(processId), words };
    });
  } catch {
    return [];
  }
}

function wordsOf(processId: string): readonly string[] {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
