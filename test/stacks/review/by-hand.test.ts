// Work that only people can do is a part of the plan: told, ticked, and never in the way of a run.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Org } from "../../../schemas/types/org.ts";
import { loadStack } from "../../../stacks/config/load-stack.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import type { HandStep } from "../../../stacks/headquarters/steps-for-people.ts";
import { planFacts } from "../../../stacks/review/facts.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { planHtml } from "../../../stacks/review/pages/html.ts";
import { planMarkdown } from "../../../stacks/review/pages/markdown.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { chain, previewEvents } from "./kit.ts";

const personalApp = { policy: "Store people", group: "d0000000-0000-4000-8000-000000000001" };

function orgWith(more: Partial<Org>, environment: object = {}): Org {
  const org = chain(2);
  const [dev] = org.environments ?? [];
  return { ...org, ...more, environments: [{ key: "dev", url: "", ...dev, ...environment }] };
}

const withFiles = orgWith({
  hierarchy: { id: "stores", name: "Stores", purposes: ["retailReporting"], csv: {}, mapping: {} },
});
const file = (name: string): object => ({ outputs: { remembered: { file: name } }, undone: [] });
const made = {
  "mapping-of-stores": file("commerce/dev-mapping.csv"),
  "targeting-hierarchy": file("commerce/dev-hierarchy-0123456789ab.csv"),
};

function reportOf(
  before: Org | undefined,
  after: Org,
  remembered: object = made,
  doneByHand?: string[],
): PlanReport {
  const derived = deriveEnvironment(after, "dev");
  const last = before === undefined ? { ...derived, resources: [] } : deriveEnvironment(before, "dev");
  const events = previewEvents(last, derived, remembered as Parameters<typeof previewEvents>[2]);
  const at = { stack: "dev", program: "environment", environment: "dev", ...(doneByHand && { doneByHand }) };
  return planReport(
    { events, exitCode: 0, refreshed: false, digest: "7f3a".repeat(16) },
    planFacts(after, at),
  );
}

const short = ({ byHand }: PlanReport): readonly string[] =>
  byHand.map(({ id, state }: HandStep) => `${id.split("@")[0] ?? ""} ${state}`);

describe("work for people", () => {
  it.each([
    { name: "none", before: chain(2), after: chain(2), outcome: "none", told: [] },
    {
      name: "files that this run makes",
      before: undefined,
      after: withFiles,
      outcome: "changes",
      told: ["targeting-hierarchy after", "mapping-of-stores after"],
    },
    {
      name: "files that an earlier run made",
      before: withFiles,
      after: withFiles,
      outcome: "byHand",
      told: ["targeting-hierarchy open", "mapping-of-stores open"],
    },
    {
      name: "a personal app that config asks for from now on",
      before: chain(2),
      after: orgWith({}, { personalApp }),
      outcome: "byHand",
      told: ["personal-app-1 open", "personal-app-2 open"],
    },
  ])("is told: $name", ({ before, after, outcome, told }) => {
    const report = reportOf(before, after);
    expect(report.outcome).toBe(outcome);
    expect(short(report).toSorted()).toEqual(told.toSorted());
  });

  it("is done where a run uploaded the file, and that run has seen it accepted", () => {
    const uploaded = { outputs: { remembered: { file: "x.csv", uploaded: true } }, undone: [] };
    const report = reportOf(withFiles, withFiles, { ...made, "targeting-hierarchy": uploaded });
    expect(short(report)).toContain("targeting-hierarchy done");
  });

  it("is ticked by what the plan says, typed as it says, and is open again with another content", async () => {
    const open = reportOf(withFiles, withFiles);
    const said = planText(open).text;
    const ids = [...said.matchAll(/store-teams:doneByHand: \["([^"]+)"\]/g)].map(([, id]) => id ?? "");
    expect(ids).toEqual(open.byHand.map(({ id }) => id));
    const folder = await mkdtemp(join(tmpdir(), "store-teams-by-hand-"));
    try {
      const stackFile = join(folder, "Pulumi.dev.yaml");
      const head = "config:\n  store-teams:program: environment\n  store-teams:org: config/demo/org.yaml\n";
      const tick = `  store-teams:environment: dev\n  store-teams:doneByHand: ${JSON.stringify(ids)}\n`;
      await writeFile(stackFile, head + tick);
      expect(() => loadStack(stackFile)).not.toThrow();
    } finally {
      await rm(folder, { recursive: true });
    }
    const ticked = reportOf(withFiles, withFiles, made, ids);
    expect(ticked.outcome).toBe("none");
    expect(short(ticked).every((text) => text.endsWith(" ticked"))).toBe(true);
    const anew = { ...made, "targeting-hierarchy": file("commerce/dev-hierarchy-ba9876543210.csv") };
    expect(short(reportOf(withFiles, withFiles, anew, ids))).toContain("targeting-hierarchy open");
  });

  it("has its section in the comment, the page, the terminal and plan.json", () => {
    const report = reportOf(withFiles, withFiles);
    const told = 'entity "Teams mapping between source and team"';
    expect(planMarkdown(report, "plan.html").text).toMatch(/- \[ \] in headquarters, .*Teams mapping/);
    expect(planHtml(report).text).toContain("☐ open</span> in headquarters");
    expect(planText(report).text).toContain("[ ] in headquarters, Data management > Import");
    expect(JSON.stringify(report)).toContain(JSON.stringify(told).slice(1, -1));
    expect(planText(report).text).toMatch(/^dev: nothing for a run to do, 2 steps left for people$/m);
  });
});
