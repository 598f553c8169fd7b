import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { connect } from "../../providers/clients/connect.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import type { Derived } from "../derive/desired-resource.ts";
import { deriveShare } from "../derive/share.ts";
import { deriveTenant } from "../derive/tenant.ts";
import { ConfigError, loadOrg, type LoadedOrg } from "../load-config.ts";
import { driftText } from "../report/drift.ts";
import {
  driftJson,
  driftJunit,
  driftMarkdown,
  driftSarif,
  type DriftReport,
} from "../report/drift-formats.ts";
import { rankOf, type Names, type Severity } from "../report/findings.ts";
import { keptRun } from "./demo/settings.ts";
import { lookAtTenant } from "./drift/look-at-tenant.ts";
import { trustWhatIsNamedIn } from "./extra-certificates.ts";
import { readStackFile, type StackFileSettings } from "./drift/stack-file.ts";

/**
 * `npm run drift -- --stack dev`: what somebody changed by hand. Reads the tenant itself, by the planner that also
 * runs; needs neither Pulumi's state nor a permission to write.
 * Exit codes: 0 nothing found, 1 something could not be read, 2 bad config, 7 findings of the asked severity.
 */
const writers = { md: driftMarkdown, json: driftJson, sarif: driftSarif, junit: driftJunit } as const;
type Format = keyof typeof writers;
const fileEndings: Record<Format, string> = {
  md: "md",
  json: "json",
  sarif: "sarif.json",
  junit: "junit.xml",
};

const command = new Command("npm run drift --")
  .description("Compares the tenant with the config and says what differs. Writes nothing to the tenant.")
  .requiredOption("--stack <name>", "which stack, as in config/stacks/Pulumi.<name>.yaml")
  .option("--config-file <file>", "another stack file than config/stacks/Pulumi.<name>.yaml")
  .option("--format <list>", `reports to write, of ${Object.keys(writers).join(", ")}`, "md,json")
  .option("--out <folder>", "where the reports go", ".drift")
  .addOption(
    new Option("--fail-on <severity>", "exit with 7 from this severity on")
      .choices(["low", "medium", "high"])
      .default("low"),
  )
  .parse();
const options = command.opts<{
  stack: string;
  configFile?: string;
  format: string;
  out: string;
  failOn: Severity;
}>();

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof RefusedError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(): Promise<number> {
  const formats = formatsIn(options.format);
  const kept = await keptRun();
  const stackFile =
    options.configFile ??
    kept?.workspace.stackFile(options.stack) ??
    `config/stacks/Pulumi.${options.stack}.yaml`;
  const settings = readStackFile(stackFile);
  const loaded = loadOrg(settings.org);
  const derived = derivedFor(settings, loaded);
  const environment = { ...process.env, ...kept?.environment };
  trustWhatIsNamedIn(environment);
  const report = await lookAtTenant(
    connect(environment),
    derived,
    namesIn(loaded, derived),
    options.stack,
    progress(),
  );
  write(report, formats);
  return exitCodeOf(report);
}

function formatsIn(list: string): readonly Format[] {
  const asked = list.split(",").map((word) => word.trim());
  const unknown = asked.filter((word) => !(word in writers));
  if (unknown.length > 0) {
    throw new RefusedError(
      `--format: there is no "${unknown.join(", ")}"; expected ${Object.keys(writers).join(", ")}.`,
    );
  }
  return asked as Format[];
}

function derivedFor({ program, environment, share }: StackFileSettings, { org, places }: LoadedOrg): Derived {
  if (program === "tenant") return deriveTenant(org, places);
  if (program === "environment") return deriveShare(org, environment ?? "", share, places);
  throw new RefusedError(
    `the stack's program is "${program}"; drift is looked for in "tenant" and "environment".`,
  );
}

function namesIn({ org }: LoadedOrg, { labels }: Derived): Names {
  const people = org.people.map((person): [string, string] => [
    person.upn.toLowerCase(),
    person.name ?? person.upn,
  ]);
  return { labels, people: Object.fromEntries(people) };
}

/** A line each ten seconds, so that a long look is seen to go on. */
function progress(): (done: number, of: number) => void {
  let lastToldAt = Date.now();
  return (done, of) => {
    if (Date.now() - lastToldAt < 10_000) return;
    lastToldAt = Date.now();
    console.error(`read ${done} of ${of}`);
  };
}

function write(report: DriftReport, formats: readonly Format[]): void {
  console.log(driftText(report.findings, options.stack));
  for (const { label, reason } of report.unread) console.log(`could not be read: ${label}: ${reason}`);
  mkdirSync(options.out, { recursive: true });
  const files = formats.map((format) => {
    const file = join(options.out, `drift-${options.stack}.${fileEndings[format]}`);
    writeFileSync(file, writers[format](report));
    return file;
  });
  console.log(
    `\n${report.read.length} resources read, nothing written to the tenant. Reports: ${files.join(", ")}`,
  );
  if (report.findings.length > 0)
    console.log(`"npm run pulumi -- up --refresh --stack ${options.stack}" puts it right.`);
}

function exitCodeOf({ findings, unread }: DriftReport): number {
  if (findings.some(({ severity }) => rankOf(severity) >= rankOf(options.failOn))) return 7;
  return unread.length > 0 ? 1 : 0;
}
