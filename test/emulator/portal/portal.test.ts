// The portal in a real browser: what people see, find and reach by keyboard.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boston, type Client, graphBase, startTenant, type TestTenant } from "../support.ts";

/** The browser that set-up found or brought. */
const executablePath = process.env["CHROME_PATH"] ?? "";
/** Pictures of the page for human eyes, where they are wanted. */
const pictures = process.env["PORTAL_PICTURES"];

describe("the portal without a browser", () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await startTenant();
  });
  afterAll(() => tenant.close());

  it("serves one page that loads nothing from elsewhere", async () => {
    const page = await tenant.admin.get("/");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    for (const address of addresses.filter((text) => text.startsWith("/")))
      expect((await tenant.admin.get(address)).status, address).toBe(200);
    expect(addresses.filter((text) => /^(?:https?:)?\/\//.test(text))).toEqual([]);
  });

  it("answers GET only, and no other web page", async () => {
    expect((await tenant.admin.post("/portal/teams")).status).toBe(405);
    const foreign = { origin: "https://elsewhere.example" };
    expect((await tenant.admin.get("/portal/teams", foreign)).status).toBe(403);
    expect((await tenant.admin.get("/portal/team?id=nothing")).status).toBe(404);
  });

  it("finds teams by name and by owner, in pages", async () => {
    const all = (await tenant.admin.get("/portal/teams?most=1")).body;
    expect(all["rows"]).toHaveLength(1);
    const byOwner = (await tenant.admin.get("/portal/teams?search=ruth")).body;
    expect(byOwner["rows"]).toMatchObject([{ id: boston, owner: "Ruth Adler" }]);
  });
});

describe("the portal in Chromium", () => {
  let tenant: TestTenant;
  let graph: Client;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    tenant = await startTenant();
    graph = await tenant.graph("admin");
    const store = (number: number) => ({
      id: `b2000000-0000-4000-8000-00000000000${number}`,
      displayName: `Depot ${number}`,
      mailNickname: `depot-${number}`,
      owners: ["ruth.adler@contoso.example"],
      members: [],
      team: {},
    });
    await tenant.admin.post("/seed", { groups: [store(1), store(2)] });
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--headless", "--disable-gpu"],
    });
    page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 1360, height: 900 } });
    page.setDefaultTimeout(240_000);
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(tenant.running.ready.portalUrl);
    await page.getByRole("option").first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await tenant.close();
  });

  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  };

  it("shows teams with owners, members, channels and tabs", async () => {
    const channels = await graph.get(`/v1.0/teams/${boston}/channels?$filter=membershipType eq 'standard'`);
    const [channel] = (channels.body["value"] as { id: string }[]).slice(-1);
    await graph.post(`/v1.0/teams/${boston}/channels/${encodeURIComponent(channel?.id ?? "")}/tabs`, {
      displayName: "Store rota",
      "teamsApp@odata.bind": `${graphBase}/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web`,
      configuration: {
        contentUrl: "https://rota.contoso.example",
        websiteUrl: "https://rota.contoso.example",
      },
    });
    await page.getByRole("option", { name: /Boston store/ }).click();
    const detail = page.getByRole("article", { name: "Selected team" });
    await detail.getByRole("heading", { name: "Boston store" }).waitFor();
    for (const text of ["Ruth Adler", "Shift handoff", "Store rota"])
      await detail.getByText(text).first().waitFor();
    await picture("teams");
  });

  it("follows requests live, with failures told apart", async () => {
    await graph.get("/v1.0/groups/nobody");
    await graph.patch(`/v1.0/groups/${boston}`, { description: "Open on Sundays" });
    await page.getByRole("cell", { name: `/v1.0/groups/nobody` }).waitFor();
    await page.getByText("Open on Sundays").waitFor();
    await page.getByRole("checkbox", { name: "failures only" }).check();
    expect(await page.locator("#log-rows tr").count()).toBe(1);
    await page.getByRole("checkbox", { name: "failures only" }).uncheck();
  });

  it("is worked by keyboard: search, list, areas", async () => {
    const options = page.getByRole("option");
    const selected = page.getByRole("option", { selected: true });
    await page.keyboard.press("/");
    await page.keyboard.type("boston");
    await expect.poll(() => options.count()).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => options.count()).toBe(3);
    await page.getByRole("listbox", { name: "Teams" }).focus();
    await page.keyboard.press("End");
    await expect.poll(() => selected.getAttribute("aria-posinset")).toBe("3");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => selected.getAttribute("aria-posinset")).toBe("2");
    await page.getByRole("tab", { name: /Teams/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "deployer" }).waitFor();
    await picture("apps");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "dev", exact: true }).waitFor();
  });

  it("shows environments with switches and links", async () => {
    const dev = await tenant.dataverse("dev");
    const answer = await dev.post("/api/data/v9.2/msdyn_teamscollaborations", {
      regardingobjectid: "c0000000-0000-4000-8000-000000000001",
      regardingobjecttypename: "account",
      regardingobjecttypecode: 1,
      msdyn_groupid: boston,
      msdyn_teamid: "19:x@thread.tacv2",
      msdyn_channelid: "19:y@thread.tacv2",
      msdyn_channelname: "General",
      msdyn_teamsiteurl: "https://contoso.sharepoint.com/sites/boston",
      msdyn_channelfolderrelativeurl: "/sites/boston/Shared Documents/General",
    });
    expect(answer.status, answer.text).toBe(204);
    await page.getByRole("cell", { name: "Bay Logistics" }).waitFor();
    await picture("environments");
    await page.getByRole("button", { name: "Switch between dark and light" }).click();
    await picture("environments-other-colours");
    await page.getByRole("button", { name: "Switch between dark and light" }).click();
  });

  it("draws only what can be seen of thousands of teams", async () => {
    const groups = Array.from({ length: 3000 }, (_, index) => ({
      id: `b1000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      displayName: `Store ${String(index).padStart(4, "0")}`,
      mailNickname: `store-${index}`,
      owners: ["ruth.adler@contoso.example"],
      members: [],
      team: {},
    }));
    await tenant.admin.post("/seed", { groups });
    await page.goto(`${tenant.running.ready.portalUrl}/#teams`);
    await page.reload();
    await page.getByRole("option").first().waitFor();
    await page.getByRole("listbox", { name: "Teams" }).focus();
    await page.keyboard.press("End");
    await page.getByRole("heading", { name: "Store 2999" }).waitFor();
    expect(await page.getByRole("option").count()).toBeLessThan(60);
    await picture("thousands");
    await page.setViewportSize({ width: 420, height: 800 });
    await picture("narrow");
  });

  it("has nothing that axe-core finds, in light and in dark", async () => {
    const checker = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    const faults: string[] = [];
    for (const area of ["teams", "apps", "environments"])
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.goto(`${tenant.running.ready.portalUrl}/#${area}`);
        await page.evaluate(checker);
        const found = await page.evaluate<readonly { id: string; nodes: { target: string[] }[] }[]>(
          "axe.run(document).then(({ violations }) => violations)",
        );
        const places = found.flatMap(({ id, nodes }) =>
          nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
        );
        faults.push(...places.map((place) => `${area}, ${colorScheme}: ${place}`));
      }
    expect(faults).toEqual([]);
  });

  it("writes nothing into the console", () => {
    expect(problems).toEqual([]);
  });
});
