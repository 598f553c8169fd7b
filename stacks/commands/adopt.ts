import { join } from "node:path";
import { withSmallHeap } from "../../providers/clients/process/small-heap.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { loadStack } from "../config/load-stack.ts";
import { accept } from "./adopt/accept.ts";
import { propose } from "./adopt/propose.ts";
import { typedPath } from "./run/places.ts";
import { verbCommand } from "./run/verb.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { refuseOtherTarget } from "./first-checks/other-target.ts";
import { notFoundOut } from "../target/compare.ts";
import { lookProgress } from "./run/look-progress.ts";
import { connectAs } from "./first-checks/connect-as.ts";
import { currentTarget } from "./run/target.ts";

/**
 * `npm run adopt -- --stack prod`: which of the tenant's teams belongs to which store, with the evidence. Writes nothing
 * to the tenant; with --accept, writes what was decided into the config.
 */
const command = verbCommand("adopt")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than that of the stack", typedPath)
  .option("--mapping <file...>", "lists that name stores and teams, such as headquarters' mapping file")
  .option("--out <folder>", "where proposals go (default: .adopt/<stack>)", typedPath)
  .option("--accept <file or id...>", "write the teams of these decisions into the config: adopt.csv, or ids")
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
  const { stack, configFile, mapping: lists = [], out = join(".adopt", stack) } = options;
  // Several values of one option come unread, so that each is put where it was typed.
  const mapping = lists.map((file) => typedPath(file));
  const target = await currentTarget();
  const { loaded, derived, settings, target: whom } = loadStack(configFile ?? target.stackFile(stack));
  const api = connectAs(target.environment);
  const unknown = await refuseOtherTarget(api, whom);
  if (unknown !== undefined) note(terminalText`${notFoundOut}: ${unknown}`);
  if (options.accept !== undefined) {
    if (unknown !== undefined) return exitCodes.failed;
    const orgFile = String(settings["org"]);
    await accept({
      stack,
      loaded,
      orgFile,
      derived,
      api,
      accept: options.accept.map(asTyped),
      out,
      say: print,
    });
    return exitCodes.done;
  }
  const { unread } = await propose({
    stack,
    loaded,
    api,
    mapping,
    out,
    say: print,
    onProgress: lookProgress("teams"),
  });
  const isUnread = unknown !== undefined || unread.some(({ permission }) => permission === undefined);
  return isUnread ? exitCodes.failed : exitCodes.done;
});

/** Files count from where they are typed; ids are no files. */
function asTyped(asked: string): string {
  return /\.csv$/i.test(asked) ? typedPath(asked) : asked;
}
