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

  it.each([
    [50, 200],
    [51, 400],
  ])("watches %d groups: %d", async (count, status) => {
    const filter = Array.from({ length: count }, (_, index) => `id eq '${person(index)}'`).join(" or ");
    expect((await graph.get(`/v1.0/groups/delta?$filter=${filter}`)).status).toBe(status);
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

  it("asks for a new start: with 400 after seven days, with 410 and the place when it has lost what was seen", async () => {
    const { link } = await sync(start);
    const unknown = await graph.get("/v1.0/groups/delta?$deltatoken=nothing");
    expect(errorOf(unknown)).toMatchObject({ status: 410, code: "syncStateNotFound" });
    expect(unknown.headers["location"]).toContain("/v1.0/groups/delta?$deltatoken=");
    tenant.world.advance(7 * 86_400);
    graph = await tenant.graph();
    expect((await graph.get(link)).status).toBe(200);
    tenant.world.advance(1);
    expect(errorOf(await graph.get(link))).toMatchObject({ status: 400, code: "syncStateNotFound" });
  });

  it("does not follow what the directory does not keep itself", async () => {
    expect((await graph.get("/v1.0/groups/delta?$select=allowExternalSenders")).status).toBe(501);
  });

  it("refuses a property that groups do not have, and takes names in any case", async () => {
    expect((await graph.get("/v1.0/groups/delta?$select=colour")).status).toBe(400);
    const { rows } = await sync(`/v1.0/groups/delta?$select=DISPLAYNAME&$filter=id eq '${boston}'`);
    expect(rows).toEqual([{ id: boston, displayName: "Boston store" }]);
  });
});

