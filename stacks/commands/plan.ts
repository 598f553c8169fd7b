import { Command } from "commander";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { makePlan, planSaid } from "./plan/make.ts";
import { planFolder } from "./plan/folder.ts";
import { typedPath } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";
import { commandName } from "../../schemas/command-line.ts";

const command = new Command(commandName("plan"))
  .description(
    "Says in plain words what a run would change, and leaves a plan that apply does exactly. Writes nothing.",
  )
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--refresh", "read the tenant first, so that changes made by hand are in the plan")
  .option("--out <folder>", "where the plan and its reports go (default: .plan/<stack>)", typedPath)
  .addHelpText("after", "\nExit codes: 0 done or nothing to do, 1 refused or failed, 2 bad config.")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.badConfig))
  .parse();
const { stack, refresh = false, out } = command.opts<{ stack: string; refresh?: boolean; out?: string }>();

await runCommand("plan", async (interrupt) => {
  const target = await currentTarget();
  if (target.demoFolder !== undefined) note(terminalText`Working on the demo in ${target.demoFolder}.`);
  const request = { stack, refresh, folder: planFolder(stack, out), interrupt };
  const world = await makePlan(target, request);
  print(planSaid(world, request));
  const { outcome } = world.report;
  return outcome === "changes" || outcome === "none" ? exitCodes.done : exitCodes.failed;
});
