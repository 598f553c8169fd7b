import { join } from "node:path";
import { Option } from "commander";
import { print } from "../../providers/clients/out/print.ts";
import { writePrivateNow } from "../../providers/clients/out/write.ts";
import { withSmallHeap } from "../../providers/clients/process/small-heap.ts";
import { passedOn, terminalText } from "../../schemas/text/terminal.ts";
import { doctorHtml } from "../doctor/pages/html.ts";
import { doctorJson, doctorJunit, doctorMarkdown } from "../doctor/pages/formats.ts";
import { doctorText } from "../doctor/pages/text.ts";
import { countsOf, type DoctorReport } from "../doctor/report.ts";
import { examineStack } from "./doctor/examine-stack.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { currentTarget } from "./run/target.ts";
import { typedPath } from "./run/places.ts";
import { verbCommand } from "./run/verb.ts";

const files = {
  md: ["md", doctorMarkdown],
  html: ["html", doctorHtml],
  json: ["json", doctorJson],
  junit: ["junit.xml", doctorJunit],
} as const;
type Format = "text" | keyof typeof files;

/** `npm run doctor -- --stack prod`: every prerequisite as a line, with evidence and mend. Writes nothing. */
const command = verbCommand("doctor")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than that of the stack", typedPath)
  .option(
    "--reader <id>",
    "client id or display name of the reader (default: as the stack identities declares)",
  )
  .option("--writer <id>", "client id or display name of the writer (default: likewise)")
  .addOption(
    new Option("--format <format>", "how to say it; all but text is written to a file too")
      .choices(["text", ...Object.keys(files)])
      .default("text"),
  )
  .option("--out <folder>", "where the file goes", typedPath, ".doctor")
  .parse();
withSmallHeap();

await runCommand("doctor", async () => {
  const { stack, configFile, reader, writer, format, out } = command.opts<{
    stack: string;
    configFile?: string;
    reader?: string;
    writer?: string;
    format: Format;
    out: string;
  }>();
  const target = await currentTarget();
  const stackFile = configFile ?? target.stackFile(stack);
  const environment = { ...process.env, ...target.environment };
  const report = await examineStack({ stack, stackFile, environment, reader, writer });
  tell(report, format, out);
  const { fails, unseen } = countsOf(report.lines);
  if (fails > 0) return exitCodes.changesFound;
  return unseen > 0 ? exitCodes.failed : exitCodes.done;
});

function tell(report: DoctorReport, format: Format, out: string): void {
  if (format === "text") {
    print(doctorText(report));
    return;
  }
  const [ending, write] = files[format];
  const text = write(report);
  const file = join(out, `doctor-${report.stack}.${ending}`);
  writePrivateNow(file, text);
  if (format === "json" || format === "md") print(passedOn(text.text));
  else print(terminalText`${doctorText(report)}\nwritten: ${file}`);
}
