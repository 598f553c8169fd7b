import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readinessProblems } from "../../../providers/dataverse/readiness.ts";
import { look, reconcile, remove, usualPatience } from "../../../providers/core/reconcile.ts";
import type { Place } from "../../../providers/core/resource-type.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import type { ConnectedServices } from "../../../providers/clients/connect.ts";
import { typeByToken } from "../../../providers/registry.ts";
import type { DesiredResource } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { callEstimate } from "../../../stacks/review/cost/estimate.ts";
import {
  plannedChange,
  type Inputs,
  type PlannedStep,
  type StepOp,
} from "../../../stacks/changes/planned-steps.ts";
import { largeSeed } from "../../emulator/seed/large.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant({ seed: largeSeed({ users: 260, teams: 0, membersPerTeam: 0 }) });
});
afterAll(() => tenant.close());

function stepOf(
  op: StepOp,
  token: string,
  before: Inputs | undefined,
  after: Inputs | undefined,
): PlannedStep {
  return plannedChange({ resource: "one", token, op, before, after });
}

/** What the plan says, by kind. */
function planned(steps: readonly PlannedStep[], refreshed = false): CallCounts {
  return Object.fromEntries(callEstimate(steps, refreshed).kinds.map(({ kind, calls }) => [kind, calls]));
}

/** Makes, changes or removes one thing as Pulumi would, and returns where it is. */
async function done(
  api: ConnectedServices,
  token: string,
  wanted: {
    readonly before?: Inputs | undefined;
    readonly after?: Inputs | undefined;
    readonly place?: Place;
  },
): Promise<Place> {
  const type = typeByToken(token);
  const { before = {}, after, place = { remembered: {} } } = wanted;
  const run = { type, api, desired: after ?? before, patience: usualPatience };
  if (after === undefined) {
    await remove(run, place);
    return place;
  }
  const { present } = await reconcile(run, place);
  return { id: present.id, remembered: type.remember(present.remote) };
}

const people = (first: number, count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `person-${String(first + at).padStart(6, "0")}@contoso.example`,
      at === 0 ? "owner" : "member",
    ]),
  );

const tab = {
  displayName: "Board",
  teamsAppId: "com.microsoft.teamspace.tab.web",
  contentUrl: "https://a.example",
  websiteUrl: "https://a.example",
};
let made = 0;

function team(overrides: Inputs): Inputs {
  return {
    uniqueName: `calls-${made}`,
    displayName: `Calls ${made}`,
    mailNickname: `calls_${made}`,
    visibility: "private",
    template: "standard",
    archived: false,
    owners: "authoritative",
    members: "authoritative",
    roster: people(1, 3),
    ...overrides,
  };
}

const shift = { displayName: "Shift handoff" };
const rows: readonly (readonly [name: string, before: Inputs | undefined, after: Inputs | undefined])[] = [
  ["a small team", undefined, {}],
  ["a team with channels", undefined, { channels: { shift, ready: { displayName: "Readiness" } } }],
  ["a team too large for the group", undefined, { roster: people(1, 230), channels: { shift } }],
  ["a team with switches", undefined, { memberSettings: { allowDeleteChannels: false } }],
  [
    "a team with a private channel and tabs",
    undefined,
    {
      channels: {
        shift: { ...shift, tabs: { board: tab } },
        own: {
          displayName: "Own",
          private: { owners: "authoritative", members: "authoritative", roster: people(1, 2) },
        },
      },
    },
  ],
  ["an archived team", undefined, { archived: true }],
  [
    "people who come, go and change",
    { roster: people(1, 30) },
    { roster: { ...people(1, 1), ...people(5, 20), ...people(40, 18) } },
  ],
  [
    "a new name, a new channel with a tab",
    { channels: { shift } },
    {
      displayName: "Other",
      channels: {
        shift: { displayName: "Shifts" },
        ready: { displayName: "Readiness", tabs: { board: tab } },
      },
    },
  ],
  [
    "tabs that come, change and go",
    {
      channels: {
        shift: {
          ...shift,
          tabs: { board: tab, old: { ...tab, displayName: "Old", contentUrl: "https://b.example" } },
        },
      },
    },
    {
      channels: {
        shift: {
          ...shift,
          tabs: {
            board: { ...tab, displayName: "Plan" },
            fresh: { ...tab, displayName: "Fresh", contentUrl: "https://c.example" },
          },
        },
      },
    },
  ],
  ["a store that closes", {}, { archived: true }],
  ["a team that goes", { channels: { shift } }, undefined],
];

