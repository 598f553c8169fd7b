// States that are seldom built: archived teams, last owners, secrets that have run out, page tokens of another query,
// etags of before. What each refuses, and what it goes on taking.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  errorOf,
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
  // A test may have moved the clock.
  graph = await tenant.graph();
});
afterAll(() => tenant.close());

const team = `/v1.0/teams/${boston}`;
const made = async (path: string, body: unknown): Promise<string> => {
  const answer = await graph.post(path, body);
  expect(answer.status, answer.text).toBe(201);
  return String(answer.body["id"]);
};
const website = {
  displayName: "Site",
  "teamsApp@odata.bind":
    "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web",
  configuration: { entityId: null, contentUrl: "https://contoso.example", websiteUrl: null, removeUrl: null },
};
const secret = async (...owners: number[]): Promise<string> => {
  for (const owner of owners) await graph.post(`${team}/members`, memberBody(person(owner)));
  return made(`${team}/channels`, {
    displayName: "Secret",
    membershipType: "private",
    members: owners.map((owner) => memberBody(person(owner), "owner")),
  });
};

describe("an archived team", () => {
  it("takes no change of its content, and keeps it; its people still come and go", async () => {
    const channel = `${team}/channels/${await made(`${team}/channels`, { displayName: "Shifts" })}`;
    const tab = `${channel}/tabs/${await made(`${channel}/tabs`, website)}`;
    expect((await graph.post(`${team}/archive`, {})).status).toBe(202);
    const before = (await tenant.admin.get("/snapshot")).text;
    const refused = {
      "a new channel": await graph.post(`${team}/channels`, { displayName: "More" }),
      "a channel's name": await graph.patch(channel, { displayName: "Other" }),
      "a channel's end": await graph.delete(channel),
      "a new tab": await graph.post(`${channel}/tabs`, website),
      "a tab's name": await graph.patch(tab, { displayName: "Other" }),
      "a tab's end": await graph.delete(tab),
      "a setting": await graph.patch(team, { memberSettings: { allowCreateUpdateChannels: false } }),
    };
    for (const [what, answer] of Object.entries(refused))
      expect(errorOf(answer), what).toMatchObject({ status: 400, code: "BadRequest" });
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
    expect((await graph.post(`${team}/members`, memberBody(person(304)))).status).toBe(201);
    expect((await graph.get(`${channel}/tabs`)).status).toBe(200);
    expect((await graph.post(`${team}/unarchive`, {})).status).toBe(202);
    expect((await graph.patch(channel, { displayName: "Other" })).status).toBe(204);
  });
});

describe("a private channel's owners", () => {
  const body = (...roles: string[]) => ({
    "@odata.type": "#microsoft.graph.aadUserConversationMember",
    roles,
  });

  it("the last one neither goes nor stops owning; the last but one may", async () => {
    const path = `${team}/channels/${await secret(303, 304)}/members`;
    const [first, second] = valuesOf(await graph.get(path)).map((row) => `${path}/${String(row["id"])}`);
    expect((await graph.patch(first ?? "", body())).status).toBe(200);
    for (const answer of [await graph.patch(second ?? "", body()), await graph.delete(second ?? "")])
      expect(answer.status).toBe(400);
    expect((await graph.patch(second ?? "", body("owner"))).status).toBe(200);
    expect((await graph.delete(first ?? "")).status).toBe(204);
    expect((await graph.delete(second ?? "")).status).toBe(400);
  });

  it("are in the team: nobody else comes in, and who leaves the team leaves the channel", async () => {
    const channel = `${team}/channels/${await secret(303, 304)}/members`;
    expect((await graph.post(channel, memberBody(person(305)))).status).toBe(400);
    await graph.post(`${team}/members`, memberBody(person(305)));
    expect((await graph.post(channel, memberBody(person(305)))).status).toBe(201);
    const remove = { values: [memberBody(person(305))] };
    expect((await graph.post(`${team}/members/remove`, remove)).status).toBe(204);
    expect(valuesOf(await graph.get(channel)).map((row) => row["userId"])).not.toContain(person(305));
  });
});

