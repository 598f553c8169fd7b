// Delta of groups and users: everything once, later only what changed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Answer,
  boston,
  type Client,
  errorOf,
  graphBase,
  groupBody,
  person,
  startTenant,
  type TestTenant,
  valuesOf,
} from "../support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
  graph = await tenant.graph();
});
afterAll(() => tenant.close());

const path = (link: unknown): string => String(link).slice(graph.origin.length);
/** Follows all pages. */
const sync = async (start: string): Promise<{ rows: Answer["body"][]; link: string }> => {
  let answer = await graph.get(start, { prefer: "odata.maxpagesize=3" });
  const rows = [...valuesOf(answer)];
  while (answer.body["@odata.nextLink"] !== undefined) {
    answer = await graph.get(path(answer.body["@odata.nextLink"]), { prefer: "odata.maxpagesize=3" });
    rows.push(...valuesOf(answer));
  }
  return { rows, link: path(answer.body["@odata.deltaLink"]) };
};

describe("GET /groups/delta", () => {
  const start = "/v1.0/groups/delta?$select=displayName,members";

  it("gives every group with its members, then nothing", async () => {
    const { rows, link } = await sync(start);
    const found = rows.find(({ id }) => id === boston);
    expect(found).toMatchObject({ displayName: "Boston store" });
    expect(found?.["members@delta"]).toContainEqual({
      "@odata.type": "#microsoft.graph.user",
      id: person(308),
    });
    expect((await sync(link)).rows).toEqual([]);
  });

  it("tells new, renamed and deleted groups, members that came and went", async () => {
    const first = await sync(start);
    const made = await graph.post("/v1.0/groups", groupBody("New"));
    await graph.patch(`/v1.0/groups/${boston}`, { displayName: "Boston harbour" });
    await graph.post(`/v1.0/groups/${boston}/members/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${person(305)}`,
    });
    const [gone] = [...(tenant.running.core.state.tenant.group(boston)?.members ?? [])].slice(1);
    await graph.delete(`/v1.0/groups/${boston}/members/${gone ?? ""}/$ref`);
    const second = await sync(first.link);
    expect(second.rows.map(({ id }) => id).sort()).toEqual([boston, made.body["id"]].sort());
    expect(second.rows.find(({ id }) => id === boston)).toMatchObject({
      displayName: "Boston harbour",
      "members@delta": [
        { "@odata.type": "#microsoft.graph.user", id: person(305) },
        { id: gone, "@removed": { reason: "deleted" } },
      ],
    });
    await graph.delete(`/v1.0/groups/${boston}`);
    expect((await sync(second.link)).rows).toEqual([{ id: boston, "@removed": { reason: "changed" } }]);
  });

  it("starts from now with $deltatoken=latest", async () => {
    const { rows, link } = await sync("/v1.0/groups/delta?$deltatoken=latest");
    expect(rows).toEqual([]);
    const made = await graph.post("/v1.0/groups", groupBody("New"));
    expect((await sync(link)).rows.map(({ id }) => id)).toEqual([made.body["id"]]);
  });

  it("watches some groups only", async () => {
    const { rows } = await sync(`/v1.0/groups/delta?$filter=id eq '${boston}'`);
    expect(rows.map(({ id }) => id)).toEqual([boston]);
  });

  it.each(["?$top=5", "?$expand=members", "?$filter=displayName eq 'x'", "?$orderby=displayName"])(
    "refuses %s with 400",
    async (query) => {
      expect((await graph.get(`/v1.0/groups/delta${query}`)).status).toBe(400);
    },
  );

  it("asks for a new start with 410 after seven days, or when the token is not known", async () => {
    const { link } = await sync(start);
    expect(errorOf(await graph.get("/v1.0/groups/delta?$deltatoken=nothing"))).toMatchObject({ status: 410 });
    tenant.world.advance(8 * 86_400);
    graph = await tenant.graph();
    const answer = await graph.get(link);
    expect(answer.status).toBe(410);
    expect(answer.headers["location"]).toContain("/v1.0/groups/delta");
  });
});

describe("GET /users/delta", () => {
  it("tells a change of a selected property only", async () => {
    const admin = await tenant.graph("admin");
    const { rows, link } = await sync("/v1.0/users/delta()?$select=displayName,jobTitle");
    expect(rows.length).toBe(tenant.running.ready.users.length);
    await admin.patch(`/v1.0/users/${person(301)}`, { officeLocation: "Pier 4" });
    expect((await sync(link)).rows).toEqual([]);
    await admin.patch(`/v1.0/users/${person(301)}`, { jobTitle: "Lead" });
    expect((await sync(link)).rows).toMatchObject([{ id: person(301), jobTitle: "Lead" }]);
  });
});
