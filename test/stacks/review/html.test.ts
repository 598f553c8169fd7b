// The plan's page in a real browser: what people who approve do with it. PLAN_PICTURES names a folder for pictures.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planHtml } from "../../../stacks/review/pages/html.ts";
import type { PlanReport } from "../../../stacks/review/model.ts";
import { accessibilityFaults } from "../../kit/accessible.ts";
import { startChromium } from "../../kit/chromium.ts";
import { chain, chainAfterAWeek, reportOf } from "./kit.ts";

const pictures = process.env["PLAN_PICTURES"];

function weekOf(stores: number): PlanReport {
  const before = chain(stores);
  const note =
    "people who could not be added (rule R11):\n  - org.yaml:166 Wim Ghost: no such user\n    ⇒ Create the account.";
  return { ...reportOf(before, chainAfterAWeek(before)), notes: [note] };
}

describe("the page of a plan in Chromium", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "store-teams-plan-"));
    await writeFile(join(folder, "few.html"), planHtml(weekOf(40)).text);
    await writeFile(join(folder, "many.html"), planHtml(weekOf(10_000)).text);
    browser = await startChromium();
    const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(240_000);
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (file: string) => page.goto(pathToFileURL(join(folder, file)).href);
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  };
  const visibleRows = () => page.locator("[data-row]:visible").count();
  const said = () => page.getByRole("status").textContent();

  it("says first what happens, and shows all of a small plan", async () => {
    await open("few.html");
    await page
      .getByRole("heading", { level: 1, name: "dev: 40 stores change, 40 people gain access, 40 move" })
      .waitFor();
    expect(await visibleRows()).toBe(80);
    await picture("few");
  });

  it("has nothing that axe-core finds", async () => {
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("is worked by keyboard alone: filter, kind, open, close, back", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("store 39");
    await expect.poll(said).toBe("3 of 80 rows");
    expect(await visibleRows()).toBe(3);
    await page.keyboard.press("Tab");
    await page.keyboard.type("moved");
    await expect.poll(said).toBe("2 of 80 rows");
    await page.keyboard.press("Home");
    await expect.poll(said).toBe("3 of 80 rows");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await expect.poll(visibleRows).toBe(80);
    await page.getByRole("button", { name: "Close all" }).focus();
    await page.keyboard.press("Enter");
    expect(await visibleRows()).toBe(0);
    await page.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    expect(await visibleRows()).toBe(80);
  });

  it("is read aloud: a language, one first heading, names for all that is typed into", async () => {
    expect(await page.locator("html[lang=en]").count()).toBe(1);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    await page.getByRole("searchbox", { name: "Filter" }).waitFor();
    await page.getByRole("combobox", { name: "Kind" }).waitFor();
    expect(await page.locator("th:not([scope])").count()).toBe(0);
  });

  it("prints everything, what is folded too, and no tools, black on white", async () => {
    await page.getByRole("button", { name: "Close all" }).click();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await visibleRows()).toBe(80);
    expect(await page.locator(".tools").isVisible()).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await picture("print");
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.emulateMedia({ media: null, colorScheme: null });
    expect(await visibleRows()).toBe(0);
  });

  it("keeps the lines of a note", async () => {
    const note = page.locator(".notes > li");
    expect((await note.innerText()).split("\n")).toHaveLength(3);
  });

  it("fits a phone, in the dark too", async () => {
    await open("few.html");
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    const tables =
      "[...document.querySelectorAll('table')].every((one) => one.getBoundingClientRect().right <= innerWidth)";
    expect(await page.evaluate(tables)).toBe(true);
    await picture("phone-dark");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: null });
  });

  it("finds one person among 10,000 stores", async () => {
    await open("many.html");
    expect(await visibleRows()).toBe(0);
    await page.keyboard.press("/");
    await page.keyboard.type("v9998");
    // By the element itself: to find it by its role, the roles of 20,000 rows would be made out first.
    await page.locator("#said", { hasText: "1 of 20,000 rows" }).waitFor();
    expect(await visibleRows()).toBe(1);
    await picture("many");
  });

  it("writes nothing into the console", () => {
    expect(problems).toEqual([]);
  });
});
