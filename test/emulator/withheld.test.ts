// What the service keeps back or tells elsewhere: a client that rests on more than this would fail in a real tenant.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  graphBase,
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
});
afterAll(() => tenant.close());

const team = `/v1.0/teams/${boston}`;
const audits = async (): Promise<unknown[]> =>
  valuesOf(await graph.get("/v1.0/auditLogs/directoryAudits?$top=999")).map(
    ({ activityDisplayName }) => activityDisplayName,
  );

/** Begins a search over all of the scripted time; gives its path. */
async function search(more: Record<string, unknown> = {}): Promise<string> {
  const made = await graph.post("/beta/security/auditLog/queries", {
    displayName: "what happened",
    filterStartDateTime: "2026-01-01T00:00:00Z",
    filterEndDateTime: "2027-01-01T00:00:00Z",
    ...more,
  });
  expect(made.status).toBe(201);
  return `/beta/security/auditLog/queries/${String(made.body["id"])}`;
}

const found = async (path: string): Promise<Record<string, unknown>[]> =>
  valuesOf(await graph.get(`${path}/records`));

describe("the two audit logs", () => {
  /** What only Teams keeps: the act, and what its audit calls it. */
  const acts: readonly [operation: string, act: () => Promise<unknown>][] = [
    ["ChannelAdded", () => graph.post(`${team}/channels`, { displayName: "Shifts" })],
    ["TeamSettingChanged", () => graph.patch(team, { memberSettings: { allowCreateUpdateChannels: false } })],
  ];

  it.each(acts)("%s is not in the directory's, and a search finds it", async (operation, act) => {
    const before = await audits();
    await act();
    expect(await audits()).toEqual(before);
    const path = await search({ operationFilters: [operation] });
    expect((await graph.get(path)).body).toMatchObject({
      status: "succeeded",
      operationFilters: [operation],
    });
    expect(await found(path)).toMatchObject([
      {
        operation,
        service: "MicrosoftTeams",
        auditLogRecordType: "microsoftTeams",
        userPrincipalName: expect.any(String) as unknown,
      },
    ]);
  });

  it("a member added in Teams is in both: the group has a new edge", async () => {
    await graph.post(`${team}/members`, memberBody(person(305)));
    expect(await audits()).toContain("Add member to group");
    const path = await search({ operationFilters: ["MemberAdded"] });
    const [record] = await found(path);
    expect(record).toMatchObject({ auditData: { TeamGuid: boston } });
  });

  it.each([
    ["operation", { operationFilters: ["ChannelDeleted"] }],
    ["person", { userPrincipalNameFilters: ["nobody@contoso.example"] }],
    ["object", { objectIdFilters: ["19:none@thread.tacv2"] }],
    ["kind of record", { recordTypeFilters: ["azureActiveDirectory"] }],
    ["time", { filterStartDateTime: "2027-01-01T00:00:00Z", filterEndDateTime: "2027-02-01T00:00:00Z" }],
  ])("a search by another %s finds nothing", async (_what, filter) => {
    await graph.post(`${team}/channels`, { displayName: "Shifts" });
    expect(await found(await search(filter))).toEqual([]);
  });

  it.each(["filterStartDateTime", "filterEndDateTime"])("a search without %s is refused", async (name) => {
    const all = { filterStartDateTime: "2026-01-01T00:00:00Z", filterEndDateTime: "2027-01-01T00:00:00Z" };
    const { status } = await graph.post("/beta/security/auditLog/queries", { ...all, [name]: undefined });
    expect(status).toBe(400);
  });

  it("the directory's comes late, and is kept for 30 days; that of Teams for 180", async () => {
    const path = `/v1.0/groups/${boston}`;
    await tenant.admin.post("/lag", { directoryAuditSeconds: 120 });
    await graph.patch(path, { description: "Harbour" });
    await graph.post(`${team}/channels`, { displayName: "Shifts" });
    const named = async (): Promise<number> =>
      (await audits()).filter((activity) => activity === "Update group").length;
    const counts: number[] = [];
    for (const seconds of [119, 1, 30 * 86_400 - 120, 1]) {
      await tenant.admin.post("/clock", { advanceSeconds: seconds });
      graph = await tenant.graph("admin");
      counts.push(await named());
    }
    expect(counts).toEqual([0, 1, 1, 0]);
    for (const [seconds, count] of [
      [150 * 86_400 - 1, 1],
      [1, 0],
    ] as const) {
      await tenant.admin.post("/clock", { advanceSeconds: seconds });
      graph = await tenant.graph("admin");
      expect(await found(await search({ operationFilters: ["ChannelAdded"] }))).toHaveLength(count);
    }
  });

  it("v1.0 has no search", async () => {
    expect((await graph.get("/v1.0/security/auditLog/queries")).status).toBe(501);
  });

  it("events come late, and the search takes its time", async () => {
    await tenant.admin.post("/lag", { auditEventSeconds: 4500, auditSearchSeconds: 60 });
    await graph.post(`${team}/channels`, { displayName: "Shifts" });
    const early = await search();
    const states: unknown[] = [];
    for (const seconds of [0, 30, 30]) {
      await tenant.admin.post("/clock", { advanceSeconds: seconds });
      states.push((await graph.get(early)).body["status"]);
      expect(await found(early)).toEqual([]);
    }
    expect(states).toEqual(["notStarted", "running", "succeeded"]);
    await tenant.admin.post("/clock", { advanceSeconds: 4500 });
    graph = await tenant.graph("admin");
    const late = await search();
    await tenant.admin.post("/clock", { advanceSeconds: 60 });
    expect((await found(late)).map(({ operation }) => operation)).toEqual(["ChannelAdded"]);
    // The first search goes on finding what was there when it was begun.
    expect(await found(early)).toEqual([]);
  });
});

