// Names that speak to machines, in whatever is said of them, by every report for its sink.
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import type { CompleteOrg } from "../../schemas/validate.ts";
import type { Encoded, Sink } from "../../schemas/text/encoded.ts";
import { withoutOrders } from "../../schemas/text/terminal.ts";
import { driftJson, driftJunit, driftMarkdown, driftSarif } from "../../stacks/drift/pages/formats.ts";
import { driftHtml } from "../../stacks/drift/pages/html.ts";
import { driftText, nextSteps } from "../../stacks/drift/text.ts";
import { explain } from "../../stacks/explain/by-name.ts";
import { orgGraph } from "../../stacks/explain/org-graph.ts";
import { hqChecklist } from "../../stacks/headquarters/checklist.ts";
import { taskStatusText } from "../../stacks/headquarters/task-status.ts";
import { differenceText } from "../../stacks/review/difference.ts";
import { planHtml } from "../../stacks/review/pages/html.ts";
import { planMarkdown } from "../../stacks/review/pages/markdown.ts";
import { planText } from "../../stacks/review/pages/text.ts";
import { endText, startOf } from "../../stacks/review/progress.ts";
import { hostileNames, ordersIn, unseenPattern } from "../kit/hostile.ts";
import { busyChain, driftReportOf } from "./drift/kit.ts";
import { chain, chainAfterAWeek, reportOf } from "./review/kit.ts";

/** Stands in every text of the samples where the hostile name goes. */
const mark = "Qmarkq";

/** The same value with the name in every text that held the mark. */
function named<T>(value: T, name: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(mark, () => JSON.stringify(name).slice(1, -1))) as T;
}

const marked = <T>(org: T): T =>
  JSON.parse(JSON.stringify(org).replaceAll(/"(name|description)":"/g, `"$1":"${mark} `)) as T;

const before = marked(chain(3));
const planned = reportOf(before, marked(chainAfterAWeek(chain(3))));
const plan = {
  ...planned,
  notes: [`${mark}: a note\n  ${mark}`],
  refusal: [`refused: ${mark}`],
  taskLists: [mark],
  leftOut: [{ label: mark, reason: mark, ruleId: "R8" }],
};
const { report: looked, names } = driftReportOf(
  marked(busyChain(4, 1)),
  (resource, wanted) =>
    resource.endsWith("1")
      ? { ...wanted, displayName: mark, description: mark, roster: { [`${mark}@contoso.example`]: "owner" } }
      : resource.endsWith("2")
        ? undefined
        : wanted,
  { unread: [{ resource: "store-000003", label: mark, reason: mark }] },
);
const drift = {
  ...looked,
  findings: looked.findings.map((finding) => ({ ...finding, by: mark, who: mark })),
};
const org = marked({
  ...chain(2),
  integration: { apps: [{ key: "commerce", name: mark, displayName: mark, serves: ["commerce"] }] },
}) as unknown as CompleteOrg;
const status = {
  version: 1,
  stack: "dev",
  day: "2026-03-05",
  lists: [],
  stores: [
    { label: mark, region: mark, tasks: [{ list: "a", task: "b", title: mark, state: "late" as const }] },
  ],
  unread: [{ label: mark, reason: mark }],
} as const;

/** Notes and refusals are texts of several lines: a name that has some is one of their lines there. */
const planNamed = (name: string): typeof plan => ({
  ...named(plan, name),
  ...(name.includes("\n") ? { notes: [], refusal: [] } : {}),
});

const driftNamed = (name: string): typeof drift => named(drift, name);

/** Everything that says something of names, by what says it. */
const said: Readonly<Record<string, (name: string) => Encoded<Sink>>> = {
  "plan, terminal": (name) => planText(planNamed(name)),
  "plan, comment": (name) => planMarkdown(planNamed(name), "plan.html"),
  "plan, page": (name) => planHtml(planNamed(name)),
  "apply, what moved": (name) =>
    differenceText({ files: [name], state: true, steps: [name] }, plan, planNamed(name)),
  "apply, end": (name) =>
    endText(
      { ...startOf(["s"]), failed: new Map([["s", name]]), undone: new Map([["t", [name]]]) },
      { planned: ["s", "u"], unchanged: 0, labelOf: () => name },
    ),
  "drift, terminal": (name) => driftText(driftNamed(name).findings, name),
  "drift, next steps": (name) => nextSteps(driftNamed(name).findings, "dev"),
  "drift, issue": (name) => driftMarkdown(driftNamed(name)),
  "drift, page": (name) => driftHtml(driftNamed(name), names),
  "drift, JSON": (name) => driftJson(driftNamed(name)),
  "drift, SARIF": (name) => driftSarif(driftNamed(name)),
  "drift, JUnit": (name) => driftJunit(driftNamed(name)),
  "explain, a store": (name) =>
    explain(
      named(org, name),
      { places: { at: () => ({ file: "o.yaml", line: 1 }) }, defaultTables: new Set() },
      "000000",
    ).text,
  "explain, nothing": (name) =>
    explain(
      named(org, name),
      { places: { at: () => ({ file: "o.yaml", line: 1 }) }, defaultTables: new Set() },
      name,
    ).text,
  graph: (name) => orgGraph(named(org, name), { boxesMax: 50 }).mermaid,
  "hq-checklist": (name) => {
    const text = hqChecklist(named(org, name), { orgFile: name, tenantStack: name });
    if (text === undefined) throw new Error("the sample has no app for Commerce");
    return text;
  },
  "task-status": (name) => taskStatusText(named(status, name)),
};

interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
}
const nodesIn = (node: MarkdownNode): readonly MarkdownNode[] => [
  node,
  ...(node.children ?? []).flatMap(nodesIn),
];
/** What a text of a sink is made of beside its words: the same whatever the names are. */
function frameOf({ sink, text }: Encoded<Sink>): unknown {
  if (sink === "html" || sink === "xml") return text.match(/<[/!?]?[a-zA-Z]+/g);
  if (sink === "mermaid") return text.replaceAll(/\["[^"]*"\]/g, "[]");
  if (sink !== "markdown") return [];
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const kinds = nodesIn(tree as MarkdownNode).map(({ type, value }) =>
    type === "html" ? (value ?? "").match(/<\/?[a-z]+/g)?.join("") : type,
  );
  return kinds.filter((kind) => kind !== "text" && kind !== "inlineCode");
}

/** A harmless name: with lines where the other one has some. */
const plain = "Fresno";
const plainOf = (name: string): string => (name.includes("\n") ? `${plain}\n${plain}` : plain);

describe.each(Object.entries(said))("%s", (_what, of) => {
  it("says the harmless name", () => {
    expect(of(plain).text).toContain(plain);
  });

  it.each(hostileNames)("is not moved by $name", ({ text: name }) => {
    const made = of(name);
    const shown = made.sink === "html" || made.sink === "xml" ? "" : withoutOrders(made.text);
    expect(ordersIn(shown)).toEqual([]);
    expect(made.text.split("\n").filter((line) => unseenPattern.test(line.replaceAll("\u0001", "")))).toEqual(
      [],
    );
    expect(frameOf(made)).toEqual(frameOf(of(plainOf(name))));
    if (made.sink === "json") expect(JSON.stringify(JSON.parse(made.text))).not.toBe("");
  });
});

it("JSON says the name as it is", () => {
  for (const { text } of hostileNames) {
    const { findings } = JSON.parse(driftJson(driftNamed(text)).text) as { findings: { by: string }[] };
    expect(findings[0]?.by).toBe(text);
  }
});
