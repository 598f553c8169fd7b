import { relative } from "node:path";
import { exitCodeOf, runChild } from "../../tools/setup/child.mjs";
import { takesConfigFile } from "./run/pulumi-process.ts";
import { keptRun } from "./run/kept-run.ts";
import { projectRoot } from "./run/workspace.ts";

/**
 * `npm run pulumi -- <args>`: the CLI with Node 24 and the project's own Pulumi first on PATH. While a demo is kept
 * alive (`npm run demo -- --keep`) it works on that demo: its state, its tenant, its stack files. Otherwise the
 * environment is left as it is, for a real tenant.
 */
const args = process.argv.slice(2);
const kept = await keptRun();
if (kept !== undefined) {
  console.error(`Working on the demo in ${kept.workspace.shownFolder}. "npm run demo -- --stop" ends it.`);
}
const stack = stackIn(args);
const configFile =
  kept !== undefined &&
  stack !== undefined &&
  takesConfigFile.has(args[0] ?? "") &&
  !args.includes("--config-file")
    ? ["--config-file", relative(projectRoot, kept.workspace.stackFile(stack))]
    : [];
// One store that cannot be made does not stop the others; the exit code still says so.
const goOn = args[0] === "up" ? { PULUMI_CONTINUE_ON_ERROR: "true" } : {};
try {
  const ended = await runChild("pulumi", [...args, ...configFile], {
    cwd: projectRoot,
    env: { ...goOn, ...process.env, ...kept?.environment },
    stdio: "inherit",
  });
  process.exitCode = exitCodeOf(ended);
} catch (error) {
  console.error(`cannot start pulumi: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 3;
}

/** `--stack dev`, `--stack=dev` or `-s dev`. */
function stackIn(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === "--stack" || word === "-s") return words[index + 1];
    if (word.startsWith("--stack=")) return word.slice("--stack=".length);
  }
  return undefined;
}
