import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import { teamsIntegration } from "../../providers/dataverse/teams-integration.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const dev = "https://contoso-dev.crm4.dynamics.com";
const notReady = "https://contoso-test.crm4.dynamics.com";
const nowhere = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

function runOf(environment: string, wish: { basic: boolean; enhanced: boolean; chat?: boolean }) {
  const desired = { environment, ...wish };
  return { type: teamsIntegration, api: tenant.as("deployer"), desired, patience: usualPatience };
}

async function organizationOf(key: string): Promise<Record<string, unknown>> {
  const { environments } = (await tenant.admin("GET", "/snapshot")) as unknown as {
    environments: Record<string, { organization: Record<string, unknown> }>;
  };
  return environments[key]?.organization ?? {};
}

/** Basic, enhanced, chat: as the environment has them. */
async function switchesOf(key: string): Promise<readonly unknown[]> {
  const organization = await organizationOf(key);
  const columns = ["ismsteamsenabled", "ismsteamscollaborationenabled", "teamschatdatasync"];
  return columns.map((column) => organization[column] ?? false);
}

/** Sets columns as an administrator would, on the settings page. */
async function byHand(changes: Readonly<Record<string, boolean>>): Promise<void> {
  const dataverse = tenant.as("deployer").dataverse(dev);
  const [row] = await dataverse.list("/organizations?$select=organizationid");
  await dataverse.send("PATCH", `/organizations(${String(row?.["organizationid"])})`, changes);
}

async function notes(): Promise<readonly unknown[]> {
  const rows = await tenant.as("reader").dataverse(dev).list("/annotations?$select=subject,notetext");
  return rows.map((row) => row["notetext"]);
}

describe("the switches of an environment", () => {
  const states = [
    [false, false],
    [true, false],
    [true, true],
  ] as const;

  it.each([
    { name: "both on", wish: { basic: true, enhanced: true } },
    { name: "basic only", wish: { basic: true, enhanced: false } },
    { name: "both off", wish: { basic: false, enhanced: false } },
    { name: "all on", wish: { basic: true, enhanced: true, chat: true } },
  ])("$name: are set, whatever they were, and stand as before after removal", async ({ wish }) => {
    for (const [basic, enhanced] of states) {
      await tenant.admin("POST", "/reset");
      if (basic) await byHand({ ismsteamsenabled: true, ismsteamscollaborationenabled: enhanced });
      const before = await switchesOf("dev");
      const run = runOf(dev, wish);
      const { present } = await reconcile(run, nowhere);
      expect(await switchesOf("dev")).toEqual([wish.basic, wish.enhanced, wish.chat ?? false]);
      await remove(run, { id: present.id, remembered: teamsIntegration.remember(present.remote) });
      expect(await switchesOf("dev")).toEqual(before);
      expect(await notes()).toEqual([]);
    }
  });

  it("a run that is killed after the first write, state and all, does not lose what was before", async () => {
    await byHand({ ismsteamsenabled: true, teamschatdatasync: false });
    const wish = { basic: true, enhanced: true, chat: true };
    // The run did all of its work; its state was never saved.
    await reconcile(runOf(dev, wish), nowhere);
    const second = await reconcile(runOf(dev, wish), nowhere);
    expect(second.stepsTaken).toEqual([]);
    await remove(runOf(dev, wish), { id: second.present.id, remembered: {} });
    expect(await switchesOf("dev")).toEqual([true, false, false]);
  });

  it("the note is there before the first switch moves, and says what stood before", async () => {
    const run = runOf(dev, { basic: true, enhanced: false, chat: true });
    const seen = await look(run.type, run.api, run.desired, nowhere);
    const steps = run.type.plan(run.desired, seen ?? { kind: "absent" });
    expect(steps.map(({ kind, part }) => `${kind} ${part}`)).toEqual(["update note", "update switches"]);
    await reconcile(run, nowhere);
    expect(await notes()).toEqual([expect.stringContaining('{"basic":false,"chat":false}')]);
  });

  it("a switch that config mentions later is noted then, and put back as well", async () => {
    const first = await reconcile(runOf(dev, { basic: true, enhanced: false }), nowhere);
    const place = {
      id: first.present.id,
      remembered: teamsIntegration.remember(first.present.remote),
    };
    await byHand({ teamschatdatasync: true });
    const run = runOf(dev, { basic: true, enhanced: false, chat: false });
    await reconcile(run, place);
    expect(await switchesOf("dev")).toEqual([true, false, false]);
    // Even when config has stopped to mention it by the time of the destroy.
    await remove(runOf(dev, { basic: true, enhanced: false }), place);
    expect(await switchesOf("dev")).toEqual([false, false, true]);
  });

  it("chat that is not mentioned is never touched, nor read as drift", async () => {
    const run = runOf(dev, { basic: true, enhanced: false });
    const { present } = await reconcile(run, nowhere);
    await byHand({ teamschatdatasync: true });
    const place = { id: present.id, remembered: teamsIntegration.remember(present.remote) };
    expect((await reconcile(run, place)).stepsTaken).toEqual([]);
    await remove(run, place);
    expect(await switchesOf("dev")).toEqual([false, false, true]);
  });

  it("chat is kept in another column where config says so", async () => {
    const desired = {
      environment: dev,
      basic: true,
      enhanced: false,
      chat: true,
      chatColumn: "isnotificationford365inteamsenabled",
    };
    await reconcile({ ...runOf(dev, desired), desired }, nowhere);
    expect(await organizationOf("dev")).toMatchObject({
      isnotificationford365inteamsenabled: true,
      teamschatdatasync: false,
    });
  });

  it("cannot be on where SharePoint is not set up: each cause is named, and nothing is written", async () => {
    const writesBefore = await tenant.writes();
    await expect(
      reconcile(runOf(notReady, { basic: true, enhanced: false, chat: true }), nowhere),
    ).rejects.toThrow(
      /800503ca: SharePoint integration is not set up, and OneDrive integration is on \(isonedriveenabled of organization "contoso-test" \([0-9a-f-]{36}\)\) ⇒ Turn OneDrive integration off, or set up/,
    );
    expect(await tenant.writes()).toBe(writesBefore);
    expect(await switchesOf("test")).toEqual([false, false, false]);
  });
});