describe("a plan counts the calls of", () => {
  it.each(rows)("%s, kind by kind", async (_name, beforeOverrides, afterOverrides) => {
    made += 1;
    const before = beforeOverrides && team(beforeOverrides);
    const after = afterOverrides && team(afterOverrides);
    const place = before && (await done(tenant.as("deployer"), "graph:Team", { after: before }));
    const api = tenant.as("deployer");
    await done(api, "graph:Team", { before, after, ...(place === undefined ? {} : { place }) });
    const op = before === undefined ? "create" : after === undefined ? "delete" : "update";
    expect(api.callsMade().calls).toEqual(planned([stepOf(op, "graph:Team", before, after)]));
  });
});

describe("a plan counts the calls of a store's tasks", () => {
  const one = { title: "Lights", bucket: "Opening", checklist: { a: "A" } };
  const plan = (tasks: Inputs, title = "Tasks"): Inputs => ({ teamUniqueName: "calls-tasks", title, tasks });
  const four = plan({ "a/x": one, "a/y": { ...one, bucket: "Noon" }, "a/z": one, "a/q": { title: "Free" } });
  const changed = { ...one, checklist: { a: "B" }, dueDate: "2026-03-02" };
  const other = plan(
    { "a/x": changed, "a/y": { ...one, bucket: "Night" }, "a/w": one, "a/z": one },
    "All tasks",
  );

  it.each<readonly [name: string, before: Inputs | undefined, after: Inputs | undefined]>([
    ["that are new", undefined, four],
    ["that come, change and go", four, other],
    ["that leave config", other, undefined],
  ])("%s", async (_name, before, after) => {
    const deployer = tenant.as("deployer");
    await done(deployer, "graph:Team", {
      after: team({ uniqueName: "calls-tasks", mailNickname: "calls_tasks" }),
    });
    const place = before && (await done(deployer, "graph:TaskPlan", { after: before }));
    const api = tenant.as("deployer");
    await done(api, "graph:TaskPlan", { before, after, ...(place === undefined ? {} : { place }) });
    const op = before === undefined ? "create" : after === undefined ? "delete" : "update";
    expect(api.callsMade().calls).toEqual(planned([stepOf(op, "graph:TaskPlan", before, after)]));
    if (after === undefined) return;
    const reader = tenant.as("reader");
    await look(typeByToken("graph:TaskPlan"), reader, after, { remembered: {} });
    expect(reader.callsMade().calls).toEqual(planned([stepOf("same", "graph:TaskPlan", after, after)], true));
  });
});

describe("a plan of the sample retailer", () => {
  it("counts what its run calls, and what a look at all of it calls", async () => {
    const { org } = loadOrg("config/demo/org.yaml");
    const seen = new Set(["api-teamsRetailService"]);
    const resources = inOrder([...deriveTenant(org).resources, ...deriveEnvironment(org, "dev").resources])
      // All of these are there already, and nobody knows before what they look like.
      .filter(
        ({ name, props }) => !seen.has(name) && !("existingTeamId" in props || "existingAppId" in props),
      );
    const api = tenant.as("deployer");
    const wish = { environment: "https://contoso-dev.crm4.dynamics.com", basic: true, tables: ["new_site"] };
    await readinessProblems(api, { ...wish, linkedTables: ["account"] });
    const places: Place[] = [];
    for (const { token, props } of resources) places.push(await done(api, token, { after: inputsOf(props) }));
    expect(api.callsMade().calls).toEqual(
      planned(resources.map(({ token, props }) => stepOf("create", token, undefined, inputsOf(props)))),
    );

    const reader = tenant.as("reader");
    await readinessProblems(reader, { ...wish, linkedTables: ["account"] });
    for (const [index, { token, props }] of resources.entries())
      await look(typeByToken(token), reader, inputsOf(props), places[index] ?? { remembered: {} });
    const same = resources.map(({ token, props }) => stepOf("same", token, inputsOf(props), inputsOf(props)));
    expect(reader.callsMade().calls).toEqual(planned(same, true));
  });
});

