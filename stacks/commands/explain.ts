import { Command } from "commander";
import { note, print } from "../../providers/clients/out/print.ts";
import { defaultTables } from "../../schemas/default-tables.ts";
import { loadOrg } from "../config/load-org.ts";
import { explain } from "../explain/by-name.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { orgFileFor, orgOption } from "./run/org-option.ts";
import { commandName } from "../../schemas/command-line.ts";

const command = new Command(commandName("explain"))
  .description(
    "Says what config says of a store, a person or a table: which lines decide, which resources come of it, and what " +
      "a change would cost. Sends nothing.",
  )
  .argument("<name>", "an id, a store number, a user principal name, a table, or a name in quotes")
  .addOption(orgOption)
  .addHelpText("after", "\nExit codes: 0 explained, 2 bad config or nothing of that name.")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.badConfig))
  .parse();

await runCommand("explain", () => {
  const { org, places } = loadOrg(orgFileFor(command.opts<{ org?: string }>().org));
  const { isFound, text } = explain(org, { places, defaultTables }, command.args[0] ?? "");
  if (isFound) print(text);
  else note(text);
  return Promise.resolve(isFound ? exitCodes.done : exitCodes.badConfig);
});
