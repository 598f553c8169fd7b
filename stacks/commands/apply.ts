import { verbCommand } from "./run/verb.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { applyPlan } from "./apply/run-reviewed.ts";
import { runCommand } from "./run/command-end.ts";
import { planFolder } from "./plan/folder.ts";
import { typedPath } from "./run/places.ts";
import { currentTarget } from "./run/target.ts";

const command = verbCommand("apply")
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--plan <folder>", "what plan left (default: .plan/<stack>)", typedPath)
  .parse();
const { stack, plan } = command.opts<{ stack: string; plan?: string }>();

await runCommand("apply", async (interrupt) => {
  const target = await currentTarget();
  if (target.demoFolder !== undefined) note(terminalText`Working on the demo in ${target.demoFolder}.`);
  return applyPlan(target, { stack, folder: planFolder(stack, plan), say: print, interrupt });
});
