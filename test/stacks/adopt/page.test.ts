// The page of proposals: no markup from texts, and decisions by keyboard alone in a real browser.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decisionsIn } from "../../../stacks/adopt/accept/decisions.ts";
import { matchEstate } from "../../../stacks/adopt/match.ts";
import { adoptHtml } from "../../../stacks/adopt/pages/html.ts";
import { adoptReport, type AdoptReport } from "../../../stacks/adopt/report.ts";
import { adoptCsv, adoptText } from "../../../stacks/adopt/table-text.ts";
import { accessibilityFaults } from "../../kit/accessible.ts";
import { startChromium } from "../../kit/chromium.ts";
import { makeEstate } from "./estates/make-estate.ts";

const { estate } = makeEstate(1007, 60);
const teams = estate.teams.map((team, at) =>
  at === 0 ? { ...team, displayName: "</script><b>=Team</b>\u001b[31m" } : team,
);
const read = { teamsRead: teams.length, unread: [] };
const report: AdoptReport = adoptReport("dev", matchEstate({ ...estate, teams }), read, new Map());
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the proposals as text", () => {
  it("tell the terminal no control characters and no more than fits", () => {
    const text = adoptText(report).text;
    expect(text).not.toMatch(/\u001b/);
    expect(text.split("\n").length).toBeLessThan(220);
  });

  it("as CSV come back as the decisions that were preselected", () => {
    const accepted = decisionsIn(report, "adopt.csv", bytes(adoptCsv(report).text));
    const preselected = report.stores.filter(({ decision }) => decision === "adopt");
    expect(preselected.length).toBeGreaterThan(5);
    expect(accepted.map(({ store, teamId }) => [store.nodeId, teamId])).toEqual(
      preselected.map(({ nodeId, candidates }) => [nodeId, candidates[0]?.teamId]),
    );
  });

  it("holds no text that could be markup, and loads nothing", () => {
    const html = adoptHtml(report).text;
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)=/);
  });
});

describe("the page in Chromium", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "store-teams-adopt-page-"));
    await writeFile(join(folder, "adopt.html"), adoptHtml(report).text);
    browser = await startChromium();
    page = await browser.newPage({ acceptDownloads: true });
    page.setDefaultTimeout(240_000);
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(pathToFileURL(join(folder, "adopt.html")).href);
    await page.getByRole("listbox", { name: "Stores" }).getByRole("option").first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("has nothing that axe-core finds", async () => {
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("is worked by keyboard alone, and saves decisions that --accept takes", async () => {
    const isDecidable = ({ decision, candidates: [best] }: AdoptReport["stores"][number]): boolean =>
      decision === "propose" && best?.isRefused === false;
    const open = report.stores.find(isDecidable);
    if (open === undefined) throw new Error("the estate has nothing to decide");
    await page.keyboard.press("/");
    await page.keyboard.type(`${open.storeNumber} ${open.name}`);
    await page.getByRole("heading", { name: `${open.storeNumber} ${open.name}` }).waitFor();
    await page.getByRole("listbox", { name: "Stores" }).focus();
    await page.keyboard.press("1");
    await page.getByRole("button", { name: "Taken" }).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("s")]);
    const file = join(folder, "decided.csv");
    await download.saveAs(file);
    const accepted = decisionsIn(report, file, bytes(await readFile(file, "utf8")));
    expect(accepted.find(({ store }) => store.nodeId === open.nodeId)?.teamId).toBe(
      open.candidates[0]?.teamId,
    );
    expect(problems).toEqual([]);
  });
});
