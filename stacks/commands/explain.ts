import { verbCommand } from "./run/verb.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { defaultTables } from "../../schemas/default-tables.ts";
import { loadOrg } from "../config/load-org.ts";
import { explain } from "../explain/by-name.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { orgFileFor, orgOption } from "./run/org-option.ts";

const command = verbCommand("explain")
  .argument("<name>", "an id, a store number, a user principal name, a table, or a name in quotes")
  .addOption(orgOption)
  .parse();

await runCommand("explain", () => {
  const { org, places } = loadOrg(orgFileFor(command.opts<{ org?: string }>().org));
  const { isFound, text } = explain(org, { places, defaultTables }, command.args[0] ?? "");
  if (isFound) print(text);
  else note(text);
  return Promise.resolve(isFound ? exitCodes.done : exitCodes.badConfig);
});
