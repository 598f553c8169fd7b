import { verbCommand } from "./run/verb.ts";
import { Option } from "commander";
import { RefusedError, SignInError } from "../../providers/core/errors.ts";
import { note, print } from "../../providers/clients/out/print.ts";
import { withSmallHeap } from "../../providers/clients/process/small-heap.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { ConfigError } from "../config/load-org.ts";
import type { Severity } from "../changes/finding.ts";
import { formatNames, formatsIn, runDrift } from "./run/look-for-drift.ts";
import { currentTarget } from "./run/target.ts";
import { typedPath } from "./run/places.ts";
import { trustWhatIsNamedIn } from "./first-checks/extra-certificates.ts";

/**
 * `npm run drift -- --stack dev`: what somebody changed by hand. Reads the tenant itself, by the planner that also
 * runs; needs neither Pulumi's state nor a permission to write.
 * Exit codes: 0 nothing found, 1 something could not be read or no sign-in, 2 bad config or another tenant,
 * 7 findings of the asked severity.
 */
const command = verbCommand("drift")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than that of the stack", typedPath)
  .option("--format <list>", `reports to write, of ${formatNames.join(", ")}`, "md,json")
  .option("--out <folder>", "where the reports go", typedPath, ".drift")
  .option("--accept <finding...>", "change the config so that these findings, by id, are as it says")
  .option("--propose", "also leave the edits by which config would say what was found, for a pull request")
  .option("--confirm-after <seconds>", "look again at what differs after so long, for services that lag", "3")
  .addOption(
    new Option("--fail-on <severity>", "exit with 7 from this severity on")
      .choices(["low", "medium", "high"])
      .default("low"),
  )
  .parse();
withSmallHeap();
const options = command.opts<{
  stack: string;
  configFile?: string;
  format: string;
  out: string;
  accept?: string[];
  propose?: boolean;
  confirmAfter: string;
  failOn: Severity;
}>();

try {
  const target = await currentTarget();
  const environment = { ...process.env, ...target.environment };
  trustWhatIsNamedIn(environment);
  process.exitCode = await runDrift({
    stack: options.stack,
    stackFile: options.configFile ?? target.stackFile(options.stack),
    environment,
    formats: formatsIn(options.format),
    out: options.out,
    failOn: options.failOn,
    accept: options.accept ?? [],
    propose: options.propose === true,
    confirmAfterSeconds: secondsIn(options.confirmAfter),
    say: print,
  });
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof RefusedError)) throw error;
  note(terminalText.lines(error.message));
  process.exitCode = error instanceof SignInError ? 1 : 2;
}

function secondsIn(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds <= 600) return seconds;
  throw new RefusedError(`--confirm-after: "${text}" is no number of seconds from 0 to 600.`);
}
