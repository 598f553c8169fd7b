// Planner: plans, buckets, tasks, details; etags that change at every write; limits.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Answer,
  boston,
  type Client,
  errorOf,
  graphBase,
  person,
  startTenant,
  type TestTenant,
  valuesOf,
} from "../support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph();
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const container = { url: `${graphBase}/groups/${boston}` };
const made = async (path: string, body: unknown): Promise<Answer["body"]> => {
  const answer = await graph.post(`/v1.0/planner/${path}`, body);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const plan = async () => String((await made("plans", { container, title: "Opening" }))["id"]);
const task = async (more: Record<string, unknown> = {}) =>
  made("tasks", { planId: await plan(), title: "Sweep", ...more });
const match = (body: Answer["body"]): Record<string, string> => ({ "if-match": String(body["@odata.etag"]) });
const assignment = { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" };

describe("plans", () => {
  it("is made in a group, listed by it, and gone with it until it is restored", async () => {
    const body = await made("plans", { container, title: "Opening" });
    expect(body).toMatchObject({ title: "Opening", container: { containerId: boston, type: "group" } });
    expect(body["id"]).toMatch(/^[\w-]{28}$/);
    const list = await graph.get(`/v1.0/groups/${boston}/planner/plans`);
    expect(valuesOf(list)).toMatchObject([{ id: body["id"], "@odata.etag": body["@odata.etag"] }]);
    const path = `/v1.0/planner/plans/${String(body["id"])}`;
    await graph.delete(`/v1.0/groups/${boston}`);
    expect((await graph.get(path)).status).toBe(404);
    await graph.post(`/v1.0/directory/deletedItems/${boston}/restore`);
    expect((await graph.get(`${path}?$expand=details`)).body["details"]).toMatchObject({ sharedWith: {} });
  });

  it.each([
    { name: "no container", body: { title: "x" } },
    { name: "no title", body: { container } },
    { name: "a bad container", body: { container: { url: `${graphBase}/users/x` }, title: "x" } },
    { name: "an unknown property", body: { container, title: "x", colour: "red" } },
    {
      name: "a read-only property",
      body: { container, title: "x", createdDateTime: "2026-01-01T00:00:00Z" },
    },
  ])("refuses with 400: $name", async ({ body }) => {
    expect((await graph.post("/v1.0/planner/plans", body)).status).toBe(400);
  });

  it("names the limit in the code of a 403", async () => {
    for (let index = 0; index < 200; index += 1) await made("plans", { container, title: `Plan ${index}` });
    const answer = await graph.post("/v1.0/planner/plans", { container, title: "One too many" });
    expect(errorOf(answer)).toMatchObject({ status: 403, code: "MaximumProjectsOwnedByUser" });
  });

  it("asks for Tasks.ReadWrite.All; the code of the refusal is empty", async () => {
    const reader = await tenant.graph("reader");
    const answer = await reader.post("/v1.0/planner/plans", { container, title: "x" });
    expect(errorOf(answer)).toMatchObject({ status: 403, code: "" });
  });

  it("keeps details with an etag of their own", async () => {
    const id = await plan();
    const path = `/v1.0/planner/plans/${id}`;
    const before = await graph.get(path);
    const details = await graph.get(`${path}/details`);
    const change = { categoryDescriptions: { category1: "Safety" }, sharedWith: { [person(301)]: true } };
    const answer = await graph.patch(`${path}/details`, change, {
      ...match(details.body),
      prefer: "return=representation",
    });
    expect(answer.body).toMatchObject(change);
    expect((await graph.get(path)).body["@odata.etag"]).toBe(before.body["@odata.etag"]);
    const stale = await graph.patch(`${path}/details`, change, match(details.body));
    expect(stale.status).toBe(409);
  });
});

describe("etags", () => {
  it("are needed by PATCH and DELETE, and change with every write", async () => {
    const first = await task();
    const path = `/v1.0/planner/tasks/${String(first["id"])}`;
    expect((await graph.patch(path, { title: "x" })).status).toBe(412);
    expect((await graph.delete(path)).status).toBe(412);
    expect((await graph.patch(path, { title: "Mop" }, match(first))).status).toBe(204);
    const second = (await graph.get(path)).body;
    expect(String(second["@odata.etag"]) > String(first["@odata.etag"])).toBe(true);
    const shown = await graph.patch(
      path,
      { priority: 1 },
      { ...match(second), prefer: "return=representation" },
    );
    expect([shown.status, shown.body["priority"]]).toEqual([200, 1]);
    expect((await graph.delete(path, match(second))).status).toBe(412);
    expect((await graph.delete(path, match(shown.body))).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
  });

  it("an old one is a conflict when the same property has changed, else a 412", async () => {
    const first = await task();
    const path = `/v1.0/planner/tasks/${String(first["id"])}`;
    await graph.patch(path, { title: "Mop" }, match(first));
    expect((await graph.patch(path, { title: "Dust" }, match(first))).status).toBe(409);
    expect((await graph.patch(path, { priority: 1 }, match(first))).status).toBe(412);
  });
});

describe("buckets and tasks", () => {
  it("puts tasks into buckets and lists them by plan, bucket and person", async () => {
    const planId = await plan();
    const bucket = await made("buckets", { planId, name: "Morning", orderHint: " !" });
    const bucketId = String(bucket["id"]);
    await made("tasks", { planId, title: "Loose" });
    const assigned = await made("tasks", {
      planId,
      bucketId,
      title: "Count the till",
      assignments: { [person(301)]: assignment },
    });
    expect(assigned["assignments"]).toHaveProperty([person(301), "assignedDateTime"]);
    const titles = async (path: string) =>
      valuesOf(await graph.get(`/v1.0/${path}`)).map((row) => row["title"]);
    expect(await titles(`planner/plans/${planId}/tasks`)).toEqual(["Loose", "Count the till"]);
    expect(await titles(`planner/buckets/${bucketId}/tasks`)).toEqual(["Count the till"]);
    expect(await titles(`users/${person(301)}/planner/tasks`)).toEqual(["Count the till"]);
    await graph.delete(`/v1.0/planner/buckets/${bucketId}`, match(bucket));
    expect(await titles(`planner/plans/${planId}/tasks`)).toEqual(["Loose"]);
    const { body } = await graph.get(`/v1.0/planner/plans/${planId}`);
    await graph.delete(`/v1.0/planner/plans/${planId}`, match(body));
    expect((await graph.get(`/v1.0/planner/plans/${planId}/tasks`)).status).toBe(404);
  });

  it("completes a task and opens it again", async () => {
    const first = await task({ percentComplete: 50 });
    const path = `/v1.0/planner/tasks/${String(first["id"])}`;
    const shown = { prefer: "return=representation" };
    const done = await graph.patch(path, { percentComplete: 100 }, { ...match(first), ...shown });
    expect(done.body["completedDateTime"]).not.toBeNull();
    const open = await graph.patch(path, { percentComplete: 0 }, { ...match(done.body), ...shown });
    expect(open.body).toMatchObject({ completedDateTime: null, completedBy: null });
  });

  it.each([
    { name: "no plan", more: { planId: undefined }, status: 400 },
    { name: "a plan there is not", more: { planId: "x".repeat(28) }, status: 404 },
    { name: "no title", more: { title: undefined }, status: 400 },
    { name: "another plan's bucket", more: { bucketId: "x".repeat(28) }, status: 400 },
    {
      name: "assignment without type",
      more: { assignments: { [person(301)]: { orderHint: " !" } } },
      status: 400,
    },
    { name: "assignment of nobody", more: { assignments: { [person(999)]: assignment } }, status: 400 },
    { name: "a hint that was a result", more: { orderHint: "8585123P" }, status: 400 },
    {
      name: "a start after the end",
      more: { startDateTime: "2026-02-02T00:00:00Z", dueDateTime: "2026-02-01T00:00:00Z" },
      status: 400,
    },
    { name: "percent above 100", more: { percentComplete: 101 }, status: 400 },
    { name: "category 26", more: { appliedCategories: { category26: true } }, status: 400 },
  ])("refuses with $status: $name", async ({ more, status }) => {
    const answer = await graph.post("/v1.0/planner/tasks", { planId: await plan(), title: "x", ...more });
    expect(answer.status, answer.text).toBe(status);
  });

  it("takes 20 people and not one more", async () => {
    const people = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [everybody[index] ?? "", assignment]));
    const everybody = tenant.running.ready.users.map(({ id }) => id);
    const answer = await graph.post("/v1.0/planner/tasks", {
      planId: await plan(),
      title: "x",
      assignments: people(21),
    });
    expect(errorOf(answer)).toMatchObject({ status: 403, code: "MaximumAssigneesInTasks" });
    await task({ assignments: people(20) });
  });
});

describe("details and boards", () => {
  it("merges checklist and references; null takes an entry away", async () => {
    const path = `/v1.0/planner/tasks/${String((await task())["id"])}`;
    const change = async (body: unknown) => {
      const details = await graph.get(`${path}/details`);
      return graph.patch(`${path}/details`, body, {
        ...match(details.body),
        prefer: "return=representation",
      });
    };
    const item = { "@odata.type": "microsoft.graph.plannerChecklistItem", title: "Lights", isChecked: true };
    const link = { "@odata.type": "microsoft.graph.plannerExternalReference", alias: "Plan", type: "Word" };
    const answer = await change({
      description: "All of it",
      checklist: { a: item, b: { ...item, isChecked: false } },
      references: { "https%3A//contoso%2Eexample/plan": link },
    });
    expect(answer.body).toMatchObject({ checklist: { a: { isChecked: true } }, description: "All of it" });
    expect((await graph.get(path)).body).toMatchObject({
      hasDescription: true,
      checklistItemCount: 2,
      activeChecklistItemCount: 1,
      referenceCount: 1,
    });
    expect((await change({ checklist: { a: null } })).body["checklist"]).not.toHaveProperty("a");
    expect((await change({ checklist: { c: { title: "no type" } } })).status).toBe(400);
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`i${index}`, item]));
    expect(errorOf(await change({ checklist: many })).code).toBe("MaximumChecklistItemsOnTask");
  });

  it("keeps a place on each board", async () => {
    const path = `/v1.0/planner/tasks/${String((await task())["id"])}/bucketTaskBoardFormat`;
    const { body } = await graph.get(path);
    expect((await graph.patch(path, { orderHint: " !" }, match(body))).status).toBe(204);
    expect((await graph.get(path)).body["orderHint"]).toMatch(/^8585/);
    expect((await graph.patch(path, { orderHint: " !" })).status).toBe(412);
  });
});
