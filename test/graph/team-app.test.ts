import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { JsonObject } from "../../providers/core/api.ts";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place } from "../../providers/core/resource-type.ts";
import { channelLink } from "../../providers/dataverse/links/channel-link.ts";
import { teamApp } from "../../providers/graph/team/installed-app.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const dynamics = "cd2d8695-bdc9-4d8e-9620-cc963ed81f41";
const environment = "https://contoso-dev.crm4.dynamics.com";
const nowhere: Place = { remembered: {} };
const wish = { teamUniqueName: "store-team-000135", teamsAppId: dynamics };
const link = {
  environment,
  tenantId: "7a1c0000-0000-4000-8000-000000000001",
  table: "account",
  recordId: "c0000000-0000-4000-8000-000000000001",
  teamUniqueName: "store-team-000135",
  channelName: "Shift handoff",
  tab: {
    displayName: "Bay Logistics",
    teamsAppId: dynamics,
    entityId: "copied",
    contentUrl: "https://msteamstabintegration.dynamics.com/copied",
    websiteUrl: "https://msteamstabintegration.dynamics.com/copied",
  },
};

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  const desired = {
    uniqueName: "store-team-000135",
    displayName: "San Francisco",
    mailNickname: "San_Francisco_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "additive",
    roster: { "sam.miller@contoso.example": "owner" },
    channels: { handoff: { displayName: "Shift handoff" } },
  } as const;
  await reconcile({ type: team, api: tenant.as("deployer"), desired, patience: usualPatience }, nowhere);
});

const appRun = () => ({
  type: teamApp,
  api: tenant.as("deployer"),
  desired: wish,
  patience: usualPatience,
});
const linkRun = () => ({
  type: channelLink,
  api: tenant.as("deployer"),
  desired: link,
  patience: usualPatience,
});

async function applyApp(): Promise<Place> {
  const { present } = await reconcile(appRun(), nowhere);
  return { id: present.id, remembered: teamApp.remember(present.remote) };
}

async function applyLink(): Promise<Place> {
  const { present } = await reconcile(linkRun(), nowhere);
  return { id: present.id, remembered: channelLink.remember(present.remote) };
}

async function teamPath(): Promise<string> {
  const group = await tenant.as("reader").graph.get("/groups(uniqueName='store-team-000135')?$select=id");
  return `/teams/${String(group["id"])}`;
}

async function hasApp(): Promise<boolean> {
  const installed = await tenant
    .as("reader")
    .graph.list(`${await teamPath()}/installedApps?$expand=teamsApp`);
  return installed.some((one) => (one["teamsApp"] as JsonObject)["id"] === dynamics);
}

describe("the Dynamics 365 app in a team", () => {
  it("must be there before a tab of it, pins the record, and goes after the tab", async () => {
    await expect(applyLink()).rejects.toThrow(/needs to be installed/);
    const app = await applyApp();
    const pinned = await applyLink();
    expect(await hasApp()).toBe(true);
    await remove(linkRun(), pinned);
    await remove(appRun(), app);
    expect(await hasApp()).toBe(false);
  });

  it("stays while a tab of somebody else shows it, and says which", async () => {
    const app = await applyApp();
    await applyLink();
    const said = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    await remove(appRun(), app);
    expect(said.mock.calls.flat().join()).toMatch(
      /kept: app cd2d\S+ in store-team-000135: the tab "Bay Logistics" in channel "Shift handoff" shows it/,
    );
    said.mockRestore();
    expect(await hasApp()).toBe(true);
  });

  it("stays when it was there before us", async () => {
    const bind = `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${dynamics}`;
    const { graph } = tenant.as("deployer");
    await graph.send("POST", `${await teamPath()}/installedApps`, { "teamsApp@odata.bind": bind });
    const app = await applyApp();
    expect(app.remembered).toEqual({ adopted: true });
    expect(await remove(appRun(), app)).toEqual([]);
    expect(await hasApp()).toBe(true);
  });

  it("that the catalogue does not know is refused with the mend", async () => {
    const desired = { ...wish, teamsAppId: "00000000-0000-4000-8000-000000000000" };
    await expect(reconcile({ ...appRun(), desired }, nowhere)).rejects.toThrow(
      /app 0{8}-\S+ in store-team-000135: the service refuses to install it: .*Check that the id is in the catalogue/,
    );
  });
});
