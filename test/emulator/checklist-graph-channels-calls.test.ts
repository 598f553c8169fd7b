// Rows 10 to 14 and 16 to 18 of the checklist of Graph behaviours; row 15 is in limits.test.ts, 17 with Planner.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  boston,
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
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
  graph = await tenant.graph("admin");
});
afterAll(() => tenant.close());

const channels = `/v1.0/teams/${boston}/channels`;
const makeChannel = (displayName: string, more: object = {}) =>
  graph.post(channels, { displayName, ...more });

describe("10. the name of a deleted channel", () => {
  it("is taken for 30 days, also as another kind of channel, and then free", async () => {
    const made = await makeChannel("Promotions");
    expect(made.status).toBe(201);
    const path = `${channels}/${encodeURIComponent(String(made.body["id"]))}`;
    expect((await graph.delete(path)).status).toBe(204);
    tenant.world.advance(29 * 86_400);
    graph = await tenant.graph("admin");
    expect(errorOf(await makeChannel("PROMOTIONS"))).toEqual({
      status: 400,
      code: "NameAlreadyExists",
      message: "Channel name already existed, please use other name",
    });
    tenant.world.advance(2 * 86_400);
    graph = await tenant.graph("admin");
    expect((await makeChannel("Promotions")).status).toBe(201);
  });

  it.each(["a/b", "a#b", "_a", ".a", "a.", "con", "COM1", "a..b", "x".repeat(51), "", "forms", "a_vti_b"])(
    "%j is no name for a channel",
    async (name) => {
      expect((await makeChannel(name)).status).toBe(400);
    },
  );

  it("the general channel can be neither renamed nor deleted", async () => {
    const { body } = await graph.get(`/v1.0/teams/${boston}/primaryChannel`);
    const path = `${channels}/${encodeURIComponent(String(body["id"]))}`;
    expect((await graph.delete(path)).status).toBe(400);
    expect((await graph.patch(path, { displayName: "Other" })).status).toBe(400);
  });
});

describe("11. apps and tabs", () => {
  const app = async (name: RegExp): Promise<string> => {
    const rows = valuesOf(await graph.get("/v1.0/appCatalogs/teamsApps"));
    const found = rows.find((row) => name.test(String(row["displayName"])));
    if (found === undefined) throw new Error(`no app ${String(name)} in ${JSON.stringify(rows)}`);
    return String(found["id"]);
  };
  const bind = (id: string) => ({ "teamsApp@odata.bind": `${graphBase}/appCatalogs/teamsApps/${id}` });

  it("a tab without its app is 400 with the observed text; installing is 200 and empty, twice 409", async () => {
    const id = await app(/^Dynamics 365$/);
    const { body } = await graph.get(`/v1.0/teams/${boston}/primaryChannel`);
    const tabs = `${channels}/${encodeURIComponent(String(body["id"]))}/tabs`;
    const configuration = { entityId: "x", contentUrl: "https://example.com/", websiteUrl: null };
    const tab = { displayName: "D365", ...bind(id), configuration };
    expect(errorOf(await graph.post(tabs, tab))).toMatchObject({
      status: 400,
      message: `App id [${id}] needs to be installed to the team [${boston}] and be in an unblocked state to install/update a tab`,
    });
    const installed = await graph.post(`/v1.0/teams/${boston}/installedApps`, bind(id));
    expect([installed.status, installed.text]).toEqual([200, ""]);
    expect((await graph.post(`/v1.0/teams/${boston}/installedApps`, bind(id))).status).toBe(409);
    expect((await graph.post(tabs, tab)).status).toBe(201);
    const [row] = valuesOf(await graph.get(`${tabs}?$expand=teamsApp&$filter=teamsApp/id eq '${id}'`));
    expect(row).toMatchObject({ displayName: "D365", teamsApp: { id } });
  });
});

describe("12. deleting a group", () => {
  it("is soft: restoring gives back the same id with team, channels and tabs", async () => {
    const before = (await graph.get(channels)).text;
    expect((await graph.delete(`/v1.0/groups/${boston}`)).status).toBe(204);
    expect((await graph.get(`/v1.0/teams/${boston}`)).status).toBe(404);
    const bin = valuesOf(await graph.get("/v1.0/directory/deletedItems/microsoft.graph.group"));
    expect(bin.map(({ id }) => id)).toEqual([boston]);
    const restored = await graph.post(`/v1.0/directory/deletedItems/${boston}/restore`);
    expect(restored.body).toMatchObject({ "@odata.type": "#microsoft.graph.group", id: boston });
    expect((await graph.get(channels)).text).toBe(before);
  });

  it("lasts 30 days", async () => {
    await graph.delete(`/v1.0/groups/${boston}`);
    expect((await graph.get(`/v1.0/directory/deletedItems/${boston}`)).status).toBe(200);
    tenant.world.advance(31 * 86_400);
    graph = await tenant.graph("admin");
    expect((await graph.get(`/v1.0/directory/deletedItems/${boston}`)).status).toBe(404);
  });
});

