// Groups: the rules of graph.md's sources on create, upsert, change, edges, delete and restore.
import { afterAll, beforeEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Client,
  errorOf,
  graphBase,
  groupBody,
  person,
  startTenant,
  type TestTenant,
  userUrl,
  valuesOf,
} from "./support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const make = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await graph.post("/v1.0/groups", groupBody(name, more));
  expect(answer.status, answer.text).toBe(201);
  return String(answer.body["id"]);
};
const ids = (answer: Awaited<ReturnType<Client["get"]>>) => valuesOf(answer).map((row) => row["id"]);
const ref = (id: string) => ({ "@odata.id": `${graphBase}/directoryObjects/${id}` });

describe("POST /groups", () => {
  it("answers 201 with default properties; Microsoft 365 groups are public unless told otherwise", async () => {
    const { visibility: _none, ...body } = groupBody("Open house");
    const answer = await graph.post("/v1.0/groups", body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      displayName: "Open house",
      visibility: "Public",
      resourceProvisioningOptions: [],
    });
    expect(answer.body["mail"]).toMatch(/^Open-house\d{4}@contoso\.example$/);
    expect(answer.body).not.toHaveProperty("owners");
    expect(answer.body).not.toHaveProperty("allowExternalSenders");
    expect(answer.headers["request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("binds owners and members, by id or name; owners are not members", async () => {
    const id = await make("Bound", {
      "owners@odata.bind": [userUrl(person(201))],
      "members@odata.bind": [
        userUrl("ana.ruiz@contoso.example"),
        `${graphBase}/directoryObjects/${person(302)}`,
      ],
    });
    expect(ids(await graph.get(`/v1.0/groups/${id}/owners`))).toEqual([person(201)]);
    expect(ids(await graph.get(`/v1.0/groups/${id}/members`))).toEqual([person(301), person(302)]);
  });

  const twentyOne = Array.from({ length: 21 }, (_, index) => userUrl(person(301 + index)));
  it.each([
    { name: "no displayName", more: { displayName: undefined }, text: /displayName/ },
    { name: "no mailEnabled", more: { mailEnabled: undefined }, text: /mailEnabled/ },
    { name: "unknown property", more: { colour: "red" }, text: /Invalid property 'colour'/ },
    { name: "wrong type", more: { mailEnabled: "yes" }, text: /mailEnabled/ },
    { name: "read-only property", more: { mail: "a@contoso.example" }, text: /read-only/ },
    { name: "name too long", more: { displayName: "x".repeat(257) }, text: /256/ },
    { name: "description too long", more: { description: "x".repeat(1025) }, text: /1024/ },
    { name: "blank in the alias", more: { mailNickname: "a b" }, text: /mailNickname/ },
    { name: "accent in the alias", more: { mailNickname: "café" }, text: /mailNickname/ },
    { name: "alias too long", more: { mailNickname: "x".repeat(65) }, text: /64/ },
    { name: "alias in use", more: { mailNickname: "bostonstore" }, text: /mailNickname already exists/ },
    { name: "unknown visibility", more: { visibility: "Secret" }, text: /visibility/ },
    { name: "21 binds", more: { "members@odata.bind": twentyOne }, text: /20/ },
    {
      name: "one user twice",
      more: { "members@odata.bind": [userUrl(person(301)), userUrl(person(301))] },
      text: /only be present once/,
    },
    {
      name: "bind of another host",
      more: { "members@odata.bind": ["https://elsewhere.example/v1.0/users/x"] },
      text: /reference/,
    },
    {
      name: "group as member",
      more: { "members@odata.bind": [`${graphBase}/groups/b0000000-0000-4000-8000-000000000210`] },
      text: /Only users/,
    },
    { name: "Exchange property", more: { hideFromAddressLists: true }, text: /hideFromAddressLists/ },
  ])("refuses with 400: $name", async ({ more, text }) => {
    const before = (await tenant.admin.get("/snapshot")).text;
    const answer = await graph.post("/v1.0/groups", groupBody("Refused", more));
    expect(errorOf(answer)).toMatchObject({ status: 400, code: "Request_BadRequest", message: text });
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });

  it("refuses a bind of nobody with 404", async () => {
    const answer = await graph.post(
      "/v1.0/groups",
      groupBody("Refused", { "owners@odata.bind": [userUrl(person(999))] }),
    );
    expect(errorOf(answer)).toMatchObject({ status: 404, code: "Request_ResourceNotFound" });
  });
});

describe("upsert by unique name", () => {
  const path = "/v1.0/groups(uniqueName='store-0412')";
  const prefer = { prefer: "create-if-missing" };

  it("creates with 201 and a body, updates with 204 and none", async () => {
    const created = await graph.patch(path, groupBody("Store 0412"), prefer);
    expect(created.status, created.text).toBe(201);
    expect(created.body["uniqueName"]).toBe("store-0412");
    const updated = await graph.patch(path, groupBody("Store 0412", { description: "new" }), prefer);
    expect([updated.status, updated.text]).toEqual([204, ""]);
    expect((await graph.get(path)).body).toMatchObject({ id: created.body["id"], description: "new" });
  });

  it("is a plain update without the preference: 404 when missing", async () => {
    expect((await graph.patch(path, groupBody("Store 0412"))).status).toBe(404);
  });

  it("cannot change a unique name, but can give one to a group without", async () => {
    const id = await make("Later");
    expect((await graph.patch(`/v1.0/groups/${id}`, { uniqueName: "later" })).status).toBe(204);
    expect(errorOf(await graph.patch(`/v1.0/groups/${id}`, { uniqueName: "other" }))).toMatchObject({
      status: 400,
    });
    expect((await graph.get("/v1.0/groups(uniqueName='later')")).body["id"]).toBe(id);
    expect((await graph.delete("/v1.0/groups(uniqueName='later')")).status).toBe(204);
  });

  it("doubles quotes in keys", async () => {
    const made = await graph.patch("/v1.0/groups(uniqueName='o''brien')", groupBody("OBrien"), prefer);
    expect(made.body["uniqueName"]).toBe("o'brien");
    expect((await graph.get("/v1.0/groups(uniqueName='o%27%27brien')")).status).toBe(200);
  });
});

describe("PATCH /groups/{id}", () => {
  it.each([
    { name: "clears the name", body: { displayName: null } },
    { name: "changes groupTypes", body: { groupTypes: [] } },
    { name: "hides the membership", body: { visibility: "HiddenMembership" } },
    { name: "takes an alias in use", body: { mailNickname: "Bostonstore" } },
    { name: "mixes an Exchange setting with others", body: { allowExternalSenders: true, description: "x" } },
    {
      name: "adds a member who is there",
      body: { "members@odata.bind": [userUrl(person(301)), userUrl(person(302))] },
    },
  ])("refuses one that $name, and changes nothing", async ({ body }) => {
    const id = await make("Target", { "members@odata.bind": [userUrl(person(301))] });
    const before = (await tenant.admin.get("/snapshot")).text;
    expect((await graph.patch(`/v1.0/groups/${id}`, body)).status).toBe(400);
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });

  it("adds up to 20 members in one call", async () => {
    const id = await make("Target");
    const answer = await graph.patch(`/v1.0/groups/${id}`, {
      "members@odata.bind": [userUrl(person(301)), userUrl(person(302))],
    });
    expect(answer.status).toBe(204);
    expect(ids(await graph.get(`/v1.0/groups/${id}/members`))).toHaveLength(2);
  });
});

describe("owners and members by $ref", () => {
  it("adds once, refuses twice, removes, and refuses a stranger", async () => {
    const id = await make("Edges");
    const members = `/v1.0/groups/${id}/members`;
    expect((await graph.post(`${members}/$ref`, ref(person(301)))).status).toBe(204);
    expect(errorOf(await graph.post(`${members}/$ref`, ref(person(301))))).toEqual({
      status: 400,
      code: "Request_BadRequest",
      message:
        "One or more added object references already exist for the following modified properties: 'members'.",
    });
    expect((await graph.delete(`${members}/${person(301)}/$ref`)).status).toBe(204);
    expect((await graph.delete(`${members}/${person(301)}/$ref`)).status).toBe(404);
    expect((await graph.post(members, ref(person(301)))).status).toBe(405);
  });

  it("keeps the last owner who is a user, whatever service principals own", async () => {
    const id = await make("Owned", { "owners@odata.bind": [userUrl(person(201))] });
    const principal = valuesOf(await graph.get("/v1.0/servicePrincipals?$top=1"))[0]?.["id"];
    expect((await graph.post(`/v1.0/groups/${id}/owners/$ref`, ref(String(principal)))).status).toBe(204);
    expect(errorOf(await graph.delete(`/v1.0/groups/${id}/owners/${person(201)}/$ref`)).message).toBe(
      "The group must have at least one owner, hence this owner cannot be removed.",
    );
    expect((await graph.post(`/v1.0/groups/${id}/owners/$ref`, ref(person(202)))).status).toBe(204);
    expect((await graph.delete(`/v1.0/groups/${id}/owners/${person(201)}/$ref`)).status).toBe(204);
  });

  it("lists with type, default properties and $select", async () => {
    const id = await make("Listed", { "members@odata.bind": [userUrl(person(301))] });
    const [full] = valuesOf(await graph.get(`/v1.0/groups/${id}/members`));
    expect(full).toMatchObject({ "@odata.type": "#microsoft.graph.user", displayName: "Ana Ruiz" });
    expect(full).not.toHaveProperty("accountEnabled");
    const [short] = valuesOf(await graph.get(`/v1.0/groups/${id}/members?$select=id,accountEnabled`));
    expect(short).toEqual({ "@odata.type": "#microsoft.graph.user", id: person(301), accountEnabled: true });
  });
});

describe("delete and restore", () => {
  it("keeps a Microsoft 365 group for 30 days, with its edges and its team", async () => {
    const path = "/v1.0/groups/b0000000-0000-4000-8000-000000000210";
    const before = (await tenant.admin.get("/snapshot")).body["teams"];
    expect((await graph.delete(path)).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
    expect((await graph.get("/v1.0/teams/b0000000-0000-4000-8000-000000000210")).status).toBe(404);
    const bin = await graph.get("/v1.0/directory/deletedItems/microsoft.graph.group?$select=id,displayName");
    expect(valuesOf(bin)).toMatchObject([{ displayName: "Boston store" }]);
    const restored = await graph.post(
      "/v1.0/directory/deletedItems/b0000000-0000-4000-8000-000000000210/restore",
    );
    expect(restored.status).toBe(200);
    expect(restored.body["@odata.type"]).toBe("#microsoft.graph.group");
    expect((await tenant.admin.get("/snapshot")).body["teams"]).toEqual(before);
  });

  it("forgets it after 30 days, and a security group at once", async () => {
    const office = await make("Office");
    const security = await make("Security", {
      groupTypes: [],
      mailEnabled: false,
      securityEnabled: true,
      visibility: undefined,
    });
    await graph.delete(`/v1.0/groups/${office}`);
    await graph.delete(`/v1.0/groups/${security}`);
    const bin = "/v1.0/directory/deletedItems";
    expect((await graph.get(`${bin}/${office}`)).status).toBe(200);
    expect((await graph.get(`${bin}/${security}`)).status).toBe(404);
    await tenant.admin.post("/clock", { advanceSeconds: 31 * 86_400 });
    graph = await tenant.graph();
    expect((await graph.get(`${bin}/${office}`)).status).toBe(404);
  });

  it("purges for good", async () => {
    const id = await make("Gone");
    await graph.delete(`/v1.0/groups/${id}`);
    expect((await graph.delete(`/v1.0/directory/deletedItems/${id}`)).status).toBe(204);
    expect((await graph.post(`/v1.0/directory/deletedItems/${id}/restore`)).status).toBe(404);
  });
});
