// Rows made along with others, related and taken apart: by bind, by $ref on both kinds of relations, by null.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const api = "/api/data/v9.2";
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
async function create(set: string, body: Record<string, unknown>): Promise<string> {
  const answer = await dev.post(`${api}/${set}`, body);
  expect(answer.status, answer.text).toBe(204);
  return /\(([^)]+)\)$/.exec(answer.headers["odata-entityid"] ?? "")?.[1] ?? "";
}
const reference = (set: string, id: string) => ({ "@odata.id": `${dev.origin}${api}/${set}(${id})` });

describe("deep insert", () => {
  it("makes what is before and what hangs on it, and relates all", async () => {
    const key = await create("accounts", {
      name: "Harbour",
      primarycontactid: { firstname: "Ana", lastname: "Ito" },
      contact_customer_accounts: [{ lastname: "One" }, { lastname: "Two" }],
    });
    const path = `${api}/accounts(${key})?$select=name&$expand=primarycontactid($select=fullname),contact_customer_accounts($select=lastname;$orderby=lastname)`;
    expect((await dev.get(path)).body).toMatchObject({
      primarycontactid: { fullname: "Ana Ito" },
      contact_customer_accounts: [{ lastname: "One" }, { lastname: "Two" }],
    });
  });

  it("leaves nothing behind when a part of it is wrong", async () => {
    const before = (await dev.get(`${api}/contacts/$count`)).text;
    const body = {
      name: "Lost",
      primarycontactid: { lastname: "Ito" },
      contact_customer_accounts: [{ colour: 1 }],
    };
    expect((await dev.post(`${api}/accounts`, body)).status).toBe(400);
    expect((await dev.get(`${api}/contacts/$count`)).text).toBe(before);
    expect(valuesOf(await dev.get(`${api}/accounts?$filter=name eq 'Lost'`))).toEqual([]);
  });

  it("is no way to update", async () => {
    const key = await create("accounts", { name: "Harbour" });
    const answer = await dev.patch(`${api}/accounts(${key})`, { primarycontactid: { lastname: "Ito" } });
    expect(errorOf(answer).status).toBe(400);
  });
});

describe("relations with many rows", () => {
  it("are set, read and taken apart by $ref, from the side of the one", async () => {
    const account = await create("accounts", { name: "Harbour" });
    const contact = await create("contacts", { lastname: "Ito" });
    const path = `${api}/accounts(${account})/contact_customer_accounts`;
    expect((await dev.post(`${path}/$ref`, reference("contacts", contact))).status).toBe(204);
    expect(valuesOf(await dev.get(`${path}?$select=lastname`))).toMatchObject([{ lastname: "Ito" }]);
    expect(valuesOf(await dev.get(`${path}/$ref`))).toEqual([reference("contacts", contact)]);
    expect((await dev.get(`${path}/$count`)).text).toBe("1");
    expect((await dev.delete(`${path}(${contact})/$ref`)).status).toBe(204);
    expect((await dev.delete(`${path}(${contact})/$ref`)).status).toBe(404);
    expect(valuesOf(await dev.get(path))).toEqual([]);
    await dev.post(`${path}/$ref`, reference("contacts", contact));
    const address = encodeURIComponent(reference("contacts", contact)["@odata.id"]);
    expect((await dev.delete(`${path}/$ref?$id=${address}`)).status).toBe(204);
    expect((await dev.get(`${path}/$count`)).text).toBe("0");
  });

  it("take no row of another table, and no PUT", async () => {
    const account = await create("accounts", { name: "Harbour" });
    const path = `${api}/accounts(${account})/contact_customer_accounts/$ref`;
    expect((await dev.post(path, reference("accounts", account))).status).toBe(400);
    expect((await dev.put(path, reference("accounts", account))).status).toBe(400);
  });

  it("are searched by a filter with any and all", async () => {
    await create("accounts", { name: "Full", contact_customer_accounts: [{ lastname: "Ito" }] });
    await create("accounts", { name: "Empty" });
    const names = async (filter: string) =>
      valuesOf(await dev.get(`${api}/accounts?$select=name&$filter=${filter}&$orderby=name`)).map(
        (row) => row["name"],
      );
    expect(await names("contact_customer_accounts/any(c:c/lastname eq 'Ito')")).toEqual(["Full"]);
    expect(await names("contact_customer_accounts/any(c:c/lastname eq 'Sato')")).toEqual([]);
    const wrong = `${api}/accounts?$filter=contact_customer_accounts/any(c:c/colour eq 1)`;
    expect((await dev.get(wrong)).status).toBe(400);
  });
});

describe("lookups", () => {
  it("are cleared by null, with and without bind", async () => {
    const body = { name: "Harbour", primarycontactid: { lastname: "Ito" } };
    for (const clear of [{ "primarycontactid@odata.bind": null }, { primarycontactid: null }]) {
      const key = await create("accounts", body);
      const answer = await dev.patch(`${api}/accounts(${key})`, clear, represent);
      expect(answer.body["_primarycontactid_value"]).toBeNull();
    }
  });

  it("are bound by an alternate key", async () => {
    await create("new_sites", { new_name: "Depot", new_code: "S-1" });
    const made = await dev.post(`${api}/RelationshipDefinitions`, {
      "@odata.type": "Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
      SchemaName: "new_site_account",
      ReferencedEntity: "new_site",
      ReferencingEntity: "account",
      Lookup: {
        SchemaName: "new_Site",
        DisplayName: { LocalizedLabels: [{ Label: "Site", LanguageCode: 1033 }] },
      },
    });
    expect(made.status, made.text).toBe(204);
    const key = await create("accounts", { name: "x", "new_Site@odata.bind": "/new_sites(new_code='S-1')" });
    const row = await dev.get(`${api}/accounts(${key})?$expand=new_Site($select=new_name)`);
    expect(row.body["new_Site"]).toMatchObject({ new_name: "Depot" });
    const missing = { name: "x", "new_Site@odata.bind": "/new_sites(new_code='S-2')" };
    expect((await dev.post(`${api}/accounts`, missing)).status).toBe(400);
  });

  it("are filtered by a column of what they point at", async () => {
    await create("accounts", { name: "Harbour", primarycontactid: { lastname: "Ito" } });
    const found = await dev.get(`${api}/accounts?$select=name&$filter=primarycontactid/lastname eq 'Ito'`);
    expect(valuesOf(found)).toMatchObject([{ name: "Harbour" }]);
  });
});
