import { verbCommand } from "./run/verb.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { writePrivate } from "../../providers/clients/out/write.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { loadStack, usualStackFile } from "../config/load-stack.ts";
import { hqChecklist } from "../headquarters/checklist.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { keptRun } from "./run/kept-run.ts";
import { typedPath } from "./run/places.ts";

interface Options {
  readonly stack: string;
  readonly output?: string;
}

const command = verbCommand("hq-checklist")
  .requiredOption("--stack <name>", "the stack of the tenant or of an environment, such as tenant")
  .option("--output <file>", "write it to this file (default: standard output)", typedPath)
  .parse();

await runCommand("hq-checklist", async () => {
  const { stack, output } = command.opts<Options>();
  try {
    const text = checklistOf(stack, (await keptRun())?.workspace.stackFile(stack) ?? usualStackFile(stack));
    if (output === undefined) print(text);
    else {
      await writePrivate(output, text);
      print(terminalText`written: ${output}`);
    }
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    note(terminalText.lines(error.message));
    return exitCodes.badConfig;
  }
});

/** Throws RefusedError when the config has no app for Commerce. */
function checklistOf(stack: string, stackFile: string): Encoded<"markdown"> {
  const { program, settings, loaded } = loadStack(stackFile);
  const named = settings["tenantStack"];
  // organization/project/stack; the CLI wants the last part.
  const tenantStack =
    program === "tenant" ? stack : typeof named === "string" ? named.split("/").at(-1) : undefined;
  const orgFile = String(settings["org"]);
  const text = hqChecklist(loaded.org, { orgFile, tenantStack });
  if (text !== undefined) return text;
  throw new RefusedError(
    `${orgFile}: no app stands for Commerce headquarters. ` +
      "Write `serves: [commerce]` at an app in `integration.apps`, or give one a `registration`.",
  );
}
