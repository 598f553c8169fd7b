// dynamics-web-api, a Dataverse client of others, against an environment: only the address and the trusted
// certificate are ours.
import { type CreateRequest, DynamicsWebApi } from "dynamics-web-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTenant, type TestTenant } from "../support.ts";
import { trust } from "./trust.ts";

interface Row {
  readonly [column: string]: unknown;
}

let tenant: TestTenant;
let api: DynamicsWebApi;
let distrust: () => void;
/** The id of what is made: what the client gives unless the row itself is asked for. */
const create = async (request: CreateRequest): Promise<string> => String(await api.create(request));
beforeAll(async () => {
  tenant = await startTenant();
  distrust = trust(tenant.running.caCertificate);
  const serverUrl = tenant.running.ready.dataverseUrls["dev"] ?? "";
  api = new DynamicsWebApi({
    serverUrl,
    dataApi: { version: "9.2" },
    onTokenRefresh: () => tenant.tokenOf("deployer", serverUrl),
  });
});
afterAll(async () => {
  distrust();
  await tenant.close();
});

describe("dynamics-web-api", () => {
  it("asks who it is", async () => {
    const me = await api.callFunction<{ OrganizationId: string }>({ name: "WhoAmI" });
    const [organization] = (
      await api.retrieveMultiple<Row>({ collection: "organizations", select: ["organizationid"] })
    ).value;
    expect(me.OrganizationId).toBe(organization?.["organizationid"]);
  });

  it("takes a row through its life", async () => {
    const key = await create({ collection: "accounts", data: { name: "Depot" } });
    const row = await api.retrieve<Row>({
      collection: "accounts",
      key,
      select: ["name", "statecode"],
      includeAnnotations: "*",
    });
    expect(row).toMatchObject({ name: "Depot", statecode_Formatted: "Active" });
    const updated = await api.update<Row>({
      collection: "accounts",
      key,
      data: { name: "Yard" },
      returnRepresentation: true,
      ifmatch: String(row["@odata.etag"]),
    });
    expect(updated["name"]).toBe("Yard");
    const isStale = await api.update({
      collection: "accounts",
      key,
      data: { name: "Late" },
      ifmatch: String(row["@odata.etag"]),
    });
    expect(isStale).toBe(false);
    await api.updateSingleProperty({
      collection: "accounts",
      key,
      fieldValuePair: { description: "By the sea" },
    });
    expect(await api.deleteRecord({ collection: "accounts", key })).toBe(true);
    await expect(api.retrieve({ collection: "accounts", key })).rejects.toMatchObject({ status: 404 });
  });

  it("creates a link once, by the id it chose", async () => {
    const request = {
      collection: "msdyn_teamscollaborations",
      key: "d0000000-0000-4000-8000-000000000001",
      data: {
        regardingobjectid: "c0000000-0000-4000-8000-000000000001",
        regardingobjecttypename: "account",
        regardingobjecttypecode: 1,
        msdyn_teamid: "19:team@thread.tacv2",
        msdyn_channelid: "19:channel@thread.tacv2",
        msdyn_teamsiteurl: "https://contoso.sharepoint.com/sites/boston",
        msdyn_channelfolderrelativeurl: "/sites/boston/Shared Documents/General",
      },
    };
    await api.upsert({ ...request, ifnonematch: "*" });
    expect(await api.upsert({ ...request, ifnonematch: "*" })).toBeNull();
    const { value } = await api.retrieveMultiple<Row>({
      collection: "sharepointdocumentlocations",
      filter: "servicetype eq 3",
      expand: [{ property: "parentsiteorlocation_sharepointsite", select: ["absoluteurl"] }],
    });
    expect(value).toMatchObject([
      { parentsiteorlocation_sharepointsite: { absoluteurl: "https://contoso.sharepoint.com/sites/boston" } },
    ]);
  });

  it("pages, counts and follows links", async () => {
    for (let index = 0; index < 5; index += 1)
      await api.create({ collection: "contacts", data: { lastname: `Person ${index}` } });
    const first = await api.retrieveMultiple<Row>({
      collection: "contacts",
      select: ["fullname"],
      maxPageSize: 2,
      count: true,
    });
    expect([first.value.length, first.oDataCount]).toEqual([2, 5]);
    const all = await api.retrieveAll<Row>({ collection: "contacts", select: ["fullname"], maxPageSize: 2 });
    expect(all.value).toHaveLength(5);
    expect(await api.count({ collection: "contacts" })).toBe(5);
  });

  it("relates rows and takes them apart", async () => {
    const contact = await create({ collection: "contacts", data: { lastname: "Ana" } });
    const primaryKey = await create({ collection: "accounts", data: { name: "Depot" } });
    const relation = { collection: "accounts", primaryKey, navigationProperty: "primarycontactid" };
    await api.associateSingleValued({ ...relation, relatedKey: contact, relatedCollection: "contacts" });
    const read = async () =>
      (await api.retrieve<Row>({ collection: "accounts", key: primaryKey }))["_primarycontactid_value"];
    expect(await read()).toBe(contact);
    await api.disassociateSingleValued(relation);
    expect(await read()).toBeNull();
  });

  it("sends a change set that refers to what it makes", async () => {
    api.startBatch();
    void api.create({ collection: "accounts", data: { name: "Parent" }, contentId: "1" });
    void api.create({
      collection: "contacts",
      data: { lastname: "Child", "parentcustomerid_account@odata.bind": "$1" },
    });
    const ids = (await api.executeBatch()) as string[];
    const children = await api.retrieveMultiple<Row>({
      collection: "contacts",
      filter: `_parentcustomerid_value eq ${String(ids[0])}`,
    });
    expect(children.value).toMatchObject([{ fullname: "Child" }]);
  });

  it("reads metadata and runs the action of the solution", async () => {
    await api.callAction({
      actionName: "msdyn_SetTeamsDocumentStatus",
      action: { Enable: true, LogicalEntityNames: '["incident"]' },
    });
    const table = await api.retrieveEntity<Row>({
      key: "LogicalName='incident'",
      select: ["LogicalName", "IsMSTeamsIntegrationEnabled"],
    });
    expect(table).toMatchObject({ IsMSTeamsIntegrationEnabled: true });
    const columns = await api.retrieveAttributes<Row>({ entityKey: "LogicalName='incident'" });
    expect(columns.value.length).toBeGreaterThan(5);
  });
});
