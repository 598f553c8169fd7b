import { describe, expect, it } from "vitest";
import type { Org, OrgNode, StoreNode } from "../../../schemas/types/org.ts";
import type { EngineEvent } from "../../../stacks/changes/engine-events.ts";
import { permissionWords } from "../../../stacks/permissions/words.ts";
import { factsWithoutOrg, planFacts } from "../../../stacks/review/facts.ts";
import { planReport } from "../../../stacks/review/report.ts";
import { org, organization, person, store } from "../org-builder.ts";
import { reportOf, toldIn } from "./kit.ts";

const authoritative = { team: { owners: "authoritative", members: "authoritative" } } as const;
const west: OrgNode = { id: "west", kind: "region", parent: "contoso", name: "West" };
const east: OrgNode = { id: "east", kind: "region", parent: "contoso", name: "East" };
const sfo = store({ parent: "west", managers: ["sam", "nina"], workers: ["ana", "ken"] });
const fresno = store({
  id: "fresno",
  parent: "west",
  name: "Fresno",
  storeNumber: "000142",
  managers: ["mia"],
  workers: [],
});
const boston = store({
  id: "bos",
  parent: "east",
  name: "Boston",
  storeNumber: "000210",
  managers: ["ruth"],
  workers: [],
});
const names: Readonly<Record<string, string>> = {
  sam: "Sam Miller",
  nina: "Nina Kovac",
  ana: "Ana Ruiz",
  ken: "Ken Ito",
  mia: "Mia Wolf",
  ruth: "Ruth Adler",
};

function orgWith(stores: readonly StoreNode[], more: Partial<Org> = {}): Org {
  const people = Object.entries(names).map(([id, name]) => ({ ...person(id), name }));
  return org({ nodes: [organization, west, east, ...stores], people, defaults: authoritative, ...more });
}

const before = orgWith([sfo, fresno, boston]);

/** The config with one store changed. */
function changed(node: StoreNode, changes: Partial<StoreNode>): Org {
  const stores = [sfo, fresno, boston].map((one) => (one === node ? { ...one, ...changes } : one));
  return orgWith(stores);
}

