// Rows of any table: links, document rows, records; conditions, upsert, queries, change sets.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const api = "/api/data/v9.2";
const bay = "c0000000-0000-4000-8000-000000000001";
let tenant: TestTenant;
let dev: Client;
beforeAll(async () => {
  tenant = await startTenant();
  dev = await tenant.dataverse("dev");
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const represent = { prefer: "return=representation" };
const create = async (set: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const answer = await dev.post(`${api}/${set}`, body, represent);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const link = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  regardingobjectid: bay,
  regardingobjecttypename: "account",
  regardingobjecttypecode: 1,
  msdyn_groupid: "b0000000-0000-4000-8000-000000000210",
  msdyn_teamid: "19:team@thread.tacv2",
  msdyn_channelid: "19:channel@thread.tacv2",
  msdyn_channelname: "General",
  msdyn_channeltype: "Standard",
  msdyn_teamname: "Boston store",
  msdyn_teamsiteurl: "https://contoso.sharepoint.com/sites/boston",
  msdyn_channelfolderrelativeurl: "/sites/boston/Shared Documents/General",
  ...more,
});
const links = "msdyn_teamscollaborations";

describe("msdyn_teamscollaborations", () => {
  it("makes site and location where documents are managed, and takes the location back", async () => {
    const made = await create(links, link());
    const locations = await dev.get(
      `${api}/sharepointdocumentlocations?$filter=servicetype eq 3&$expand=parentsiteorlocation_sharepointsite($select=absoluteurl),regardingobjectid_account($select=name)`,
    );
    expect(valuesOf(locations)).toMatchObject([
      {
        parentsiteorlocation_sharepointsite: { absoluteurl: "https://contoso.sharepoint.com/sites/boston" },
        regardingobjectid_account: { name: "Bay Logistics" },
      },
    ]);
    await dev.delete(`${api}/${links}(${String(made["msdyn_teamscollaborationid"])})`);
    expect(valuesOf(await dev.get(`${api}/sharepointdocumentlocations?$filter=servicetype eq 3`))).toEqual(
      [],
    );
  });

  it("stays when its record goes: the column is no relation", async () => {
    await create(links, link());
    await dev.delete(`${api}/accounts(${bay})`);
    expect(valuesOf(await dev.get(`${api}/${links}?$filter=regardingobjectid eq ${bay}`))).toHaveLength(1);
  });

  it.each([
    { name: "no type code", more: { regardingobjecttypecode: undefined }, code: "0x80040200" },
    { name: "no channel", more: { msdyn_channelid: undefined }, code: "0x80040200" },
    { name: "channel type too long", more: { msdyn_channeltype: "x".repeat(11) }, code: "0x80044331" },
    { name: "name too long", more: { msdyn_teamname: "x".repeat(301) }, code: "0x80044331" },
    { name: "no GUID", more: { msdyn_groupid: "boston" }, code: "0x80048d19" },
    { name: "unknown column", more: { msdyn_colour: "red" }, code: "0x80048d19" },
  ])("refuses with 400: $name", async ({ more, code }) => {
    expect(errorOf(await dev.post(`${api}/${links}`, link(more)))).toMatchObject({ status: 400, code });
  });

  it("takes an id of the caller: If-None-Match creates once", async () => {
    const path = `${api}/${links}(d0000000-0000-4000-8000-000000000001)`;
    const once = { "if-none-match": "*" };
    expect((await dev.patch(path, link(), once)).status).toBe(204);
    expect(errorOf(await dev.patch(path, link(), once))).toMatchObject({ status: 412, code: "0x80040237" });
    expect((await dev.patch(path, link(), represent)).status).toBe(200);
  });
});

describe("sharepointsites and sharepointdocumentlocations", () => {
  it("refuses a location with both addresses", async () => {
    const body = { name: "x", absoluteurl: "https://contoso.example/x", relativeurl: "x" };
    const answer = await dev.post(`${api}/sharepointdocumentlocations`, body);
    expect(errorOf(answer)).toMatchObject({ status: 400, code: "0x80040203" });
  });

  it("binds a parent, and moves and clears it by $ref", async () => {
    const one = await create("sharepointsites", { name: "One", absoluteurl: "https://contoso.example/1" });
    const site = `sharepointsites(${String(one["sharepointsiteid"])})`;
    const two = await create("sharepointsites", { name: "Two", "parentsite@odata.bind": `/${site}` });
    expect(two["_parentsite_value"]).toBe(one["sharepointsiteid"]);
    const path = `${api}/sharepointsites(${String(two["sharepointsiteid"])})/parentsite`;
    expect((await dev.get(path)).body["name"]).toBe("One");
    expect((await dev.delete(`${path}/$ref`)).status).toBe(204);
    expect((await dev.get(path)).status).toBe(204);
    const reference = { "@odata.id": `${dev.origin}${api}/${site}` };
    expect((await dev.put(`${path}/$ref`, reference)).status).toBe(204);
    expect((await dev.get(path)).body["sharepointsiteid"]).toBe(one["sharepointsiteid"]);
    const missing = { "parentsite@odata.bind": `/sharepointsites(${bay})` };
    expect((await dev.post(`${api}/sharepointsites`, { name: "x", ...missing })).status).toBe(404);
  });
});

describe("record sets", () => {
  it.each(["accounts", "contacts", "opportunities", "incidents", "new_sites"])("keeps %s", async (set) => {
    const names: Record<string, string> = { accounts: "name", contacts: "lastname", opportunities: "name" };
    const name = names[set] ?? (set === "incidents" ? "title" : "new_name");
    const made = await dev.post(`${api}/${set}`, { [name]: "First" });
    expect(made.status).toBe(204);
    const address = new URL(made.headers["odata-entityid"] ?? "").pathname;
    const read = await dev.get(address);
    expect(read.body[name]).toBe("First");
    expect(read.headers["etag"]).toBe(read.body["@odata.etag"]);
    expect((await dev.delete(address)).status).toBe(204);
    expect(errorOf(await dev.get(address))).toMatchObject({ status: 404, code: "0x80040217" });
    expect((await dev.delete(address)).status).toBe(404);
  });

  it("writes and clears one column", async () => {
    const path = `${api}/accounts(${bay})/description`;
    expect((await dev.put(path, { value: "Harbour" })).status).toBe(204);
    expect((await dev.get(path)).body["value"]).toBe("Harbour");
    expect((await dev.delete(path)).status).toBe(204);
    expect((await dev.get(path)).status).toBe(204);
  });
});

describe("conditions", () => {
  it("If-Match: * does not create", async () => {
    const path = `${api}/accounts(d0000000-0000-4000-8000-000000000009)`;
    const answer = await dev.patch(path, { name: "x" }, { "if-match": "*" });
    expect(errorOf(answer)).toMatchObject({ status: 404, message: /With Id = .* Does Not Exist/ });
  });

  it("a stale etag is a 412, on PATCH and DELETE", async () => {
    const path = `${api}/accounts(${bay})`;
    const stale = { "if-match": String((await dev.get(path)).body["@odata.etag"]) };
    expect((await dev.patch(path, { name: "New" }, stale)).status).toBe(204);
    expect(errorOf(await dev.patch(path, { name: "Old" }, stale))).toMatchObject({
      status: 412,
      code: "0x80060882",
    });
    expect((await dev.delete(path, stale)).status).toBe(412);
  });

  it("If-None-Match gives 304, never with annotations or $expand", async () => {
    const path = `${api}/accounts(${bay})`;
    const same = { "if-none-match": String((await dev.get(path)).body["@odata.etag"]) };
    expect((await dev.get(path, same)).status).toBe(304);
    expect((await dev.get(`${path}?$expand=primarycontactid`, same)).status).toBe(200);
    const annotated = { ...same, prefer: 'odata.include-annotations="*"' };
    expect((await dev.get(path, annotated)).status).toBe(200);
  });
});

describe("upsert by alternate key", () => {
  const path = `${api}/new_sites(new_code='S-1')`;
  it("creates with the key's values, then updates without them", async () => {
    const made = await dev.patch(path, { new_name: "Depot" }, represent);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ new_code: "S-1", new_name: "Depot" });
    const updated = await dev.patch(path, { new_code: "other", new_name: "Yard" }, represent);
    expect(updated.status).toBe(200);
    expect(updated.body).toMatchObject({ new_code: "S-1", new_name: "Yard" });
    expect((await dev.get(path)).body["new_name"]).toBe("Yard");
  });

  it("refuses columns that are no key", async () => {
    expect((await dev.get(`${api}/accounts(name='Bay Logistics')`)).status).toBe(400);
  });
});

