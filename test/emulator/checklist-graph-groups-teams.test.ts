// Rows 1 to 9 of the checklist of Graph behaviours. Lag, faults and limits have files of their own.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

const template = `${graphBase}/teamsTemplates('standard')`;
const teamBody = (name: string, more: Record<string, unknown> = {}) => ({
  "template@odata.bind": template,
  displayName: name,
  members: [memberBody(person(201), "owner")],
  ...more,
});
const makeGroup = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await graph.post("/v1.0/groups", groupBody(name, more));
  expect(answer.status, answer.text).toBe(201);
  return String(answer.body["id"]);
};
const owned = { "owners@odata.bind": [userUrl(person(201))] };
const ref = (id: string) => ({ "@odata.id": `${graphBase}/directoryObjects/${id}` });

describe("1. POST /teams", () => {
  it("answers 202 without a body; Location is relative and leads to an operation and the team", async () => {
    const answer = await graph.post("/v1.0/teams", teamBody("New team"));
    expect([answer.status, answer.text]).toEqual([202, ""]);
    expect(answer.headers["location"]).toMatch(/^\/teams\('[0-9a-f-]{36}'\)\/operations\('[0-9a-f-]{36}'\)$/);
    const operation = await graph.get(`/v1.0${String(answer.headers["location"])}`);
    expect(operation.body).toMatchObject({ operationType: "createTeam", status: "succeeded" });
    const team = await graph.get(`/v1.0${String(answer.headers["content-location"])}`);
    expect(team.body).toMatchObject({ displayName: "New team", isArchived: false });
  });

  it.each([
    { name: "no owner", more: { members: [] } },
    { name: "two members", more: { members: [memberBody(person(201), "owner"), memberBody(person(202))] } },
    { name: "a member who is no owner", more: { members: [memberBody(person(201))] } },
    { name: "no name", more: { displayName: undefined } },
    { name: "an unknown property", more: { colour: "red" } },
    { name: "an illegal first channel", more: { firstChannelName: "a/b" } },
  ])("refuses $name with 400 and leaves nothing", async ({ more }) => {
    const before = (await tenant.admin.get("/snapshot")).text;
    expect((await graph.post("/v1.0/teams", teamBody("Wrong", more))).status).toBe(400);
    expect((await tenant.admin.get("/snapshot")).text).toBe(before);
  });

  it("twice makes two teams: it is not idempotent", async () => {
    const locations = [
      await graph.post("/v1.0/teams", teamBody("Twin")),
      await graph.post("/v1.0/teams", teamBody("Twin")),
    ].map(({ headers }) => headers["content-location"]);
    expect(new Set(locations).size).toBe(2);
  });
});

describe("2. PUT team", () => {
  it("is 201 with the team, then 409", async () => {
    const id = await makeGroup("Put", owned);
    const body = { memberSettings: { allowCreateUpdateChannels: false } };
    const made = await graph.put(`/v1.0/groups/${id}/team`, body);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ id, visibility: "private", ...body });
    expect(errorOf(await graph.put(`/v1.0/groups/${id}/team`, {}))).toMatchObject({ status: 409 });
  });

  it("can say 404 although the team was made; the retry is 409", async () => {
    const id = await makeGroup("Put", owned);
    const when = { method: "PUT", route: "/groups/{group}/team" };
    await tenant.admin.post("/faults", { faults: [{ when, then: { kind: "createdButMissing" } }] });
    expect(errorOf(await graph.put(`/v1.0/groups/${id}/team`, {}))).toMatchObject({
      status: 404,
      code: "NotFound",
      message: /^Failed to execute MsGraph backend request GetGroupFromIdS2SRequest/,
    });
    expect((await graph.put(`/v1.0/groups/${id}/team`, {})).status).toBe(409);
    expect((await graph.get(`/v1.0/teams/${id}`)).status).toBe(200);
  });
});

describe("3. PUT team without owner", () => {
  it("is 400", async () => {
    const id = await makeGroup("Nobody's");
    expect((await graph.put(`/v1.0/groups/${id}/team`, {})).status).toBe(400);
  });

  it("a group without a team has none: 404 with its id", async () => {
    const id = await makeGroup("Plain", owned);
    expect(errorOf(await graph.get(`/v1.0/teams/${id}`))).toEqual({
      status: 404,
      code: "NotFound",
      message: `No team found with Group Id ${id}`,
    });
  });
});

describe("4. POST group", () => {
  it.each([
    { count: 20, status: 201 },
    { count: 21, status: 400 },
  ])("$count binds over both lists: $status", async ({ count, status }) => {
    const ids = valuesOf(await graph.get("/v1.0/users?$top=999")).map(({ id }) => String(id));
    const members = ids.filter((id) => id !== person(201)).slice(0, count - 1);
    expect(members).toHaveLength(count - 1);
    const binds = { ...owned, "members@odata.bind": members.map(userUrl) };
    expect((await graph.post("/v1.0/groups", groupBody("Bound", binds))).status).toBe(status);
  });

  it("an unknown template is 404", async () => {
    const body = teamBody("X", { "template@odata.bind": `${graphBase}/teamsTemplates('x')` });
    expect((await graph.post("/v1.0/teams", body)).status).toBe(404);
  });
});

