import type { Encoded } from "../../../schemas/text/encoded.ts";
import { jsonText } from "../../../schemas/text/json.ts";
import { markdownText } from "../../../schemas/text/markdown.ts";
import { sarifText } from "../../../schemas/text/sarif.ts";
import { xmlText } from "../../../schemas/text/xml.ts";
import { aboutText, type About } from "../../pages/about.ts";
import type { WaitingLine } from "../../changes/waiting.ts";
import type { HierarchyGroup } from "../hierarchy.ts";
import { findingId, rankOf, type Finding, type Severity } from "../../changes/finding.ts";

type Xml = Encoded<"xml">;

/** Where a resource is declared, for tools that show findings beside the config. */
export type Positions = Readonly<Record<string, { readonly file: string; readonly line: number }>>;

/** What config wants of a resource and what the tenant shows, with the fields that config mentions. */
export interface Side {
  readonly wanted: Readonly<Record<string, unknown>>;
  /** undefined: it is not there. */
  readonly found: Readonly<Record<string, unknown>> | undefined;
}

/** Something that could not be read. An unknown is never drift, and never "gone". */
export interface Unread {
  /** Empty when no resource stands behind it. */
  readonly resource: string;
  readonly label: string;
  readonly reason: string;
}

/** A difference that only the service made and that means nothing. */
export interface Noise {
  readonly resource: string;
  readonly label: string;
  readonly what: string;
}

/** What one look at the tenant gave. */
export interface DriftReport {
  readonly stack: string;
  /** When, for whom, from what and by whom it was made; unset where nobody says. */
  readonly about?: About;
  readonly findings: readonly Finding[];
  readonly noise: readonly Noise[];
  readonly unread: readonly Unread[];
  /** What this look does not cover, and why, a sentence each. What could not be read stands in `unread`. */
  readonly notLookedAt: readonly string[];
  /** People whom teams wait for, since their accounts are missing or disabled, each once: no drift. */
  readonly waiting: readonly WaitingLine[];
  /** Resources that were read, by what people call them. */
  readonly read: readonly { readonly resource: string; readonly label: string }[];
  readonly positions: Positions;
  /** By resource name, of everything that was read. */
  readonly sides: Readonly<Record<string, Side>>;
  /** What the stack declares, ordered as the organization is. */
  readonly hierarchy: readonly HierarchyGroup[];
}

/** Rows shown in Markdown before the rest is only counted: a comment must stay readable. */
const rowsMax = 200;
/** Longest comment that code hosts take, with some room. */
const commentLengthMax = 65_000;

export function driftMarkdown(report: DriftReport): Encoded<"markdown"> {
  // Names may be long: fewer rows then, never a comment that is refused.
  for (let rows = rowsMax; ; rows = Math.floor(rows / 2)) {
    const text = markdownWith(report, rows);
    if (text.length < commentLengthMax || rows === 0) return text;
  }
}

function markdownWith(
  { stack, about, findings, noise, unread, notLookedAt, read, waiting }: DriftReport,
  rowsMax: number,
): Encoded<"markdown"> {
  const high = findings.filter(({ severity }) => severity === "high").length;
  const head = markdownText`### ${stack}: ${findings.length} findings (${high} high) in ${read.length} resources`;
  const rows = findings
    .slice(0, rowsMax)
    .map(
      (finding) =>
        markdownText`| ${markdownText.join([finding.severity, finding.label, finding.what, finding.who, finding.by ?? "", finding.mend, findingId(finding)], " | ")} |`,
    );
  const table = [
    markdownText`| | where | what | who | by | then | id |\n|---|---|---|---|---|---|---|`,
    ...rows,
  ];
  const more = findings.length > rowsMax ? [markdownText`… ${findings.length - rowsMax} more.`] : [];
  const unreadLines = unread
    .slice(0, rowsMax)
    .map(({ label, reason }) => markdownText`- could not be read: ${label}: ${reason.slice(0, 300)}`);
  const moreUnread =
    unread.length > rowsMax ? [markdownText`- ${unread.length - rowsMax} more could not be read.`] : [];
  const body =
    findings.length > 0
      ? [...table, ...more]
      : unread.length > 0
        ? [markdownText`Nothing differs in what could be read; ${unread.length} could not be read.`]
        : [markdownText`Everything is as the config says.`];
  const waitingRows = waiting
    .slice(0, rowsMax)
    .map(({ text, mend }) => markdownText`- waits for a person: ${text} ⇒ ${mend}`);
  const moreWaiting =
    waiting.length > rowsMax ? [markdownText`- waits for ${waiting.length - rowsMax} more people.`] : [];
  const outside = notLookedAt.map((text) => markdownText`- not looked at: ${text}`);
  const notes = [
    ...waitingRows,
    ...moreWaiting,
    ...noiseLines(noise),
    ...unreadLines,
    ...moreUnread,
    ...outside,
  ];
  const foot = about === undefined ? [] : ["", markdownText`${aboutText(about)}`];
  return markdownText`${[head, "", ...body, ...(notes.length > 0 ? ["", ...notes] : []), ...foot]}\n`;
}

