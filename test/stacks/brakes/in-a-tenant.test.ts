import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Approval, Brakes } from "../../../schemas/types/stack.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import { readStackFile } from "../../../stacks/config/stack-file.ts";
import { startLiveTenant, type LiveTenant } from "../../kit/live-tenant.ts";
import { programsOn, type Ended, type Programs } from "../../kit/program-run.ts";
import { demo, loaded, places, rows, tight, withLeads, withoutNodes, withStore, type Row } from "./rows.ts";

const folder = mkdtempSync(join(tmpdir(), "pasted-approvals-"));
let tenant: LiveTenant;
let programs: Programs;

beforeAll(async () => {
  tenant = await startLiveTenant();
  programs = programsOn(tenant);
  for (const program of ["tenant", "environment"] as const) {
    const { refusal } = await programs.run({ program, org: demo, places, preview: false });
    expect(refusal).toBeUndefined();
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  return tenant.close();
});

function attempt(row: Row, preview: boolean, approvals: readonly Approval[] = []): Promise<Ended> {
  const { program = "environment", now, brakes = {} } = row;
  return programs.run({ program, org: now, places, preview, settings: { brakes, approvals } });
}

/** The entries that a refusal prints, pasted into a stack file as they stand there and read as every stack file is. */
function pasted(refusal: string): readonly Approval[] {
  const file = join(folder, "Pulumi.dev.yaml");
  const entries = refusal.slice(refusal.indexOf("  store-teams:approvals:"));
  const before = "config:\n  store-teams:program: environment\n";
  writeFileSync(file, `${before}${entries}\n  store-teams:environment: dev\n`);
  return readStackFile(file).settings["approvals"] as readonly Approval[];
}

describe("the approval that a refusal prints", () => {
  it.each(rows.filter(({ passes }) => passes !== undefined))(
    "lets exactly that pass when it is pasted: $brake, $name",
    async (row) => {
      const { refusal = "" } = await attempt(row, true);
      const approvals = pasted(refusal);
      expect(approvals.map(({ brake, where, count }) => ({ brake, where, count }))).toContainEqual(
        row.passes,
      );
      const { refusal: left, warnings } = await attempt(row, true, approvals);
      expect(left).toBeUndefined();
      for (const { brake, where, count } of approvals)
        expect(warnings).toContain(`approved: ${brake} in ${where}, ${count}`);
      // Nothing else passes by it: not the change of the next row.
      const next = rows[(rows.indexOf(row) + 1) % rows.length] ?? row;
      const asked = next.passes;
      const isSame = approvals.some(
        ({ brake, where, count }) => brake === asked?.brake && where === asked.where && count === asked.count,
      );
      if (!isSame) expect((await attempt(next, true, approvals)).refusal).toBeDefined();
    },
  );
});

describe("each brake, on a tenant that was applied", () => {
  it.each(rows)("$brake: $name", async (row) => {
    const writesBefore = await tenant.writes();
    for (const preview of [true, false]) {
      const { refusal } = await attempt(row, preview);
      expect(refusal).toContain("refused before the first write:");
      for (const text of row.refused) expect(refusal).toContain(text);
    }
    expect(await tenant.writes()).toBe(writesBefore);
    const approval = { ...(row.passes ?? proposed), until: "2099-01-01", because: "meant" };
    const { refusal, warnings } = await attempt(row, true, [approval]);
    if (row.passes === undefined) expect(refusal).toBeDefined();
    else {
      expect(refusal).toBeUndefined();
      expect(warnings).toContain(`approved: ${approval.brake} in ${approval.where}, ${approval.count}`);
    }
    // One more or less than was approved is refused again.
    const other = { ...approval, count: approval.count + 1 };
    expect((await attempt(row, true, [other])).refusal).toBeDefined();
    expect(await tenant.writes()).toBe(writesBefore);
  });
});

describe("a run that passes its brakes", () => {
  it("does what was approved, and the next one says that the approval is used up", async () => {
    const now = withStore(demo, "daly", (store) => ({ ...store, workers: [] }));
    const brakes = { "store-members": { atLeast: 2, fraction: 0.5 } };
    const approvals = [
      { brake: "store-members", where: "000136", count: 2, until: "2099-01-01", because: "meant" } as const,
    ];
    const run = { program: "environment", org: now, places, settings: { brakes, approvals } } as const;
    expect((await programs.run({ ...run, preview: false })).refusal).toBeUndefined();
    expect((await teamOf("000136"))?.members).toEqual([]);
    const again = await programs.run({ ...run, preview: true });
    expect(again.warnings).toContain("approval not used: store-members in 000136, 2. Remove it.");
    expect((await programs.run({ program: "environment", org: demo, places, preview: false })).refusal).toBe(
      undefined,
    );
  });

  it("only tells of a store that never had as many owners as it should", async () => {
    const now = withStore(demo, "daly", (store) => ({ ...store, team: { minimumOwners: 2 } }));
    const ended = await programs.run({ program: "environment", org: now, places, preview: true });
    expect(ended.refusal).toBeUndefined();
    expect(ended.warnings).toContain(
      "fewer owners than minimumOwners says: 000136 Daly City. Name more managers.",
    );
  });

  it("never takes a protected person away, not even one whom somebody added by hand", async () => {
    const daly = await teamOf("000136");
    await programs.addByHand(daly?.id ?? "", "eli.brandt@contoso.example");
    await programs.addByHand(daly?.id ?? "", "vera.stone@contoso.example");
    expect((await programs.run({ program: "environment", org: demo, places, preview: false })).refusal).toBe(
      undefined,
    );
    const members = (await teamOf("000136"))?.members ?? [];
    expect(members).toContain("eli.brandt@contoso.example");
    expect(members).not.toContain("vera.stone@contoso.example");
  });

  it("lets a person go who was protected, once the mark was taken away in a run of its own", async () => {
    const unmarked = { ...demo, people: loaded.people };
    const without = withStore(unmarked, "sfo", (store) => ({ ...store, workers: ["p-301", "p-303"] }));
    const members = ["p-301"];
    for (const org of [unmarked, withLeads(without, { owners: ["p-201", "p-208"], members })])
      expect((await programs.run({ program: "environment", org, places, preview: false })).refusal).toBe(
        undefined,
      );
    expect((await teamOf("000135"))?.members).not.toContain("eli.brandt@contoso.example");
  });
});

describe("after a run that was killed", () => {
  let fresh: Programs;
  beforeAll(async () => {
    fresh = programsOn(tenant);
    await fresh.run({ program: "tenant", org: demo, places, preview: false });
  });
  const run = (org: CompleteOrg, preview: boolean, more: Partial<Parameters<Programs["run"]>[0]> = {}) =>
    fresh.run({ program: "environment", org, places, preview, ...more });
  const refusals = async (
    org: CompleteOrg,
    settings: { brakes?: Brakes; approvals?: Approval[] } = {},
  ): Promise<string[]> => {
    const writesBefore = await tenant.writes();
    const found: string[] = [];
    for (const preview of [true, false]) found.push((await run(org, preview, { settings })).refusal ?? "");
    expect(await tenant.writes()).toBe(writesBefore);
    return found;
  };

  it("the first one: what it made counts, and only that", async () => {
    await run(demo, false, { killedAfter: ["store-000135", "store-000136"] });
    const noStores = withoutNodes(demo, ({ kind }) => kind === "store");
    for (const refusal of await refusals(noStores))
      expect(refusal).toContain("the tenant would stop managing 2 of 2 teams");
    expect((await run(demo, false)).refusal).toBeUndefined();
  });

  it("a later one: what it changed counts as changed, the rest as it was", async () => {
    const more = ["daly", "sac"].reduce(
      (org, id) =>
        withStore(org, id, (store) => ({ ...store, workers: [...(store.workers ?? []), "p-310", "p-311"] })),
      demo,
    );
    await run(more, false, { killedAfter: ["store-000136"] });
    expect((await teamOf("000136"))?.members).toContain("zoe.lang@contoso.example");
    expect((await teamOf("000145"))?.members).not.toContain("zoe.lang@contoso.example");
    const brakes = { "store-members": tight };
    for (const refusal of await refusals(demo, { brakes })) {
      expect(refusal).toContain("store 000136 would lose 2 of 5 people");
      expect(refusal).not.toContain("store 000145");
    }
    const approval = {
      brake: "store-members",
      where: "000136",
      count: 2,
      until: "2099-01-01",
      because: "meant",
    };
    const approvals = [approval as Approval];
    expect((await run(demo, false, { settings: { brakes, approvals } })).refusal).toBeUndefined();
    expect((await teamOf("000136"))?.members).not.toContain("zoe.lang@contoso.example");
  });
});

interface TeamThere {
  id: string;
  uniqueName: string | null;
  members: string[];
}

async function teamOf(storeNumber: string): Promise<TeamThere | undefined> {
  const { teams } = (await tenant.admin("GET", "/snapshot")) as { teams?: TeamThere[] };
  return teams?.find(({ uniqueName }) => uniqueName === `store-team-${storeNumber}`);
}

/** An approval for rows that none lets pass. */
const proposed = { brake: "teams", where: "tenant", count: 1 } as const;
