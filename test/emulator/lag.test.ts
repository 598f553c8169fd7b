// Lag: what was written is seen later, by the tenant's clock.
import { afterAll, beforeEach, beforeAll, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  errorOf,
  graphBase,
  groupBody,
  memberBody,
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
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
  graph = await tenant.graph("admin");
});
afterAll(() => tenant.close());

const lag = async (seconds: Record<string, unknown>): Promise<void> => {
  expect((await tenant.admin.post("/lag", seconds)).status).toBe(200);
};
const wait = (advanceSeconds: number) => tenant.admin.post("/clock", { advanceSeconds });
const names = async (path: string): Promise<unknown[]> =>
  valuesOf(await graph.get(path)).map((row) => row["displayName"] ?? row["id"]);

describe("lists of the directory", () => {
  it("show a new group later; reads by key show it at once", async () => {
    await lag({ directorySeconds: 5 });
    const made = await graph.post("/v1.0/groups", groupBody("Fresh", { uniqueName: "fresh" }));
    const id = String(made.body["id"]);
    const filtered = `/v1.0/groups?$filter=id eq '${id}'`;
    expect((await graph.get(`/v1.0/groups/${id}`)).status).toBe(200);
    expect(await names("/v1.0/groups?$top=999")).not.toContain("Fresh");
    expect(await names(filtered)).toEqual([]);
    await wait(5);
    expect(await names("/v1.0/groups?$top=999")).toContain("Fresh");
    expect(await names(filtered)).toEqual(["Fresh"]);
  });

  it("show a deleted group a while longer", async () => {
    await lag({ directorySeconds: 5 });
    await graph.delete(`/v1.0/groups/${boston}`);
    expect((await graph.get(`/v1.0/groups/${boston}`)).status).toBe(404);
    const listed = async () => valuesOf(await graph.get("/v1.0/groups?$top=999")).map(({ id }) => id);
    expect(await listed()).toContain(boston);
    await wait(5);
    expect(await listed()).not.toContain(boston);
  });

  it("show a new edge and a new grant later; grants by client at once", async () => {
    await lag({ directorySeconds: 5 });
    const id = String((await graph.post("/v1.0/groups", groupBody("Edges"))).body["id"]);
    await graph.post(`/v1.0/groups/${id}/members/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${person(301)}`,
    });
    const principals = valuesOf(await graph.get("/v1.0/servicePrincipals?$top=999"));
    const named = (name: string) => principals.find((row) => row["displayName"] === name)?.["id"];
    const clientId = named("reader");
    const grant = { clientId, resourceId: named("Microsoft Graph"), consentType: "AllPrincipals" };
    const granted = await graph.post("/v1.0/oauth2PermissionGrants", { ...grant, scope: "User.Read" });
    expect(granted.status, granted.text).toBe(201);
    const all = "/v1.0/oauth2PermissionGrants";
    expect(await names(`/v1.0/groups/${id}/members`)).toEqual([]);
    expect(await names(all)).not.toContain(granted.body["id"]);
    expect(await names(`${all}?$filter=clientId eq '${String(clientId)}'`)).toEqual([granted.body["id"]]);
    await wait(5);
    expect(await names(`/v1.0/groups/${id}/members`)).toHaveLength(1);
    expect(await names(all)).toContain(granted.body["id"]);
  });

  it("show everything at once when the lag is off", async () => {
    await graph.post("/v1.0/groups", groupBody("Fresh"));
    expect(await names("/v1.0/groups?$top=999")).toContain("Fresh");
  });
});

describe("Teams", () => {
  it("makes a team step by step: notStarted, inProgress, succeeded; 404 until then", async () => {
    await lag({ teamCreationSeconds: 30 });
    const answer = await graph.post("/v1.0/teams", {
      "template@odata.bind": `${graphBase}/teamsTemplates('standard')`,
      displayName: "Slow",
      members: [memberBody(person(201), "owner")],
    });
    expect([answer.status, answer.text]).toEqual([202, ""]);
    const location = `/v1.0${String(answer.headers["location"])}`;
    const team = `/v1.0${String(answer.headers["content-location"])}`;
    const seen: unknown[] = [];
    for (const seconds of [0, 11, 20]) {
      await wait(seconds);
      seen.push([(await graph.get(location)).body["status"], (await graph.get(team)).status]);
    }
    expect(seen).toEqual([
      ["notStarted", 404],
      ["inProgress", 404],
      ["succeeded", 200],
    ]);
  });

  it("does not know a young group: PUT team is 404, then 201, then 409", async () => {
    await lag({ newGroupSeconds: 15 });
    const made = await graph.post(
      "/v1.0/groups",
      groupBody("Young", { "owners@odata.bind": [userUrl(person(201))] }),
    );
    const put = () => graph.put(`/v1.0/groups/${String(made.body["id"])}/team`, {});
    expect(errorOf(await put())).toMatchObject({ status: 404, code: "NotFound" });
    await wait(15);
    expect((await put()).status).toBe(201);
    expect((await put()).status).toBe(409);
  });

  it("learns of group edges later; the group learns of team members at once", async () => {
    await lag({ groupToTeamSeconds: 900 });
    const members = async () =>
      valuesOf(await graph.get(`/v1.0/teams/${boston}/members`)).map(({ userId }) => userId);
    const stranger = person(101);
    expect(await members()).not.toContain(stranger);
    await graph.post(`/v1.0/groups/${boston}/members/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${stranger}`,
    });
    expect(await members()).not.toContain(stranger);
    await wait(900);
    expect(await members()).toContain(stranger);
    await graph.post(`/v1.0/teams/${boston}/members`, memberBody(person(202)));
    const ids = valuesOf(await graph.get(`/v1.0/groups/${boston}/members`)).map(({ id }) => id);
    expect(ids).toContain(person(202));
  });
});

describe("the setting", () => {
  it("is none or typical, or single times; anything else is refused", async () => {
    expect((await tenant.admin.post("/lag", { mode: "typical", tableFlagSeconds: 3 })).body).toMatchObject({
      teamCreationSeconds: 20,
      tableFlagSeconds: 3,
    });
    expect((await tenant.admin.post("/lag", { mode: "none" })).body["teamCreationSeconds"]).toBe(0);
    for (const wrong of [{ mode: "some" }, { teamCreation: 3 }, { directorySeconds: -1 }]) {
      expect((await tenant.admin.post("/lag", wrong)).status).toBe(400);
    }
  });
});