export function driftJson(report: DriftReport): Encoded<"json"> {
  const { stack, about, read, findings, noise, unread, notLookedAt, waiting } = report;
  const told = findings.map((finding) => ({ id: findingId(finding), ...finding }));
  const facts = {
    ...{ version: 1, stack, about, resourcesRead: read.length },
    ...{ findings: told, noise, unread, notLookedAt, waiting },
  };
  return jsonText(facts, 2);
}

function noiseLines(noise: readonly Noise[]): readonly Encoded<"markdown">[] {
  const kinds = Map.groupBy(noise, ({ what }) => what);
  return [...kinds].map(([what, all]) => markdownText`- noise, nothing to do: ${what} (${all.length})`);
}

/** SARIF 2.1.0: code hosts show each finding at the line of the config that declares the resource. */
export function driftSarif({ findings, positions }: DriftReport): Encoded<"json"> {
  const levels: Record<Severity, string> = { high: "error", medium: "warning", low: "note" };
  const results = findings.map((finding) => ({
    ruleId: finding.what.replaceAll(" ", "-"),
    level: levels[finding.severity],
    message: { text: sarifText.of(sentence(finding)).text },
    locations: locationsOf(positions[finding.resource]),
  }));
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].toSorted().map((id) => ({ id }));
  const driver = { name: "store-teams drift", rules };
  const $schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return jsonText({ $schema, version: "2.1.0", runs: [{ tool: { driver }, results }] }, 2);
}

function locationsOf(position: Positions[string] | undefined): object[] {
  if (position === undefined || position.line < 1) return [];
  const region = { startLine: position.line };
  return [{ physicalLocation: { artifactLocation: { uri: encodeURI(position.file) }, region } }];
}

/** JUnit: one case a resource, failed when it has a finding; pipelines chart these without any plug-in. */
export function driftJunit({ stack, findings, unread, read }: DriftReport): Encoded<"xml"> {
  const byResource = Map.groupBy(findings, ({ resource }) => resource);
  const testcase = (label: string, inside: Xml): Xml =>
    xmlText`    <testcase classname="${stack}" name="${label}">${inside}</testcase>`;
  const readNames = new Set(read.map(({ resource }) => resource));
  const cases = [
    ...findings
      .filter(({ resource }) => !readNames.has(resource))
      .map((finding) => testcase(finding.label, failureOf([finding]))),
    ...read.map(({ resource, label }) => testcase(label, failureOf(byResource.get(resource) ?? []))),
    ...unread.map(({ label, reason }) => testcase(label, xmlText`<error message="${reason}"/>`)),
  ];
  const failures = cases.filter(({ text }) => text.includes("<failure ")).length;
  const counts = xmlText`tests="${cases.length}" failures="${failures}" errors="${unread.length}"`;
  const suite = xmlText`  <testsuite name="drift ${stack}" ${counts}>\n${cases}\n  </testsuite>`;
  return xmlText`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n</testsuites>\n`;
}

function failureOf(findings: readonly Finding[]): Xml {
  const worst = findings.toSorted((left, right) => rankOf(right.severity) - rankOf(left.severity))[0];
  if (worst === undefined) return xmlText``;
  return xmlText`<failure type="${worst.severity}" message="${sentence(worst)}">${findings.map(sentence)}</failure>`;
}

function sentence({ label, what, who, by }: Finding): string {
  return `${label}: ${what}${who === "" ? "" : ` ${who}`}${by === undefined ? "" : `, by ${by}`}`;
}
