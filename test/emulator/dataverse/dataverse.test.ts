// The rows of the emulator checklist for Dataverse (what an environment must answer), one suite each.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, errorOf, startTenant, type TestTenant, valuesOf } from "../support.ts";

const api = "/api/data/v9.2";
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

const represent = { prefer: "return=representation" };
const create = async (set: string, body: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const answer = await dev.post(`${api}/${set}`, body, represent);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const organization = async (): Promise<Record<string, unknown>> => {
  const [row] = valuesOf(await dev.get(`${api}/organizations`));
  if (row === undefined) throw new Error("no organization");
  return row;
};
const patchOrganization = async (changes: Record<string, unknown>) =>
  dev.patch(`${api}/organizations(${String((await organization())["organizationid"])})`, changes, {
    "if-match": "*",
  });
const account = async (name = "Contoso"): Promise<string> =>
  String((await create("accounts", { name }))["accountid"]);

describe("token bound to one environment", () => {
  it.each([
    { name: "none", headers: { authorization: "" } },
    { name: "garbage", headers: { authorization: "Bearer x.y.z" } },
  ])("refuses with 401: $name", async ({ headers }) => {
    const answer = await dev.get(`${api}/WhoAmI`, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toMatch(/authorization_uri=/);
  });

  it("refuses a token of another environment with 401", async () => {
    const token = await tenant.tokenOf("deployer", tenant.running.ready.dataverseUrls["test"]);
    expect((await dev.get(`${api}/WhoAmI`, { authorization: `Bearer ${token}` })).status).toBe(401);
  });
});

describe("GET WhoAmI", () => {
  it.each(["WhoAmI", "WhoAmI()"])("%s tells user, business unit and organization", async (name) => {
    const { body } = await dev.get(`${api}/${name}`);
    expect(body["OrganizationId"]).toBe((await organization())["organizationid"]);
    expect(body["UserId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(body["BusinessUnitId"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answers for another user with CallerObjectId, to administrators only", async () => {
    const [other] = valuesOf(await dev.get(`${api}/systemusers?$filter=fullname eq '%23 reader'`));
    const headers = { callerobjectid: String(other?.["azureactivedirectoryobjectid"]) };
    expect((await dev.get(`${api}/WhoAmI`, headers)).body["UserId"]).toBe(other?.["systemuserid"]);
    expect(errorOf(await dev.post(`${api}/accounts`, { name: "x" }, headers)).status).toBe(403);
    expect(errorOf(await reader.get(`${api}/WhoAmI`, headers)).status).toBe(403);
  });
});

describe("organizations", () => {
  it("has one row that can be changed, not made or deleted", async () => {
    const id = String((await organization())["organizationid"]);
    expect((await dev.patch(`${api}/organizations(${id})`, { teamschatdatasync: true })).status).toBe(204);
    expect((await organization())["teamschatdatasync"]).toBe(true);
    expect((await dev.post(`${api}/organizations`, {})).status).toBe(405);
    expect((await dev.delete(`${api}/organizations(${id})`)).status).toBe(405);
  });

  it("ignores read-only columns without a word", async () => {
    const before = await organization();
    expect((await patchOrganization({ name: "other", languagecode: 1 })).status).toBe(204);
    expect(await organization()).toMatchObject({ name: before["name"], languagecode: 1033 });
  });

  it("changes nothing for those who may only read", async () => {
    const id = String((await organization())["organizationid"]);
    const answer = await reader.patch(`${api}/organizations(${id})`, { teamschatdatasync: true });
    expect(errorOf(answer)).toMatchObject({ status: 403, code: "0x80040220" });
  });
});

describe("enable gate: 800503ca", () => {
  const dropSites = async (): Promise<void> => {
    for (const row of valuesOf(await dev.get(`${api}/sharepointsites`)))
      await dev.delete(`${api}/sharepointsites(${String(row["sharepointsiteid"])})`);
  };
  const enable = () => patchOrganization({ ismsteamsenabled: true });

  it("row 1: with SharePoint configured it turns on, default tables with it", async () => {
    expect((await enable()).status).toBe(204);
    expect(await organization()).toMatchObject({
      ismsteamsenabled: true,
      ismsteamssettingchangedbyuser: true,
    });
    const enabled = await dev.get(`${api}/EntityDefinitions?$filter=IsMSTeamsIntegrationEnabled eq true`);
    expect(valuesOf(enabled)).toHaveLength(35);
  });

  it("without SharePoint and with nothing in the way it turns on too", async () => {
    await dropSites();
    expect((await enable()).status).toBe(204);
  });

  it("turning off keeps links and flags", async () => {
    await enable();
    expect((await patchOrganization({ ismsteamsenabled: false })).status).toBe(204);
    const enabled = await dev.get(`${api}/EntityDefinitions?$filter=IsMSTeamsIntegrationEnabled eq true`);
    expect(valuesOf(enabled)).toHaveLength(35);
  });

  it.each([
    {
      name: "row 2: OneDrive is on",
      arrange: async () => {
        await dropSites();
        await patchOrganization({ isonedriveenabled: true });
      },
    },
    {
      name: "row 3: a site is active that is not the default one",
      arrange: async () => {
        await dropSites();
        await create("sharepointsites", { name: "Old", absoluteurl: "https://contoso.example/sites/old" });
      },
    },
    {
      name: "row 4: a location has an absolute address",
      arrange: async () => {
        await dropSites();
        await create("sharepointdocumentlocations", {
          name: "Old",
          absoluteurl: "https://contoso.example/old",
        });
      },
    },
    {
      name: "row 5: SharePoint is on-premises",
      arrange: async () => {
        await patchOrganization({ sharepointdeploymenttype: 1 });
      },
    },
  ])("$name: refused, nothing changed", async ({ arrange }) => {
    await arrange();
    const before = (await tenant.admin.get("/snapshot")).text;
    expect(errorOf(await enable())).toMatchObject({ status: 400, code: "0x800503ca" });
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });

  it("row 3 mended: a deactivated site is harmless", async () => {
    await dropSites();
    const site = await create("sharepointsites", { name: "Old", absoluteurl: "https://contoso.example/old" });
    await dev.patch(`${api}/sharepointsites(${String(site["sharepointsiteid"])})`, {
      statecode: 1,
      statuscode: 2,
    });
    expect((await enable()).status).toBe(204);
  });

  it("enhanced needs basic", async () => {
    const enhanced = { ismsteamscollaborationenabled: true };
    expect(errorOf(await patchOrganization(enhanced))).toMatchObject({ status: 400, code: "0x80040203" });
    expect((await patchOrganization({ ...enhanced, ismsteamsenabled: true })).status).toBe(204);
  });
});

describe("EntityDefinitions", () => {
  it("reads one by name and by id, with selected properties", async () => {
    const path = `${api}/EntityDefinitions(LogicalName='incident')`;
    const answer = await dev.get(`${path}?$select=ObjectTypeCode,EntitySetName,IsCustomizable`);
    expect(answer.body).toMatchObject({ ObjectTypeCode: 112, EntitySetName: "incidents" });
    expect(answer.body["IsCustomizable"]).toMatchObject({ Value: true });
    const again = await dev.get(`${api}/EntityDefinitions(${String(answer.body["MetadataId"])})`);
    expect(again.body["LogicalName"]).toBe("incident");
  });

  it("tells columns, and how lookups are bound", async () => {
    const one = `${api}/EntityDefinitions(LogicalName='sharepointdocumentlocation')`;
    const columns = await dev.get(`${one}/Attributes?$select=LogicalName,AttributeType`);
    expect(valuesOf(columns)).toContainEqual(
      expect.objectContaining({ LogicalName: "parentsiteorlocation", AttributeType: "Lookup" }),
    );
    const expanded = await dev.get(
      `${one}?$select=LogicalName&$expand=ManyToOneRelationships($select=ReferencingEntityNavigationPropertyName;$filter=ReferencedEntity eq 'account')`,
    );
    expect(expanded.body["ManyToOneRelationships"]).toMatchObject([
      { ReferencingEntityNavigationPropertyName: "regardingobjectid_account" },
    ]);
  });

  it("refuses PATCH with 405, takes PUT of the whole definition", async () => {
    const path = `${api}/EntityDefinitions(LogicalName='account')`;
    expect(errorOf(await dev.patch(path, {}))).toMatchObject({ status: 405, code: "0x80060888" });
    expect((await dev.put(path, { IsDocumentManagementEnabled: true })).status).toBe(400);
    const { body } = await dev.get(path);
    expect((await dev.put(path, { ...body, IsDocumentManagementEnabled: false })).status).toBe(204);
    expect((await dev.post(`${api}/PublishAllXml`)).status).toBe(204);
    expect((await dev.get(path)).body["IsDocumentManagementEnabled"]).toBe(false);
  });

  it.each(["?$select=Nothing", "?$filter=Nothing eq 1", "?$top=1", "?$expand=Nothing"])(
    "refuses %s with 400",
    async (query) => {
      expect((await dev.get(`${api}/EntityDefinitions${query}`)).status).toBe(400);
    },
  );
});

describe("POST msdyn_SetTeamsDocumentStatus", () => {
  const set = (names: unknown, isEnabled: unknown = true) =>
    dev.post(`${api}/msdyn_SetTeamsDocumentStatus`, {
      Enable: isEnabled,
      LogicalEntityNames: typeof names === "string" ? names : JSON.stringify(names),
    });
  const flag = async (table: string): Promise<unknown> =>
    (await dev.get(`${api}/EntityDefinitions(LogicalName='${table}')`)).body["IsMSTeamsIntegrationEnabled"];

  it("takes a string that holds an array, answers with lists without quotes", async () => {
    const answer = await set(["incident", "new_site"]);
    expect(answer.body).toMatchObject({
      PassedLogicalEntityNames: "[incident,new_site]",
      FailedLogicalEntityNames: "[]",
      OperationResult: true,
    });
    expect([await flag("incident"), await flag("new_site")]).toEqual([true, true]);
    await set(["incident"], false);
    expect(await flag("incident")).toBe(false);
  });

  it("calls it a success for a table that cannot change", async () => {
    expect((await set(["activityparty"])).body["OperationResult"]).toBe(true);
    expect(await flag("activityparty")).toBe(false);
  });

  it("lists unknown tables as failed", async () => {
    expect((await set(["nothing", "account"])).body).toMatchObject({
      PassedLogicalEntityNames: "[account]",
      FailedLogicalEntityNames: "[nothing]",
      OperationResult: false,
    });
  });

  it.each([{ names: "account" }, { names: '{"a":1}' }, { names: ["account"], isEnabled: "yes" }])(
    "refuses $names with 400",
    async ({ names, isEnabled }) => {
      expect((await set(names, isEnabled ?? true)).status).toBe(400);
    },
  );
});

describe("systemusers, roles, solutions", () => {
  it("gives and takes a role, from either side", async () => {
    const [role] = valuesOf(await dev.get(`${api}/roles?$filter=name eq 'System Administrator'`));
    const [user] = valuesOf(await dev.get(`${api}/systemusers?$filter=fullname eq '%23 reader'`));
    const users = `${api}/systemusers(${String(user?.["systemuserid"])})`;
    const roles = `${api}/roles(${String(role?.["roleid"])})`;
    const reference = { "@odata.id": `${dev.origin}${roles}` };
    const path = `${users}/systemuserroles_association`;
    expect((await dev.post(`${path}/$ref`, reference)).status).toBe(204);
    expect(valuesOf(await dev.get(path))).toHaveLength(2);
    expect((await reader.post(`${api}/accounts`, { name: "now allowed" })).status).toBe(204);
    const expanded = await dev.get(
      `${roles}?$select=name&$expand=systemuserroles_association($select=fullname;$filter=fullname eq '%23 reader')`,
    );
    expect(expanded.body["systemuserroles_association"]).toMatchObject([{ fullname: "# reader" }]);
    const byId = `${path}/$ref?$id=${encodeURIComponent(reference["@odata.id"])}`;
    expect((await dev.delete(byId)).status).toBe(204);
    expect((await reader.post(`${api}/accounts`, { name: "no more" })).status).toBe(403);
    const back = `${roles}/systemuserroles_association`;
    expect((await dev.post(`${back}/$ref`, { "@odata.id": users })).status).toBe(204);
    expect((await dev.delete(`${path}(${String(role?.["roleid"])})/$ref`)).status).toBe(204);
  });

  it("makes an application user", async () => {
    const [unit] = valuesOf(await dev.get(`${api}/businessunits`));
    const made = await create("systemusers", {
      applicationid: "11111111-2222-4333-8444-555555555555",
      "businessunitid@odata.bind": `/businessunits(${String(unit?.["businessunitid"])})`,
    });
    expect(made["_businessunitid_value"]).toBe(unit?.["businessunitid"]);
  });

  it("tells whether the solution is there", async () => {
    const query = "?$select=uniquename,version&$filter=uniquename eq 'msdynce_OfficeProductivity'";
    expect(valuesOf(await dev.get(`${api}/solutions${query}`))).toHaveLength(1);
  });
});

describe("without the Office Productivity solution", () => {
  it("action and tables are not there", async () => {
    const environment = tenant.running.core.state.environments.get("dev");
    if (environment !== undefined) environment.hasTeamsSolution = false;
    for (const name of ["msdyn_teamscollaborations", "msdyn_entitylinkchatconfigurations"]) {
      expect(errorOf(await dev.get(`${api}/${name}`))).toMatchObject({ status: 404, code: "0x80060888" });
    }
    const action = await dev.post(`${api}/msdyn_SetTeamsDocumentStatus`, {});
    expect(errorOf(action)).toMatchObject({ status: 404, code: "0x80060888" });
    const { text } = await dev.get(`${api}/$metadata`);
    expect(text.includes('EntitySet Name="msdyn_teamscollaborations"')).toBe(false);
  });
});

describe("msdyn_teamschatassociations and msdyn_entitylinkchatconfigurations", () => {
  const set = "msdyn_entitylinkchatconfigurations";
  const configuration = async (table: string): Promise<Record<string, unknown>> => {
    const definition = await dev.get(`${api}/EntityDefinitions(LogicalName='${table}')`);
    return {
      msdyn_uniquename: `chat_${table}`,
      "msdyn_entitytype@odata.bind": `/entities(${String(definition.body["MetadataId"])})`,
    };
  };

  it("keeps one configuration a table", async () => {
    const made = await create(set, await configuration("incident"));
    expect(made).toMatchObject({ msdyn_enableautonamechats: false, msdyn_usercanjoinchat: false });
    const path = `${api}/${set}(${String(made["msdyn_entitylinkchatconfigurationid"])})`;
    expect((await dev.patch(path, { msdyn_usercanjoinchat: true })).status).toBe(204);
    const second = { ...(await configuration("incident")), msdyn_uniquename: "other" };
    expect((await dev.post(`${api}/${set}`, second)).status).toBe(412);
    expect((await dev.post(`${api}/${set}`, { msdyn_uniquename: "no table" })).status).toBe(400);
    expect((await dev.delete(path)).status).toBe(204);
  });

  it("takes many at once, all or none", async () => {
    const type = { "@odata.type": "Microsoft.Dynamics.CRM.msdyn_entitylinkchatconfiguration" };
    const targets = [await configuration("account"), await configuration("contact")];
    const path = `${api}/${set}/Microsoft.Dynamics.CRM.CreateMultiple`;
    const body = { Targets: targets.map((target) => ({ ...type, ...target })) };
    expect((await dev.post(path, { Targets: [body.Targets[0], body.Targets[0]] })).status).toBe(412);
    expect(valuesOf(await dev.get(`${api}/${set}`))).toHaveLength(0);
    const made = await dev.post(path, body);
    expect(made.body["Ids"]).toHaveLength(2);
    const [first] = made.body["Ids"] as string[];
    const change = { ...type, msdyn_entitylinkchatconfigurationid: first, msdyn_usercanjoinchat: true };
    const update = `${api}/${set}/Microsoft.Dynamics.CRM.UpdateMultiple`;
    expect((await dev.post(update, { Targets: [change] })).status).toBe(204);
    const joined = await dev.get(`${api}/${set}?$filter=msdyn_usercanjoinchat eq true`);
    expect(valuesOf(joined)).toHaveLength(1);
  });

  it("lists associations", async () => {
    const row = { msdyn_regardingobjectid: await account(), msdyn_regardingobjectname: "account" };
    await create("msdyn_teamschatassociations", { ...row, msdyn_teamschatid: "19:x@thread.v2" });
    const answer = await dev.get(`${api}/msdyn_teamschatassociations`, {
      prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"',
    });
    expect(valuesOf(answer)).toMatchObject([
      { "msdyn_entityrecordstate@OData.Community.Display.V1.FormattedValue": "Associate" },
    ]);
  });
});

describe("Missing pieces say so", () => {
  it.each(["accounts?fetchXml=%3Cfetch/%3E", "accounts?savedQuery=00000000-0000-0000-0000-000000000000"])(
    "%s is a 501",
    async (path) => {
      expect((await dev.get(`${api}/${path}`)).status).toBe(501);
    },
  );
});
