// What the vendor's metadata names is answered as documented or is 501: never the vendor's refusal. And what it does
// not name is refused before any row is looked at.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";
import type { Column } from "./columns.ts";
import { documentedColumns, documentedTables, metadataProperties } from "./model/documented.ts";

const api = "/api/data/v9.2";
let tenant: TestTenant;
let dev: Client;
beforeAll(async () => {
  tenant = await startTenant();
  dev = await tenant.dataverse("dev");
});
afterAll(() => tenant.close());

const sets: Readonly<Record<string, string>> = {
  account: "accounts",
  contact: "contacts",
  opportunity: "opportunities",
  incident: "incidents",
};
const represent = { prefer: "return=representation" };

/** A value that is right for a column. */
function sample({ type, longest, labels }: Column): unknown {
  const values: Readonly<Record<string, unknown>> = {
    string: "x".repeat(Math.min(longest ?? 3, 40)),
    guid: "d0000000-0000-4000-8000-000000000001",
    integer: 7,
    bigint: 7,
    double: 1.5,
    decimal: 1.5,
    money: 1.5,
    boolean: true,
    date: "2026-02-03",
    datetime: "2026-02-03T04:05:06Z",
    choice: Number(Object.keys(labels ?? { 1: "" })[0]),
  };
  return values[type];
}

describe.each(documentedTables)("columns of %s", (table) => {
  const columns = Object.entries(documentedColumns(table)).filter(([, { type }]) => type !== "lookup");
  const writable = columns.filter(([name, { isReadOnly }]) => isReadOnly !== true && name !== `${table}id`);

  it("all that can be written are kept", async () => {
    const body = Object.fromEntries(writable.map(([name, column]) => [name, sample(column)]));
    const answer = await dev.post(`${api}/${sets[table]}`, body, represent);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject(body);
  });

  it("all can be selected, filtered and ordered by, and are described", async () => {
    const set = `${api}/${sets[table]}`;
    const wire = Object.entries(documentedColumns(table)).map(([name, { type }]) =>
      type === "lookup" ? `_${name}_value` : name,
    );
    expect((await dev.get(`${set}?$select=${wire.join(",")}`)).status).toBe(200);
    for (const name of wire)
      expect((await dev.get(`${set}?$filter=${name} eq null&$orderby=${name}&$top=1`)).status, name).toBe(
        200,
      );
    const described = await dev.get(`${api}/EntityDefinitions(LogicalName='${table}')/Attributes`);
    const names = valuesOf(described).map((row) => row["LogicalName"]);
    expect(names).toEqual(expect.arrayContaining(Object.keys(documentedColumns(table))));
  });

  it("what only the platform writes is ignored without a word", async () => {
    const readOnly = columns.filter(([, { isReadOnly }]) => isReadOnly === true);
    const body = Object.fromEntries(readOnly.map(([name, column]) => [name, sample(column)]));
    const answer = await dev.post(`${api}/${sets[table]}`, body, represent);
    expect(answer.status, answer.text).toBe(201);
    for (const [name, value] of Object.entries(body)) expect(answer.body[name], name).not.toEqual(value);
  });
});

describe("words that are not known", () => {
  it.each([
    ["a table of the vendor", "GET", "workflows", 501],
    ["an action of the vendor", "POST", "WinOpportunity", 501],
    ["a function of the vendor", "GET", "RetrieveVersion()", 501],
    ["a column of a table known in part", "GET", "leads?$select=telephone1", 501],
    ["a relation of the vendor", "GET", "accounts?$expand=Account_Tasks", 501],
    ["SQL", "GET", "accounts?sql=SELECT%20name%20FROM%20account", 501],
    ["FetchXML", "GET", "accounts?fetchXml=%3Cfetch%2F%3E", 501],
    ["aggregation", "GET", "accounts?$apply=aggregate($count as n)", 501],
    [
      "a function of filters",
      "GET",
      "accounts?$filter=Microsoft.Dynamics.CRM.ThisFiscalYear(PropertyName='createdon')",
      501,
    ],
    ["a table in another case", "GET", "Accounts", 404],
    ["a table that nobody made", "GET", "new_nothings", 404],
    ["a column that is none", "GET", "accounts?$select=colour", 400],
    ["a column that nobody made", "GET", "leads?$select=new_colour", 400],
    ["a column in another case", "GET", "leads?$select=Subject", 400],
    ["a word of nobody", "GET", "accounts?colour=red", 400],
    [
      "a function that is none",
      "GET",
      "accounts?$filter=Microsoft.Dynamics.CRM.Never(PropertyName='name')",
      400,
    ],
  ])("%s: %s %s is %i", async (_what, method, path, status) => {
    expect((await dev.send(method, `${api}/${path}`, method === "POST" ? {} : undefined)).status).toBe(
      status,
    );
  });

  it("a property of definitions is answered, or 501", async () => {
    for (const name of metadataProperties("EntityMetadata")) {
      const { status } = await dev.get(`${api}/EntityDefinitions(LogicalName='account')?$select=${name}`);
      expect([200, 501], name).toContain(status);
    }
    for (const name of metadataProperties("AttributeMetadata")) {
      const path = `${api}/EntityDefinitions(LogicalName='account')/Attributes?$select=${name}`;
      expect([200, 501], name).toContain((await dev.get(path)).status);
    }
  });
});

