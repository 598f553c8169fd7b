import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { exitCodeOf, runChild } from "../../tools/setup/child.mjs";
import { RefusedError, SignInError, reasonOf } from "../../providers/core/errors.ts";
import { pendingAdvice, refuseEmptyStateFiles } from "./run/after-a-kill.ts";
import { runsEngine, takesConfigFile } from "./run/pulumi-process.ts";
import { mendOfPulumi } from "./first-checks/mends.ts";
import { signInFirst } from "./first-checks/sign-in-first.ts";
import { note, passingOn } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { parseEvents } from "../changes/engine-events.ts";
import { advanced, startOf } from "../review/progress.ts";
import { stackToPlan } from "./plan/stack-to-plan.ts";
import { readStackFile } from "../config/stack-file.ts";
import type { DeclaredTarget } from "../target/declared.ts";
import { keptRun } from "./run/kept-run.ts";
import { refuseBeforePulumi } from "./first-checks/other-target.ts";
import { projectRoot } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";
import { remedies } from "../../schemas/remedies.ts";

/**
 * `npm run pulumi -- <args>`: the CLI with Node 24 and the project's own Pulumi first on PATH. While a demo is kept
 * alive (`npm run demo -- --keep`) it works on that demo: its state, its tenant, its stack files. Otherwise the
 * environment is left as it is, for a real tenant.
 */
const args = process.argv.slice(2);
const kept = await keptRun();
if (kept !== undefined) {
  note(terminalText`Working on the demo in ${kept.workspace.shownFolder}. "${remedies.endDemo()}" ends it.`);
}
const stack = optionIn(args, "--stack", "-s");
const configFile =
  kept !== undefined &&
  stack !== undefined &&
  takesConfigFile.has(args[0] ?? "") &&
  !args.includes("--config-file")
    ? ["--config-file", relative(projectRoot, kept.workspace.stackFile(stack))]
    : [];
// One store that cannot be made does not stop the others; the exit code still says so.
const goOn = args[0] === "up" ? { PULUMI_CONTINUE_ON_ERROR: "true" } : {};
// Makes --event-log available.
const eventLogs = args[0] === "up" ? { PULUMI_DEBUG_COMMANDS: "true" } : {};
const passing = { stdout: passingOn("stdout"), stderr: passingOn("stderr") };
let said = "";
try {
  refuseEmptyStateFiles({ ...process.env, ...kept?.environment });
  if (runsEngine.has(args[0] ?? "")) {
    await signInFirst(programNow(), kept?.environment ?? {});
    await refuseOther();
  }
  const ownLog = args[0] === "up" && optionIn(args, "--event-log") === undefined ? newEventLog() : undefined;
  const logged = ownLog === undefined ? [] : ["--event-log", ownLog];
  const ended = await runChild("pulumi", [...args, ...configFile, ...logged], {
    cwd: projectRoot,
    env: { ...goOn, ...eventLogs, ...process.env, ...kept?.environment },
    // A terminal is handed over whole, for colours and questions. A pipeline reads orders in what it logs.
    stdio: ["inherit", process.stdout.isTTY ? "inherit" : "pipe", process.stderr.isTTY ? "inherit" : "pipe"],
    take: (from, text) => {
      if (text === undefined) passing[from].end();
      else passing[from].take(text);
      if (text !== undefined && /pending|error/i.test(text)) said += text;
    },
  });
  const advice = pendingAdvice(said, stack);
  if (advice !== undefined) note(terminalText.lines(advice));
  const mend = exitCodeOf(ended) === 0 ? undefined : mendOfPulumi(said);
  if (mend !== undefined) note(terminalText`⇒ ${mend}`);
  const exitCode = exitCodeOf(ended);
  process.exitCode = exitCode === 0 && ownLog !== undefined && isUnfinished(ownLog) ? 1 : exitCode;
  if (ownLog !== undefined) rmSync(dirname(ownLog), { recursive: true, force: true });
} catch (error) {
  process.exitCode = exitCodeAfter(error);
}

/** Where the engine says what it does, for this run alone. */
function newEventLog(): string {
  return join(mkdtempSync(join(tmpdir(), "store-teams-up-")), "events.jsonl");
}

/** Whether a part could not be done: the program tells it and ends well, so that removals are done all the same. */
function isUnfinished(eventLog: string): boolean {
  const events = existsSync(eventLog) ? parseEvents(readFileSync(eventLog, "utf8")) : [];
  return advanced(startOf([]), events).undone.size > 0;
}

/** Says why Pulumi was not started. */
function exitCodeAfter(error: unknown): number {
  const reason = reasonOf(error);
  const isSignIn = error instanceof SignInError;
  const isRefused = error instanceof RefusedError;
  const lines = terminalText.lines(reason);
  note(
    isSignIn
      ? terminalText`${lines} Nothing was read and nothing was changed.`
      : isRefused
        ? lines
        : terminalText`cannot start pulumi: ${reason}`,
  );
  return isSignIn ? 1 : isRefused ? 2 : 3;
}

/**
 * The program of the stack's file. Where that cannot be told, Pulumi says why, so as for identities nobody signs in.
 */
function programNow(): string {
  const usual = stack === undefined ? undefined : `config/stacks/Pulumi.${stack}.yaml`;
  const file = kept !== undefined && stack !== undefined ? kept.workspace.stackFile(stack) : usual;
  try {
    return readStackFile(optionIn(args, "--config-file") ?? file ?? "").program;
  } catch {
    return "identities";
  }
}

/**
 * Throws RefusedError when another tenant answers than config names: `refresh` and `destroy` go by the state alone, so no
 * program would stop them. Config that cannot be read is for the program to tell.
 */
async function refuseOther(): Promise<void> {
  if (stack === undefined) return;
  const target = await currentTarget();
  const named = optionIn(args, "--config-file");
  const stackFile = named === undefined ? target.stackFile : () => resolve(projectRoot, named);
  let declared: DeclaredTarget | undefined;
  try {
    declared = stackToPlan({ ...target, stackFile }, stack).target;
  } catch {
    return;
  }
  await refuseBeforePulumi(declared, target.environment);
}

/** `--stack dev`, `--stack=dev` or `-s dev`. */
function optionIn(words: readonly string[], name: string, short = name): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === name || word === short) return words[index + 1];
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return undefined;
}