describe("13. paging", () => {
  it("gives each row once, by absolute opaque links that keep the options", async () => {
    const all = valuesOf(await graph.get("/v1.0/users?$top=999&$select=id")).map(({ id }) => id);
    const seen: unknown[] = [];
    let next: unknown = "/v1.0/users?$select=id&$top=7";
    let pages = 0;
    while (typeof next === "string") {
      const answer = await graph.get(next);
      seen.push(...valuesOf(answer).map((row) => row["id"]));
      for (const row of valuesOf(answer)) expect(Object.keys(row)).toEqual(["id"]);
      next = answer.body["@odata.nextLink"];
      if (next !== undefined)
        expect(next).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1\.0\/users\?.*\$skiptoken=/);
      pages += 1;
    }
    expect(seen).toEqual(all);
    expect(pages).toBe(Math.ceil(all.length / 7));
  });

  it.each([
    { path: "/v1.0/users?$skiptoken=abc", text: /page token/ },
    {
      path: "/v1.0/groups?$top=1000",
      text: /^Invalid page size specified: '1000'. Must be between 1 and 999/,
    },
    { path: "/v1.0/groups?$top=0", text: /page size/ },
  ])("$path is 400", async ({ path, text }) => {
    expect(errorOf(await graph.get(path))).toMatchObject({ status: 400, message: text });
  });

  it("$expand of members gives 20 at most", async () => {
    const ids = valuesOf(await graph.get("/v1.0/users?$top=999")).map(({ id }) => String(id));
    const made = await graph.post("/v1.0/groups", groupBody("Many"));
    const path = `/v1.0/groups/${String(made.body["id"])}`;
    for (const at of [0, 20]) {
      await graph.patch(path, { "members@odata.bind": ids.slice(at, at + 20).map(userUrl) });
    }
    expect((await graph.get(`${path}?$expand=members`)).body["members"]).toHaveLength(20);
    expect(valuesOf(await graph.get(`${path}/members`)).length).toBeGreaterThan(20);
  });
});

describe("14. $batch", () => {
  const item = (id: string, more: object = {}) => ({ id, method: "GET", url: `/groups/${boston}`, ...more });
  const batch = (requests: unknown) => graph.post("/v1.0/$batch", { requests });

  it("answers in another order, every item on its own", async () => {
    const { body } = await batch([item("1"), item("2", { url: "/groups/nobody" }), item("3")]);
    const responses = body["responses"] as { id: string; status: number }[];
    expect(responses.map(({ id }) => id)).not.toEqual(["1", "2", "3"]);
    expect(Object.fromEntries(responses.map(({ id, status }) => [id, status]))).toEqual({
      1: 200,
      2: 404,
      3: 200,
    });
  });

  it("424 for what depends on a failure, and on that in turn", async () => {
    const { body } = await batch([
      item("1", { url: "/groups/nobody" }),
      item("2", { dependsOn: ["1"] }),
      item("3", { dependsOn: ["2"] }),
    ]);
    const responses = body["responses"] as { id: string; status: number }[];
    expect(Object.fromEntries(responses.map(({ id, status }) => [id, status]))).toEqual({
      1: 404,
      2: 424,
      3: 424,
    });
  });

  it.each([
    { name: "21 items", requests: Array.from({ length: 21 }, (_, index) => item(String(index))) },
    { name: "none", requests: [] },
    { name: "the same id twice, whatever the case", requests: [item("a"), item("A")] },
    { name: "an absolute url", requests: [item("1", { url: `${graphBase}/groups` })] },
    { name: "a batch inside", requests: [item("1", { method: "POST", url: "/$batch" })] },
    {
      name: "a body without Content-Type",
      requests: [item("1", { method: "POST", url: "/groups", body: {} })],
    },
    { name: "a dependency that does not exist", requests: [item("1", { dependsOn: ["9"] })] },
  ])("400 for $name", async ({ requests }) => {
    expect((await batch(requests)).status).toBe(400);
  });
});

describe("16. advanced queries", () => {
  const eventual = { consistencylevel: "eventual" };
  it.each([
    "$count=true",
    "$filter=displayName ne 'x'&$count=true",
    "$filter=not startswith(displayName,'x')&$count=true",
    "$filter=endswith(mail,'x')&$count=true",
    "$filter=startswith(displayName,'S')&$orderby=displayName&$count=true",
    '$search="displayName:Store"',
  ])("%s needs ConsistencyLevel: eventual", async (query) => {
    expect(errorOf(await graph.get(`/v1.0/groups?${query}`)).status).toBe(400);
    expect((await graph.get(`/v1.0/groups?${query}`, eventual)).status).toBe(200);
  });
});

describe("18. tracing", () => {
  it("every answer has a request-id; client-request-id comes back", async () => {
    const id = "5f0c1a9e-0000-4000-8000-00000000c0de";
    for (const path of ["/v1.0/groups", "/v1.0/groups/nobody", "/v1.0/nowhere", "/v1.0/groups?$top=x"]) {
      const answer = await graph.get(path, { "client-request-id": id });
      expect(answer.headers["request-id"], path).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers["client-request-id"], path).toBe(id);
    }
    const error = await graph.get("/v1.0/groups/nobody", { "client-request-id": id });
    expect(error.body["error"]).toMatchObject({
      innerError: { "request-id": error.headers["request-id"], "client-request-id": id },
    });
    expect((await tenant.anonymous.get("/v1.0/groups")).headers["request-id"]).toBeDefined();
  });

  it("a verb that a path does not take is 405, a path that is not emulated a loud 501", async () => {
    expect(errorOf(await graph.put(`/v1.0/groups/${boston}`, {}))).toEqual({
      status: 405,
      code: "Request_BadRequest",
      message: "Specified HTTP method is not allowed for the request target.",
    });
    expect(errorOf(await graph.get("/v1.0/drives"))).toMatchObject({ status: 501, code: "NotEmulated" });
    expect((await graph.get(`/v1.0/users/${person(301)}`)).status).toBe(200);
  });
});
