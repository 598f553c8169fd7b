import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import { teamsIntegration } from "../../providers/dataverse/teams-integration.ts";
import { teamsTables } from "../../providers/dataverse/teams-tables.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const environment = "https://contoso-dev.crm4.dynamics.com";
const nowhere = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  await tenant.admin("POST", "/lag", { mode: "none" });
  // The environment turns its default tables on by itself.
  const desired = { environment, basic: true, enhanced: false };
  const api = tenant.as("deployer");
  await reconcile({ type: teamsIntegration, api, desired, patience: usualPatience }, nowhere);
});

function runOf(tables: readonly string[], patience = usualPatience) {
  const desired = { environment, tables: [...tables] };
  return { type: teamsTables, api: tenant.as("deployer"), desired, patience };
}

async function byHand(isOn: boolean, ...tables: string[]): Promise<void> {
  const body = { Enable: isOn, LogicalEntityNames: JSON.stringify(tables) };
  await tenant.as("deployer").dataverse(environment).send("POST", "/msdyn_SetTeamsDocumentStatus", body);
}

async function isOn(table: string): Promise<unknown> {
  const path = `/EntityDefinitions(LogicalName='${table}')?$select=IsMSTeamsIntegrationEnabled`;
  return (await tenant.as("reader").dataverse(environment).get(path))["IsMSTeamsIntegrationEnabled"];
}

async function tablesOn(): Promise<number> {
  const path = "/EntityDefinitions?$select=LogicalName&$filter=IsMSTeamsIntegrationEnabled eq true";
  return (await tenant.as("reader").dataverse(environment).list(path)).length;
}

describe("tables for Teams", () => {
  it("custom ones come on beside the 35 default ones, and go off again at the end", async () => {
    const run = runOf(["new_site"]);
    const { present } = await reconcile(run, nowhere);
    expect([await isOn("new_site"), await isOn("opportunity"), await tablesOn()]).toEqual([true, true, 36]);
    await remove(run, { id: present.id, remembered: teamsTables.remember(present.remote) });
    expect([await isOn("new_site"), await tablesOn()]).toEqual([false, 35]);
  });

  it("[] means none beyond the default ones; what was on by hand comes back at the end", async () => {
    await byHand(true, "new_site");
    const run = runOf([]);
    const { present } = await reconcile(run, nowhere);
    expect([await isOn("new_site"), await tablesOn()]).toEqual([false, 35]);
    await remove(run, { id: present.id, remembered: teamsTables.remember(present.remote) });
    expect([await isOn("new_site"), await tablesOn()]).toEqual([true, 36]);
  });

  it("a default one that is off stays off, unless it is named", async () => {
    await byHand(false, "lead");
    const first = await reconcile(runOf([]), nowhere);
    expect(first.stepsTaken).toEqual([]);
    expect(await isOn("lead")).toBe(false);
    await reconcile(runOf(["lead"]), nowhere);
    expect(await isOn("lead")).toBe(true);
    // Named no more: left alone until the end, when it is put back.
    const place = { id: first.present.id, remembered: {} };
    expect((await reconcile(runOf([]), place)).stepsTaken).toEqual([]);
    await remove(runOf([]), place);
    expect(await isOn("lead")).toBe(false);
  });

  it("a killed run does not lose what was before: the note holds it", async () => {
    await byHand(true, "new_site");
    await reconcile(runOf([]), nowhere);
    const again = await reconcile(runOf([]), nowhere);
    expect(again.stepsTaken).toEqual([]);
    await remove(runOf([]), { id: again.present.id, remembered: {} });
    expect(await isOn("new_site")).toBe(true);
  });

  it.each([
    { table: "new_shop", says: /table "new_shop" does not exist in this environment/ },
    { table: "activityparty", says: /table "activityparty" cannot be customized, so the flag never takes/ },
  ])("$table is refused by name, before anything is written", async ({ table, says }) => {
    const writesBefore = await tenant.writes();
    await expect(reconcile(runOf([table, "new_site"]), nowhere)).rejects.toThrow(says);
    expect(await tenant.writes()).toBe(writesBefore);
    expect(await isOn("new_site")).toBe(false);
  });

  it("success is not proof: the run reads back, and ends with the table's name when the flag does not come", async () => {
    await tenant.admin("POST", "/lag", { mode: "typical" });
    const impatient = { roundsMax: 5, settleSecondsMax: 3 };
    await expect(reconcile(runOf(["new_site"], impatient), nowhere)).rejects.toThrow(
      /3 s after the last write the service still does not show: add tables: new_site/,
    );
    // The same again, with time: the flag comes late, and nothing else is sent.
    await tenant.admin("POST", "/clock", { advanceSeconds: 60 });
    expect((await reconcile(runOf(["new_site"]), nowhere)).stepsTaken).toEqual([]);
    expect(await isOn("new_site")).toBe(true);
  });
});
