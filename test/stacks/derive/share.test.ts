// Stacks that share an environment: every store in exactly one of them, and what a stack owns.
import { describe, expect, it } from "vitest";
import type { Org, OrgNode } from "../../../schemas/types/org.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf } from "../../../stacks/brakes/applied-rosters.ts";
import { deriveShare, shareProblems, type Share } from "../../../stacks/derive/share.ts";
import { stackToPlan } from "../../../stacks/commands/plan/stack-to-plan.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { usualStackFile } from "../../../stacks/config/load-stack.ts";
import { store } from "../org-builder.ts";
import { sampleStacks } from "../../kit/samples.ts";

const { org: retailer } = loadOrg("config/demo/org.yaml");
// Without the files for Commerce, which hold the teams of all stores.
const demo: typeof retailer = {
  ...retailer,
  hierarchy: { id: "retail-by-region", name: "Stores by region", purposes: ["retailReporting"] },
};
const west: Share = { regions: ["west"] };
const east: Share = { regions: ["east"] };
const rest: Share = { regions: [], shared: true };

function namesIn(share: Share, org: Org = demo): readonly string[] {
  return deriveShare(org, "dev", share).resources.map(({ name }) => name);
}

describe("a share of an environment", () => {
  it.each<[name: string, share: Share, resources: readonly string[], leftOut: readonly string[]]>([
    [
      "of one region holds its stores and their links, and who is left out there",
      west,
      [
        "link-sfo-shift-handoff-bay-logistics",
        "store-000135",
        "store-000136",
        "store-000142",
        "store-000145",
        "tasks-000135",
      ],
      ["oak"],
    ],
    ["of another region the other stores", east, ["store-000210", "store-000212", "store-000230"], []],
    ["of no region only what stands once", rest, ["communications-team", "switch-dev", "tables-dev"], []],
    [
      "of a region and the rest holds both",
      { regions: ["east"], shared: true },
      ["communications-team", "store-000210", "store-000212", "store-000230", "switch-dev", "tables-dev"],
      [],
    ],
  ])("%s", (_name, share, resources, leftOut) => {
    const derived = deriveShare(demo, "dev", share);
    expect(derived.resources.map(({ name }) => name)).toEqual(resources);
    expect(derived.leftOut.map(({ nodeId }) => nodeId)).toEqual(leftOut);
    expect(Object.keys(derived.labels)).toEqual(resources);
  });

  it("makes no file that would lack the teams of other stacks, and says so", () => {
    for (const share of [west, east, rest]) {
      const { resources, leftOut } = deriveShare(retailer, "dev", share);
      expect(resources.filter(({ idsFrom }) => idsFrom !== undefined)).toEqual([]);
      const files = leftOut.filter(({ ruleId }) => ruleId === "R17");
      expect(files.map(({ name }) => name)).toEqual([
        "Teams of stores, for headquarters",
        "Targeting hierarchy Stores by region",
      ]);
      for (const { reason } of files) expect(reason).toContain("one stack of all regions makes it");
    }
  });

  it("without settings is the whole environment, as it always was", () => {
    expect(deriveShare(demo, "dev", {})).toEqual(deriveEnvironment(demo, "dev"));
  });

  it("put together is the whole environment: nothing twice, nothing missing", () => {
    const together = [west, east, rest].flatMap((share) => namesIn(share));
    expect(together.toSorted()).toEqual(deriveEnvironment(demo, "dev").resources.map(({ name }) => name));
  });

  it("depends on nothing that another stack holds", () => {
    for (const share of [west, east, rest]) {
      const { resources } = deriveShare(demo, "dev", share);
      const names = new Set(resources.map(({ name }) => name));
      expect(resources.flatMap(({ dependsOn }) => dependsOn).filter((name) => !names.has(name))).toEqual([]);
    }
  });

  it("of regions keeps every team when it leaves: another stack has taken it over", () => {
    const deleting: Org = {
      ...demo,
      defaults: { ...demo.defaults, team: { ...demo.defaults?.team, onDestroy: "delete" } },
    };
    const teams = (derived: Derived): boolean[] =>
      derived.resources
        .filter(({ token }) => token === "graph:Team")
        .map(({ retainOnDelete }) => retainOnDelete);
    expect(teams(deriveEnvironment(deleting, "dev"))).toContain(false);
    expect(teams(deriveShare(deleting, "dev", west))).not.toContain(false);
  });

  it("has brakes of its own: a store that moves to another region needs an approval in the stack it leaves", () => {
    const moved: Org = {
      ...demo,
      nodes: demo.nodes.map((node): OrgNode => (node.id === "sac" ? { ...node, parent: "east" } : node)),
    };
    const ledger = (org: Org, share: Share): ReturnType<typeof ledgerOf> =>
      ledgerOf(deriveShare(org, "dev", share), org);
    const settings = { brakes: {}, approvals: [], today: "2026-11-21" };
    const brakesIn = (share: Share): readonly string[] =>
      checkBrakes(ledger(demo, share), ledger(moved, share), settings).refused.map(
        ({ brake, where, count, of }) => `${brake} ${where} ${count}/${of}`,
      );
    expect(brakesIn(west)).toContain("teams tenant 1/4");
    expect(brakesIn(east)).toEqual([]);
    expect(brakesIn(rest)).toEqual([]);
    const approval = {
      brake: "teams",
      where: "tenant",
      count: 1,
      until: "2026-12-01",
      because: "moves east",
    } as const;
    const approved = checkBrakes(ledger(demo, west), ledger(moved, west), {
      ...settings,
      approvals: [approval],
    });
    expect(approved.refused.filter(({ brake }) => brake === "teams")).toEqual([]);
  });
});

