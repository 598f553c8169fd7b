// Limits: the documented buckets, each with what fits, what does not, and when it fits again.
import { afterAll, beforeEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  boston,
  type Client,
  groupBody,
  memberBody,
  person,
  startTenant,
  type TestTenant,
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
  await tenant.admin.post("/limits", { mode: "documented" });
});
afterAll(() => tenant.close());

interface Response {
  readonly id: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** Asks the same thing so often, 20 to a batch, and gives the answers in order. */
async function many(
  count: number,
  item: { method: string; url: string; body?: unknown },
): Promise<Response[]> {
  const responses: Response[] = [];
  for (let done = 0; done < count; done += 20) {
    const requests = Array.from({ length: Math.min(20, count - done) }, (_, index) => ({
      id: String(index),
      headers: { "Content-Type": "application/json" },
      ...item,
    }));
    const answer = await graph.post("/v1.0/$batch", { requests });
    expect(answer.status).toBe(200);
    responses.push(...(answer.body["responses"] as Response[]).sort((a, b) => Number(a.id) - Number(b.id)));
  }
  return responses;
}
const passed = (responses: readonly Response[]): number =>
  responses.filter(({ status }) => status < 400).length;

describe("Teams, by app and tenant", () => {
  it.each([
    { name: "GET team of a group", item: { method: "GET", url: `/groups/${boston}/team` }, most: 4 },
    { name: "GET /teams/{id} of one team", item: { method: "GET", url: `/teams/${boston}` }, most: 4 },
    { name: "other GET", item: { method: "GET", url: "/teams" }, most: 30 },
    { name: "the catalogue", item: { method: "GET", url: "/appCatalogs/teamsApps" }, most: 30 },
  ])("$name: $most a second", async ({ item, most }) => {
    const responses = await many(40, item);
    expect(passed(responses)).toBe(most);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers?.["Retry-After"]).toMatch(/^\d+\.\d{3}$/);
    tenant.world.advance(60);
    expect(passed(await many(1, item))).toBe(1);
  });

  it("POST /teams 10 a second, PUT team 6 a second over different groups", async () => {
    expect(passed(await many(20, { method: "POST", url: "/teams", body: {} }))).toBe(0);
    const posts = await many(20, { method: "POST", url: "/teams", body: {} });
    expect(posts.filter(({ status }) => status === 429)).toHaveLength(20);
    const puts: Answer[] = [];
    for (let index = 0; index < 8; index += 1) {
      puts.push(await graph.put(`/v1.0/groups/c0000000-0000-4000-8000-00000000000${index}/team`, {}));
    }
    expect(puts.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 429, 429]);
  });

  it("another app has buckets of its own", async () => {
    await many(20, { method: "GET", url: `/teams/${boston}` });
    expect((await graph.get(`/v1.0/teams/${boston}`)).status).toBe(429);
    expect((await (await tenant.graph("reader")).get(`/v1.0/teams/${boston}`)).status).toBe(200);
  });
});

describe("reports of the directory, by app", () => {
  it("the audit log: 5 requests in 10 seconds", async () => {
    const item = { method: "GET", url: "/auditLogs/directoryAudits?$top=1" };
    const responses = await many(6, item);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    const other = await tenant.graph("deployer");
    expect((await other.get("/v1.0/auditLogs/directoryAudits?$top=1")).status).not.toBe(429);
    tenant.world.advance(20);
    expect(passed(await many(1, item))).toBe(1);
  });
});

describe("Teams, by resource", () => {
  it("POST members: 4 a minute on one team, members/add counts as another call", async () => {
    const add = () => graph.post(`/v1.0/teams/${boston}/members`, memberBody(person(301)));
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await add()).status);
      tenant.world.advance(1);
    }
    expect(statuses).toEqual([201, 201, 201, 201]);
    const refused = await add();
    expect(refused.status).toBe(429);
    const bulk = await graph.post(`/v1.0/teams/${boston}/members/add`, { values: [memberBody(person(302))] });
    expect(bulk.status).toBe(200);
    tenant.world.advance(Number(refused.headers["retry-after"]));
    expect((await add()).status).toBe(201);
  });

  it("one channel: 1 a second", async () => {
    const primary = await graph.get(`/v1.0/teams/${boston}/primaryChannel`);
    const url = `/v1.0/teams/${boston}/channels/${encodeURIComponent(String(primary.body["id"]))}/tabs`;
    expect((await graph.get(url)).status).toBe(200);
    const refused = await graph.get(url);
    expect(refused.status).toBe(429);
    expect(refused.body["error"]).toMatchObject({
      code: "TooManyRequests",
      message: "Please retry again later.",
      innerError: { code: "429", status: "429", message: "Please retry after" },
    });
    tenant.world.advance(Number(refused.headers["retry-after"]));
    expect((await graph.get(url)).status).toBe(200);
  });

  it("asking on while refused counts: the wait grows, up to a bound", async () => {
    const waits = (await many(20, { method: "GET", url: `/teams/${boston}` }))
      .filter(({ status }) => status === 429)
      .map(({ headers }) => Number(headers?.["Retry-After"]));
    expect(waits[1]).toBeGreaterThan(waits[0] ?? Infinity);
    expect(Math.max(...waits)).toBeLessThan(3);
  });
});