it("GET /teams tells id, name and description; the rest only by id", async () => {
  const { body } = await graph.get(team);
  const [row] = valuesOf(await graph.get(`/v1.0/teams?$filter=id eq '${boston}'`));
  const told = Object.entries(row ?? {}).filter(([, value]) => value !== null);
  expect(Object.fromEntries(told)).toEqual({
    id: boston,
    displayName: body["displayName"],
    description: body["description"],
  });
  expect(body["memberSettings"]).toEqual(expect.objectContaining({ allowCreateUpdateChannels: true }));
});

describe("a person in the recycle bin", () => {
  const someone = person(305);
  const link = (id: string) => ({ "@odata.id": `${graphBase}/directoryObjects/${id}` });
  const members = async (): Promise<unknown[]> =>
    valuesOf(await graph.get(`/v1.0/groups/${boston}/members?$top=999`)).map(({ id }) => id);
  const roster = async (): Promise<unknown[]> =>
    valuesOf(await graph.get(`${team}/members?$top=999`)).map(({ userId }) => userId);
  const deltaOf = async (path: string): Promise<{ link: string; rows: Record<string, unknown>[] }> => {
    const answer = await graph.get(path, { prefer: "odata.maxpagesize=999" });
    return {
      link: String(answer.body["@odata.deltaLink"]).slice(graph.origin.length),
      rows: valuesOf(answer),
    };
  };

  beforeEach(async () => {
    await graph.post(`/v1.0/groups/${boston}/members/$ref`, link(someone));
  });

  it("is in no list, and has the memberships again after a restore", async () => {
    expect(await members()).toContain(someone);
    expect((await graph.delete(`/v1.0/users/${someone}`)).status).toBe(204);
    expect([await members(), await roster()]).not.toContainEqual(expect.arrayContaining([someone]));
    expect((await graph.post(`/v1.0/directory/deletedItems/${someone}/restore`)).status).toBe(200);
    expect(await members()).toContain(someone);
    expect(await roster()).toContain(someone);
  });

  it("shows in the delta of groups at the purge only, in that of users at once", async () => {
    const groups = await deltaOf(`/v1.0/groups/delta?$select=displayName,members&$filter=id eq '${boston}'`);
    const users = await deltaOf("/v1.0/users/delta?$select=displayName");
    await graph.delete(`/v1.0/users/${someone}`);
    const silent = await deltaOf(groups.link);
    expect(silent.rows).toEqual([]);
    const told = await deltaOf(users.link);
    expect(told.rows).toEqual([{ id: someone, "@removed": { reason: "changed" } }]);
    await graph.delete(`/v1.0/directory/deletedItems/${someone}`);
    expect((await deltaOf(silent.link)).rows).toMatchObject([
      {
        id: boston,
        "members@delta": [
          { "@odata.type": "#microsoft.graph.user", id: someone, "@removed": { reason: "deleted" } },
        ],
      },
    ]);
    expect((await deltaOf(told.link)).rows).toEqual([{ id: someone, "@removed": { reason: "deleted" } }]);
    expect((await graph.post(`/v1.0/directory/deletedItems/${someone}/restore`)).status).toBe(404);
    expect(await members()).not.toContain(someone);
  });
});

it("an owner of the group who is no member of it is not in the team", async () => {
  const made = await graph.post("/v1.0/groups", groupBody("Owned"));
  const id = String(made.body["id"]);
  for (const [relation, number] of [
    ["owners", 301] as const,
    ["owners", 302] as const,
    ["members", 302] as const,
  ])
    await graph.post(`/v1.0/groups/${id}/${relation}/$ref`, {
      "@odata.id": `${graphBase}/directoryObjects/${person(number)}`,
    });
  expect((await graph.put(`/v1.0/groups/${id}/team`, {})).status).toBe(201);
  const members = valuesOf(await graph.get(`/v1.0/teams/${id}/members`));
  expect(members.map(({ userId, roles }) => [userId, roles])).toEqual([[person(302), ["owner"]]]);
});
