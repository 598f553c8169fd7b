// Annotations: what each kind of column shows, and only when it is asked for.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, startTenant, type TestTenant } from "../support.ts";

const api = "/api/data/v9.2";
let tenant: TestTenant;
let dev: Client;
let path: string;
beforeAll(async () => {
  tenant = await startTenant();
  dev = await tenant.dataverse("dev");
  const made = await dev.post(`${api}/accounts`, {
    name: "Harbour",
    numberofemployees: 12_345,
    revenue: 1234.5,
    address1_latitude: 12.25,
    creditonhold: true,
    industrycode: 2,
    lastusedincampaign: "2026-02-03",
    primarycontactid: { firstname: "Ana", lastname: "Ito" },
  });
  path = new URL(made.headers["odata-entityid"] ?? "").pathname;
});
afterAll(() => tenant.close());

const formatted = "OData.Community.Display.V1.FormattedValue";
const read = (prefer: string) => dev.get(path, { prefer: `odata.include-annotations=${prefer}` });

describe("a formatted value", () => {
  it.each([
    ["numberofemployees", "12,345"],
    ["revenue", "1,234.5"],
    ["address1_latitude", "12.25"],
    ["creditonhold", "Yes"],
    ["donotfax", undefined],
    ["statecode", "Active"],
    ["lastusedincampaign", "2/3/2026"],
    ["createdon", "1/15/2026, 8:00:00 AM"],
    ["_primarycontactid_value", "Ana Ito"],
    ["name", undefined],
    ["accountid", undefined],
    ["revenue_base", undefined],
  ])("of %s is %s", async (name, expected) => {
    expect((await read('"*"')).body[`${name}@${formatted}`]).toBe(expected);
  });

  it("of a no is No", async () => {
    await dev.patch(path, { creditonhold: false });
    expect((await read('"*"')).body[`creditonhold@${formatted}`]).toBe("No");
  });
});

describe("annotations are sent", () => {
  const lookup = "_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname";
  const navigation = "_primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty";
  const state = `statecode@${formatted}`;
  it.each([
    ["all of them", '"*"', [state, lookup, navigation]],
    ["by their whole name", `"${formatted}"`, [state]],
    ["without quotes", formatted, [state]],
    ["by the start of their name", '"Microsoft.*"', [lookup, navigation]],
    ["by several names", `"${formatted},Microsoft.Dynamics.CRM.lookuplogicalname"`, [state, lookup]],
    ["by another name not", '"Other.*"', []],
  ])("%s", async (_what, wish, expected) => {
    const { body } = await read(wish);
    const sent = [state, lookup, navigation].filter((name) => name in body);
    expect(sent).toEqual(expected);
  });

  it("not at all unless they are wanted", async () => {
    const { body } = await dev.get(path);
    expect(Object.keys(body).filter((name) => name.includes("@") && !name.startsWith("@"))).toEqual([]);
  });
});