describe("how stacks share an environment is refused when", () => {
  const loose: Org = {
    ...demo,
    nodes: [...demo.nodes, store({ id: "hq", storeNumber: "000001", parent: "contoso" })],
  };
  const [a, b, c] = ["prod", "prod-west", "prod-east"] as const;
  const stacks = (...shares: readonly (readonly [string, Share])[]) =>
    shares.map(([stack, share]) => ({ stack, share }));
  it.each<[name: string, org: Org, stacks: ReturnType<typeof stacks>, problems: readonly string[]]>([
    ["it is well: one stack", demo, stacks([a, {}]), []],
    ["it is well: two regions and the rest", demo, stacks([a, rest], [b, west], [c, east]), []],
    ["it is well: a store in no region is with the rest", loose, stacks([a, rest], [b, west], [c, east]), []],
    [
      "two own a region",
      demo,
      stacks([a, rest], [b, west], [c, { regions: ["east", "west"] }]),
      [
        'region "west" (stores 000135, 000136, 000140 and 2 more) belongs to prod-east and prod-west: each would undo what the other does. Keep one',
      ],
    ],
    [
      "nobody owns a region",
      demo,
      stacks([a, rest], [b, west]),
      [
        'region "east" (stores 000210, 000212, 000230) belongs to no stack: add its id to store-teams:regions in one of prod, prod-west',
      ],
    ],
    [
      "a stack without regions stands beside others",
      demo,
      stacks([a, {}], [b, west]),
      [
        'region "west" (stores 000135, 000136, 000140 and 2 more) belongs to prod and prod-west: each would undo what the other does. Keep one',
      ],
    ],
    [
      "nobody owns the rest",
      loose,
      stacks([b, west], [c, east]),
      [
        "the shared part (with store 000001) belongs to no stack: add store-teams:shared: true in one of prod-east, prod-west",
      ],
    ],
    [
      "two own the rest",
      demo,
      stacks([a, rest], [b, { ...west, shared: true }], [c, east]),
      ["the shared part belongs to prod and prod-west: each would undo what the other does. Keep one"],
    ],
    [
      "a region is not there",
      demo,
      stacks([a, { regions: ["north"], shared: true }], [b, west], [c, east]),
      ['prod: no node has the id "north" that store-teams:regions names'],
    ],
  ])("%s", (_name, org, given, problems) => {
    expect(shareProblems(org, given)).toEqual(problems);
  });
});

describe("the stack files of this project", () => {
  const stacks = sampleStacks.map(([stack]) => stack);

  it.each(stacks)("%s can be read, with the stacks that share its environment", (stack) => {
    const { facts } = stackToPlan({ environment: {}, stackFile: usualStackFile }, stack);
    expect(facts.stack).toBe(stack);
    if (stack.startsWith("prod-")) expect([...facts.declared.keys()].join()).toMatch(/^(store-\d+,?)+$/);
  });
});
