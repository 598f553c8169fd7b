import { describe, expect, it } from "vitest";
import type { Approval } from "../../../schemas/types/stack.ts";
import { approvalLines } from "../../../stacks/brakes/refusal-text.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { planHtml } from "../../../stacks/review/pages/html.ts";
import { commentLengthMax, planMarkdown } from "../../../stacks/review/pages/markdown.ts";
import { planText } from "../../../stacks/review/pages/text.ts";
import { chain, chainAfterAWeek, reportOf, toldIn } from "./kit.ts";

function weekOf(stores: number): PlanReport {
  const before = chain(stores);
  return reportOf(before, chainAfterAWeek(before));
}

describe("sizes", () => {
  it.each([{ stores: 1 }, { stores: 40 }, { stores: 10_000 }])(
    "$stores stores that all change",
    ({ stores }) => {
      const report = weekOf(stores);
      expect(report.counts.stores.changed).toBe(stores);
      const markdown = planMarkdown(report, "plan.html").text;
      expect(markdown.length).toBeLessThan(commentLengthMax);
      expect(markdown).toContain("Reviewed plan `7f3a7f3a7f3a`");
      const html = planHtml(report).text;
      expect(html.length).toBeLessThan(15_000_000);
      expect(html.match(/data-row=/g)?.length).toBe(
        report.regions.reduce((sum, { moves, entries }) => sum + moves.length + entries.length, 0),
      );
      expect(planText(report).text.split("\n").length).toBeLessThan(80);
      if (stores > 1000) expect(markdown).toMatch(/… [\d,]+ more, see the full report \(plan\.html\)/);
    },
  );

  it.each([{ stores: 1 }, { stores: 40 }, { stores: 10_000 }])(
    "$stores stores read like this",
    ({ stores }) => {
      const report = weekOf(stores);
      expect(planText(report).text).toMatchSnapshot("in the console");
      const comment = planMarkdown(report, "plan.html").text.split("\n");
      expect(comment.slice(0, 60).join("\n")).toMatchSnapshot("the comment, its first 60 lines");
      expect(comment.slice(-12).join("\n")).toMatchSnapshot("the comment, its last lines");
    },
  );

  it("a first run of 10,000 stores fits too, and names every region", () => {
    const report = reportOf({ ...chain(0) }, chain(10_000));
    const markdown = planMarkdown(report, "plan.html").text;
    expect(markdown.length).toBeLessThan(commentLengthMax);
    for (const { name } of report.regions) expect(markdown).toContain(name);
  });

  it("takes work in proportion to the stores", () => {
    // Seconds of CPU: how busy the machine is otherwise does not count.
    const cpuSecondsFor = (stores: number): number => {
      const before = chain(stores);
      const after = chainAfterAWeek(before);
      const times = [0, 1].map(() => {
        const startedAt = process.cpuUsage();
        const report = reportOf(before, after);
        planMarkdown(report, "plan.html");
        planHtml(report);
        return process.cpuUsage(startedAt).user / 1e6;
      });
      return Math.min(...times);
    };
    cpuSecondsFor(500);
    const [small, large] = [cpuSecondsFor(500), cpuSecondsFor(4000)];
    // Eight times as much work; twice that is allowed for, 64 times would be quadratic.
    expect(large / small).toBeLessThan(16);
  });

  it("the longest names, made of what must be escaped, still fit", () => {
    const report = weekOf(40);
    const nasty = "@<|*&".repeat(60);
    const lines = Array.from(
      { length: 500 },
      () => ({ change: "removed", subject: nasty, text: nasty }) as const,
    );
    const attention = { ...report.attention, losesAccess: lines, newOwners: lines, dangerous: lines };
    const notes = lines.map(({ text }) => text);
    const worst: PlanReport = { ...report, attention, notes, refusal: notes };
    const markdown = planMarkdown(worst, "plan.html").text;
    expect(markdown.length).toBeLessThan(commentLengthMax);
    for (const title of ["Loses access", "New owner", "Closed, removed", "Notes"]) {
      expect(markdown).toContain(`**${title}`);
    }
  });
});

describe("words", () => {
  const report = weekOf(3);

  it("no format shows JSON, a URN or a resource name", () => {
    for (const text of [planMarkdown(report, "plan.html").text, planText(report).text]) {
      expect(text).not.toMatch(/urn:pulumi|store-00|\{|\}/);
    }
  });

  it("names cannot become markup, mentions or links", () => {
    expect(toldIn(report).join()).toContain("New <b>|*@person*| 0");
    const markdown = planMarkdown(report, "plan.html").text;
    expect(markdown).toContain("New &lt;`b>`\\|`*@person*`\\| 0");
    expect(planHtml(report).text).not.toContain("<b>|");
  });

  it("says how many, most important first", () => {
    expect(planText(report).text.split("\n")[0]).toBe("dev: 3 stores change, 3 people gain access, 3 move");
  });

  it("the page needs nothing from outside", () => {
    const html = planHtml(report).text;
    expect(html).not.toMatch(/https?:|src=|@import|url\(/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<label for="filter">');
    expect(html).toContain('role="status"');
  });
});

describe("approvals", () => {
  it("show in each form of the report: used, idle, run out", () => {
    const about = (count: number): Approval => {
      return { brake: "teams", where: "tenant", count, until: "2026-11-20", because: "sold" };
    };
    const passed = [{ ...about(1), of: 2, limit: { atLeast: 1, fraction: 0 }, biggest: [] }];
    const notes = approvalLines({
      ...{ refused: [], forbidden: [], likelyCauses: [], passed },
      ...{ unusedApprovals: [about(2)], expiredApprovals: [about(3)] },
    });
    expect(notes).toEqual([
      "approved: teams in tenant, 1",
      "approval not used: teams in tenant, 2. Remove it.",
      "approval has run out: teams in tenant, until 2026-11-20.",
    ]);
    const report: PlanReport = { ...reportOf(chain(1), chainAfterAWeek(chain(1))), notes };
    for (const text of [planText(report).text, planMarkdown(report, "plan.html").text, planHtml(report).text])
      for (const note of notes) expect(text).toContain(note);
  });
});
