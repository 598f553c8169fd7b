import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import type { OrgNode, StoreNode, TeamSettings } from "../../../schemas/types/org.ts";
import type { Brakes } from "../../../schemas/types/stack.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { appliedLedger, ledgerOf, type AppliedResource } from "../../../stacks/brakes/applied-rosters.ts";
import {
  teamsToCount,
  withPeopleThere,
  type PeopleThere,
} from "../../../stacks/brakes/teams-first-decided.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { peopleThere } from "../../../stacks/program/checks/people-in-tenant.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { programsOn, type Ended, type Programs } from "../../kit/program-run.ts";

const { org: demo, places } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));

/** The sample retailer with other settings of one store and its team. */
function daly(team: TeamSettings, more: Partial<StoreNode> = {}): CompleteOrg {
  const nodes = demo.nodes.map((node): OrgNode =>
    node.id === "daly" ? ({ ...node, ...more, team } as StoreNode) : node,
  );
  return { ...demo, nodes };
}

const leads = (members?: string[]): TeamSettings => ({
  channels: [{ key: "leads", name: "Leads", private: members === undefined ? {} : { members } }],
});
const additive = { members: "additive" } as const;

const applied = (org: CompleteOrg) => {
  const { resources } = deriveEnvironment(org, "dev");
  return appliedLedger(resources as unknown as AppliedResource[], undefined);
};

describe("teams whose people only the tenant knows", () => {
  const counted = (before: CompleteOrg | undefined, now: CompleteOrg): readonly string[] =>
    teamsToCount(before && applied(before), ledgerOf(deriveEnvironment(now, "dev"), now));

  it.each<[string, before: CompleteOrg | undefined, now: CompleteOrg, teams: readonly string[]]>([
    ["the same again", demo, demo, []],
    ["the first run: one is taken over", undefined, demo, ["store-000210"]],
    ["config decides about the members", daly(additive), demo, ["store-000136"]],
    ["config decides about the owners", daly({ owners: "additive" }), demo, ["store-000136"]],
    ["config does not decide any more", demo, daly(additive), []],
    ["the list of workers comes", daly({}, { workers: undefined as never }), demo, ["store-000136"]],
    ["the list of a private channel comes", daly(leads()), daly(leads(["p-303"])), ["store-000136"]],
    ["a private channel comes", demo, daly(leads(["p-303"])), []],
  ])("%s", (_name, before, now, teams) => {
    expect(counted(before, now)).toEqual(teams);
  });
});

describe("people of a private channel whose list comes", () => {
  it("count as lost when they are there and not in it", () => {
    const [before, now] = [daly(leads()), daly(leads(["p-303"]))];
    const ledger = ledgerOf(deriveEnvironment(now, "dev"), now);
    const roster = { "priya.nair@contoso.example": "owner", "sara.lind@contoso.example": "member" } as const;
    const channel = { displayName: "Leads", private: { owners: "additive", members: "additive", roster } };
    const there = new Map([["store-000136", { roster, channels: { leads: channel } } as PeopleThere]]);
    const brakes = { "store-members": { atLeast: 1, fraction: 0 } };
    const settings = { brakes, approvals: [], today: "2026-11-21" };
    const { refused } = checkBrakes(withPeopleThere(applied(before), ledger, there), ledger, settings);
    expect(refused).toMatchObject([
      { brake: "store-members", where: "000136/private-channels", count: 1, of: 2 },
    ]);
  });
});

