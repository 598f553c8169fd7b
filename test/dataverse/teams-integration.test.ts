import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
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

function runOf(environment: string, basic: boolean, enhanced: boolean) {
  const desired = { environment, basic, enhanced };
  return { type: teamsIntegration, api: tenant.as("deployer"), desired, patience: usualPatience };
}

async function switchesOf(key: string): Promise<readonly [unknown, unknown]> {
  const { environments } = (await tenant.admin("GET", "/snapshot")) as unknown as {
    environments: Record<string, { organization: Record<string, unknown> }>;
  };
  const organization = environments[key]?.organization;
  return [organization?.["ismsteamsenabled"], organization?.["ismsteamscollaborationenabled"]];
}

async function runAndRemove(basic: boolean, enhanced: boolean): Promise<void> {
  const run = runOf(dev, basic, enhanced);
  const { present } = await reconcile(run, nowhere);
  await remove(run, { id: present.id, remembered: teamsIntegration.remember(present.remote) });
}

describe("the switches of an environment", () => {
  it.each([
    { name: "both on", basic: true, enhanced: true },
    { name: "basic only", basic: true, enhanced: false },
    { name: "both off", basic: false, enhanced: false },
  ])("$name: are set, whatever they were, and stand as before after removal", async ({ basic, enhanced }) => {
    for (const before of [
      [false, false],
      [true, false],
      [true, true],
    ] as [boolean, boolean][]) {
      await tenant.admin("POST", "/reset");
      await reconcile(runOf(dev, ...before), nowhere);
      await reconcile(runOf(dev, basic, enhanced), nowhere);
      expect(await switchesOf("dev")).toEqual([basic, enhanced]);
      await reconcile(runOf(dev, ...before), nowhere);
      await runAndRemove(basic, enhanced);
      expect(await switchesOf("dev")).toEqual(before);
    }
  });

  it("cannot be on where SharePoint is not set up: 800503ca is told with its mend, and nothing changes", async () => {
    await expect(reconcile(runOf(notReady, true, false), nowhere)).rejects.toThrow(
      /800503ca.*SharePoint integration is not set up.*Set up server-based SharePoint integration/,
    );
    expect(await switchesOf("test")).toEqual([false, false]);
  });
});
