import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect, type ConnectedServices } from "../../providers/clients/connect.ts";
import { GraphBatch } from "../../providers/clients/graph-batch.ts";
import type { JsonObject } from "../../providers/core/api.ts";
import { objectIn } from "../../providers/core/answers.ts";
import { ApiError, isPassing } from "../../providers/core/errors.ts";
import { demoSeed } from "../emulator/seed/seed.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
let services: ConnectedServices;
beforeAll(async () => {
  tenant = await startLiveTenant();
  services = connect(tenant.environmentOf("reader"), tenant.as("reader").clock);
});
afterEach(async () => {
  await tenant.admin("POST", "/faults", { faults: [] });
});
afterAll(() => tenant.close());

const people = demoSeed().users.map(({ userPrincipalName }) => userPrincipalName);
const pathOf = (name: string): string => `/users/${name}?$select=id,userPrincipalName`;

interface Seen {
  readonly requests: number;
  readonly calls: number;
}

/** HTTP requests and calls that `run` makes. */
async function counted(run: () => Promise<unknown>): Promise<Seen> {
  const total = (): Seen => {
    const { requests, calls } = services.callsMade();
    return { requests, calls: Object.values(calls).reduce((sum, count) => sum + count, 0) };
  };
  const before = total();
  await run();
  const after = total();
  return { requests: after.requests - before.requests, calls: after.calls - before.calls };
}

describe("reads that are asked for at the same time", () => {
  it("travel twenty to a request, and each gets its own answer whatever the order of the answers", async () => {
    const some = people.slice(0, 25);
    expect(some).toHaveLength(25);
    const found: string[] = [];
    const seen = await counted(async () => {
      const users = await Promise.all(some.map((name) => services.graph.get(pathOf(name))));
      found.push(...users.map((user) => String(user["userPrincipalName"])));
    });
    expect(found).toEqual(some);
    expect(seen).toEqual({ requests: 2, calls: 25 });
  });

  it("one that finds nothing fails alone, and says what was asked", async () => {
    const names = [people[0] ?? "", "nobody@contoso.example", people[1] ?? ""];
    const results = await Promise.allSettled(names.map((name) => services.graph.get(pathOf(name))));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const reason: unknown = results[1]?.status === "rejected" ? results[1].reason : undefined;
    expect(reason).toBeInstanceOf(ApiError);
    expect(reason).toMatchObject({ status: 404, call: "GET /v1.0/users/nobody@contoso.example" });
  });

  it("one that is throttled waits as long as it is told and is asked again alone", async () => {
    const [first = "", second = "", third = ""] = people;
    const then = { kind: "status", status: 429, retryAfter: 7 };
    await tenant.admin("POST", "/faults", {
      faults: [{ when: { method: "GET", urlContains: second }, then }],
    });
    const startedAt = services.clock.nowMilliseconds();
    const before = services.callsMade();
    const seen = await counted(() =>
      Promise.all([first, second, third].map((name) => services.graph.get(pathOf(name)))),
    );
    expect(seen).toEqual({ requests: 2, calls: 4 });
    expect(services.callsMade()).toMatchObject({
      throttled: before.throttled + 1,
      repeated: before.repeated + 1,
    });
    expect(services.clock.nowMilliseconds() - startedAt).toBeGreaterThanOrEqual(7000);
  });

  it("are all repeated when the request as a whole gets no answer", async () => {
    await tenant.admin("POST", "/faults", {
      faults: [{ when: { method: "GET", urlContains: people[0] ?? "" }, then: { kind: "drop" } }],
    });
    const users = await Promise.all(people.slice(0, 3).map((name) => services.graph.get(pathOf(name))));
    expect(users.map((user) => user["userPrincipalName"])).toEqual(people.slice(0, 3));
  });
});

describe("people", () => {
  it("are looked up fifteen a call, once however many ask, and known both ways afterwards", async () => {
    const some = people.slice(0, 24);
    let ids: readonly string[] = [];
    const first = await counted(async () => {
      const askers = [some, some.map((name) => name.toUpperCase()), some.slice(3)];
      const answers = await Promise.all(askers.map((names) => services.people.idsByName(names)));
      ids = [...(answers[0]?.values() ?? [])];
    });
    expect(first).toEqual({ requests: 1, calls: 2 });
    const again = await counted(async () => {
      expect([...(await services.people.namesById(ids)).values()]).toEqual(some);
      await services.people.idsByName(some);
    });
    expect(again).toEqual({ requests: 0, calls: 0 });
  });
});