describe("a query is checked before there is a row", () => {
  it.each([
    "?$select=colour",
    "?$filter=colour eq 1",
    "?$filter=1 eq 2 and colour eq 1",
    "?$filter=statecode eq 0 or colour eq 1",
    "?$filter=not (colour eq 1)",
    "?$filter=contains(colour,'x')",
    "?$filter=colour in ('x')",
    "?$orderby=colour",
    "?$expand=customerid_account($select=colour)",
    "?$expand=customerid_account($filter=colour eq 1)",
    "?$filter=customerid_account/colour eq 1",
    "?$filter=name eq 5",
    "?$filter=statecode eq 'x'",
    "?$filter=Microsoft.Dynamics.CRM.Today(PropertyName='name')",
    "?$filter=Microsoft.Dynamics.CRM.Between(PropertyName='statecode',PropertyValues=[\"1\"])",
    "?$filter=name eq @p1",
  ])("%s is 400 on an empty table", async (query) => {
    await tenant.admin.post("/reset");
    const { status } = await dev.get(`${api}/opportunities${query}`);
    const counted = await dev.get(
      `${api}/opportunities/$count${query.includes("$filter") ? query : "?$filter=colour eq 1"}`,
    );
    expect([status, counted.status]).toEqual([400, 400]);
  });

  it("comes before the row that is missing", async () => {
    const path = `${api}/accounts(d0000000-0000-4000-8000-000000000009)`;
    expect((await dev.get(`${path}?$select=colour`)).status).toBe(400);
    expect((await dev.get(`${path}?$select=name`)).status).toBe(404);
  });
});

describe("values", () => {
  it.each([
    ["a number for text", { name: 5 }, "0x80048d19"],
    ["text for a number", { numberofemployees: "5" }, "0x80048d19"],
    ["a fraction for a whole number", { numberofemployees: 1.5 }, "0x80048d19"],
    ["a moment for a day", { lastusedincampaign: "2026-02-03T04:05:06Z" }, "0x80048d19"],
    ["no day", { lastusedincampaign: "2026-13-40" }, "0x80048d19"],
    ["no yes or no", { creditonhold: "yes" }, "0x80048d19"],
    ["what is outside a choice", { statuscode: 99 }, "0x8004431a"],
    ["a text one too long", { name: "x".repeat(161) }, "0x80044331"],
    ["a lookup by its column", { primarycontactid: "d0000000-0000-4000-8000-000000000001" }, "0x80048d19"],
    ["a lookup by its wire name", { _primarycontactid_value: null }, "0x80048d19"],
  ])("%s is refused", async (_what, body, code) => {
    expect(errorOf(await dev.post(`${api}/accounts`, body))).toMatchObject({ status: 400, code });
  });

  it("a text as long as may be is taken, and null clears any column", async () => {
    const made = await dev.post(`${api}/accounts`, { name: "x".repeat(160), revenue: 1.25 }, represent);
    expect(made.status).toBe(201);
    const path = `${api}/accounts(${String(made.body["accountid"])})`;
    const cleared = await dev.patch(path, { revenue: null, name: null }, represent);
    expect(cleared.body).toMatchObject({ revenue: null, name: null });
  });
});
