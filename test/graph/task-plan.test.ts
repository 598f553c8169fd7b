// The tasks of a store: what a run writes, and what it leaves to people.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Writer } from "../../providers/core/api.ts";
import { look, reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import type { Place, Step } from "../../providers/core/resource-type.ts";
import { checklistIdOf } from "../../providers/graph/tasks/marks.ts";
import { unseen } from "../../providers/graph/tasks/observe.ts";
import { taskPlan } from "../../providers/graph/tasks/plan-of-tasks.ts";
import { team } from "../../providers/graph/team/store-team.ts";
import type { PlannedTask, TaskPlan } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const lights: PlannedTask = {
  title: "Lights and signs",
  bucket: "Opening",
  dueDate: "2026-03-02",
  checklist: { inside: "Inside", outside: "Outside" },
  links: { "https://intranet.contoso.example/open": "How to open" },
};
const till: PlannedTask = { title: "Count the till", bucket: "Opening" };

function wanted(tasks: TaskPlan["tasks"], title = "Store tasks"): TaskPlan {
  return { teamUniqueName: "store-team-000212", title, tasks };
}
const both = wanted({ "opening/lights": lights, "opening/till": till });

const partsOf = (steps: readonly Step[]): readonly string[] =>
  steps.map(({ kind, part }) => `${kind} ${part}`);

describe("the plan of a store's tasks", () => {
  const present = (tasks: TaskPlan["tasks"]) =>
    ({ kind: "present", id: "p", value: wanted(tasks), remote: unseen }) as unknown as Parameters<
      typeof taskPlan.plan
    >[1];

  it.each<[string, TaskPlan["tasks"], TaskPlan["tasks"], string[]]>([
    ["nothing to do", both.tasks, both.tasks, []],
    ["a new task", { "a/x": till }, { "a/x": till, "a/y": lights }, ["create task:a/y"]],
    ["a task less", { "a/x": till, "a/y": lights }, { "a/x": till }, ["delete task:a/y"]],
    ["another title", { "a/x": till }, { "a/x": { ...till, title: "Count twice" } }, ["update task:a/x"]],
    [
      "one of two changed",
      both.tasks,
      { ...both.tasks, "opening/till": { ...till, dueDate: "2026-03-03" } },
      ["update task:opening/till"],
    ],
    ["fields that config does not mention", { "a/x": lights }, { "a/x": { title: lights.title } }, []],
    [
      "an empty checklist",
      { "a/x": lights },
      { "a/x": { title: lights.title, checklist: {} } },
      ["update task:a/x"],
    ],
    ["adds before removes", { "a/x": till }, { "a/y": till }, ["create task:a/y", "delete task:a/x"]],
  ])("%s", (_name, there, desired, steps) => {
    expect(partsOf(taskPlan.plan(wanted(desired), present(there)))).toEqual(steps);
  });
});

let tenant: LiveTenant;
let api: Writer;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  api = tenant.as("deployer");
  const desired = {
    uniqueName: "store-team-000212",
    displayName: "Providence",
    mailNickname: "Providence_D365",
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "additive",
    roster: { "omar.haddad@contoso.example": "owner", "admin@contoso.example": "member" },
  } as const;
  await reconcile({ type: team, api, desired, patience: usualPatience }, nowhere);
});

const nowhere: Place = { remembered: {} };

async function run(desired: TaskPlan, place: Place = nowhere): Promise<Place & { steps: readonly string[] }> {
  const { present, stepsTaken } = await reconcile(
    { type: taskPlan, api, desired, patience: usualPatience },
    place,
  );
  return { id: present.id, remembered: taskPlan.remember(present.remote), steps: partsOf(stepsTaken) };
}

interface SeenTask {
  readonly title: string;
  readonly bucket: string;
  readonly percentComplete: number;
  readonly assignments: readonly string[];
  readonly description: string;
  readonly checklist: readonly (readonly [string, boolean])[];
  readonly references: readonly (readonly [string, string])[];
}

/** Tasks by title, as the tenant has them. */
async function seen(): Promise<Record<string, SeenTask>> {
  const { plans } = (await tenant.admin("GET", "/snapshot")) as { plans: { tasks: SeenTask[] }[] };
  return Object.fromEntries(plans.flatMap(({ tasks }) => tasks.map((task) => [task.title, task])));
}

