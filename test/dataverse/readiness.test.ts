import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../providers/core/api.ts";
import { readinessProblems, type Wish } from "../../providers/dataverse/readiness.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const dev = "https://contoso-dev.crm4.dynamics.com";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const dataverse = () => tenant.as("deployer").dataverse(dev);

async function make(set: string, body: JsonObject): Promise<string> {
  const { headers } = await dataverse().send("POST", `/${set}`, body);
  return /\(([0-9a-f-]{36})\)$/.exec(headers["odata-entityid"] ?? "")?.[1] ?? "";
}

async function organization(changes: JsonObject): Promise<string> {
  const [row] = await dataverse().list("/organizations?$select=organizationid");
  const id = String(row?.["organizationid"]);
  await dataverse().send("PATCH", `/organizations(${id})`, changes);
  return id;
}

/** Takes server-based SharePoint integration away. */
async function withoutSharePoint(): Promise<void> {
  for (const site of await dataverse().list("/sharepointsites?$select=sharepointsiteid"))
    await dataverse().send("DELETE", `/sharepointsites(${String(site["sharepointsiteid"])})`);
}

/** Problem and mend, as the reader's identity finds them. Nothing is written for it. */
async function problems(wish: Partial<Wish>): Promise<readonly string[]> {
  const writesBefore = await tenant.writes();
  const all = { environment: dev, basic: true, tables: undefined, linkedTables: [], ...wish };
  const found = await readinessProblems(tenant.as("reader"), all);
  expect(await tenant.writes()).toBe(writesBefore);
  return found.map(({ problem, mend }) => `${problem} ⇒ ${mend}`);
}

const notSetUp = "800503ca: SharePoint integration is not set up, and";
const unless = "or set up server-based SharePoint integration.";

describe("whether an environment is ready for Teams", () => {
  it("with SharePoint set up, nothing stands in the way, whatever else there is", async () => {
    await organization({ isonedriveenabled: true });
    expect(await problems({})).toEqual([]);
  });

  it("without SharePoint and with nothing else in use, neither", async () => {
    await withoutSharePoint();
    expect(await problems({})).toEqual([]);
  });

  it("names every row that error 800503ca is about, with its mend", async () => {
    await withoutSharePoint();
    const id = await organization({ isonedriveenabled: true });
    const site = await make("sharepointsites", { name: "Old", absoluteurl: "https://contoso.example/old" });
    const location = await make("sharepointdocumentlocations", {
      name: "Deals",
      absoluteurl: "https://contoso.example/deals",
    });
    expect(await problems({})).toEqual([
      `${notSetUp} OneDrive integration is on (isonedriveenabled of organization "contoso-dev" (${id})) ⇒ Turn OneDrive integration off, ${unless}`,
      `${notSetUp} SharePoint site "Old" (${site}) is active ⇒ Deactivate it (statecode 1, statuscode 2), ${unless}`,
      `${notSetUp} document location "Deals" (${location}) has the absolute URL https://contoso.example/deals ⇒ Delete it, ${unless}`,
    ]);
    // Mended as told, the service agrees.
    await organization({ isonedriveenabled: false });
    await dataverse().send("PATCH", `/sharepointsites(${site})`, { statecode: 1, statuscode: 2 });
    await dataverse().send("DELETE", `/sharepointdocumentlocations(${location})`);
    expect(await problems({})).toEqual([]);
    await organization({ ismsteamsenabled: true });
  });

  it("names SharePoint on-premises", async () => {
    await organization({ sharepointdeploymenttype: 1 });
    expect(await problems({})).toEqual([
      expect.stringMatching(/integrated with SharePoint on-premises .* ⇒ Move it to SharePoint Online\./),
    ]);
  });

  it("asks for nothing of this when the switch is on already", async () => {
    await organization({ ismsteamsenabled: true });
    await withoutSharePoint();
    await organization({ isonedriveenabled: true });
    expect(await problems({})).toEqual([]);
  });

  it("names tables that do not exist, can never be turned on, or hold links without being ready for them", async () => {
    const wish = { tables: ["activityparty", "new_shop", "new_site"], linkedTables: ["account", "new_site"] };
    expect(await problems(wish)).toEqual([
      'the table "activityparty" cannot be turned on for Teams: it cannot be customized ⇒ Take "activityparty" out of `tables`.',
      'the table "new_shop" does not exist ⇒ Write the logical name of a table of this environment, or install what brings the table.',
      'records of the table "new_site" are linked, but document management is off for the table ⇒ Turn it on: Document Management Settings of the environment.',
    ]);
    expect(await problems({ tables: [], linkedTables: ["new_site"] })).toContainEqual(
      'records of the table "new_site" are linked, but the table is not turned on for Teams ⇒ Add "new_site" to `tables` of the environment.',
    );
  });

  it("names basic collaboration that is off where config leaves it alone", async () => {
    expect(await problems({ basic: undefined, linkedTables: ["account"] })).toEqual([
      expect.stringMatching(/^basic collaboration is off \(organization [0-9a-f-]{36}\) ⇒ Declare/),
      expect.stringMatching(/^records of the table "account" are linked, but the table is not turned on/),
    ]);
  });

  it("throws when something cannot be read: that is no answer", async () => {
    const fault = {
      when: { service: "dataverse:dev", urlContains: "sharepointsites", method: "GET" },
      then: { kind: "status", status: 403 },
    };
    await tenant.admin("POST", "/faults", { faults: [fault] });
    await expect(problems({})).rejects.toThrow(/403/);
  });
});
