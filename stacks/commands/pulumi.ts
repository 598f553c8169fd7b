import { relative } from "node:path";
import { exitCodeOf, runChild } from "../../tools/setup/child.mjs";
import { SignInError } from "../../providers/core/errors.ts";
import { rawSettings } from "../config/load-org.ts";
import { runsEngine, takesConfigFile } from "./run/pulumi-process.ts";
import { signInFirst } from "./run/sign-in-first.ts";
import { note, passingOn } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { keptRun } from "./run/kept-run.ts";
import { projectRoot } from "./run/places.ts";
import { commandLine } from "../../schemas/command-line.ts";

/**
 * `npm run pulumi -- <args>`: the CLI with Node 24 and the project's own Pulumi first on PATH. While a demo is kept
 * alive (`npm run demo -- --keep`) it works on that demo: its state, its tenant, its stack files. Otherwise the
 * environment is left as it is, for a real tenant.
 */
const args = process.argv.slice(2);
const kept = await keptRun();
if (kept !== undefined) {
  note(
    terminalText`Working on the demo in ${kept.workspace.shownFolder}. "${commandLine("demo", "--stop")}" ends it.`,
  );
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
const passing = { stdout: passingOn("stdout"), stderr: passingOn("stderr") };
try {
  if (runsEngine.has(args[0] ?? "")) await signInFirst(programNow(), kept?.environment ?? {});
  const ended = await runChild("pulumi", [...args, ...configFile], {
    cwd: projectRoot,
    env: { ...goOn, ...process.env, ...kept?.environment },
    // A terminal is handed over whole, for colours and questions. A pipeline reads orders in what it logs.
    stdio: ["inherit", process.stdout.isTTY ? "inherit" : "pipe", process.stderr.isTTY ? "inherit" : "pipe"],
    take: (from, text) => {
      if (text === undefined) passing[from].end();
      else passing[from].take(text);
    },
  });
  process.exitCode = exitCodeOf(ended);
} catch (error) {
  const said = error instanceof Error ? error.message : String(error);
  const isSignIn = error instanceof SignInError;
  note(
    isSignIn
      ? terminalText`${terminalText.lines(said)} Nothing was read and nothing was changed.`
      : terminalText`cannot start pulumi: ${said}`,
  );
  process.exitCode = isSignIn ? 1 : 3;
}

/**
 * The program of the stack's file. Where that cannot be told, Pulumi says why, so as for identities nobody signs in.
 */
function programNow(): string {
  const usual = stack === undefined ? undefined : `config/stacks/Pulumi.${stack}.yaml`;
  const file = kept !== undefined && stack !== undefined ? kept.workspace.stackFile(stack) : usual;
  try {
    const { program } = rawSettings(optionIn(args, "--config-file") ?? file ?? "");
    return typeof program === "string" ? program : "identities";
  } catch {
    return "identities";
  }
}

/** `--stack dev`, `--stack=dev` or `-s dev`. */
function optionIn(words: readonly string[], name: string, short = name): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === name || word === short) return words[index + 1];
    if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
  }
  return undefined;
}
