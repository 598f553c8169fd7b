import { verbCommand } from "./run/verb.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { makePlan, planSaid } from "./plan/make.ts";
import { planFolder } from "./plan/folder.ts";
import { typedPath } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";

const command = verbCommand("plan")
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--refresh", "read the tenant first, so that changes made by hand are in the plan")
  .option("--out <folder>", "where the plan and its reports go (default: .plan/<stack>)", typedPath)
  .parse();
const { stack, refresh = false, out } = command.opts<{ stack: string; refresh?: boolean; out?: string }>();

await runCommand("plan", async (interrupt) => {
  const target = await currentTarget();
  if (target.demoFolder !== undefined) note(terminalText`Working on the demo in ${target.demoFolder}.`);
  const request = { stack, refresh, folder: planFolder(stack, out), interrupt };
  const world = await makePlan(target, request);
  print(planSaid(world, request));
  const { outcome } = world.report;
  return outcome === "refused" || outcome === "failed" ? exitCodes.failed : exitCodes.done;
});