describe("what happens to people and stores", () => {
  const rows: { name: string; after: Org; told: string[]; losesAccess?: string[]; newOwners?: string[] }[] = [
    {
      name: "a hire",
      after: changed(fresno, { workers: ["ana"] }),
      told: ["West | 000142 Fresno | Ana Ruiz: joins as member"],
    },
    {
      name: "a worker leaves",
      after: changed(sfo, { workers: ["ken"] }),
      told: ["West | 000135 San Francisco | Ana Ruiz: loses access"],
      losesAccess: ["Ana Ruiz: 000135 San Francisco (is in no other team)"],
    },
    {
      name: "a move is one line, not a removal and an addition",
      after: orgWith([{ ...sfo, workers: ["ana"] }, { ...fresno, workers: ["ken"] }, boston]),
      told: ["West | Ken Ito: 000135 San Francisco → 000142 Fresno"],
    },
    {
      name: "a move to another region stands in the new one, with the new role",
      after: orgWith([{ ...sfo, workers: ["ana"] }, fresno, { ...boston, managers: ["ruth", "ken"] }]),
      told: ["East | Ken Ito: 000135 San Francisco → 000210 Boston, becomes owner (was member)"],
      newOwners: ["Ken Ito: 000210 Boston (from 000135 San Francisco)"],
    },
    {
      name: "a promotion",
      after: changed(sfo, { managers: ["sam", "nina", "ken"], workers: ["ana"] }),
      told: ["West | 000135 San Francisco | Ken Ito: becomes owner (was member)"],
      newOwners: ["Ken Ito: 000135 San Francisco (was member)"],
    },
    {
      name: "a demotion",
      after: changed(sfo, { managers: ["nina"], workers: ["ana", "ken", "sam"] }),
      told: ["West | 000135 San Francisco | Sam Miller: becomes member (was owner)"],
      losesAccess: ["Sam Miller: 000135 San Francisco (no longer owner, stays member)"],
    },
    {
      name: "a manager leaves",
      after: changed(sfo, { managers: ["nina"] }),
      told: ["West | 000135 San Francisco | Sam Miller: loses access (was owner)"],
      losesAccess: ["Sam Miller: 000135 San Francisco (was owner, is in no other team)"],
    },
    {
      name: "a new store",
      after: orgWith([
        sfo,
        fresno,
        boston,
        store({
          id: "roc",
          parent: "east",
          name: "Rochester",
          storeNumber: "000231",
          managers: ["ruth"],
          workers: ["ana"],
        }),
      ]),
      told: ["East | 000231 Rochester | New team: 1 owner: Ruth Adler; 1 member: Ana Ruiz"],
    },
    {
      name: "a closed store",
      after: changed(boston, { closed: { on: "2026-11-20", because: "the lease ended" } }),
      told: ["East | 000210 Boston | Team: archived, read-only from now on; nobody loses access"],
    },
    {
      name: "a store that config does not name any more keeps its team and people",
      after: orgWith([sfo, boston]),
      told: [
        "No longer in the config | 000142 Fresno | Team: no longer managed; it stays in the tenant with its 1 people",
      ],
    },
    {
      name: "members that config leaves alone stay",
      after: changed(sfo, { workers: ["ken"], team: { members: "additive" } }),
      told: [
        "West | 000135 San Francisco | Added by hand: members added by hand are left alone from now on",
        "West | 000135 San Francisco | Ana Ruiz: is no longer in config, but stays member: additive",
      ],
    },
    {
      name: "a team that opens up",
      after: changed(fresno, { team: { visibility: "public" } }),
      told: ["West | 000142 Fresno | Team: public from now on: everybody may find and join it"],
    },
  ];

  it.each(rows)("$name", ({ after, told, losesAccess = [], newOwners = [] }) => {
    const report = reportOf(before, after);
    expect(report.outcome).toBe("changes");
    expect(toldIn(report)).toEqual(told);
    const short = ({ subject, text }: { subject: string; text: string }): string => `${subject}: ${text}`;
    expect(report.attention.losesAccess.map(short)).toEqual(losesAccess);
    expect(report.attention.newOwners.map(short)).toEqual(newOwners);
  });

  it("nothing changes: nothing is told and nothing is called", () => {
    const report = reportOf(before, before);
    expect(report).toMatchObject({ outcome: "none", regions: [], calls: { calls: 0, seconds: 0 } });
  });

  it("who left config is read out of the principal, which stands beside; two of one name are told apart", () => {
    const upn = "vera.stone@contoso.example";
    const withVera = { ...person("vera"), upn };
    const twoAnas = [{ ...person("ana2"), name: "Ana Ruiz" }];
    const was = orgWith([{ ...sfo, workers: ["ana", "vera"] }]);
    const is = orgWith([{ ...sfo, workers: [] }]);
    const report = reportOf(
      { ...was, people: [...(was.people ?? []), withVera] },
      { ...is, people: [...(is.people ?? []), ...twoAnas] },
    );
    expect(report.attention.losesAccess.map(({ subject }) => subject)).toEqual([
      "Ana Ruiz (ana@contoso.example)",
      `Vera Stone (${upn})`,
    ]);
  });

  it("counts each person once in each column", () => {
    const report = reportOf(
      before,
      orgWith([
        { ...sfo, workers: [] },
        { ...fresno, workers: ["ken"] },
        { ...boston, workers: ["nina"] },
      ]),
    );
    expect(report.counts.people).toEqual({ added: 1, moved: 1, changed: 0, removed: 1 });
    expect(report.counts.stores).toEqual({ added: 0, moved: 0, changed: 3, removed: 0 });
  });
});

describe("links and switches", () => {
  const recordLinks = [
    {
      key: "acc",
      environment: "dev",
      table: "account",
      recordId: "c0000000-0000-4000-8000-000000000001",
      name: "Bay Logistics",
    },
  ];
  const linked = changed(sfo, { team: { channels: [{ key: "ops", name: "Operations", recordLinks }] } });
  const on = orgWith([sfo, fresno, boston], {
    environments: [
      {
        key: "dev",
        url: "https://contoso-dev.crm4.dynamics.com",
        collaboration: { basic: true, enhanced: true },
      },
    ],
  });

  it.each([
    {
      name: "a link comes with its channel",
      from: before,
      to: linked,
      told: [
        "West | 000135 San Francisco | Channel Operations: new",
        "West | 000135 San Francisco, Operations: Bay Logistics | Record Bay Logistics (account): pinned to channel Operations of 000135 San Francisco; a link grants nobody access to the record",
      ],
    },
    {
      name: "a link goes; its channel stays, of which a run does nothing",
      from: linked,
      to: before,
      told: [
        "West | Bay Logistics in channel Operations | Record Bay Logistics (account): taken off channel Operations of 000135 San Francisco",
      ],
    },
    {
      name: "a switch comes",
      from: before,
      to: on,
      told: ["Whole company | dev: Teams integration | Teams in Dynamics: set to basic and enhanced"],
    },
    {
      name: "chat and a table come",
      from: on,
      to: orgWith([sfo, fresno, boston], {
        environments: [
          {
            key: "dev",
            url: "https://contoso-dev.crm4.dynamics.com",
            collaboration: { basic: true, enhanced: true, chat: true },
            tables: ["new_site"],
          },
        ],
      }),
      told: [
        "Whole company | dev: Teams integration | Teams in Dynamics: basic and enhanced → basic and enhanced, chat on",
        "Whole company | dev: tables for Teams | Tables for Teams: set to new_site and the default ones",
      ],
    },
    {
      name: "a switch goes",
      from: on,
      to: before,
      told: ["Whole company | switch-dev | Teams in Dynamics: set back to what it was before"],
    },
  ])("$name", ({ from, to, told }) => {
    expect(toldIn(reportOf(from, to)).toSorted()).toEqual(told);
  });
});