describe("what the documents leave open", () => {
  beforeEach(async () => {
    for (const name of ["Salem", "Lowell", "Quincy"]) await graph.post("/v1.0/groups", groupBody(name));
  });
  const start = "/v1.0/groups/delta?$select=displayName,members";
  const ordered = async (habits: Record<string, unknown>): Promise<void> => {
    const when = { route: "/groups/delta", every: 1 };
    const faults = [{ name: "habits", when, then: { kind: "delta", ...habits } }];
    expect((await tenant.admin.post("/faults", { faults })).status).toBe(200);
  };
  /** What a client that merges by id knows in the end: of each group its name and members. */
  const merged = (rows: Answer["body"][], known = new Map<unknown, Map<string, unknown>>()) => {
    for (const row of rows) {
      if (row["@removed"] !== undefined) known.delete(row["id"]);
      else {
        const group = known.get(row["id"]) ?? new Map<string, unknown>();
        known.set(row["id"], group);
        if (row["displayName"] !== undefined) group.set("name", row["displayName"]);
        const edges = (row["members@delta"] ?? []) as { id: string; "@removed"?: unknown }[];
        for (const { id, "@removed": gone } of edges)
          if (gone === undefined) group.set(id, true);
          else group.delete(id);
      }
    }
    return known;
  };
  const change = async (): Promise<void> => {
    await graph.post("/v1.0/groups", groupBody("New"));
    await graph.patch(`/v1.0/groups/${boston}`, { displayName: "Boston harbour" });
    await graph.post(`/v1.0/groups/${boston}/members/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${person(305)}`,
    });
  };

  it.each<[string, Record<string, unknown>]>([
    ["objects that did not change come again", { replay: 3 }],
    ["rows come twice", { repeat: 5 }],
    ["empty pages come first", { emptyPages: 2 }],
    ["a group comes on several pages", { edgesPerRow: 1 }],
    ["the other order", { isReversed: true }],
    ["all of it", { replay: 9, repeat: 9, emptyPages: 3, edgesPerRow: 1, isReversed: true }],
  ])("%s: whoever merges by id sees the same", async (_what, habits) => {
    const calm = await sync(start);
    await ordered(habits);
    const wild = await sync(start);
    expect(merged(wild.rows)).toEqual(merged(calm.rows));
    await change();
    await tenant.admin.delete("/faults");
    const calmly = await sync(calm.link);
    await ordered(habits);
    const wildly = await sync(wild.link);
    expect(wildly.rows.length).toBeGreaterThanOrEqual(calmly.rows.length);
    expect(merged(wildly.rows, merged(wild.rows))).toEqual(merged(calmly.rows, merged(calm.rows)));
  });

  it("shows each of them for what it is", async () => {
    const { link } = await sync(start);
    const some = (await sync(start)).rows;
    const pagesOf = async (habits: Record<string, unknown>, from = link): Promise<number[]> => {
      await ordered(habits);
      const sizes: number[] = [];
      let answer = await graph.get(from);
      for (; sizes.length < 200; answer = await graph.get(path(answer.body["@odata.nextLink"]))) {
        sizes.push(valuesOf(answer).length);
        if (answer.body["@odata.nextLink"] === undefined) return sizes;
      }
      throw new Error("The pages do not end.");
    };
    expect(await pagesOf({})).toEqual([0]);
    expect(await pagesOf({ emptyPages: 2 })).toEqual([0, 0, 0]);
    expect(await pagesOf({ replay: 2 })).toEqual([2]);
    expect(await pagesOf({ repeat: 2 }, start)).toEqual([some.length + 2]);
    const most = Math.max(...some.map((row) => ((row["members@delta"] ?? []) as unknown[]).length));
    expect(await pagesOf({ edgesPerRow: 1 }, start)).toHaveLength(most);
  });

  it.each([
    [400, undefined],
    [410, expect.stringContaining("$deltatoken=") as unknown],
  ])("the token is lost with %d, in mid-round too", async (status, location) => {
    const { link } = await sync(start);
    const first = await graph.get(start, { prefer: "odata.maxpagesize=1" });
    await ordered({ lost: status });
    for (const url of [link, path(first.body["@odata.nextLink"])]) {
      const answer = await graph.get(url);
      expect(errorOf(answer)).toMatchObject({ status, code: "syncStateNotFound" });
      expect(answer.headers["location"]).toEqual(location);
    }
    expect((await graph.get(start)).status).toBe(200);
  });

  it.each([{ replay: -1 }, { lost: 404 }, { isReversed: 1 }, { edgesPerRow: 0 }, { colour: 1 }])(
    "refuses the plan %j",
    async (habits) => {
      const faults = [{ name: "x", when: {}, then: { kind: "delta", ...habits } }];
      expect((await tenant.admin.post("/faults", { faults })).status).toBe(400);
    },
  );

  it("tells only what changed when that is preferred", async () => {
    const { link } = await sync("/v1.0/groups/delta?$select=displayName,description");
    await graph.patch(`/v1.0/groups/${boston}`, { displayName: "Boston harbour" });
    const answer = await graph.get(link, { prefer: "return=minimal" });
    expect(valuesOf(answer)).toEqual([{ id: boston, displayName: "Boston harbour" }]);
    expect(valuesOf(await graph.get(link))).toMatchObject([{ description: expect.anything() as unknown }]);
  });
});

