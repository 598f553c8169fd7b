// One part that the service refuses: the rest of the resource is done, it is told by names, and the next run mends it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { look, reconcile, usualPatience, type Reconciled } from "../../providers/core/reconcile.ts";
import type { Place, Token } from "../../providers/core/resource-type.ts";
import { typeByToken } from "../../providers/registry.ts";
import { examples } from "../contract/examples.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

type Props = Readonly<Record<string, unknown>>;
let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

const nowhere: Place = { remembered: {} };

function run(token: Token, desired: Props, place = nowhere): Promise<Reconciled<Props, unknown>> {
  const type = typeByToken(token);
  return reconcile({ type, api: tenant.as("deployer"), desired, patience: usualPatience }, place);
}

async function refuse(when: object): Promise<void> {
  const then = { kind: "status", status: 400, code: "BadRequest", message: "Not supported just now." };
  await tenant.admin("POST", "/faults", { faults: [{ name: "refused", when: { every: 1, ...when }, then }] });
}

async function seen(token: Token, props: Props): Promise<unknown> {
  const type = typeByToken(token);
  const present = await look(type, tenant.as("reader"), props, nowhere);
  return present && type.describe(present, props);
}

const { props: team, changed = team } = examples["graph:Team"];
const { props: tasks } = examples["graph:TaskPlan"];
const title = "team San Francisco (store-team-000135)";
const union = "team San Francisco Union Square (store-team-000135)";

interface Row {
  readonly name: string;
  readonly when: object;
  /** Made first, without the fault; undefined: the fault is there from the beginning. */
  readonly before?: Props;
  readonly wanted: Props;
  readonly token?: Token;
  readonly told: readonly string[];
  /** Fields that are as wanted all the same. */
  readonly rest: readonly string[];
}

const why = "Not supported just now.";
const rows: readonly Row[] = [
  {
    name: "a tab",
    when: { method: "POST", urlContains: "/tabs" },
    wanted: team,
    told: [`${title}: could not make tab "Rota" of channel "Shift handoff": the service refuses it: ${why}`],
    rest: ["roster", "memberSettings", "funSettings", "apps"],
  },
  {
    name: "a channel",
    when: { method: "POST", urlContains: "/channels", body: { path: ["displayName"], equals: "Managers" } },
    wanted: team,
    told: [`${title}: could not make channel "Managers": the service refuses it: ${why}`],
    rest: ["roster", "memberSettings", "funSettings", "apps"],
  },
  {
    name: "an app",
    when: { method: "POST", urlContains: "/installedApps" },
    wanted: team,
    told: [`${title}: the service refuses to install the app "cd2d8695-bdc9-4d8e-9620-cc963ed81f41": ${why}`],
    rest: ["roster", "memberSettings", "funSettings", "channels"],
  },
  {
    name: "the settings",
    when: { method: "PATCH", route: "/teams/{team}" },
    before: team,
    wanted: changed,
    told: [`${union}: could not change the settings displayName, memberSettings.allowDeleteChannels: `],
    rest: ["roster", "channels", "apps"],
  },
  {
    name: "the role of one person",
    when: { method: "PATCH", urlContains: "/members/" },
    before: team,
    wanted: changed,
    told: [`${union}: could not make "ana.ruiz@contoso.example" owner: BadRequest ${why}`],
    rest: ["channels", "memberSettings", "apps"],
  },
  {
    name: "a task",
    when: { method: "POST", route: "/planner/tasks", body: { path: ["title"], contains: "Lights" } },
    token: "graph:TaskPlan",
    wanted: tasks,
    told: [`tasks "Store tasks" of store-team-000135: could not make task "Lights and signs": `],
    rest: ["title"],
  },
];

describe("a part that the service refuses", () => {
  it.each(rows)("$name: the rest is done, and the next run does it", async (row) => {
    const { token = "graph:Team", wanted, before, when, told, rest } = row;
    for (const [other, props] of examples[token].restsOn) await run(other, props);
    const place: Place = { remembered: {} };
    const made = before === undefined ? undefined : await run(token, before);
    const from = made === undefined ? place : { ...place, id: made.present.id };
    await refuse(when);
    const { undone, present } = await run(token, wanted, from);
    expect(undone.map(({ text }) => text)).toEqual(
      told.map((text) => expect.stringContaining(text) as string),
    );
    for (const { text } of undone) expect(text).not.toMatch(/\/teams\/|thread\.tacv2/);
    const shown = (await seen(token, wanted)) as Props;
    for (const field of rest) expect(shown[field], field).toEqual(wanted[field]);
    await tenant.admin("POST", "/faults", { faults: [] });
    const again = await run(token, wanted, { remembered: {}, id: present.id });
    expect(again.undone).toEqual([]);
    expect(await seen(token, wanted)).toEqual(wanted);
  });

  it("that is one of very many ends with the resource, not with a round for each", async () => {
    const names = Array.from({ length: 60 }, (_, index) => [
      `c${index}`,
      { displayName: `Channel ${index}` },
    ]);
    await refuse({ method: "POST", urlContains: "/channels" });
    const wanted = { ...team, channels: Object.fromEntries(names) as Props };
    await expect(run("graph:Team", wanted)).rejects.toThrow("Stopped here: 50 parts were refused before.");
  });
});

describe("a call for many people", () => {
  const people = { ...(team["roster"] as Props), "tom.berg@contoso.example": "member" };
  const later = { ...team, roster: people, channels: {}, apps: {} };
  const first = { ...later, roster: { "sam.miller@contoso.example": "owner" } };
  const bulk = { method: "POST", urlContains: "/members/add" };

  it("that is refused again and again is made one by one", async () => {
    const { present } = await run("graph:Team", first);
    await refuse(bulk);
    const { undone } = await run("graph:Team", later, { remembered: {}, id: present.id });
    expect(undone).toEqual([]);
    expect(await seen("graph:Team", later)).toMatchObject({ roster: people });
  });

  it("that fails without a reason is tried twice before that", async () => {
    const { present } = await run("graph:Team", first);
    const then = { kind: "status", status: 500, code: "InternalServerError", message: "Sorry." };
    const faults = [{ name: "bulk fails", when: { ...bulk, every: 1 }, then }];
    await tenant.admin("POST", "/faults", { faults });
    const { undone } = await run("graph:Team", later, { remembered: {}, id: present.id });
    expect(undone).toEqual([]);
    expect(await seen("graph:Team", later)).toMatchObject({ roster: people });
  });

  it("keeps out only whom the service refuses", async () => {
    const { present } = await run("graph:Team", first);
    const then = { kind: "status", status: 400, code: "BadRequest", message: "Not this one." };
    const { "tom.berg@contoso.example": tom } = Object.fromEntries(
      [...tenant.core.state.tenant.users.values()].map(({ id, userPrincipalName }) => [
        userPrincipalName,
        id,
      ]),
    );
    const single = { method: "POST", body: { path: ["user@odata.bind"], contains: tom }, every: 1 };
    await tenant.admin("POST", "/faults", {
      faults: [
        { name: "bulk", when: { ...bulk, every: 1 }, then },
        { name: "tom", when: single, then },
      ],
    });
    const { undone } = await run("graph:Team", later, { remembered: {}, id: present.id });
    expect(undone.map(({ what }) => what)).toEqual(["tom.berg@contoso.example"]);
    expect(await seen("graph:Team", later)).toMatchObject({ roster: team["roster"] });
  });
});