describe("a batch", () => {
  /** What becomes of five reads when the service answers their batch so. */
  async function outcomes(
    answer: (ids: readonly string[]) => readonly JsonObject[],
  ): Promise<readonly (string | ApiError)[]> {
    const batch = new GraphBatch({
      host: "graph.test",
      get: () => Promise.reject(new Error("five reads travel together")),
      post: async ({ requests }) => ({
        responses: answer((requests as readonly { id: string }[]).map(({ id }) => id)),
      }),
    });
    const reads = ["a", "b", "c", "d", "e"].map((name) => batch.get(`/users/${name}?$select=id`, {}));
    const settled = await Promise.allSettled(reads);
    return settled.map((one) =>
      one.status === "fulfilled" ? String(objectIn(one.value)["id"]) : (one.reason as ApiError),
    );
  }
  const found = (id: string): JsonObject => ({ id, status: 200, body: { id: `user ${id}` } });

  it("goes by the ids of its answers, whatever their order", async () => {
    const seen = await outcomes((ids) => ids.toReversed().map(found));
    expect(seen).toEqual(["user 0", "user 1", "user 2", "user 3", "user 4"]);
  });

  it.each<[string, (results: JsonObject[]) => JsonObject[]]>([
    ["without one of its reads", (results) => results.filter(({ id }) => id !== "2")],
    ["with one result twice", (results) => [...results, ...results.slice(2, 3)]],
    [
      "with one result in the place of another",
      (results) => [...results.slice(0, 4), ...results.slice(0, 1)],
    ],
    ["with a result that nobody asked for", (results) => [...results.slice(0, 4), found("7")]],
    ["with a result without status", (results) => [...results.slice(0, 4), { id: "4", body: {} }]],
    [
      "with ids that are numbers",
      (results) => results.map(({ id, ...rest }) => ({ ...rest, id: Number(id) })),
    ],
    ["without any result", () => []],
  ])("that comes back %s has failed as a whole: each read is asked for again", async (_name, spoil) => {
    const seen = await outcomes((ids) => spoil(ids.map(found)));
    expect(seen.map(isPassing)).toEqual([true, true, true, true, true]);
    expect(String(seen[0])).toContain("POST /v1.0/$batch: no usable answer from graph.test");
  });

  it("whose results have changed places has failed as a whole, when they show it", async () => {
    const [one, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    const members = (id: string): JsonObject => ({
      "@odata.context": `https://graph.microsoft.com/v1.0/$metadata#teams('${id}')/members`,
      value: [],
    });
    for (const bodies of [
      [{ id: other }, { id: one }],
      [members(other), members(one)],
    ]) {
      const batch = new GraphBatch({
        host: "graph.test",
        get: () => Promise.reject(new Error("two reads travel together")),
        post: async () => ({ responses: bodies.map((body, id) => ({ id: String(id), status: 200, body })) }),
      });
      const part = bodies[0] !== undefined && "value" in bodies[0] ? "/members" : "";
      const reads = [one, other].map((id) => batch.get(`/teams/${id}${part}?$select=id`, {}));
      const settled = await Promise.allSettled(reads);
      expect(settled.map((read) => read.status === "rejected" && isPassing(read.reason))).toEqual([
        true,
        true,
      ]);
    }
  });

  it("hands a refused read the wait that is asked of it, and the others their answers", async () => {
    const refused = {
      id: "3",
      status: 429,
      headers: { "Retry-After": "2.128" },
      body: { error: { code: "x" } },
    };
    const seen = await outcomes((ids) => ids.map((id) => (id === "3" ? refused : found(id))));
    expect(seen[3]).toMatchObject({ status: 429, code: "x", retryAfterSeconds: 2.128 });
    expect(seen.filter((one) => typeof one === "string")).toHaveLength(4);
  });
});