describe("a plan states the time of", () => {
  const store = (index: number, size: number): PlannedStep =>
    stepOf("create", "graph:Team", undefined, { ...team({ roster: people(index * size, size) }) });
  const stores = (count: number): PlannedStep[] => Array.from({ length: count }, (_, at) => store(at, 3));
  const same = (count: number): PlannedStep[] =>
    stores(count).map((step) => ({ ...step, op: "same", before: step.after, there: step.after, steps: [] }));
  const shown = { shift, ready: { displayName: "Readiness" } };
  /** 20 people and two channels, as docs/benchmarks.md has them. */
  const whole = (count: number): PlannedStep[] =>
    Array.from({ length: count }, (_, at) =>
      stepOf("create", "graph:Team", undefined, {
        ...team({ roster: people(at * 20, 20), channels: shown }),
      }),
    );
  const large = stepOf("create", "graph:Team", undefined, {
    ...team({ roster: people(1, 7000), channels: { shift, ready: { displayName: "Readiness" } } }),
  });
  it.each<readonly [string, readonly PlannedStep[], boolean, number, number, number]>([
    // 10 teams a second; Pulumi hands stores over faster than that.
    ["200 new stores", stores(200), false, 20, 3, 23],
    ["1,000 new stores", stores(1000), false, 100, 3, 103],
    ["10,000 new stores", stores(10_000), false, 1000, 3, 1003],
    // With two channels the last team has 10 calls of its own, 4 a second and their answers.
    ["200 new stores with channels", whole(200), false, 21.8, 3, 25],
    ["1,000 new stores with channels", whole(1000), false, 101.8, 3, 105],
    // 51 calls, 4 a second and their answers.
    ["the one team that takes many calls", [large], false, 14.1, 3, 18],
    // Pulumi hands over 999 that stay, 3 ms each.
    ["one new store beside 999 that stay", [...same(999), store(0, 3)], false, 0.1, 5.9, 6],
    // Looks at 1,000 (60 a second), then 600 teams: one after the other.
    ["a refresh, then its changes", [...same(1000), ...stores(600)], true, 76.7, 3, 80],
    ["nothing", [], false, 0, 0, 0],
    ["stores that all stay as they are", same(1000), false, 0, 0, 0],
  ])("%s: limits, Pulumi, and their sum", (_name, steps, refreshed, limits, engine, seconds) => {
    const estimate = callEstimate(steps, refreshed);
    expect(estimate.limitSeconds).toBe(limits);
    expect(estimate.engineSeconds).toBe(engine);
    expect(estimate.seconds).toBe(seconds);
  });

  it("a stack that may use a part of the limits only, kind by kind and in all", () => {
    const estimate = callEstimate(stores(600), false, 0.25);
    expect(estimate.limitSeconds).toBe(240);
    expect(estimate.kinds.find(({ kind }) => kind === "teams")).toMatchObject({
      perSecond: 2.5,
      seconds: 240,
    });
  });

  it("35 bulk calls for a first roster of 7,000", () => {
    expect(callEstimate([large], false).kinds.find(({ kind }) => kind === "add")?.calls).toBe(35);
  });

  it("what was measured, within 10 %", () => {
    // docs/benchmarks.md, 1,000 stores of 20 alone on the machine: seconds from start to end of the command.
    const rows = [
      [callEstimate(whole(1000), false), 107.24],
      [callEstimate([large], false), 17.23],
    ] as const;
    for (const [{ seconds }, measured] of rows)
      expect(Math.abs(seconds / measured - 1), `${seconds} s for ${measured} s`).toBeLessThan(0.1);
  });
});

function inputsOf(props: DesiredResource["props"]): Inputs {
  return props as unknown as Inputs;
}

/** Each follows what it depends on. */
function inOrder(resources: readonly DesiredResource[]): readonly DesiredResource[] {
  const left = new Map(resources.map((one) => [one.name, one]));
  const ordered: DesiredResource[] = [];
  const take = (one: DesiredResource): void => {
    if (!left.delete(one.name)) return;
    for (const name of one.dependsOn) {
      const other = left.get(name);
      if (other !== undefined) take(other);
    }
    ordered.push(one);
  };
  for (const one of resources) take(one);
  return ordered;
}
