// The checklist of Entra: service principals, consent, assignments, the recycle bin, and how queries arrive.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, errorOf, person, startTenant, type TestTenant, valuesOf } from "./support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
  graph = await tenant.graph("admin");
});
afterAll(() => tenant.close());

const principals = "/v1.0/servicePrincipals";
const grants = "/v1.0/oauth2PermissionGrants";
/** Microsoft Dynamics ERP: in no tenant of the seed. */
const erp = "00000015-0000-0000-c000-000000000000";
const graphAppId = "00000003-0000-0000-c000-000000000000";
const byAppId = async (appId: string): Promise<Record<string, unknown>> =>
  (await graph.get(`${principals}(appId='${appId}')`)).body;
const clientId = (name: string): string =>
  tenant.running.ready.clients.find((client) => client.name === name)?.clientId ?? "";

describe("servicePrincipals", () => {
  it("POST instantiates a first-party app once: 201, then 409", async () => {
    const made = await graph.post(principals, { appId: erp });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ appId: erp, accountEnabled: true, appRoleAssignmentRequired: false });
    expect(errorOf(await graph.post(principals, { appId: erp }))).toMatchObject({
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
    });
  });

  it("POST of an app that nothing backs is 400, in the words that clients retry on", async () => {
    const appId = "99999999-0000-4000-8000-000000000000";
    expect(errorOf(await graph.post(principals, { appId }))).toMatchObject({
      status: 400,
      code: "Request_BadRequest",
      message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
    });
  });

  it("PATCH by appId upserts: 201 with a body, then 204 without; 404 without the preference", async () => {
    const path = `${principals}(appId='${erp}')`;
    expect((await graph.patch(path, { notes: "x" })).status).toBe(404);
    const prefer = { prefer: "create-if-missing" };
    expect((await graph.patch(path, { notes: "x" }, prefer)).status).toBe(201);
    const again = await graph.patch(path, { notes: "y" }, prefer);
    expect([again.status, again.text]).toEqual([204, ""]);
    expect((await byAppId(erp))["notes"]).toBe("y");
  });

  it("deleting is soft; restoring gives back the old id and configuration; a new one has a new id", async () => {
    const { id } = (await graph.post(principals, { appId: erp })).body;
    await graph.patch(`${principals}/${String(id)}`, { notes: "kept" });
    expect((await graph.delete(`${principals}/${String(id)}`)).status).toBe(204);
    const bin = "/v1.0/directory/deletedItems";
    const listed = await graph.get(`${bin}/microsoft.graph.servicePrincipal?$filter=appId eq '${erp}'`);
    expect(valuesOf(listed).map((row) => row["id"])).toEqual([id]);
    expect((await graph.post(`${bin}/${String(id)}/restore`)).status).toBe(200);
    expect(await byAppId(erp)).toMatchObject({ id, notes: "kept" });
    await graph.delete(`${principals}(appId='${erp}')`);
    expect((await graph.post(principals, { appId: erp })).body["id"]).not.toBe(id);
    expect((await graph.delete(`${bin}/${String(id)}`)).status).toBe(204);
  });
});

