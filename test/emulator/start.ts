// Command line of the emulated tenant: prints one line of JSON when it is ready, runs until it is told to stop.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { startEmulator } from "./emulator.ts";
import { type Fault, readPlan } from "./faults/plan.ts";
import { graphRouteNames } from "./graph/service.ts";
import { noLag, typicalLag } from "./lag.ts";
import type { LimitsMode } from "./limits/limits.ts";
import { SeedProblem } from "./seed/check-seed.ts";
import { demoSeed, readSeed } from "./seed/seed.ts";

/** Exit code of a call that is none. */
const badCall = 2;

interface Options {
  readonly port: number;
  readonly seed?: string;
  readonly limits: LimitsMode;
  readonly lag: "none" | "typical";
  readonly faults?: readonly Fault[];
  readonly state?: string;
  readonly journal?: string;
  readonly readyFile?: string;
  readonly caDir?: string;
  readonly exitWithStdin?: true;
}

const program = new Command("emulator")
  .description(
    "An emulated Microsoft 365 tenant: Entra, Graph, Teams and Dataverse over HTTPS on this machine.",
  )
  .option("--port <number>", "port of Graph and the sign-in service; 0 takes a free one", readPort, 0)
  .option(
    "--seed <path>",
    "JSON file, or folder of them, with what the tenant starts with (default: the demo)",
  )
  .option("--state <file>", "keep the tenant in this file; what it holds goes before the seed")
  .addOption(
    new Option("--limits <mode>", "keep to the documented limits: 429 when they are passed")
      .choices(["off", "documented"])
      .default("off"),
  )
  .addOption(
    new Option("--lag <mode>", "how long writes take to be seen")
      .choices(["none", "typical"])
      .default("none"),
  )
  .option("--faults <file>", "JSON plan of what goes wrong, and with which requests", readFaults)
  .option("--journal <file>", "append every request to this file, one line of JSON each")
  .option("--ready-file <file>", "write the addresses and credentials to this file once they are known")
  .option(
    "--ca-dir <dir>",
    "folder for the certificate to trust (default: beside the ready file, or a new one)",
  )
  .option("--exit-with-stdin", "stop when standard input closes: a parent that dies leaves nothing behind")
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : badCall))
  .addHelpText(
    "after",
    "\nExit codes: 0 stopped, 1 it could not start, 2 mistake in the call, the seed or the faults.",
  );

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("expected 0 to 65535");
  return port;
}

function readFaults(file: string): Fault[] {
  try {
    return readPlan(JSON.parse(readFileSync(file, "utf8")), graphRouteNames);
  } catch (problem) {
    throw new InvalidArgumentError(problem instanceof Error ? problem.message : String(problem));
  }
}

async function main(options: Options): Promise<void> {
  const readyFile = options.readyFile === undefined ? undefined : resolve(options.readyFile);
  const caDir = options.caDir ?? (readyFile === undefined ? undefined : dirname(readyFile));
  const running = await startEmulator({
    port: options.port,
    seed: options.seed === undefined ? demoSeed() : readSeed(options.seed),
    lag: options.lag === "typical" ? typicalLag : noLag,
    gate: { limits: options.limits, faults: options.faults },
    stateFile: options.state === undefined ? undefined : resolve(options.state),
    journalFile: options.journal,
    caDir: caDir === undefined ? undefined : resolve(caDir),
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    // A ready file that outlives its tenant would mislead.
    if (readyFile !== undefined) rmSync(readyFile, { force: true });
    void running.close().then(() => {
      process.exit(0);
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (options.exitWithStdin === true) {
    process.stdin.on("end", stop).on("close", stop).on("error", stop).resume();
  }
  const line = JSON.stringify(running.ready);
  if (readyFile !== undefined) {
    // It holds credentials, if only emulated ones. A reader never sees half of it.
    writeFileSync(`${readyFile}.part`, `${line}\n`, { mode: 0o600 });
    renameSync(`${readyFile}.part`, readyFile);
  }
  process.stdout.write(`${line}\n`);
}

try {
  await main(program.parse().opts<Options>());
} catch (problem) {
  if (!(problem instanceof SeedProblem)) throw problem;
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = badCall;
}
