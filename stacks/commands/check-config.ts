import { dirname } from "node:path";
import { verbCommand } from "./run/verb.ts";
import { print } from "../../providers/clients/out/print.ts";
import type { Problem } from "../../schemas/problem.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { ConfigError, formatProblems, loadOrg, stacksFolder, type LoadedOrg } from "../config/load-org.ts";
import { orgFilesOfStacks } from "../config/load-stack.ts";
import { readStackFile } from "../config/stack-file.ts";
import { checkStacksOf } from "../config/stacks-of-org.ts";
import { configSummary } from "../explain/config-summary.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { shownPath, typedPath } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";

const command = verbCommand("check-config")
  .argument("[files...]", "org files (default: those that the stacks name)")
  .option("--stack <name>", "check this stack's file and the org file that it names")
  .parse();

await runCommand("check-config", async () => {
  const { stack } = command.opts<{ stack?: string }>();
  if (stack !== undefined) return checkStack(shownPath((await currentTarget()).stackFile(stack)));
  const files = command.args.length > 0 ? command.args.map(typedPath) : orgFilesOfStacks();
  const codes = files.map((file, index) => {
    if (index > 0) print(terminalText``);
    return check(file, stacksFolder);
  });
  return Math.max(...codes);
});

function checkStack(file: string): number {
  const { settings, program } = readStackFile(file);
  if (typeof settings["org"] === "string") return check(settings["org"], dirname(file));
  print(terminalText`${file}: no errors; the program "${program}" has no org file`);
  return exitCodes.done;
}

/** Checks an org and its stacks. Everything that is wrong is told at once. Returns the exit code. */
function check(orgFile: string, folder: string): number {
  const problems: Problem[] = [];
  let loaded: LoadedOrg | undefined;
  try {
    loaded = loadOrg(orgFile);
    problems.push(...loaded.warnings);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  const stacks = checkStacksOf(orgFile, folder, loaded);
  problems.push(...stacks.problems);
  if (loaded === undefined || problems.some(({ severity }) => severity === "error")) {
    print(formatProblems(problems));
    return exitCodes.badConfig;
  }
  if (problems.length > 0) print(terminalText`${formatProblems(problems)}\n\n`);
  const files = [...loaded.files, ...stacks.files].join(", ");
  print(terminalText`${files}: no errors\n${configSummary(loaded.org)}`);
  return exitCodes.done;
}