/** What somebody does in the Planner app. */
async function byHand(
  method: string,
  url: string,
  body?: object,
  etag?: string,
): Promise<Record<string, unknown>> {
  const headers = etag === undefined ? {} : { "if-match": etag };
  const request = { method, url: `/v1.0${url}`, ...(body === undefined ? {} : { body }), headers };
  const { responses } = await tenant.admin("POST", "/act", {
    as: "admin@contoso.example",
    requests: [request],
  });
  const [answer] = responses as { status: number; body: Record<string, unknown> | null }[];
  expect(answer?.status, JSON.stringify(answer?.body)).toBeLessThan(300);
  return answer?.body ?? {};
}

async function taskNamed(title: string, planId: string | undefined): Promise<{ id: string; etag: string }> {
  const tasks = await api.graph.list(`/planner/plans/${planId ?? ""}/tasks`);
  const task = tasks.find((one) => one["title"] === title);
  return { id: String(task?.["id"]), etag: String(task?.["@odata.etag"]) };
}

async function changeByHand(place: Place, title: string, body: object, part = ""): Promise<void> {
  const { id, etag } = await taskNamed(title, place.id);
  const read =
    part === "" ? etag : String((await byHand("GET", `/planner/tasks/${id}${part}`))["@odata.etag"]);
  await byHand("PATCH", `/planner/tasks/${id}${part}`, body, read);
}

