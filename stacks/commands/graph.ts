import { verbCommand } from "./run/verb.ts";
import { InvalidArgumentError } from "commander";
import { note, print } from "../../providers/clients/out/print.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { closest } from "../../schemas/suggest.ts";
import { loadOrg } from "../config/load-org.ts";
import { orgGraph } from "../explain/org-graph.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { orgFileFor, orgOption } from "./run/org-option.ts";

interface Options {
  readonly org?: string;
  readonly from?: string;
  readonly max: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("Write a whole number, 1 or more.");
  return value;
}

const command = verbCommand("graph")
  .addOption(orgOption)
  .option("--from <node id>", "draw this node and what is below it")
  .option("--max <boxes>", "most boxes for nodes and stores; what does not fit is folded", wholeNumber, 120)
  .parse();

await runCommand("graph", () => {
  const { org: asked, from, max } = command.opts<Options>();
  const file = orgFileFor(asked);
  const { org } = loadOrg(file);
  const ids = org.nodes.map(({ id }) => id);
  if (from !== undefined && !ids.includes(from)) {
    const meant = closest(from, ids);
    note(
      terminalText`${file}: no node has the id "${from}".${meant === undefined ? "" : ` Did you mean "${meant}"?`}`,
    );
    return Promise.resolve(exitCodes.badConfig);
  }
  const { mermaid, folded } = orgGraph(org, { from, boxesMax: max });
  print(mermaid);
  if (folded.length > 0) {
    const shown = folded.slice(0, 20).map((line) => `  ${line}`);
    const more = folded.length > shown.length ? [`  … and ${folded.length - shown.length} more`] : [];
    note(terminalText`${["Folded, see --from and --max:", ...shown, ...more]}`);
  }
  return Promise.resolve(exitCodes.done);
});
