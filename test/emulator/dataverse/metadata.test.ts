// Tables, columns, keys, choices and relations as metadata: read by name, id and cast; made and taken away again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decodeState, encodeState } from "../state/encode.ts";
import { type Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const api = "/api/data/v9.2";
const account = `${api}/EntityDefinitions(LogicalName='account')`;
let tenant: TestTenant;
let dev: Client;
let reader: Client;
beforeAll(async () => {
  tenant = await startTenant();
  dev = await tenant.dataverse("dev");
  reader = await tenant.dataverse("dev", "reader");
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] });
const column = (schemaName: string, type: string, more: Record<string, unknown> = {}) => ({
  "@odata.type": `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
  SchemaName: schemaName,
  DisplayName: label(schemaName),
  ...more,
});
const crate = (...attributes: Record<string, unknown>[]) => ({
  SchemaName: "new_Crate",
  DisplayName: label("Crate"),
  OwnershipType: "UserOwned",
  Attributes: [column("new_Name", "String", { IsPrimaryName: true, MaxLength: 20 }), ...attributes],
});
const crates = `${api}/EntityDefinitions(LogicalName='new_crate')`;

describe("reading", () => {
  it("casts the list of columns, and gives the options of choices", async () => {
    const path = `${account}/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`;
    const answer = await dev.get(`${path}?$select=LogicalName&$expand=OptionSet($select=Options)`);
    const industry = valuesOf(answer).find((row) => row["LogicalName"] === "industrycode");
    const { Options: options } = industry?.["OptionSet"] as { Options: Record<string, unknown>[] };
    expect(options[0]).toMatchObject({ Value: 1, Label: { UserLocalizedLabel: { Label: "Accounting" } } });
    expect(valuesOf(answer).map((row) => row["LogicalName"])).not.toContain("name");
  });

  it.each([
    ["StateAttributeMetadata", "statecode"],
    ["StatusAttributeMetadata", "statuscode"],
    ["EnumAttributeMetadata", "statecode"],
    ["BooleanAttributeMetadata", "creditonhold"],
    ["MemoAttributeMetadata", "description"],
    ["LookupAttributeMetadata", "primarycontactid"],
    ["UniqueIdentifierAttributeMetadata", "accountid"],
  ])("%s has %s", async (type, name) => {
    const list = await dev.get(`${account}/Attributes/Microsoft.Dynamics.CRM.${type}?$select=LogicalName`);
    expect(valuesOf(list).map((row) => row["LogicalName"])).toContain(name);
    const one = await dev.get(`${account}/Attributes(LogicalName='${name}')/Microsoft.Dynamics.CRM.${type}`);
    expect(one.body["LogicalName"]).toBe(name);
  });

  it("selects a derived property after the cast only", async () => {
    const name = `${account}/Attributes(LogicalName='name')`;
    expect((await dev.get(`${name}?$select=MaxLength`)).status).toBe(400);
    const cast = await dev.get(`${name}/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength`);
    expect(cast.body["MaxLength"]).toBe(160);
    expect((await dev.get(`${name}/Microsoft.Dynamics.CRM.MemoAttributeMetadata`)).status).toBe(404);
    expect((await dev.get(`${account}/Attributes(LogicalName='colour')`)).status).toBe(404);
  });

  it("reads keys and relations from both sides", async () => {
    const keys = await dev.get(`${api}/EntityDefinitions(LogicalName='new_site')/Keys`);
    expect(valuesOf(keys)).toMatchObject([{ KeyAttributes: ["new_code"], EntityKeyIndexStatus: "Active" }]);
    const one = {
      ReferencedEntity: "account",
      ReferencingEntity: "contact",
      SchemaName: "contact_customer_accounts",
    };
    const many = await dev.get(`${account}/OneToManyRelationships?$filter=ReferencingEntity eq 'contact'`);
    expect(valuesOf(many)).toContainEqual(expect.objectContaining(one));
    const back = await dev.get(`${api}/EntityDefinitions(LogicalName='contact')/ManyToOneRelationships`);
    expect(valuesOf(back)).toContainEqual(expect.objectContaining(one));
    const roles = await dev.get(`${api}/EntityDefinitions(LogicalName='role')/ManyToManyRelationships`);
    expect(valuesOf(roles)).toMatchObject([{ IntersectEntityName: "systemuserroles" }]);
    const all = await dev.get(
      `${api}/RelationshipDefinitions?$filter=SchemaName eq 'contact_customer_accounts'`,
    );
    expect(valuesOf(all)).toHaveLength(1);
  });
});

describe("tables of one's own", () => {
  it("are made with columns, filled, and taken away with their rows", async () => {
    const made = await dev.post(`${api}/EntityDefinitions`, crate(column("new_Weight", "Decimal")));
    expect(made.status, made.text).toBe(204);
    expect(made.headers["odata-entityid"]).toMatch(/EntityDefinitions\([0-9a-f-]{36}\)$/);
    expect((await dev.post(`${api}/new_crates`, { new_name: "One", new_weight: 2.5 })).status).toBe(204);
    expect((await dev.get(`${crates}?$select=SchemaName,IsCustomEntity`)).body).toMatchObject({
      SchemaName: "new_Crate",
      IsCustomEntity: true,
    });
    expect((await dev.post(`${api}/EntityDefinitions`, crate())).status).toBe(400);
    expect((await dev.delete(crates)).status).toBe(204);
    expect((await dev.get(`${api}/new_crates`)).status).toBe(404);
    expect((await dev.get(crates)).status).toBe(404);
  });

  it.each([
    ["no prefix", { SchemaName: "Crate" }],
    ["no name for people", { DisplayName: {} }],
    ["no columns", { Attributes: undefined }],
    ["no primary column", { Attributes: [column("new_Name", "String")] }],
    [
      "two primary columns",
      { Attributes: ["new_A", "new_B"].map((name) => column(name, "String", { IsPrimaryName: true })) },
    ],
    ["an owner of no kind", { OwnershipType: "Mine" }],
    ["a column of no type", { Attributes: [column("new_A", "Colour", { IsPrimaryName: true })] }],
  ])("are refused with %s", async (_what, more) => {
    expect((await dev.post(`${api}/EntityDefinitions`, { ...crate(), ...more })).status).toBe(400);
    expect((await dev.get(crates)).status).toBe(404);
  });

  it("several at once are all or none", async () => {
    const wrong = { Entities: [crate(), { ...crate(), SchemaName: "Crate" }] };
    expect((await dev.post(`${api}/CreateEntities`, wrong)).status).toBe(400);
    expect((await dev.get(crates)).status).toBe(404);
    expect((await dev.post(`${api}/CreateEntities`, { Entities: [crate()] })).status).toBe(200);
  });

  it("are for administrators", async () => {
    expect((await reader.post(`${api}/EntityDefinitions`, crate())).status).toBe(403);
    await dev.post(`${api}/EntityDefinitions`, crate());
    for (const answer of [
      await reader.delete(crates),
      await reader.post(`${crates}/Attributes`, column("new_A", "String")),
      await reader.post(`${crates}/Keys`, { SchemaName: "new_K", KeyAttributes: ["new_name"] }),
      await reader.post(`${api}/RelationshipDefinitions`, {}),
    ])
      expect(answer.status).toBe(403);
  });

  it("outlive a restart, with columns, keys, relations and pairs", async () => {
    await dev.post(`${api}/EntityDefinitions`, crate());
    await dev.post(`${crates}/Keys`, { SchemaName: "new_Key", KeyAttributes: ["new_name"] });
    await dev.post(`${api}/RelationshipDefinitions`, pairs);
    const { core } = tenant.running;
    const saved = { state: core.state, seed: core.seed, now: core.world.now() };
    const { state } = decodeState(encodeState(saved), core.world);
    const environment = state.environments.get("dev");
    expect(environment?.tables.get("new_crate")?.definition.alternateKeys).toEqual([["new_name"]]);
    expect(environment?.relations).toMatchObject([{ schemaName: "new_crate_account" }]);
  });
});

const pairs = {
  "@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
  SchemaName: "new_crate_account",
  Entity1LogicalName: "new_crate",
  Entity2LogicalName: "account",
  IntersectEntityName: "new_crate_account",
};

describe("columns, keys and relations of one's own", () => {
  beforeEach(async () => {
    await dev.post(`${api}/EntityDefinitions`, crate());
  });

  it("a column is added, changed and taken away; those of the system stay", async () => {
    const made = await dev.post(`${crates}/Attributes`, column("new_Code", "String", { MaxLength: 3 }));
    expect(made.status).toBe(204);
    expect((await dev.post(`${crates}/Attributes`, column("new_code", "String"))).status).toBe(400);
    expect((await dev.post(`${api}/new_crates`, { new_code: "1234" })).status).toBe(400);
    const one = `${crates}/Attributes(LogicalName='new_code')`;
    expect((await dev.put(one, column("new_Code", "String", { MaxLength: 4 }))).status).toBe(204);
    expect((await dev.post(`${api}/new_crates`, { new_code: "1234" })).status).toBe(204);
    expect((await dev.put(one, column("new_Code", "Integer"))).status).toBe(400);
    expect((await dev.delete(one)).status).toBe(204);
    expect((await dev.post(`${api}/new_crates`, { new_code: "1234" })).status).toBe(400);
    for (const name of ["new_name", "createdon", "new_crateid"])
      expect((await dev.delete(`${crates}/Attributes(LogicalName='${name}')`)).status, name).toBe(400);
    expect((await dev.delete(account)).status).toBe(400);
  });

  it("a key names a row, holds its columns, and is taken away", async () => {
    const key = { SchemaName: "new_Key", KeyAttributes: ["new_name"] };
    expect((await dev.post(`${crates}/Keys`, { ...key, KeyAttributes: ["new_colour"] })).status).toBe(404);
    const made = await dev.post(`${crates}/Keys`, key);
    expect(made.status).toBe(204);
    expect((await dev.post(`${crates}/Keys`, key)).status).toBe(400);
    const row = `${api}/new_crates(new_name='One')`;
    expect((await dev.patch(row, {})).status).toBe(204);
    expect(errorOf(await dev.post(`${api}/new_crates`, { new_name: "One" })).status).toBe(412);
    const id = /Keys\(([^)]+)\)$/.exec(made.headers["odata-entityid"] ?? "")?.[1] ?? "";
    expect((await dev.delete(`${crates}/Keys(${id})`)).status).toBe(204);
    expect((await dev.delete(`${crates}/Keys(${id})`)).status).toBe(404);
    expect((await dev.get(row)).status).toBe(400);
  });

  it("pairs are kept for both sides, and go with their relation", async () => {
    expect((await dev.post(`${api}/RelationshipDefinitions`, pairs)).status).toBe(204);
    expect((await dev.post(`${api}/RelationshipDefinitions`, pairs)).status).toBe(400);
    const id = async (set: string, body: unknown): Promise<string> =>
      /\(([^)]+)\)$/.exec((await dev.post(`${api}/${set}`, body)).headers["odata-entityid"] ?? "")?.[1] ?? "";
    const [box, harbour] = [await id("new_crates", {}), await id("accounts", { name: "Harbour" })];
    const path = `${api}/accounts(${harbour})/new_crate_account`;
    await dev.post(`${path}/$ref`, { "@odata.id": `${dev.origin}${api}/new_crates(${box})` });
    expect(valuesOf(await dev.get(path))).toMatchObject([{ new_crateid: box }]);
    expect(valuesOf(await dev.get(`${api}/new_crates(${box})/new_crate_account`))).toMatchObject([
      { accountid: harbour },
    ]);
    const relation = `${api}/RelationshipDefinitions(SchemaName='new_crate_account')`;
    expect((await dev.delete(relation)).status).toBe(204);
    expect((await dev.get(relation)).status).toBe(404);
    const system = `${api}/RelationshipDefinitions(SchemaName='contact_customer_accounts')`;
    expect((await dev.delete(system)).status).toBe(400);
  });
});
