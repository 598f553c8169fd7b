// One look in every format, with names that try to break out of each.
import { describe, expect, it } from "vitest";
import { doctorHtml } from "../../../stacks/doctor/pages/html.ts";
import { doctorJson, doctorJunit, doctorMarkdown } from "../../../stacks/doctor/pages/formats.ts";
import { doctorText } from "../../../stacks/doctor/pages/text.ts";
import type { Line } from "../../../stacks/doctor/prerequisite.ts";
import type { DoctorReport } from "../../../stacks/doctor/report.ts";
import { accessibilityFaults } from "../../kit/accessible.ts";
import { startChromium } from "../../kit/chromium.ts";

const hostile = `<script>alert(1)</script> | *x* \u001b[31m`;
const line = (facts: Partial<Line>): Line => ({
  ...{
    id: "x",
    area: "people",
    title: "everybody has an account",
    outcome: "holds",
    evidence: "3 of 3",
    wrong: [],
  },
  ...facts,
});
const many = Array.from({ length: 25 }, (_, index) => ({ problem: `${hostile} ${index}`, mend: "Make it." }));
const report: DoctorReport = {
  stack: "dev",
  lines: [
    line({ id: "a" }),
    line({ id: "b", outcome: "fails", wrong: many }),
    line({ id: "c", outcome: "unseen", evidence: `needs User.Read.All ${hostile}` }),
    line({ id: "d", outcome: "ask", evidence: "Ask in the store." }),
  ],
};

describe("a look at the prerequisites", () => {
  it("is a list in the terminal, with the mend beneath what does not hold and the rest counted", () => {
    const { text } = doctorText(report);
    expect(text).toContain("1 hold, 1 do not, 1 cannot be seen, 1 to ask people");
    expect(text).toContain("⇒ Make it.");
    expect(text).toContain("… and 5 more");
    expect(text).not.toContain("\u001b");
  });

  it("is Markdown that can be ticked off, and nothing in it is markup of others", () => {
    const { text } = doctorMarkdown(report);
    expect(text.match(/^- \[x\]/gm)).toHaveLength(1);
    expect(text.match(/^- \[ \]/gm)).toHaveLength(3);
    expect(text).not.toContain("<script>");
  });

  it("is a page without anybody else's script", () => {
    const { text } = doctorHtml(report);
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("cannot be seen");
  });

  it("is a page that everybody can use, on a phone without scrolling sideways", async () => {
    const browser = await startChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 700 } });
      const wide = line({ id: "e", evidence: `a passphrase (PULUMI_CONFIG_PASSPHRASE${"x".repeat(60)})` });
      await page.setContent(doctorHtml({ ...report, lines: [...report.lines, wide] }).text);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    } finally {
      await browser.close();
    }
  });

  it("is JSON with everything, and JUnit with failures, errors and what was skipped", () => {
    const json = JSON.parse(doctorJson(report).text) as { counts: unknown; lines: readonly Line[] };
    expect(json.counts).toEqual({ holds: 1, fails: 1, unseen: 1, ask: 1 });
    expect(json.lines[1]?.wrong).toHaveLength(25);
    expect(doctorJunit(report).text).toContain('tests="4" failures="1" errors="1" skipped="1"');
  });
});