describe("queries", () => {
  beforeEach(async () => {
    for (let index = 1; index <= 5; index += 1) await create("contacts", { lastname: `Person ${index}` });
  });
  const names = (answer: Awaited<ReturnType<Client["get"]>>) =>
    valuesOf(answer).map((row) => row["fullname"]);

  it("pages by preference, which wins over $top; the link is followed as it stands", async () => {
    const headers = { prefer: "odata.maxpagesize=2" };
    let answer = await dev.get(`${api}/contacts?$select=fullname&$top=1&$orderby=fullname desc`, headers);
    expect(answer.headers["preference-applied"]).toBe("odata.maxpagesize=2");
    const seen = names(answer);
    while (typeof answer.body["@odata.nextLink"] === "string") {
      answer = await dev.get(answer.body["@odata.nextLink"].slice(dev.origin.length), headers);
      seen.push(...names(answer));
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((index) => `Person ${index}`));
  });

  it("counts, filters and limits", async () => {
    const filter = "$filter=contains(fullname,'Person') and (fullname ne 'Person 1' and statecode eq 0)";
    const answer = await dev.get(`${api}/contacts?${filter}&$count=true&$top=2`);
    expect([answer.body["@odata.count"], names(answer).length]).toEqual([4, 2]);
    expect((await dev.get(`${api}/contacts/$count`)).text).toBe("5");
    expect(names(await dev.get(`${api}/contacts?$filter=_parentcustomerid_value ne null`))).toEqual([]);
  });

  it("annotates what is asked for", async () => {
    const body = { lastname: "Ana", "parentcustomerid_account@odata.bind": `/accounts(${bay})` };
    const made = await create("contacts", body);
    const path = `${api}/contacts(${String(made["contactid"])})?$select=statecode,_parentcustomerid_value`;
    const { body: row } = await dev.get(path, { prefer: 'odata.include-annotations="*"' });
    expect(row).toMatchObject({
      "statecode@OData.Community.Display.V1.FormattedValue": "Active",
      "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Bay Logistics",
      "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account",
      "_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty":
        "parentcustomerid_account",
    });
    const related = await dev.get(
      `${api}/accounts(${bay})?$select=name&$expand=contact_customer_accounts($select=fullname;$orderby=fullname;$top=1)`,
    );
    expect(related.body["contact_customer_accounts"]).toMatchObject([{ fullname: "Ana" }]);
  });

  it.each([
    "?$select=colour",
    "?$filter=colour eq 1",
    "?$orderby=colour",
    "?$expand=colour",
    "?$skip=2",
    "?$search=x",
    "?$skiptoken=x",
    "?$filter=statecode eq",
  ])("refuses %s with 400", async (query) => {
    expect(errorOf(await dev.get(`${api}/contacts${query}`))).toMatchObject({
      status: 400,
      code: "0x80060888",
    });
  });

  it("tells more about an error when annotations are asked for", async () => {
    const answer = await dev.get(`${api}/contacts?$select=x`, { prefer: 'odata.include-annotations="*"' });
    expect(answer.text).toContain("@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus");
  });
});