describe("a secret", () => {
  it("is good up to its last second, and not at its end", async () => {
    const application = valuesOf(await graph.get("/v1.0/applications?$top=1"))[0];
    const end = new Date(tenant.world.now().getTime() + 3_600_000).toISOString();
    const passwordCredential = { displayName: "short", endDateTime: end };
    const added = await graph.post(`/v1.0/applications/${String(application?.["id"])}/addPassword`, {
      passwordCredential,
    });
    const form = {
      client_id: String(application?.["appId"]),
      client_secret: String(added.body["secretText"]),
      scope: `${tenant.running.ready.graphUrl}/.default`,
    };
    const principals = `/v1.0/servicePrincipals?$filter=appId eq '${form.client_id}'`;
    if (valuesOf(await graph.get(principals)).length === 0)
      await graph.post("/v1.0/servicePrincipals", { appId: form.client_id });
    tenant.world.advance(3599);
    expect((await tenant.token(form)).status).toBe(200);
    tenant.world.advance(1);
    const late = await tenant.token(form);
    expect([late.status, late.body["error_codes"]]).toEqual([401, [7_000_222]]);
  });
});

describe("a page token", () => {
  const next = async (path: string): Promise<string> =>
    new URL(String((await graph.get(path)).body["@odata.nextLink"])).search;

  it.each([
    ["another path", "/v1.0/users?$top=2", "/v1.0/groups"],
    ["another filter", "/v1.0/users?$top=2", "/v1.0/users?$filter=accountEnabled eq true"],
    ["another selection", "/v1.0/users?$top=2&$select=id", "/v1.0/users?$select=displayName"],
    ["another size", "/v1.0/users?$top=2", "/v1.0/users?$top=3"],
  ])("is good for no query with %s", async (_what, from, to) => {
    const token = new URLSearchParams(await next(from)).get("$skiptoken") ?? "";
    const joined = `${to}${to.includes("?") ? "&" : "?"}$skiptoken=${token}`;
    expect((await graph.get(joined)).status).toBe(400);
    expect((await graph.get(`/v1.0/users${await next(from)}`)).status).toBe(200);
  });
});

describe("an etag", () => {
  it("of before is refused by Planner; that of now is taken, and missing is a failed precondition", async () => {
    const container = { url: `https://graph.microsoft.com/v1.0/groups/${boston}` };
    const planId = await made("/v1.0/planner/plans", { container, title: "Opening" });
    const path = `/v1.0/planner/plans/${planId}`;
    const etag = async () => ({ "if-match": String((await graph.get(path)).body["@odata.etag"]) });
    const old = await etag();
    expect((await graph.patch(path, { title: "One" }, old)).status).toBe(204);
    expect([409, 412]).toContain((await graph.patch(path, { title: "Two" }, old)).status);
    expect((await graph.delete(path, old)).status).toBe(412);
    expect((await graph.delete(path)).status).toBe(412);
    expect((await graph.get(path)).body["title"]).toBe("One");
    expect((await graph.delete(path, await etag())).status).toBe(204);
  });

  it.each(["patch", "delete"] as const)("of before is refused by Dataverse on %s", async (verb) => {
    const dev = await tenant.dataverse("dev");
    const path = "/api/data/v9.2/accounts(c0000000-0000-4000-8000-000000000001)";
    const act = (match: string) => {
      const headers = { "if-match": match };
      return verb === "patch" ? dev.patch(path, { name: "x" }, headers) : dev.delete(path, headers);
    };
    const old = String((await dev.get(path)).body["@odata.etag"]);
    await dev.patch(path, { description: "x" });
    const now = String((await dev.get(path)).body["@odata.etag"]);
    expect(errorOf(await act(old))).toMatchObject({ status: 412, code: "0x80060882" });
    expect((await act(now)).status).toBe(204);
  });
});