describe("consent", () => {
  const app = {
    key: "commerce",
    displayName: "Teams Commerce",
    appId: "5d0c0000-0000-4000-8000-0000000000c0",
  };
  const row = { app: "commerce", api: "graph", for: "commerce" } as const;
  const little = {
    ...before,
    integration: { apps: [app], consent: [{ ...row, kind: "delegated", permission: "User.Read" }] },
  } satisfies Org;
  const much: Org = {
    ...little,
    integration: {
      apps: [app],
      consent: [
        ...little.integration.consent,
        { ...row, kind: "application", permission: "Group.ReadWrite.All" },
        { ...row, kind: "delegated", permission: "Mystery.Do.All" },
      ],
    },
  };

  it("added: which permission, for whom, what it lets the app do, how risky, why", () => {
    const { attention, counts } = reportOf(little, much, "tenant");
    expect(counts.consent).toEqual({ added: 2, moved: 0, changed: 0, removed: 0 });
    expect(attention.consent).toMatchObject([
      {
        subject: "Group.ReadWrite.All (application), risk high",
        app: "Teams Commerce",
        api: "Microsoft Graph",
        neededFor: ["commerce"],
        text: expect.stringContaining("read and change every group in the tenant") as string,
      },
      { permission: "Mystery.Do.All", risk: "unknown" },
    ]);
  });

  it("removed: of what signed-in people gave, where config decides alone, as the run does", () => {
    const removed = (exclusive: boolean): readonly string[] => {
      const [from, to] = [much, little].map(({ integration = {}, ...rest }): Org => ({
        ...rest,
        integration: {
          ...integration,
          apps: (integration.apps ?? []).map((one) => ({ ...one, exclusive })),
        },
      }));
      const { attention } = reportOf(from ?? much, to ?? little, "tenant");
      return attention.consent.map(({ change, permission }) => `${change} ${permission}`);
    };
    expect(removed(true)).toEqual(["removed Group.ReadWrite.All", "removed Mystery.Do.All"]);
    expect(removed(false)).toEqual(["removed Group.ReadWrite.All"]);
  });

  it("a permission that is not described says so, and counts as unknown", () => {
    expect(permissionWords("Mystery.Do.All", "application")).toMatchObject({ risk: "unknown" });
    expect(permissionWords("constructor", "application")).toMatchObject({ risk: "unknown" });
  });
});

describe("a preview that broke off", () => {
  const failed = (message: string): readonly EngineEvent[] => [
    { diagnosticEvent: { severity: "error", message } },
    { diagnosticEvent: { severity: "error", message: "preview failed" } },
    { diagnosticEvent: { severity: "warning", message: "left out: 000140 Oakland: no manager" } },
    {
      diagnosticEvent: { severity: "warning", message: "approval not used: teams in tenant, 1. Remove it." },
    },
  ];

  it.each([
    {
      name: "by a brake",
      message: "refused before the first write:\n  region west would lose 412",
      outcome: "refused",
    },
    { name: "by anything else", message: "cannot reach the service", outcome: "failed" },
  ])("$name shows the reason and no half of a plan", ({ message, outcome }) => {
    const facts = planFacts(before, { stack: "dev", program: "environment", environment: "dev" });
    const report = planReport({ events: failed(message), exitCode: 1, refreshed: false, digest: "" }, facts);
    expect(report).toMatchObject({ outcome, regions: [], refusal: message.split("\n") });
    expect(report.notes).toEqual(["approval not used: teams in tenant, 1. Remove it."]);
  });

  it("without a reason names the exit code", () => {
    const report = planReport(
      { events: [], exitCode: 255, refreshed: false, digest: "" },
      factsWithoutOrg("dev", "environment"),
    );
    expect(report.refusal).toEqual(["Pulumi ended with exit code 255."]);
  });
});
