// A tenant that is not small: what a client does often must not get slower with its size.
import { performance } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { largeSeed } from "./seed/large.ts";
import { type Client, startTenant, type TestTenant, valuesOf } from "./support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant({ seed: largeSeed({ users: 2000, teams: 1000, membersPerTeam: 20 }) });
  graph = await tenant.graph("admin");
});
afterAll(() => tenant.close());

describe("a thousand teams", () => {
  it("are listed page by page, each once", async () => {
    const seen = new Set<unknown>();
    let next: unknown = "/v1.0/groups?$select=id&$top=300";
    while (typeof next === "string") {
      const answer = await graph.get(next);
      for (const { id } of valuesOf(answer)) seen.add(id);
      next = answer.body["@odata.nextLink"];
    }
    expect(seen.size).toBeGreaterThanOrEqual(1000);
  });

  it("have twenty members each, one of them owner", async () => {
    const { body } = await graph.get("/v1.0/groups(uniqueName='store-000777')");
    const members = valuesOf(await graph.get(`/v1.0/teams/${String(body["id"])}/members`));
    expect(members).toHaveLength(20);
    expect(members.filter(({ roles }) => JSON.stringify(roles) === '["owner"]')).toHaveLength(1);
  });

  it("do not make a read by key or by an indexed filter slow", async () => {
    const started = performance.now();
    const requests = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      method: "GET",
      url:
        index % 2 === 0
          ? "/groups(uniqueName='store-000500')"
          : "/users?$filter=userPrincipalName eq 'person-000500@contoso.example'",
    }));
    for (let round = 0; round < 10; round += 1) {
      expect((await graph.post("/v1.0/$batch", { requests })).status).toBe(200);
    }
    // 200 reads. Generous: other tests run beside this one.
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
