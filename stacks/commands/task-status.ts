import { verbCommand } from "./run/verb.ts";
import { RefusedError, SignInError } from "../../providers/core/errors.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { jsonText } from "../../schemas/text/json.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { loadStack } from "../config/load-stack.ts";
import { taskStatusText } from "../headquarters/task-status.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { connectAs } from "./first-checks/connect-as.ts";
import { refuseOtherTarget } from "./first-checks/other-target.ts";
import { notFoundOut } from "../target/compare.ts";
import { currentTarget } from "./run/target.ts";
import { typedPath } from "./run/places.ts";
import { readStatus } from "./run/read-task-status.ts";

interface Options {
  readonly stack: string;
  readonly configFile?: string;
  readonly list?: string;
  readonly day?: string;
  readonly json?: boolean;
}

/**
 * `npm run task-status -- --stack dev`: how far the stores are with their task lists, by region. Reads Planner, writes
 * nothing: the reader's identity is enough.
 */
const command = verbCommand("task-status")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than that of the stack", typedPath)
  .option("--list <id>", "one task list (default: all)")
  .option("--day <day>", "count as late what is due before this day, such as 2026-03-05 (default: today)")
  .option("--json", "as JSON, with every task of every store")
  .parse();

await runCommand("task-status", async () => {
  try {
    return await tell(command.opts<Options>());
  } catch (error) {
    if (!(error instanceof RefusedError) || error instanceof SignInError) throw error;
    note(terminalText.lines(error.message));
    return exitCodes.badConfig;
  }
});

async function tell({ stack, configFile, list, day, json = false }: Options): Promise<number> {
  if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new RefusedError(`--day: "${day}" is no day; expected one such as 2026-03-05.`);
  const target = await currentTarget();
  const { loaded, derived, target: whom } = loadStack(configFile ?? target.stackFile(stack));
  const declared = (loaded.org.taskLists ?? []).map(({ id }) => id);
  if (list !== undefined && !declared.includes(list)) {
    const known = declared.join(", ") || "none";
    throw new RefusedError(`--list: no task list has the id "${list}"; declared are: ${known}.`);
  }
  const today = new Date().toISOString().slice(0, 10);
  const wish = { stack, day: day ?? today, list };
  const api = connectAs(target.environment);
  const unknown = await refuseOtherTarget(api, whom);
  if (unknown !== undefined) note(terminalText`${notFoundOut}: ${unknown}`);
  const status = await readStatus(api, loaded.org, derived, wish);
  print(json ? jsonText(status, 1) : taskStatusText(status));
  return unknown !== undefined || status.unread.length > 0 ? exitCodes.failed : exitCodes.done;
}
