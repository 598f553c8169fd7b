import { Command } from "commander";
import { ConfigError, formatProblems, loadOrg } from "../config/load-org.ts";
import { configSummary } from "../explain/config-summary.ts";

/** The config has errors; 1 is left to what nobody expected. */
const badConfig = 2;

/** Checks one config and says what it leads to. Returns the exit code: 0 without errors, 2 with. Sends nothing. */
function checkConfig(file: string): number {
  try {
    const { org, warnings, files } = loadOrg(file);
    if (warnings.length > 0) console.log(`${formatProblems(warnings)}\n`);
    console.log(`${files.join(", ")}: no errors\n${configSummary(org)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.log(formatProblems(error.problems));
    return badConfig;
  }
}

const command = new Command("npm run check-config --")
  .description("Checks a config file and says what it leads to. Sends nothing.")
  .argument("[file]", "the org file", "config/demo/org.yaml")
  .parse();

try {
  process.exitCode = checkConfig(command.args[0] ?? "config/demo/org.yaml");
} catch (error) {
  console.error(`check-config failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
