import { join } from "node:path";
import { Command } from "commander";
import { connect } from "../../providers/clients/connect.ts";
import { withSmallHeap } from "../../providers/clients/process/small-heap.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { commandName } from "../../schemas/command-line.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { loadStack } from "../config/load-stack.ts";
import { accept } from "./adopt/accept.ts";
import { propose } from "./adopt/propose.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { trustWhatIsNamedIn } from "./run/extra-certificates.ts";
import { currentTarget } from "./run/target.ts";

/**
 * `npm run adopt -- --stack prod`: which of the tenant's teams belongs to which store, with the evidence. Writes nothing
 * to the tenant; with --accept, writes what was decided into the config.
 */
const command = new Command(commandName("adopt"))
  .description("Proposes for each store the team that it has already. Writes nothing to the tenant.")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than that of the stack")
  .option("--mapping <file...>", "lists that name stores and teams, such as headquarters' mapping file")
  .option("--out <folder>", "where proposals go (default: .adopt/<stack>)")
  .option("--accept <file or id...>", "write the teams of these decisions into the config: adopt.csv, or ids")
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 something could not be read, 2 bad config, list or decision.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.badConfig))
  .parse();
withSmallHeap();
const options = command.opts<{
  stack: string;
  configFile?: string;
  mapping?: string[];
  out?: string;
  accept?: string[];
}>();

await runCommand("adopt", async () => {
  const { stack, configFile, mapping = [], out = join(".adopt", stack) } = options;
  const target = await currentTarget();
  const { loaded, derived, settings } = loadStack(configFile ?? target.stackFile(stack));
  const environment = { ...process.env, ...target.environment };
  trustWhatIsNamedIn(environment);
  const api = connect(environment);
  if (options.accept !== undefined) {
    const orgFile = String(settings["org"]);
    await accept({ stack, loaded, orgFile, derived, api, accept: options.accept, out, say: print });
    return exitCodes.done;
  }
  const { unread } = await propose({ stack, loaded, api, mapping, out, say: print, onProgress: progress() });
  return unread.some(({ permission }) => permission === undefined) ? exitCodes.failed : exitCodes.done;
});

/** A line each ten seconds, so that a long look is seen to go on. */
function progress(): (done: number, of: number) => void {
  let lastToldAt = Date.now();
  return (done, of) => {
    if (Date.now() - lastToldAt < 10_000) return;
    lastToldAt = Date.now();
    note(terminalText`read ${done} of ${of} teams`);
  };
}
