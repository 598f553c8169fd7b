import { reasonOf } from "../../providers/core/errors.ts";
import { verbCommand } from "./run/verb.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { planFolder } from "./plan/folder.ts";
import { typedPath } from "./run/places.ts";
import { NoForgeError, type Forge } from "./publish/forge.ts";
import { forgeIn, postDrift, proposeEdits, tellDrift, tellPlan } from "./publish/reports.ts";

/**
 * `npm run tell -- plan --stack dev`: the plan as the one comment of the pull request for this stack.
 * `npm run tell -- drift --stack dev`: the drift as the one open issue for this stack; closed when there is none.
 * `… drift --stack dev --pull-request`: the edits by which config would say so, as the one pull request of the stack.
 * STORE_TEAMS_TEAMS_WEBHOOK also gets the summary of the drift, for a channel of Teams.
 * For pipelines. Says nothing to the tenant.
 */
const command = verbCommand("tell");

command
  .command("plan")
  .description("writes or changes the comment of the pull request")
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--plan <folder>", "what plan left (default: .plan/<stack>)", typedPath)
  .action(({ stack, plan }: { stack: string; plan?: string }) =>
    tell((forge) => tellPlan(forge, stack, planFolder(stack, plan))),
  );

command
  .command("drift")
  .description("opens, changes or closes the issue")
  .requiredOption("--stack <name>", "the stack, such as dev")
  .option("--reports <folder>", "what drift left", typedPath, ".drift")
  .option("--pull-request", "propose what `drift --propose` left as a pull request instead")
  .action(({ stack, reports, pullRequest }: { stack: string; reports: string; pullRequest?: boolean }) =>
    tell(async (forge) => {
      if (pullRequest === true) return proposeEdits(forge, stack, reports);
      const told = await tellDrift(forge, stack, reports);
      const posted = await postDrift(process.env, stack, reports);
      return posted === undefined ? told : `${told} ${posted}`;
    }),
  );

await command.parseAsync();

function tell(say: (forge: Forge) => Promise<string>): Promise<void> {
  return runCommand("tell", async () => {
    try {
      print(terminalText.of(await say(forgeIn(process.env))));
      return exitCodes.done;
    } catch (error) {
      note(terminalText.lines(reasonOf(error)));
      return error instanceof NoForgeError ? exitCodes.badConfig : exitCodes.failed;
    }
  });
}
