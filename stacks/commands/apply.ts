import { Command } from "commander";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { applyPlan } from "./apply/run-reviewed.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { planFolder } from "./plan/folder.ts";
import { typedPath } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";
import { commandName } from "../../schemas/command-line.ts";

const command = new Command(commandName("apply"))
  .description("Does what a reviewed plan says and nothing else, or stops before the first write.")
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--plan <folder>", "what plan left (default: .plan/<stack>)", typedPath)
  .addHelpText(
    "after",
    "\nExit codes: 0 done or nothing to do, 1 stopped or failed, 2 bad config or no plan, 130 interrupted.",
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.badConfig))
  .parse();
const { stack, plan } = command.opts<{ stack: string; plan?: string }>();

await runCommand("apply", async (interrupt) => {
  const target = await currentTarget();
  if (target.demoFolder !== undefined) note(terminalText`Working on the demo in ${target.demoFolder}.`);
  return applyPlan(target, { stack, folder: planFolder(stack, plan), say: print, interrupt });
});