describe("change tracking", () => {
  const follow = (answer: Awaited<ReturnType<Client["get"]>>) =>
    dev.get(String(answer.body["@odata.deltaLink"]).slice(dev.origin.length));

  it("gives all rows, then only what changed or went", async () => {
    const first = await dev.get(`${api}/accounts?$select=name`, { prefer: "odata.track-changes" });
    expect(first.headers["preference-applied"]).toBe("odata.track-changes");
    expect(valuesOf(first)).toHaveLength(1);
    const made = await create("accounts", { name: "New" });
    await dev.delete(`${api}/accounts(${bay})`);
    const second = await follow(first);
    expect(valuesOf(second)).toMatchObject([
      { accountid: made["accountid"] },
      { id: bay, reason: "deleted" },
    ]);
    expect(valuesOf(await follow(second))).toEqual([]);
    tenant.world.advance(8 * 86_400);
    const fresh = await tenant.dataverse("dev");
    expect((await fresh.get(String(second.body["@odata.deltaLink"]).slice(dev.origin.length))).status).toBe(
      400,
    );
    dev = fresh;
  });

  it("is refused where it is off, and with a filter", async () => {
    const headers = { prefer: "odata.track-changes" };
    expect((await dev.get(`${api}/leads`, headers)).status).toBe(400);
    expect((await dev.get(`${api}/accounts?$filter=name eq 'x'`, headers)).status).toBe(400);
  });
});