describe("5. upsert", () => {
  it("201 with a body, then 204 without; the key in the body may not differ", async () => {
    const path = "/v1.0/groups(uniqueName='row-5')";
    const prefer = { prefer: "create-if-missing" };
    const created = await graph.patch(path, groupBody("Row 5"), prefer);
    expect([created.status, created.body["uniqueName"]]).toEqual([201, "row-5"]);
    const updated = await graph.patch(path, groupBody("Row 5"), prefer);
    expect([updated.status, updated.text]).toEqual([204, ""]);
    expect((await graph.patch(path, { uniqueName: "other" }, prefer)).status).toBe(400);
  });
});

describe("6. duplicates", () => {
  it("are 400, and a bind of several adds none of them", async () => {
    const id = await makeGroup("Doubles", { "members@odata.bind": [userUrl(person(301))] });
    expect((await graph.post(`/v1.0/groups/${id}/members/$ref`, ref(person(301)))).status).toBe(400);
    const bind = { "members@odata.bind": [userUrl(person(302)), userUrl(person(301))] };
    expect((await graph.patch(`/v1.0/groups/${id}`, bind)).status).toBe(400);
    expect(valuesOf(await graph.get(`/v1.0/groups/${id}/members`))).toHaveLength(1);
  });
});

describe("7. the last owner", () => {
  it("stays, in a group and in a team", async () => {
    const id = await makeGroup("Owned", owned);
    expect(errorOf(await graph.delete(`/v1.0/groups/${id}/owners/${person(201)}/$ref`))).toEqual({
      status: 400,
      code: "Request_BadRequest",
      message: "The group must have at least one owner, hence this owner cannot be removed.",
    });
    await graph.put(`/v1.0/groups/${id}/team`, {});
    const [member] = valuesOf(await graph.get(`/v1.0/teams/${id}/members`));
    const path = `/v1.0/teams/${id}/members/${encodeURIComponent(String(member?.["id"]))}`;
    expect((await graph.delete(path)).status).toBe(400);
    const demoted = await graph.patch(path, { ...memberBody(person(201)), "user@odata.bind": undefined });
    expect(demoted.status).toBe(400);
  });
});

describe("8. members/add and members/remove", () => {
  const add = (values: unknown[]) => graph.post(`/v1.0/teams/${boston}/members/add`, { values });
  const remove = (values: unknown[]) => graph.post(`/v1.0/teams/${boston}/members/remove`, { values });

  it("200 when all are added, 204 when all are removed", async () => {
    const answer = await add([memberBody(person(303)), memberBody(person(304), "owner")]);
    expect(answer.status).toBe(200);
    expect(answer.body["value"]).toMatchObject([{ error: null }, { error: null }]);
    const removal = await remove([memberBody(person(303))]);
    expect([removal.status, removal.text]).toEqual([204, ""]);
  });

  it("207 when some fail: an empty message for a missing and for a disabled user", async () => {
    await graph.patch(`/v1.0/users/${person(304)}`, { accountEnabled: false });
    const answer = await add([memberBody(person(303)), memberBody(person(999)), memberBody(person(304))]);
    expect(answer.status).toBe(207);
    expect(answer.body["value"]).toMatchObject([
      { userId: person(303), error: null },
      { userId: person(999), error: { code: "NotFound", message: "" } },
      { userId: person(304), error: { code: "NotFound", message: "" } },
    ]);
    const removal = await remove([memberBody(person(303)), memberBody(person(999))]);
    expect(removal.status).toBe(207);
    expect(removal.body["value"]).toMatchObject([
      { error: null },
      { error: { code: "NotFound", message: "Could not find resource" } },
    ]);
  });

  it("takes 200 at most to add and 20 to remove", async () => {
    const values = (count: number) =>
      Array.from({ length: count }, (_, index) => memberBody(person(5000 + index)));
    expect([(await add(values(200))).status, (await add(values(201))).status]).toEqual([207, 400]);
    expect([(await remove(values(20))).status, (await remove(values(21))).status]).toEqual([207, 400]);
  });
});

describe("9. group edges and team members", () => {
  it("a team's members are the group's at once", async () => {
    await graph.post(`/v1.0/teams/${boston}/members`, memberBody(person(304), "owner"));
    const ids = async (relation: string) =>
      valuesOf(await graph.get(`/v1.0/groups/${boston}/${relation}`)).map(({ id }) => id);
    expect(await ids("members")).toContain(person(304));
    expect(await ids("owners")).toContain(person(304));
  });
});
