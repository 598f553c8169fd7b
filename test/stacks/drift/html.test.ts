// The drift report as a page: its data, and what people see, find and reach by keyboard in a real browser.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driftPageData } from "../../../stacks/drift/pages/data.ts";
import { driftHtml } from "../../../stacks/drift/pages/html.ts";
import { hierarchyOf, inTenant } from "../../../stacks/drift/hierarchy.ts";
import { rowsBetween } from "../../../stacks/drift/rows.ts";
import { unmanagedFindings } from "../../../stacks/drift/unmanaged.ts";
import { loadStack, usualStackFile } from "../../../stacks/config/load-stack.ts";
import { accessibilityFaults } from "../../kit/accessible.ts";
import { startChromium } from "../../kit/chromium.ts";
import { busyChain, driftReportOf } from "./kit.ts";

/** Pictures of the page for human eyes, where they are wanted. */
const pictures = process.env["DRIFT_PICTURES"];

const stranger = { id: "b2000000-0000-4000-8000-000000000001", displayName: "</script><b>Store 4</b>" };
const strangers = unmanagedFindings([{ team: stranger, kind: "twin", because: "is called like store 4" }]);

/** Every 100th store has lost its owner, every 100th is not there, every 100th could not be read. */
function pageOf(stores: number, morePeople: number): string {
  const { report, names } = driftReportOf(
    busyChain(stores, morePeople),
    (resource, wanted) => {
      const number = Number(resource.replace(/\D/g, ""));
      const { channels } = wanted as { channels: object };
      if (number % 100 === 7) {
        const renamed = { ...channels, "shift-handoff": { displayName: "Shifts <i>" } };
        return { ...wanted, roster: { "vera.stone@contoso.example": "owner" }, channels: renamed };
      }
      if (number % 100 === 8) return undefined;
      return number % 100 === 9 ? "unread" : wanted;
    },
    { findings: strangers, noise: [{ resource: "store-000001", label: "x", what: "description spelled" }] },
  );
  return driftHtml(report, names).text;
}

