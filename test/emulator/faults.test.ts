// Faults as data: what is ordered happens to the request that was named, once, and the journal says so.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  boston,
  type Client,
  errorOf,
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
  graph = await tenant.graph("admin");
});
afterEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const order = async (...faults: unknown[]): Promise<void> => {
  const answer = await tenant.admin.post("/faults", { faults });
  expect(answer.status, answer.text).toBe(200);
};
const groups = async (): Promise<number> => valuesOf(await graph.get("/v1.0/groups?$top=999")).length;
const lastLine = async (): Promise<Record<string, unknown>> => {
  const { text } = await tenant.admin.get("/journal");
  return JSON.parse(text.trim().split("\n").at(-1) ?? "{}") as Record<string, unknown>;
};
const status = (code: number, more: object = {}) => ({ kind: "status", status: code, ...more });
const createGroup = { method: "POST", route: "/groups" };

describe("which request", () => {
  it("the n-th of a route, and as often as said", async () => {
    await order({ when: { ...createGroup, nth: 2, times: 2 }, then: status(503) });
    const answers: Answer[] = [];
    for (const name of ["a", "b", "c", "d"]) answers.push(await graph.post("/v1.0/groups", groupBody(name)));
    expect(answers.map((answer) => answer.status)).toEqual([201, 503, 503, 201]);
    const { body } = await tenant.admin.get("/faults");
    expect(body["faults"]).toMatchObject([{ name: "fault 1", matched: 4, fired: 2 }]);
  });

  it("every so many", async () => {
    await order({ when: { route: "/groups/{id}", method: "GET", every: 3 }, then: status(500) });
    const answers: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      answers.push((await graph.get(`/v1.0/groups/${boston}`)).status);
    }
    expect(answers).toEqual([200, 200, 500, 200, 200, 500]);
  });

  it("by part of the address, by client, by a value in the body", async () => {
    const body = { path: ["displayName"], equals: "Doomed" };
    await order(
      { name: "address", when: { urlContains: "(UNIQUENAME='X')" }, then: status(502) },
      { name: "client", when: { client: "reader" }, then: status(423) },
      { name: "body", when: { ...createGroup, body }, then: status(504) },
    );
    expect((await graph.get("/v1.0/groups(uniqueName='x')")).status).toBe(502);
    expect((await (await tenant.graph("reader")).get("/v1.0/users")).status).toBe(423);
    expect((await graph.post("/v1.0/groups", groupBody("Fine"))).status).toBe(201);
    expect((await graph.post("/v1.0/groups", groupBody("Doomed"))).status).toBe(504);
  });

  it("an item of a batch, and the batch itself", async () => {
    const requests = ["1", "2", "3"].map((id) => ({ id, method: "GET", url: `/groups/${boston}` }));
    await order({ when: { route: "/groups/{group}", nth: 2 }, then: status(429, { retryAfter: 2.128 }) });
    const { body } = await graph.post("/v1.0/$batch", { requests });
    const responses = body["responses"] as { id: string; status: number; headers: Record<string, string> }[];
    expect(responses.map((response) => [response.id, response.status]).sort()).toEqual([
      ["1", 200],
      ["2", 429],
      ["3", 200],
    ]);
    expect(responses.find(({ id }) => id === "2")?.headers["Retry-After"]).toBe("2.128");
    await order({ when: { route: "/$batch" }, then: status(503) });
    expect((await graph.post("/v1.0/$batch", { requests })).status).toBe(503);
  });
});