describe("the directory", () => {
  it.each([
    { url: "/v1.0/users", units: "2" },
    { url: "/v1.0/users?$select=id", units: "1" },
    { url: `/v1.0/groups/${boston}/members`, units: "3" },
    { url: `/v1.0/groups/${boston}/members?$select=id&$top=5`, units: "1" },
    { url: `/v1.0/groups/${boston}?$expand=owners`, units: "2" },
    { url: `/v1.0/users/${person(301)}/licenseDetails`, units: "2" },
    { url: `/v1.0/groups/${boston}`, units: "1" },
  ])("$url costs $units resource units, and says so", async ({ url, units }) => {
    expect((await graph.get(url)).headers["x-ms-resource-unit"]).toBe(units);
  });

  it("3,000 writes in 150 seconds: warns above 80 %, then 429 with scope and reason", async () => {
    const wrong = { method: "POST", url: "/groups", body: {} };
    // 5,000 units are there for 10 seconds only: the writes come in portions.
    for (let index = 0; index < 2; index += 1) {
      await many(1260, wrong);
      tenant.world.advance(1);
    }
    const near = await graph.patch(`/v1.0/groups/${boston}`, { description: "near" });
    expect(near.headers["x-ms-throttle-limit-percentage"]).toMatch(/^0\.[89]\d$/);
    await many(520, wrong);
    const responses = await many(20, wrong);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers).toMatchObject({
      "x-ms-throttle-information": "WriteLimitExceeded",
      "x-ms-throttle-scope": expect.stringMatching(
        /^Tenant_Application\/ReadWrite\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/,
      ) as string,
      "Retry-After": expect.stringMatching(/^\d+$/) as string,
    });
  });

  it("resource units in 10 seconds, by the size of the tenant", async () => {
    const reads = { method: "GET", url: `/groups/${boston}/members` };
    const responses = await many(1700, reads);
    // 3,500 units for fewer than 50 users, 5,000 for up to 500; three a read.
    const users = valuesOf(await (await tenant.graph("reader")).get("/v1.0/users?$top=999")).length;
    expect(passed(responses)).toBe(Math.floor((users < 50 ? 3500 : 5000) / 3));
    const refused = responses.findLast(({ status }) => status === 429);
    expect(refused?.headers?.["x-ms-throttle-information"]).toBe("ResourceUnitLimitExceeded");
    expect(Number(refused?.headers?.["x-ms-throttle-limit-percentage"])).toBeGreaterThan(0.8);
    tenant.world.advance(10);
    expect(passed(await many(1, reads))).toBe(1);
  });
});

describe("Dataverse", () => {
  it("6,000 requests of one user in 5 minutes, and headers that say what is left", async () => {
    const dataverse = await tenant.dataverse();
    const first = await dataverse.get("/api/data/v9.2/WhoAmI");
    expect(first.headers["x-ms-ratelimit-burst-remaining-xrm-requests"]).toBe("5999");
    expect(first.headers["x-ms-ratelimit-time-remaining-xrm-requests"]).toMatch(/^\d+\.\d\d$/);
  });

  it("52 requests at a time: one more is refused, and taken when one has been answered", async () => {
    const { Limits } = await import("./limits/limits.ts");
    const limits = new Limits("documented", tenant.world);
    const ask = { service: "dataverse:dev", clientId: "x" } as Parameters<typeof limits.charge>[0];
    for (let count = 0; count < 52; count += 1) expect(limits.charge(ask)).toBeDefined();
    expect(() => limits.charge(ask)).toThrow(
      expect.objectContaining({
        status: 429,
        code: "0x80072326",
        message: "Number of concurrent requests exceeded the limit of 52.",
      }),
    );
    limits.done(ask, 10);
    expect(limits.charge(ask)).toBeDefined();
    expect(() => limits.charge(ask)).toThrow(/concurrent/);
  });

  it("20 minutes of execution in 5 minutes", async () => {
    const { Limits } = await import("./limits/limits.ts");
    const limits = new Limits("documented", tenant.world);
    const ask = { service: "dataverse:dev", clientId: "x" } as Parameters<typeof limits.charge>[0];
    limits.charge(ask);
    limits.done(ask, 1_200_000);
    limits.charge(ask);
    limits.done(ask, 60_000);
    expect(() => limits.charge(ask)).toThrow("Combined execution time");
    tenant.world.advance(301);
    expect(limits.charge(ask)).toBeDefined();
  });
});

it("limits are off unless asked for", async () => {
  await tenant.admin.post("/reset");
  expect(passed(await many(60, { method: "GET", url: `/teams/${boston}` }))).toBe(60);
  expect((await tenant.admin.post("/limits", { mode: "sometimes" })).status).toBe(400);
  expect((await graph.post("/v1.0/groups", groupBody("Free"))).status).toBe(201);
});