describe("the data of the page", () => {
  it.each(["tenant", "dev"])("has each resource of the demo's stack %s once, under its store", (stack) => {
    const { loaded, derived } = loadStack(usualStackFile(stack));
    const items = hierarchyOf(loaded.org, derived).flatMap((group) => group.items);
    const placed = items.flatMap(({ resources }) => resources);
    expect(placed.toSorted()).toEqual(
      inTenant(derived.resources)
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const { resources } of items)
      expect(
        resources.filter((name) => name.startsWith("store-")).length,
        resources.join(),
      ).toBeLessThanOrEqual(1);
  });

  it("orders groups as the organization is, and puts links beneath their stores", () => {
    const { loaded, derived } = loadStack(usualStackFile("dev"));
    const groups = hierarchyOf(loaded.org, derived);
    expect(groups.map(({ name, depth }) => `${depth} ${name}`)).toEqual([
      "0 Contoso Retail",
      ...["1 West", "2 Bay Area", "2 Central Valley"],
      ...["1 East", "2 New England", "2 Upstate New York"],
      "0 Other teams",
      "0 Dynamics environment",
    ]);
    const [linked] = groups
      .flatMap(({ items }) => items)
      .filter(({ resources }) => resources[0]?.startsWith("store-") && resources.length > 1);
    expect(linked?.label).toBe("000135 San Francisco");
  });

  it("tells both sides in words: a spelling is no difference, a renamed channel stays on one line", () => {
    const channels = (displayName: string, description: string): object => ({
      handoff: {
        ...{ displayName, description },
        private: { roster: { "a@x.example": "owner" } },
        tabs: { plan: { displayName: "Plan", contentUrl: "https://x.example" } },
      },
    });
    const wanted = {
      ...{ displayName: "One", archived: false, roster: { "a@x.example": "owner" } },
      ...{
        channels: channels("Handoff", "For all"),
        apps: { chat: "teamsAppId" },
        tables: [],
        scopes: ["A"],
      },
    };
    const found = {
      ...{ displayName: "One", archived: true, roster: { "b@x.example": "member" } },
      ...{ channels: channels("Shifts", " For all\r\n"), apps: {}, tables: ["b", "a"], scopes: [] },
    };
    const rows = rowsBetween({ wanted, found }, { labels: {}, people: { "a@x.example": "Ana" } });
    expect(rows.map((row) => [row.what, row.wanted, row.found].join(" | "))).toEqual([
      "Ana (a@x.example) | owner | ",
      "b@x.example |  | member",
      "Handoff | Handoff | Shifts",
      "Handoff: description | For all | For all",
      "Handoff: Ana (a@x.example) | owner | owner",
      "Handoff: tab plan: name | Plan | Plan",
      "Handoff: tab plan: content url | https://x.example | https://x.example",
      "chat | installed | ",
      "A | given | ",
      "name | One | One",
      "archived | no | yes",
      "tables | none | a, b",
    ]);
  });

  it("puts a channel that was found under another name beside the declared one", () => {
    const { report, names } = driftReportOf(busyChain(1, 0), (_resource, wanted) => wanted);
    const [resource = ""] = Object.keys(report.sides);
    const shown = { displayName: "Handoff (old)" };
    const part = {
      kind: "channel",
      key: "shift-handoff",
      wanted: { displayName: "Shift handoff" },
      found: shown,
    } as const;
    const { "shift-handoff": _gone, ...channels } = report.sides[resource]?.wanted["channels"] as Record<
      string,
      object
    >;
    const side = {
      wanted: {},
      ...report.sides[resource],
      found: { ...report.sides[resource]?.wanted, channels },
    };
    const finding = {
      resource,
      severity: "low",
      label: "",
      what: "channel renamed",
      who: "",
      mend: "",
      part,
    } as const;
    const data = driftPageData({ ...report, sides: { [resource]: side }, findings: [finding] }, names);
    const differing = data.items[0]?.[3][0]?.[4].map((line) => line.map((number) => data.texts[number]));
    expect(differing?.[0]?.slice(0, 4)).toEqual([
      "Channels",
      "Shift handoff",
      "Shift handoff",
      "Handoff (old)",
    ]);
  });

  it("stays small: ten of these are a chain of 10,000 stores with 20 people each", () => {
    expect(pageOf(1000, 17).length).toBeLessThan(1_500_000);
  });

  it("holds no text that could be markup, and names no other address", () => {
    const html = pageOf(10, 0);
    expect(html).not.toContain("<b>Store 4");
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
    folder = await mkdtemp(join(tmpdir(), "store-teams-drift-"));
    await writeFile(join(folder, "few.html"), pageOf(40, 2));
    await writeFile(join(folder, "many.html"), pageOf(10_000, 0));
    browser = await startChromium();
    const context = await browser.newContext({ offline: true, viewport: { width: 1360, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(240_000);
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    await open("few.html");
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (file: string): Promise<void> => {
    await page.goto(`about:blank`);
    await page.goto(pathToFileURL(join(folder, file.split("#")[0] ?? "")).href + file.replace(/^[^#]*/, ""));
    await page.getByRole("treeitem").first().waitFor();
  };
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  };
  const row = (name: RegExp) => page.getByRole("treeitem", { name });
  const heading = (name: string) => page.getByRole("heading", { name });

  it("shows the hierarchy with states in words, and the findings worst first", async () => {
    await row(/^Contoso, 2 of 40 with findings/).waitFor();
    await row(/^000007 Store 7, high, 7 findings/).waitFor();
    await row(/^000009 Store 9, could not be read/).waitFor();
    await row(/^000001 Store 1, as config says/).waitFor();
    await heading("Could not be read (1)").waitFor();
    const levels = await page.locator(".list tbody td:first-child").allTextContents();
    const told = levels.map((level) => level.slice(2)).join(" ");
    expect(told).toBe("high high high medium medium medium medium medium low");
    await picture("overview");
  });

  it("has nothing that axe-core finds: the overview, and a store", async () => {
    const overview = await accessibilityFaults(page);
    await row(/^000007 Store 7/).click();
    await heading("000007 Store 7, high").waitFor();
    expect([overview, await accessibilityFaults(page)]).toEqual([[], []]);
    await page.keyboard.press("Escape");
  });

  it("puts one store's expected and actual side by side", async () => {
    await row(/^000007 Store 7/).click();
    await heading("000007 Store 7, high").waitFor();
    const differing = page.locator("tr.differs");
    expect(await differing.first().innerText()).toMatch(
      /Person m7 \(m7@contoso\.example\)\s+owner\s+not there/,
    );
    await page.getByRole("row", { name: "differs: Shift handoff Shift handoff Shifts <i>" }).waitFor();
    await page.getByRole("row", { name: /^visibility private private/ }).waitFor();
    await page.getByRole("checkbox", { name: "only what differs" }).check();
    expect(await page.locator("tr.same").count()).toBe(0);
    await page.getByRole("checkbox", { name: "only what differs" }).uncheck();
    expect(await page.getByText("npm run drift -- --stack dev --accept f-").count()).toBeGreaterThan(1);
    await picture("store");
  });

  it("is worked by keyboard alone: search, walk, open, go back", async () => {
    const selected = page.getByRole("treeitem", { selected: true });
    const tree = page.getByRole("tree");
    await page.keyboard.press("/");
    await page.keyboard.type("shifts vera");
    await expect.poll(() => page.locator("#said").textContent()).toBe("1 of 41");
    await tree.focus();
    await page.keyboard.press("End");
    await expect.poll(() => selected.getAttribute("aria-label")).toMatch(/^000007/);
    expect(await tree.getAttribute("aria-activedescendant")).toBe(await selected.getAttribute("id"));
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H2");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.id")).toBe("tree");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => selected.getAttribute("aria-label")).toMatch(/^Region/);
    await page.keyboard.press("ArrowLeft");
    expect(await selected.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("ArrowRight");
    expect(await selected.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("#said").textContent()).toBe("");
  });

  it("filters by state", async () => {
    const counts: Record<string, string | null> = {};
    for (const label of ["with findings", "high", "could not be read", "as config says"]) {
      await page.getByLabel("Show").selectOption({ label });
      counts[label] = await page.locator("#said").textContent();
    }
    expect(counts).toEqual({
      "with findings": "3 of 41",
      high: "2 of 41",
      "could not be read": "1 of 41",
      "as config says": "37 of 41",
    });
    await page.getByLabel("Show").selectOption({ label: "everything" });
  });

  it("opens a store by its link, and shows names of the tenant as text", async () => {
    await open("few.html#store-000008");
    await heading("000008 Store 8, high").waitFor();
    await open(`few.html#team-${stranger.id}`);
    await heading("</script><b>Store 4</b>, medium").waitFor();
  });

  it("prints every finding and nothing that is only for the screen", async () => {
    await page.emulateMedia({ media: "print" });
    await page.locator("#paper").getByText("000008 Store 8").waitFor();
    expect(await page.getByRole("tree").isVisible()).toBe(false);
    expect(await page.locator("#paper .finding").count()).toBe(9);
    await picture("print");
    await page.emulateMedia({ media: null });
  });

  it("draws only what can be seen of 10,000 stores, and finds any of them", async () => {
    await open("many.html");
    await picture("many");
    expect(await page.getByRole("treeitem").count()).toBeLessThan(60);
    expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(2500);
    await page.getByRole("tree").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("/");
    await page.keyboard.type("m9999@contoso");
    await row(/^009999 Store 9999/).click();
    await page.getByRole("row", { name: /Person m9999 \(m9999@contoso\.example\) owner owner/ }).waitFor();
  });

  it("fits a phone, in the dark too", async () => {
    await open("few.html#store-000007");
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const top = async (selector: string): Promise<number> =>
      (await page.locator(selector).boundingBox())?.y ?? Number.NaN;
    expect(await top("#detail"), "findings stand before the tree").toBeLessThan(await top("#tree"));
    await picture("phone-dark");
  });

  it("writes nothing into the console", () => {
    expect(problems).toEqual([]);
  });
});