describe("delay", () => {
  const select = "/v1.0/groups/delta?$select=displayName,members";
  const wait = (advanceSeconds: number) => tenant.admin.post("/clock", { advanceSeconds });

  beforeEach(async () => {
    await tenant.admin.post("/lag", { deltaSeconds: 60 });
  });

  it("a change is told a minute later, as it was until then", async () => {
    const { link } = await sync(select);
    await graph.patch(`/v1.0/groups/${boston}`, { displayName: "Boston harbour" });
    await graph.post(`/v1.0/groups/${boston}/members/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${person(305)}`,
    });
    const made = await graph.post("/v1.0/groups", groupBody("New"));
    await wait(59);
    const early = await sync(link);
    expect(early.rows).toEqual([]);
    const whole = (await sync(select)).rows;
    expect(whole.find(({ id }) => id === boston)).toMatchObject({ displayName: "Boston store" });
    expect(whole.map(({ id }) => id)).not.toContain(made.body["id"]);
    await wait(1);
    const late = await sync(early.link);
    expect(late.rows.map(({ id }) => id).sort()).toEqual([boston, made.body["id"]].sort());
    expect(late.rows).toContainEqual(expect.objectContaining({ displayName: "Boston harbour" }));
  });

  it("each state is told when its time has come", async () => {
    let { link } = await sync(select);
    const told: unknown[] = [];
    for (const displayName of ["One", "Two", "Three", undefined, undefined]) {
      if (displayName !== undefined) await graph.patch(`/v1.0/groups/${boston}`, { displayName });
      await wait(30);
      const { rows, link: next } = await sync(link);
      link = next;
      told.push(...rows.map((row) => row["displayName"]));
    }
    expect(told).toEqual(["One", "Two", "Three"]);
  });

  it("what is deleted, restored and purged goes and comes a minute later", async () => {
    let { link } = await sync(select);
    const gone = async (): Promise<unknown[]> => {
      const { rows, link: next } = await sync(link);
      link = next;
      return rows.map((row) => row["@removed"] ?? row["displayName"]);
    };
    const steps: [act: () => Promise<unknown>, later: unknown][] = [
      [() => graph.delete(`/v1.0/groups/${boston}`), { reason: "changed" }],
      [() => graph.post(`/v1.0/directory/deletedItems/${boston}/restore`), "Boston store"],
      [() => graph.delete(`/v1.0/groups/${boston}`), { reason: "changed" }],
      [() => graph.delete(`/v1.0/directory/deletedItems/${boston}`), { reason: "deleted" }],
    ];
    for (const [act, later] of steps) {
      await act();
      expect(await gone()).toEqual([]);
      await wait(60);
      expect(await gone()).toEqual([later]);
    }
  });
});

describe("delta of the other kinds", () => {
  const application = { displayName: "Signs" };

  it("applications and their principals come, change and go", async () => {
    const admin = await tenant.graph("admin");
    const apps = await sync("/v1.0/applications/delta?$select=displayName");
    const principals = await sync("/v1.0/servicePrincipals/delta?$select=displayName,appId");
    const { id, appId } = (await admin.post("/v1.0/applications", application)).body;
    await admin.post("/v1.0/servicePrincipals", { appId });
    const made = await sync(apps.link);
    expect(made.rows).toEqual([{ id, displayName: "Signs" }]);
    const follows = await sync(principals.link);
    expect(follows.rows).toMatchObject([{ appId, displayName: "Signs" }]);
    await admin.patch(`/v1.0/applications/${String(id)}`, { displayName: "Labels" });
    expect((await sync(follows.link)).rows).toMatchObject([{ displayName: "Labels" }]);
    await admin.delete(`/v1.0/applications/${String(id)}`);
    expect((await sync(made.link)).rows).toEqual([{ id, "@removed": { reason: "changed" } }]);
  });

  it("grants come, change and go for good", async () => {
    const admin = await tenant.graph("admin");
    const state = tenant.running.core.state.tenant;
    const { link } = await sync("/v1.0/oauth2PermissionGrants/delta");
    const app = (await admin.post("/v1.0/applications", application)).body;
    const client = (await admin.post("/v1.0/servicePrincipals", { appId: app["appId"] })).body;
    const resource = state.servicePrincipalByAppId("00000003-0000-0000-c000-000000000000");
    const body = { clientId: client["id"], consentType: "AllPrincipals", resourceId: resource?.id };
    const made = await admin.post("/v1.0/oauth2PermissionGrants", { ...body, scope: "User.Read" });
    const first = await sync(link);
    expect(first.rows).toMatchObject([{ id: made.body["id"], scope: "User.Read" }]);
    const grant = `/v1.0/oauth2PermissionGrants/${String(made.body["id"])}`;
    await admin.patch(grant, { scope: "User.Read openid" });
    const second = await sync(first.link);
    expect(second.rows).toMatchObject([{ scope: "User.Read openid" }]);
    await admin.delete(grant);
    const gone = await sync(second.link);
    expect(gone.rows).toEqual([{ id: made.body["id"], "@removed": { reason: "deleted" } }]);
    await admin.post("/v1.0/oauth2PermissionGrants", { ...body, scope: "openid" });
    expect((await sync(gone.link)).rows).toMatchObject([{ scope: "openid" }]);
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
