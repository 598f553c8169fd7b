import { verbCommand } from "./run/verb.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { ConfigError, formatProblems, loadOrg } from "../config/load-org.ts";
import { configSummary } from "../explain/config-summary.ts";
import { orgFilesOfStacks } from "../config/load-stack.ts";
import { typedPath } from "./run/places.ts";

/** The config has errors; 1 is left to what nobody expected. */
const badConfig = 2;

/** Checks one config and says what it leads to. Returns the exit code: 0 without errors, 2 with. */
function checkConfig(file: string): number {
  try {
    const { org, warnings, files } = loadOrg(file);
    if (warnings.length > 0) print(terminalText`${formatProblems(warnings)}\n\n`);
    print(terminalText`${files.join(", ")}: no errors\n${configSummary(org)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    print(formatProblems(error.problems));
    return badConfig;
  }
}

const command = verbCommand("check-config")
  .argument("[files...]", "org files (default: those that the stacks name)")
  .parse();

try {
  const files = command.args.length > 0 ? command.args.map(typedPath) : orgFilesOfStacks();
  const codes = files.map((file, index) => {
    if (index > 0) print(terminalText``);
    return checkConfig(file);
  });
  process.exitCode = Math.max(...codes);
} catch (error) {
  note(
    terminalText`check-config failed: ${terminalText.lines(error instanceof Error ? error.message : String(error))}`,
  );
  process.exitCode = error instanceof RefusedError ? badConfig : 1;
}