const item = "#microsoft.graph.plannerChecklistItem";
const ana = "a0000000-0000-4000-8000-000000000301";
const assignment = { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" };

describe("what people have done", () => {
  it("is never reset: progress, ticks, assignments, notes and items of their own", async () => {
    const place = await run(both);
    await changeByHand(place, lights.title, { percentComplete: 50, assignments: { [ana]: assignment } });
    const ticked = { [checklistIdOf("opening/lights", "inside")]: { "@odata.type": item, isChecked: true } };
    const own = { "7c2d9a10-0000-4000-8000-000000000001": { "@odata.type": item, title: "Neon sign" } };
    await changeByHand(
      place,
      lights.title,
      { description: "The left one flickers.\n\n[opening/lights]", checklist: { ...ticked, ...own } },
      "/details",
    );
    const before = await seen();
    expect((await run(both, place)).steps).toEqual([]);
    expect(await seen()).toEqual(before);
    const checklist = { inside: "Inside, all floors", back: "Back door" };
    const changed = wanted({
      ...both.tasks,
      "opening/lights": { ...lights, dueDate: "2026-03-09", checklist },
    });
    expect((await run(changed, place)).steps).toEqual(["update task:opening/lights"]);
    expect((await seen())[lights.title]).toMatchObject({
      percentComplete: 50,
      assignments: ["ana.ruiz@contoso.example"],
      description: "The left one flickers.\n\n[opening/lights]",
      checklist: [
        ["Inside, all floors", true],
        ["Neon sign", false],
        ["Back door", false],
      ],
    });
  });

  it("stays on record when it is done: only open tasks of ours go", async () => {
    const place = await run(both);
    await changeByHand(place, till.title, { percentComplete: 100 });
    await byHand("POST", "/planner/tasks", { planId: place.id, title: "Call the baker" });
    expect((await run(wanted({}), place)).steps).toEqual(["delete task:opening/lights"]);
    expect(Object.keys(await seen()).toSorted()).toEqual(["Call the baker", "Count the till"]);
    await remove({ type: taskPlan, api, desired: wanted({}), patience: usualPatience }, place);
    expect(Object.keys(await seen()).toSorted()).toEqual(["Call the baker", "Count the till"]);
  });

  it("is seen in time: a write on an old look is refused, looked at again, and comes to rest", async () => {
    const place = await run(both);
    const changed = wanted({ ...both.tasks, "opening/lights": { ...lights, title: "Lights" } });
    const raced = racing(api, () => changeByHand(place, lights.title, { percentComplete: 100 }));
    await reconcile({ type: taskPlan, api: raced, desired: changed, patience: usualPatience }, place);
    expect((await seen())["Lights"]).toMatchObject({ percentComplete: 100 });
  });

  it("a task that somebody completes while it is being removed stays", async () => {
    const place = await run(both);
    const raced = racing(api, () => changeByHand(place, till.title, { percentComplete: 100 }));
    const fewer = wanted({ "opening/lights": lights });
    await reconcile({ type: taskPlan, api: raced, desired: fewer, patience: usualPatience }, place);
    expect((await seen())[till.title]).toMatchObject({ percentComplete: 100 });
  });
});

/** The services, with somebody who is quicker than the first PATCH or DELETE of a task. */
function racing(writer: Writer, somebody: () => Promise<void>): Writer {
  let isFirst = true;
  const send: Writer["graph"]["send"] = async (method, path, body, headers) => {
    if (isFirst && method !== "POST" && path.startsWith("/planner/tasks/")) {
      isFirst = false;
      await somebody();
    }
    return writer.graph.send(method, path, body, headers);
  };
  return { ...writer, graph: { ...writer.graph, send } };
}

describe("tasks are told apart", () => {
  it("a create that was killed before the details is gone on with", async () => {
    const place = await run(wanted({ "opening/till": till }));
    const bare = { planId: place.id ?? "", title: lights.title };
    await api.graph.send("POST", "/planner/tasks", bare);
    expect((await run(both, nowhere)).steps).toEqual(["update task:opening/lights"]);
    const after = await seen();
    expect(Object.keys(after)).toHaveLength(2);
    expect(after[lights.title]).toMatchObject({ bucket: "Opening", description: "[opening/lights]" });
  });

  it("a task of a person with the same title is theirs", async () => {
    const place = await run(wanted({ "opening/till": till }));
    await byHand("POST", "/planner/tasks", { planId: place.id, title: lights.title });
    expect((await run(both, place)).steps).toEqual(["create task:opening/lights"]);
    const tasks = await api.graph.list(`/planner/plans/${place.id ?? ""}/tasks`);
    expect(tasks.filter(({ title }) => title === lights.title)).toHaveLength(2);
  });

  it("a copy that a person made is theirs, also once ours is gone", async () => {
    const place = await run(both);
    const copy = await byHand("POST", "/planner/tasks", { planId: place.id, title: "Lights (copy)" });
    const path = `/planner/tasks/${String(copy["id"])}/details`;
    const etag = String((await byHand("GET", path))["@odata.etag"]);
    await byHand("PATCH", path, { description: "[opening/lights]" }, etag);
    expect((await run(both, place)).steps).toEqual([]);
    expect((await run(wanted({ "opening/till": till }), place)).steps).toEqual([
      "delete task:opening/lights",
    ]);
    expect(Object.keys(await seen()).toSorted()).toEqual(["Count the till", "Lights (copy)"]);
  });

  it("a renamed task is ours, and gets its title back", async () => {
    const place = await run(both);
    await changeByHand(place, till.title, { title: "Money" });
    expect((await run(both, place)).steps).toEqual(["update task:opening/till"]);
    expect(Object.keys(await seen()).toSorted()).toEqual([till.title, lights.title]);
  });

  it("links of ours go with config, those of people stay", async () => {
    const place = await run(both);
    const photo = {
      "https%3A//contoso%2Eexample/photo%2Ejpg": {
        "@odata.type": "#microsoft.graph.plannerExternalReference",
        alias: "Photo",
        type: "Other",
      },
    };
    await changeByHand(place, lights.title, { references: photo }, "/details");
    await run(wanted({ "opening/lights": { ...lights, links: {} } }), place);
    expect((await seen())[lights.title]?.references).toEqual([
      ["https%3A//contoso%2Eexample/photo%2Ejpg", "Photo"],
    ]);
  });
});

it("a plan of people with the same title is shared with them and stays", async () => {
  const groups = await api.graph.list("/groups?$select=id,uniqueName");
  const group = groups.find(({ uniqueName }) => uniqueName === "store-team-000212");
  const container = { url: `https://graph.microsoft.com/v1.0/groups/${String(group?.["id"])}` };
  const { id } = await byHand("POST", "/planner/plans", { container, title: "Store tasks" });
  const place = await run(both);
  expect(place.id).toBe(id);
  await remove({ type: taskPlan, api, desired: both, patience: usualPatience }, place);
  expect(await seen()).toEqual({});
  const left = await look(taskPlan, api, both, place);
  expect(left && taskPlan.planRemoval(both, left)).toEqual([]);
});