describe("owners whom config requires or protects, of teams that are taken over", () => {
  const required = ["p-100", "p-101"];
  const existingTeamId = "b0000000-0000-4000-8000-000000000136";
  const takenOver: TeamSettings & { existingTeamId: string } = { existingTeamId, requiredOwners: required };
  const now = daly(takenOver);
  const before: CompleteOrg = { ...demo, nodes: demo.nodes.filter(({ id }) => id !== "daly") };
  const tripped = (roster: Readonly<Record<string, "owner" | "member">>) => {
    const ledger = ledgerOf(deriveEnvironment(now, "dev"), now);
    const there = new Map([["store-000136", { roster }]]);
    const brakes = { "new-owners": { atLeast: 1, fraction: 0 } };
    const settings = { brakes, approvals: [], today: "2026-11-21" };
    return checkBrakes(withPeopleThere(applied(before), ledger, there), ledger, settings).refused;
  };
  const upn = (name: string): string => `${name}@contoso.example`;

  it("are no new ones where they own the team already, and are new where they do not", () => {
    const owners = { [upn("rosa.marin")]: "owner", [upn("priya.nair")]: "owner" } as const;
    expect(tripped({ ...owners, [upn("ian.clarke")]: "owner" })).toEqual([]);
    expect(tripped({ ...owners, [upn("ian.clarke")]: "member" })).toMatchObject([
      { brake: "new-owners", count: 1 },
    ]);
    expect(tripped(owners)).toMatchObject([{ brake: "new-owners", count: 1 }]);
  });
});

describe("people who are there and of whom no run knew", () => {
  let tenant: LiveTenant;
  let programs: Programs;
  beforeAll(async () => {
    tenant = await startLiveTenant();
    programs = programsOn(tenant);
  });
  afterAll(() => tenant.close());

  const run = (org: CompleteOrg, preview: boolean, brakes: Brakes = {}, count?: number): Promise<Ended> => {
    const approval = { brake: "store-members", where: "000136", until: "2099-01-01", because: "x" } as const;
    const approvals = count === undefined ? [] : [{ ...approval, count }];
    const settings = { brakes, approvals };
    return programs.run({ program: "environment", org, places, preview, settings });
  };
  const tight = { "store-members": { atLeast: 1, fraction: 0 } };
  const membersOf = async (storeNumber: string): Promise<string[]> => {
    const { teams } = (await tenant.admin("GET", "/snapshot")) as unknown as {
      teams: { uniqueName: string; members: string[] }[];
    };
    return teams.find(({ uniqueName }) => uniqueName === `store-team-${storeNumber}`)?.members ?? [];
  };

  it("count as lost when a team is taken over that has them", async () => {
    const writesBefore = await tenant.writes();
    const { refusal } = await run(demo, true, tight);
    expect(refusal).toContain("store 000210 would lose 1 of 3 people");
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("count as lost when config decides from now on who is in a team, but not who is protected", async () => {
    await programs.run({ program: "tenant", org: demo, places, preview: false });
    expect((await run(daly(additive), false)).refusal).toBeUndefined();
    const graph = tenant.as("admin").graph;
    const [group] = await graph.list("/groups?$filter=uniqueName eq 'store-team-000136'");
    for (const person of ["vera.stone", "zoe.lang", "amir.saleh"])
      await programs.addByHand(String(group?.["id"]), `${person}@contoso.example`);
    const people = demo.people.map((one) =>
      one.upn.startsWith("zoe.lang") ? { ...one, protected: true } : one,
    );
    const now = { ...demo, people };
    const writesBefore = await tenant.writes();
    for (const preview of [true, false])
      expect((await run(now, preview, tight)).refusal).toContain("store 000136 would lose 2 of 5 people");
    expect((await run(now, false, tight, 3)).refusal).toContain("would lose 2 of 5");
    expect(await tenant.writes()).toBe(writesBefore);
    expect((await run(now, false, tight, 2)).refusal).toBeUndefined();
    expect(await membersOf("000136")).toEqual([
      "sara.lind@contoso.example",
      "tom.berg@contoso.example",
      "zoe.lang@contoso.example",
    ]);
    // From now on the state knows, and nobody is asked.
    expect((await run(now, true, tight)).refusal).toBeUndefined();
  });

  it("refuse a run when they cannot be read; a preview tells it", async () => {
    const derived = deriveEnvironment(demo, "dev");
    const warn = vi.spyOn(pulumi.log, "warn").mockImplementation(async () => {});
    const failing = () => Promise.reject(new Error("no answer"));
    await expect(peopleThere(["store-000210"], derived, false, failing)).rejects.toThrow(
      /first time could not be read: no answer$/,
    );
    warn.mockClear();
    expect((await peopleThere(["store-000210"], derived, true, failing)).size).toBe(0);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("A run would stop here."));
    expect((await peopleThere([], derived, false, failing)).size).toBe(0);
  });
});