describe("oauth2PermissionGrants", () => {
  const grantBody = async (scope: string, more: object = {}) => ({
    clientId: (await byAppId(clientId("reader")))["id"],
    resourceId: (await byAppId(graphAppId))["id"],
    consentType: "AllPrincipals",
    scope,
    ...more,
  });

  it("one a client, resource and person: the second is 409; a person's and everybody's coexist", async () => {
    const body = await grantBody("User.Read");
    const made = await graph.post(grants, body);
    expect(made.status, made.text).toBe(201);
    expect(String(made.body["id"])).toHaveLength(43);
    expect(errorOf(await graph.post(grants, body))).toEqual({
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
      message: "Permission entry already exists.",
    });
    const own = await graph.post(grants, { ...body, consentType: "Principal", principalId: person(301) });
    expect([own.status, String(own.body["id"]).length]).toEqual([201, 64]);
    const path = `${grants}?$filter=clientId eq '${String(body.clientId)}'`;
    expect(valuesOf(await graph.get(path))).toHaveLength(2);
  });

  it("PATCH replaces the scopes, keeps a leading space, and takes nothing else", async () => {
    const { id } = (await graph.post(grants, await grantBody(" User.Read"))).body;
    const path = `${grants}/${String(id)}`;
    expect((await graph.get(path)).body["scope"]).toBe(" User.Read");
    expect((await graph.patch(path, { scope: "User.Read User.Read.All" })).status).toBe(204);
    expect((await graph.get(path)).body["scope"]).toBe("User.Read User.Read.All");
    expect(errorOf(await graph.patch(path, { clientId: "x" })).message).toBe(
      "Property cannot be updated: clientId",
    );
    expect((await graph.delete(path)).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
  });

  it("has the same id after being deleted and made again; goes with its client and comes back with it", async () => {
    const body = await grantBody("User.Read");
    const { id } = (await graph.post(grants, body)).body;
    await graph.delete(`${grants}/${String(id)}`);
    expect((await graph.post(grants, body)).body["id"]).toBe(id);
    await graph.delete(`${principals}/${String(body.clientId)}`);
    expect((await graph.get(`${grants}/${String(id)}`)).status).toBe(404);
    await graph.post(`/v1.0/directory/deletedItems/${String(body.clientId)}/restore`);
    expect((await graph.get(`${grants}/${String(id)}`)).status).toBe(200);
  });
});

describe("appRoleAssignments", () => {
  it("are made once, seen from both sides, and taken back", async () => {
    const resource = await byAppId(graphAppId);
    await graph.post(principals, { appId: erp });
    const client = await byAppId(erp);
    const roles = resource["appRoles"] as { id: string; value: string }[];
    const appRoleId = roles.find(({ value }) => value === "User.Read.All")?.id;
    const body = { principalId: client["id"], resourceId: resource["id"], appRoleId };
    const path = `${principals}/${String(resource["id"])}/appRoleAssignedTo`;
    const made = await graph.post(path, body);
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({
      ...body,
      principalType: "ServicePrincipal",
      resourceDisplayName: "Microsoft Graph",
    });
    expect(errorOf(await graph.post(path, body))).toEqual({
      status: 400,
      code: "Request_BadRequest",
      message: "Permission being assigned already exists on the object",
    });
    const seen = await graph.get(`${principals}(appId='${erp}')/appRoleAssignments`);
    expect(valuesOf(seen).map(({ id }) => id)).toEqual([made.body["id"]]);
    expect((await graph.delete(`${path}/${String(made.body["id"])}`)).status).toBe(204);
    expect(valuesOf(await graph.get(`${principals}(appId='${erp}')/appRoleAssignments`))).toEqual([]);
  });

  it("refuse a role that the resource does not have", async () => {
    const resource = await byAppId(graphAppId);
    const body = { principalId: resource["id"], resourceId: resource["id"], appRoleId: person(1) };
    expect((await graph.post(`${principals}/${String(resource["id"])}/appRoleAssignedTo`, body)).status).toBe(
      400,
    );
  });
});

describe("directoryObjects and audits", () => {
  it.each([
    { name: "a user", path: () => `/v1.0/directoryObjects/${person(301)}`, type: "#microsoft.graph.user" },
    {
      name: "a group",
      path: () => "/v1.0/directoryObjects/b0000000-0000-4000-8000-000000000210",
      type: "#microsoft.graph.group",
    },
  ])("$name says what it is", async ({ path, type }) => {
    expect((await graph.get(path())).body["@odata.type"]).toBe(type);
  });

  it("every write leaves who did what to which object", async () => {
    await graph.post(principals, { appId: erp });
    const [audit] = valuesOf(await graph.get("/v1.0/auditLogs/directoryAudits?$top=1"));
    expect(audit).toMatchObject({
      activityDisplayName: "Add service principal",
      initiatedBy: { app: { displayName: "admin" } },
      targetResources: [{ displayName: "Microsoft Dynamics ERP" }],
    });
  });
});

describe("queries arrive in two forms", () => {
  it.each([
    { name: "as Go sends them", query: "%24filter=appId+eq+%27{id}%27" },
    { name: "as Node sends them", query: "$filter=appId%20eq%20%27{id}%27" },
    { name: "with literal quotes", query: "$filter=appId%20eq%20'{id}'" },
  ])("$name", async ({ query }) => {
    const path = `${principals}?${query.replace("{id}", graphAppId)}`;
    expect(valuesOf(await graph.get(path))).toMatchObject([{ displayName: "Microsoft Graph" }]);
    expect((await graph.get(`/beta/servicePrincipals(appId='${graphAppId}')`)).status).toBe(200);
  });
});
