// Ten people of the sample retailer are away: each is told once, all that does not rest on them is done, and nothing is
// left to do after it.
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OrgNode, Person, Status, StoreNode } from "../../../schemas/types/org.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import { waitingIn, type WaitingLine } from "../../../stacks/changes/waiting.ts";
import type { Places } from "../../../stacks/derive/positions.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { programsOn, type Programs } from "../../kit/program-run.ts";

const { org: demo } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));
const places: Places = { at: ([, index]) => ({ file: "org.yaml", line: Number(index) + 10 }) };

let tenant: LiveTenant;
let programs: Programs;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  programs = programsOn(tenant);
  expect((await programs.run({ program: "tenant", org: demo, preview: false })).refusal).toBeUndefined();
});

const absent = Array.from({ length: 10 }, (_, index): Person => ({
  id: `x-${index}`,
  name: `Absent ${index}`,
  upn: index === 0 ? "dora.disabled@contoso.example" : `absent.${index}@contoso.example`,
  roles: ["worker"],
}));

function edited(org: CompleteOrg, id: string, edit: (store: StoreNode) => StoreNode): CompleteOrg {
  const nodes = org.nodes.map((node): OrgNode => (node.id === id ? edit(node as StoreNode) : node));
  return { ...org, nodes };
}

const withWorkers = (org: CompleteOrg, id: string, ids: readonly string[]): CompleteOrg =>
  edited(org, id, (store) => ({ ...store, workers: [...(store.workers ?? []), ...ids] }));

/** Five of them work in two stores. */
const ids = absent.map(({ id }) => id);
const now = withWorkers(
  withWorkers({ ...demo, people: [...demo.people, ...absent] }, "fresno", ids),
  "sac",
  ids.slice(0, 5),
);

const run = (org: CompleteOrg, preview = false) =>
  programs.run({ program: "environment", org, preview, places });

function waiting(warnings: readonly string[]): readonly WaitingLine[] {
  return warnings.flatMap((text) => waitingIn(text) ?? []);
}

async function membersOf(storeNumber: string): Promise<readonly string[]> {
  const { teams } = (await tenant.admin("GET", "/snapshot")) as {
    teams?: { uniqueName: string | null; members: string[] }[];
  };
  return teams?.find(({ uniqueName }) => uniqueName === `store-team-${storeNumber}`)?.members ?? [];
}

describe("ten people who are away", () => {
  it("are told once each, with reason, teams and mend, by preview and run alike", async () => {
    await run(demo);
    const seen = await run(now, true);
    const done = await run(now);
    expect(done.refusal).toBeUndefined();
    expect(waiting(seen.warnings)).toEqual(waiting(done.warnings));
    const lines = waiting(done.warnings);
    expect(lines).toHaveLength(10);
    expect(lines[0]?.text).toMatch(
      /^org\.yaml:\d+ Absent 0 \(dora\.disabled@contoso\.example\): the account is disabled; would be in 000142 Fresno, 000145 Sacramento$/,
    );
    expect(lines[0]?.mend).toContain("`status: leave`");
    expect(lines[9]?.text).toMatch(/the tenant has no such user; would be in 000142 Fresno$/);
    expect(done.warnings.join("\n")).not.toContain("not done");
  });

  it("come in with the run after they are there, and the others wait on", async () => {
    await run(now);
    await tenant.admin("POST", "/seed", {
      users: [
        {
          id: "a0000000-0000-4000-8000-000000009101",
          userPrincipalName: "absent.1@contoso.example",
          displayName: "Absent 1",
        },
      ],
    });
    expect(waiting((await run(now)).warnings)).toHaveLength(9);
    expect(await membersOf("000142")).toContain("absent.1@contoso.example");
    expect(await membersOf("000145")).toContain("absent.1@contoso.example");
  });

  it("are nobody's matter once config says that they have left or are on leave", async () => {
    const told = (status: Status): CompleteOrg => ({
      ...now,
      people: now.people.map((one) => (ids.includes(one.id) ? { ...one, status } : one)),
    });
    for (const status of ["leave", "left"] as const)
      expect(waiting((await run(told(status))).warnings)).toEqual([]);
  });

  it("leave a store without team while nobody else would own it, and all else is made", async () => {
    const store: OrgNode = {
      id: "reno",
      kind: "store",
      parent: "bay-area",
      name: "Reno",
      storeNumber: "000199",
      managers: ["x-0", "x-1"],
      workers: ["p-301"],
    };
    const more = { ...demo, people: [...demo.people, ...absent.slice(0, 2)], nodes: [...demo.nodes, store] };
    const done = await run(more);
    expect(done.refusal).toBeUndefined();
    expect(done.warnings.join("\n")).toMatch(
      /left out: 000199 Reno: everybody who would own the team is away/,
    );
    expect(waiting(done.warnings)).toHaveLength(2);
    expect(await membersOf("000142")).not.toEqual([]);
  });
});

describe("brakes", () => {
  const away = (org: CompleteOrg, id: string, status: Status): CompleteOrg => ({
    ...org,
    people: org.people.map((one) => (one.id === id ? { ...one, status } : one)),
  });

  it("let the only manager go on leave, and warn that fewer own the team than config wants", async () => {
    await run(demo);
    const { refusal, warnings } = await run(away(demo, "p-203", "leave"));
    expect(refusal).toBeUndefined();
    expect(warnings.join("\n")).toMatch(/fewer owners than minimumOwners says: 000142 Fresno/);
  });

  it("hold when the other manager goes meanwhile: somebody who is there must own the team", async () => {
    const two = edited(demo, "fresno", (store) => ({ ...store, managers: ["p-203", "p-204"] }));
    await run(two);
    const { refusal } = await run(away(demo, "p-203", "leave"));
    expect(refusal).toMatch(/000142 Fresno would lose its last owner/);
  });

  it("hold when the only manager has left", async () => {
    await run(demo);
    const { refusal } = await run(away(demo, "p-203", "left"));
    expect(refusal).toMatch(/000142 Fresno would lose its last owner/);
  });

  it("let a manager take over who has no account yet: the old one goes on owning", async () => {
    await run(demo);
    const next = edited({ ...demo, people: [...demo.people, ...absent] }, "fresno", (store) => ({
      ...store,
      managers: ["x-1"],
    }));
    const { refusal, warnings } = await run(next);
    expect(refusal).toBeUndefined();
    expect(waiting(warnings)).toHaveLength(1);
    const { teams } = (await tenant.admin("GET", "/snapshot")) as {
      teams?: { uniqueName: string | null; owners: string[] }[];
    };
    expect(teams?.find(({ uniqueName }) => uniqueName === "store-team-000142")?.owners).toEqual([
      "mia.wolf@contoso.example",
    ]);
  });
});