describe("what happens", () => {
  it.each([
    { name: "a number", retryAfter: 7, text: "7" },
    { name: "a fraction", retryAfter: 2.128, text: "2.128" },
    { name: "a date", retryAfter: { dateInSeconds: 60 }, text: "Thu, 15 Jan 2026 08:01:00 GMT" },
    { name: "nonsense", retryAfter: "soon", text: "soon" },
  ])("429 with Retry-After as $name, in the documented form", async ({ retryAfter, text }) => {
    await order({ then: status(429, { retryAfter }) });
    const answer = await graph.get("/v1.0/groups");
    expect(answer.headers["retry-after"]).toBe(text);
    expect(answer.body["error"]).toMatchObject({
      code: "TooManyRequests",
      message: "Please retry again later.",
      innerError: { code: "429", status: "429", "request-id": answer.headers["request-id"] },
    });
  });

  it("an error before the effect changes nothing, one after it hides that it worked", async () => {
    const before = await groups();
    await order({ when: createGroup, then: status(504) });
    expect((await graph.post("/v1.0/groups", groupBody("Never"))).status).toBe(504);
    expect(await groups()).toBe(before);
    await order({ name: "lost", when: createGroup, then: status(504, { effect: "after" }) });
    expect((await graph.post("/v1.0/groups", groupBody("Yes"))).status).toBe(504);
    expect(await lastLine()).toMatchObject({ status: 504, fault: "lost: status" });
    expect(await groups()).toBe(before + 1);
  });

  it("an error after a request that fails by itself is that failure", async () => {
    await order({ when: createGroup, then: status(504, { effect: "after" }) });
    expect((await graph.post("/v1.0/groups", {})).status).toBe(400);
  });

  it.each([
    { effect: "before", made: 0 },
    { effect: "after", made: 1 },
  ])("a connection cut $effect the effect", async ({ effect, made }) => {
    const before = await groups();
    await order({ name: "cut", when: createGroup, then: { kind: "drop", effect } });
    await expect(graph.post("/v1.0/groups", groupBody(`Cut ${effect}`))).rejects.toThrow(/hang up|reset/i);
    expect(await lastLine()).toMatchObject({ method: "POST", status: 0, fault: "cut: drop" });
    expect(await groups()).toBe(before + made);
  });

  it("a slow answer", async () => {
    await order({ then: { kind: "slow", milliseconds: 120 } });
    const started = performance.now();
    expect((await graph.get("/v1.0/groups")).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(110);
  });

  it("404 after a create, for as many requests as said", async () => {
    await order({ when: createGroup, then: { kind: "invisible", requests: 2 } });
    const made = await graph.post("/v1.0/groups", groupBody("Shy"));
    expect(made.status).toBe(201);
    const path = `/v1.0/groups/${String(made.body["id"])}`;
    expect(errorOf(await graph.get(path))).toMatchObject({ status: 404, code: "Request_ResourceNotFound" });
    expect(errorOf(await graph.put(`${path}/team`, {}))).toMatchObject({
      status: 404,
      message: /^Failed to execute MsGraph backend request GetGroupFromIdS2SRequest/,
    });
    expect((await graph.get(path)).status).toBe(200);
  });

  it("207 with items that fail although they are good, by GUID even when names were sent", async () => {
    const bind = {
      ...memberBody("x"),
      "user@odata.bind": "https://graph.microsoft.com/v1.0/users/ana.ruiz@contoso.example",
    };
    await order({
      when: { route: "/teams/{team}/members/add" },
      then: { kind: "partial", items: 1 },
    });
    const answer = await graph.post(`/v1.0/teams/${boston}/members/add`, {
      values: [memberBody(person(302)), bind],
    });
    expect(answer.status, answer.text).toBe(207);
    expect(answer.body["value"]).toMatchObject([
      { userId: person(302), error: null },
      { userId: person(301), error: { code: "NotFound", message: "" } },
    ]);
    await order({ when: { route: "/teams/{team}/members/remove" }, then: { kind: "partial", items: 1 } });
    const removal = await graph.post(`/v1.0/teams/${boston}/members/remove`, {
      values: [memberBody(person(302)), bind],
    });
    expect(removal.status).toBe(207);
    expect(removal.body["value"]).toMatchObject([{ error: null }, { error: { code: "NotFound" } }]);
  });

  it("a token that ends in the middle; a new one is good", async () => {
    const client = await tenant.graph("reader");
    await order({ when: { nth: 2 }, then: { kind: "expireToken" } });
    const answers = [await client.get("/v1.0/groups"), await client.get("/v1.0/groups")];
    expect(answers.map((answer) => answer.status)).toEqual([200, 401]);
    expect(errorOf(await client.get("/v1.0/groups"))).toMatchObject({
      status: 401,
      code: "InvalidAuthenticationToken",
    });
    tenant.world.advance(1);
    expect((await (await tenant.graph("reader")).get("/v1.0/groups")).status).toBe(200);
  });

  it("Dataverse and the sign-in service have bad moments in their own form", async () => {
    const dataverse = await tenant.dataverse();
    await order(
      { when: { service: "dataverse:dev", route: "/WhoAmI" }, then: status(429, { retryAfter: 5 }) },
      { when: { service: "authority" }, then: status(503, { retryAfter: 1 }) },
    );
    const answer = await dataverse.get("/api/data/v9.2/WhoAmI");
    expect(errorOf(answer)).toMatchObject({ status: 429, code: "0x80072322" });
    expect(answer.headers["retry-after"]).toBe("5");
    expect((await dataverse.get("/api/data/v9.2/WhoAmI")).status).toBe(200);
    expect((await tenant.token({})).status).toBe(503);
  });
});

describe("a plan", () => {
  it.each([
    { name: "is no object", plan: [], text: "A plan is" },
    {
      name: "has an unknown kind",
      plan: { faults: [{ then: { kind: "boom" } }] },
      text: "faults[0].then.kind",
    },
    { name: "has no then", plan: { faults: [{}] }, text: "faults[0].then: expected an object" },
    {
      name: "has an unknown condition",
      plan: { faults: [{ when: { verb: "GET" }, then: status(500) }] },
      text: '"verb" is not known',
    },
    {
      name: "names no route",
      plan: { faults: [{ when: { route: "/grups" }, then: status(500) }] },
      text: 'Graph has no route "/grups"',
    },
    { name: "has a status of success", plan: { faults: [{ then: status(200) }] }, text: "from 400 to 599" },
    {
      name: "has both nth and every",
      plan: { faults: [{ when: { nth: 1, every: 2 }, then: status(500) }] },
      text: "not both",
    },
    {
      name: "has a bad Retry-After",
      plan: { faults: [{ then: status(429, { retryAfter: -1 }) }] },
      text: "retryAfter",
    },
  ])("that $name is refused with 400, and the old one stays", async ({ plan, text }) => {
    await order({ then: status(503) });
    const answer = await tenant.admin.post("/faults", plan);
    expect(answer.status).toBe(400);
    if (!Array.isArray(plan)) expect(answer.text.replaceAll('\\"', '"')).toContain(text);
    expect((await tenant.admin.get("/faults")).body["faults"]).toHaveLength(1);
  });

  it("can be added to and cleared", async () => {
    await order({ name: "one", then: status(503) });
    await tenant.admin.post("/faults", { append: true, faults: [{ name: "two", then: status(500) }] });
    expect((await tenant.admin.get("/faults")).body["faults"]).toHaveLength(2);
    await tenant.admin.delete("/faults");
    expect((await graph.get("/v1.0/groups")).status).toBe(200);
  });
});
