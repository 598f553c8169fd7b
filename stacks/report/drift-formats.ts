import { rankOf, type Finding, type Severity } from "./findings.ts";

/** Where a resource is declared, for tools that show findings beside the config. */
export type Positions = Readonly<Record<string, { readonly file: string; readonly line: number }>>;

/** What one look at the tenant gave. */
export interface DriftReport {
  readonly stack: string;
  readonly findings: readonly Finding[];
  /** Resources that could not be read. An unknown is never drift, and never "gone". */
  readonly unread: readonly { readonly resource: string; readonly label: string; readonly reason: string }[];
  /** Resources that were read, by what people call them. */
  readonly read: readonly { readonly resource: string; readonly label: string }[];
  readonly positions: Positions;
}

/** Rows shown in Markdown before the rest is only counted: a comment must stay readable. */
const rowsMax = 200;

export function driftMarkdown({ stack, findings, unread, read }: DriftReport): string {
  const high = findings.filter(({ severity }) => severity === "high").length;
  const head = `### ${stack}: ${findings.length} findings (${high} high) in ${read.length} resources`;
  const rows = findings
    .slice(0, rowsMax)
    .map(
      ({ severity, label, what, who, by, mend }) =>
        `| ${severity} | ${cell(label)} | ${cell(what)} | ${cell(who)} | ${cell(by ?? "")} | ${cell(mend)} |`,
    );
  const table = ["| | where | what | who | by | then |", "|---|---|---|---|---|---|", ...rows];
  const more = findings.length > rowsMax ? [`… ${findings.length - rowsMax} more.`] : [];
  const unreadLines = unread.map(({ label, reason }) => `- could not be read: ${label}: ${reason}`);
  const body = findings.length === 0 ? ["Everything is as the config says."] : [...table, ...more];
  return [head, "", ...body, ...(unreadLines.length > 0 ? ["", ...unreadLines] : [])].join("\n") + "\n";
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function driftJson(report: DriftReport): string {
  const { stack, read, findings, unread } = report;
  return `${JSON.stringify({ version: 1, stack, resourcesRead: read.length, findings, unread }, null, 2)}\n`;
}

/** SARIF 2.1.0: code hosts show each finding at the line of the config that declares the resource. */
export function driftSarif({ findings, positions }: DriftReport): string {
  const levels: Record<Severity, string> = { high: "error", medium: "warning", low: "note" };
  const results = findings.map((finding) => ({
    ruleId: finding.what.replaceAll(" ", "-"),
    level: levels[finding.severity],
    message: { text: sentence(finding) },
    locations: locationsOf(positions[finding.resource]),
  }));
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].toSorted().map((id) => ({ id }));
  const driver = { name: "store-teams drift", rules };
  const $schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema, version: "2.1.0", runs: [{ tool: { driver }, results }] }, null, 2)}\n`;
}

function locationsOf(position: Positions[string] | undefined): object[] {
  if (position === undefined || position.line < 1) return [];
  const region = { startLine: position.line };
  return [{ physicalLocation: { artifactLocation: { uri: position.file }, region } }];
}

/** JUnit: one case a resource, failed when it has a finding; pipelines chart these without any plug-in. */
export function driftJunit({ stack, findings, unread, read }: DriftReport): string {
  const byResource = Map.groupBy(findings, ({ resource }) => resource);
  const testcase = (label: string, inside: string): string =>
    `    <testcase classname="${xml(stack)}" name="${xml(label)}"${inside === "" ? "/>" : `>${inside}</testcase>`}`;
  const cases = [
    ...read.map(({ resource, label }) => testcase(label, failureOf(byResource.get(resource) ?? []))),
    ...unread.map(({ label, reason }) => testcase(label, `<error message="${xml(reason)}"/>`)),
  ];
  const counts = `tests="${cases.length}" failures="${byResource.size}" errors="${unread.length}"`;
  const suite = `  <testsuite name="drift ${xml(stack)}" ${counts}>\n${cases.join("\n")}\n  </testsuite>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n</testsuites>\n`;
}

function failureOf(findings: readonly Finding[]): string {
  const worst = findings.toSorted((left, right) => rankOf(right.severity) - rankOf(left.severity))[0];
  if (worst === undefined) return "";
  const text = findings.map(sentence).join("\n");
  return `<failure type="${worst.severity}" message="${xml(sentence(worst))}">${xml(text)}</failure>`;
}

function sentence({ label, what, who, by }: Finding): string {
  return `${label}: ${what}${who === "" ? "" : ` ${who}`}${by === undefined ? "" : `, by ${by}`}`;
}

function xml(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (character) => names[character] ?? character);
}
