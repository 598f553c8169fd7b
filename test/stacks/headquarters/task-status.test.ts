// How far the stores are: read from the emulated tenant by the reader, without a write.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../../providers/core/reconcile.ts";
import { typeByToken } from "../../../providers/registry.ts";
import type { Org } from "../../../schemas/types/org.ts";
import { readStatus } from "../../../stacks/commands/run/read-task-status.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { taskStatus, taskStatusText, type StoreStatus } from "../../../stacks/headquarters/task-status.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { dev, org, organization, person, store } from "../org-builder.ts";

const retailer: Org = org({
  environments: [dev],
  nodes: [
    organization,
    { id: "west", kind: "region", parent: "contoso", name: "West" },
    { id: "east", kind: "region", parent: "contoso", name: "East" },
    store({ parent: "west", managers: ["sam.miller"], workers: [] }),
    store({
      id: "fat",
      parent: "west",
      name: "Fresno",
      storeNumber: "000142",
      managers: ["mia.wolf"],
      workers: [],
    }),
    store({
      id: "pvd",
      parent: "east",
      name: "Providence",
      storeNumber: "000212",
      managers: ["omar.haddad"],
      workers: [],
    }),
  ],
  people: [person("sam.miller", ["communicationsManager"]), person("mia.wolf"), person("omar.haddad")],
  taskLists: [
    {
      id: "opening",
      name: "Opening",
      targetDate: "2026-03-02",
      tasks: [
        { id: "lights", title: "Lights and signs", dueOffsetDays: 0 },
        { id: "till", title: "Count the till", dueOffsetDays: 7 },
      ],
    },
    {
      id: "promo",
      name: "Promotion",
      target: { nodes: ["east"] },
      tasks: [{ id: "window", title: "Window" }],
    },
  ],
});
const derived = deriveEnvironment(retailer, "dev");

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
  const api = tenant.as("deployer");
  const wanted = derived.resources.filter(({ name }) => name !== "tasks-000142" && name !== "store-000142");
  for (const { token, props } of wanted) {
    const desired = props as unknown as Readonly<Record<string, unknown>>;
    await reconcile({ type: typeByToken(token), api, desired, patience: usualPatience }, { remembered: {} });
  }
});
afterAll(() => tenant.close());

/** What somebody does with a task of a store. */
async function change(storeNumber: string, title: string, body: object): Promise<void> {
  const { graph } = tenant.as("admin");
  const group = await graph.get(`/groups(uniqueName='store-team-${storeNumber}')?$select=id`);
  const [plan] = await graph.list(`/groups/${String(group["id"])}/planner/plans`);
  const tasks = await graph.list(`/planner/plans/${String(plan?.["id"])}/tasks`);
  const task = tasks.find((one) => one["title"] === title);
  const headers = { "if-match": String(task?.["@odata.etag"]) };
  await graph.send("PATCH", `/planner/tasks/${String(task?.["id"])}`, { ...body }, headers);
}

it("is told by region, and reading it writes nothing", async () => {
  await change("000135", "Lights and signs", { percentComplete: 100 });
  await change("000135", "Count the till", { title: "Money", percentComplete: 100 });
  await change("000212", "Window", { percentComplete: 50, dueDateTime: "2026-03-03T10:00:00Z" });
  const writesBefore = await tenant.writes();
  const wish = { stack: "dev", day: "2026-03-05" };
  const status = await readStatus(tenant.as("reader"), retailer, derived, wish);
  expect(await tenant.writes()).toBe(writesBefore);
  expect(taskStatusText(status).text.split("\n")).toEqual([
    "Task lists of dev on 2026-03-05, 3 stores read",
    "",
    "Opening (opening)",
    "                   stores complete    tasks     done     late  missing",
    "  East                  1        0        2        0        1        0",
    "  West                  2        1        4        2        0        2",
    "  all                   3        1        6        2        1        2",
    "",
    "Promotion (promo)",
    "                   stores complete    tasks     done     late  missing",
    "  East                  1        0        1        0        1        0",
    "  all                   1        0        1        0        1        0",
    "",
    "Late:",
    "  000212 Providence: Lights and signs (due 2026-03-02), Window (due 2026-03-03)",
  ]);
  const one = await readStatus(tenant.as("reader"), retailer, derived, { ...wish, list: "promo" });
  expect(one.lists.map(({ id }) => id)).toEqual(["promo"]);
  expect(one.stores.map(({ label }) => label)).toEqual(["000212 Providence"]);
});

it("stores that cannot be read are told, and count nowhere", async () => {
  const status = await readStatus(tenant.as("deployer"), retailer, derived, {
    stack: "dev",
    day: "2026-03-05",
  });
  expect(status.unread).toEqual([]);
  await tenant.admin("POST", "/seed", {
    clients: [
      {
        name: "poor",
        clientId: "c2000000-0000-4000-8000-000000000001",
        clientSecret: "poor-secret",
        appRoles: ["Group.Read.All"],
      },
    ],
  });
  const poor = tenant.asClient("c2000000-0000-4000-8000-000000000001", "poor-secret");
  const refused = await readStatus(poor, retailer, derived, { stack: "dev", day: "2026-03-05" });
  expect(refused.stores.map(({ label }) => label)).toEqual(["000142 Fresno"]);
  expect(refused.unread.map(({ label }) => label).toSorted()).toEqual([
    "000135 San Francisco",
    "000212 Providence",
  ]);
  expect(taskStatusText(refused).text).toContain("could not be read: 000135 San Francisco: ");
});

describe("the sums", () => {
  const of = (state: "done" | "open" | "late" | "missing") => ({
    list: "a",
    task: state,
    title: state,
    state,
  });
  const stores: StoreStatus[] = [
    { label: "1", region: "", tasks: [of("done"), of("done")] },
    { label: "2", region: "West", tasks: [of("done"), of("missing"), of("late"), of("open")] },
  ];

  it("count every task once, and a store as complete when all of its tasks are done", () => {
    const names = new Map([["a", "A"]]);
    const { lists } = taskStatus({ stack: "dev", day: "2026-03-05", unread: [], names }, stores.toReversed());
    const west = { region: "West", stores: 1, storesDone: 0, tasks: 4, done: 1, late: 1, missing: 1 };
    const none = { region: "No region", stores: 1, storesDone: 1, tasks: 2, done: 2, late: 0, missing: 0 };
    const total = { region: "all", stores: 2, storesDone: 1, tasks: 6, done: 3, late: 1, missing: 1 };
    expect(lists).toEqual([{ id: "a", name: "A", regions: [none, west], total }]);
  });
});
