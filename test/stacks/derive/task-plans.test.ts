import { describe, expect, it } from "vitest";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveShare } from "../../../stacks/derive/share.ts";
import type { Org, TaskList } from "../../../schemas/types/org.ts";
import { org, organization, person, store } from "../org-builder.ts";

const lights = { id: "lights", title: "Lights and signs", dueOffsetDays: -2 };
const till = { id: "till", title: "Count the till" };

/** Three stores: San Francisco (large, west), Fresno (small, west), Boston (large, at the top). */
function retailer(...taskLists: TaskList[]): Org {
  return org({
    nodes: [
      organization,
      { id: "west", kind: "region", parent: "contoso", name: "West" },
      store({ parent: "west", attributes: { layout: "Large", departments: ["food", "toys"] } }),
      store({
        id: "fat",
        parent: "west",
        name: "Fresno",
        storeNumber: "000142",
        attributes: { layout: "Small" },
      }),
      store({ id: "bos", name: "Boston", storeNumber: "000210", attributes: { layout: "Large" } }),
    ],
    people: [person("m", ["communicationsManager"]), person("w")],
    taskLists,
  });
}

function plansOf(of: Org): Record<string, readonly string[]> {
  return Object.fromEntries(
    deriveEnvironment(of, "dev").resources.flatMap((one) =>
      one.token === "graph:TaskPlan" ? [[one.name, Object.keys(one.props.tasks)]] : [],
    ),
  );
}

const all = ["tasks-000135", "tasks-000142", "tasks-000210"];

describe("which stores a task list is for", () => {
  it.each<[string, TaskList["target"], readonly string[]]>([
    ["no target: all", undefined, all],
    ["a region", { nodes: ["west"] }, ["tasks-000135", "tasks-000142"]],
    ["a store itself", { nodes: ["bos"] }, ["tasks-000210"]],
    ["the root", { nodes: ["contoso"] }, all],
    ["an attribute", { filter: { layout: "Large" } }, ["tasks-000135", "tasks-000210"]],
    ["one of several values", { filter: { layout: ["Small", "Tiny"] } }, ["tasks-000142"]],
    ["a value of a list", { filter: { departments: "toys" } }, ["tasks-000135"]],
    ["all attributes at once", { filter: { layout: "Small", departments: "toys" } }, []],
    ["node and attribute", { nodes: ["west"], filter: { layout: "Large" } }, ["tasks-000135"]],
  ])("%s", (_name, target, stores) => {
    const list: TaskList = { id: "opening", name: "Opening", tasks: [till], ...(target ? { target } : {}) };
    expect(Object.keys(plansOf(retailer(list)))).toEqual(stores);
  });
});

const opening: TaskList = { id: "opening", name: "Opening", targetDate: "2026-03-01", tasks: [lights, till] };
const promotion: TaskList = {
  id: "promotion",
  name: "Promotion",
  target: { nodes: ["sfo"] },
  bucket: "Promotions",
  tasks: [
    {
      id: "window",
      title: "Dress the window",
      bucket: "Today",
      priority: "urgent",
      checklist: [{ id: "clean", title: "Clean it" }],
      links: [{ url: "https://intranet.contoso.example/w", name: "Pictures" }],
    },
  ],
};

describe("the tasks of a store", () => {
  it("are those of all lists that are for it, in one plan", () => {
    const derived = deriveEnvironment(retailer(opening, promotion), "dev");
    const plan = derived.resources.find(({ name }) => name === "tasks-000135");
    expect(plan).toMatchObject({
      dependsOn: ["store-000135"],
      label: "000135 San Francisco: tasks",
      because: 'task list "opening", task list "promotion" for this store',
      props: {
        teamUniqueName: "store-team-000135",
        title: "Store tasks",
        tasks: {
          "opening/lights": { title: "Lights and signs", bucket: "Opening", dueDate: "2026-02-27" },
          "opening/till": { title: "Count the till", bucket: "Opening" },
          "promotion/window": {
            title: "Dress the window",
            bucket: "Today",
            priority: "urgent",
            checklist: { clean: "Clean it" },
            links: { "https://intranet.contoso.example/w": "Pictures" },
          },
        },
      },
    });
  });

  it("do not depend on the order of lists and tasks", () => {
    const turned = { ...opening, tasks: opening.tasks.toReversed() };
    const [one, other] = [retailer(opening, promotion), retailer(promotion, turned)].map((each) =>
      deriveEnvironment(each, "dev").resources.map(({ name, props }) => ({ name, props })),
    );
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it("are none for stores that are closed or have no team", () => {
    const base = retailer(opening);
    const nodes = base.nodes?.map((node) => {
      if (node.id === "bos" && node.kind === "store")
        return { ...node, closed: { on: "2026-01-31", because: "lease ended" } };
      return node.id === "fat" ? { ...node, managers: [] } : node;
    });
    expect(Object.keys(plansOf({ ...base, ...(nodes ? { nodes } : {}) }))).toEqual(["tasks-000135"]);
  });

  it("belong to the stack of the store's region, which keeps them when the store moves on", () => {
    const { resources } = deriveShare(retailer(opening), "dev", { regions: ["west"] });
    const plans = resources.filter(({ token }) => token === "graph:TaskPlan");
    expect(plans.map(({ name, retainOnDelete }) => [name, retainOnDelete])).toEqual([
      ["tasks-000135", true],
      ["tasks-000142", true],
    ]);
  });
});
