import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlan } from "../../stacks/commands/apply/apply-plan.ts";
import { changeConfig } from "../../stacks/commands/demo/config-change.ts";
import { changeByHand } from "../../stacks/commands/demo/by-hand.ts";
import { pulumiEnvironment } from "../../stacks/commands/demo/pulumi-process.ts";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { makePlan } from "../../stacks/commands/plan/make-plan.ts";
import type { World } from "../../stacks/commands/plan/world.ts";
import type { Target } from "../../stacks/commands/target.ts";
import type { PlanReport } from "../../stacks/report/plan-model.ts";
import { startEngine, type Engine } from "../kit/engine.ts";

let engine: Engine;
let target: Target;
/** The config after the week of changes. */
let changedOrg: string;

beforeAll(async () => {
  engine = await startEngine(["tenant", "dev"]);
  target = targetAs("deployer");
}, 120_000);
afterAll(() => engine.close());

function targetAs(client: string): Target {
  const { workspace, tenant } = engine;
  const environment = pulumiEnvironment(workspace, tenant.facts, client);
  return { environment, stackFile: (stack) => workspace.stackFile(stack) };
}

function folderOf(name: string): string {
  return join(engine.workspace.folder, "plans", name);
}

function plan(stack: string, name: string, more: { refresh?: boolean; as?: Target } = {}): Promise<World> {
  const { refresh = false, as = target } = more;
  return makePlan(as, { stack, refresh, folder: folderOf(name) });
}

async function apply(stack: string, name: string): Promise<{ exitCode: number; said: string }> {
  const said: string[] = [];
  const say = (text: string): number => said.push(text);
  const exitCode = await applyPlan(target, { stack, folder: folderOf(name), say });
  return { exitCode, said: said.join("\n") };
}

/** The changed config with one more edit, which must fit. */
async function edit(from: string | RegExp, to: string): Promise<void> {
  const text = changedOrg.replace(from, to);
  expect(text).not.toBe(changedOrg);
  await writeFile(engine.workspace.orgFile, text);
}

async function editBack(): Promise<void> {
  await writeFile(engine.workspace.orgFile, changedOrg);
}

/** Every line of a report, as people read it. */
function lines({ regions }: PlanReport): readonly string[] {
  return regions.flatMap(({ moves, entries }) => [
    ...moves.map(({ subject, text }) => `${subject}: ${text}`),
    ...entries.flatMap((entry) =>
      entry.lines.map(({ subject, text }) => `${entry.label}: ${subject}: ${text}`),
    ),
  ]);
}

describe("the first plan", () => {
  it("of the tenant stack names every permission, and apply gives exactly those", async () => {
    const { report } = await plan("tenant", "tenant");
    expect(report.counts.consent.added).toBe(10);
    expect(await engine.writes()).toBe(0);
    const { exitCode, said } = await apply("tenant", "tenant");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("7 done");
    expect((await tenantView(engine.admin)).delegatedGrants).toHaveLength(3);
  }, 60_000);

  it("of an environment can be made by the reader and writes nothing", async () => {
    const before = await engine.writes();
    const { report } = await plan("dev", "reader", { as: targetAs("reader"), refresh: true });
    expect(report.outcome).toBe("changes");
    expect(report.counts.stores.added).toBe(7);
    expect(report.leftOut.map(({ label }) => label)).toEqual(["000140 Oakland"]);
    expect(await engine.writes()).toBe(before);
    const files = await readdir(folderOf("reader"));
    expect(files.toSorted()).toEqual(["digest.json", "plan.bin", "plan.html", "plan.json", "plan.md"]);
  }, 60_000);

  it("is applied, and after that there is nothing to do", async () => {
    await plan("dev", "first");
    const { exitCode, said } = await apply("dev", "first");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("10 done, 0 unchanged, 0 failed, 0 not done");
    const { report } = await plan("dev", "after");
    expect(report.outcome).toBe("none");
    const before = await engine.writes();
    expect(await apply("dev", "first")).toMatchObject({ exitCode: 0 });
    expect(await engine.writes()).toBe(before);
  }, 120_000);
});

describe("a week of changes", () => {
  beforeAll(async () => {
    await changeConfig(engine.workspace.orgFile);
    changedOrg = await readFile(engine.workspace.orgFile, "utf8");
  });

  it("is told in plain words, and the plan writes nothing", async () => {
    const before = await engine.writes();
    const { report } = await plan("dev", "week");
    expect(await engine.writes()).toBe(before);
    expect(lines(report)).toEqual([
      "000212 Providence: Team: archived, read-only from now on; nobody loses access",
      "000230 Albany: Yuki Tanaka: joins as member",
      "000231 Rochester: New team: 1 owner: Paul Reyes; 1 member: Noah Frey",
      "Ken Ito: 000142 Fresno → 000145 Sacramento",
      "000135 San Francisco: Sam Miller (sam.miller@contoso.example): loses access (was owner)",
    ]);
    const markdown = await readFile(join(folderOf("week"), "plan.md"), "utf8");
    expect(markdown).not.toMatch(/urn:pulumi|store-000|[{}]/);
  }, 60_000);

  it("stops before the first write when the config has moved, and says how", async () => {
    const before = await engine.writes();
    await edit("[ p-308, p-309, p-306 ]", "[ p-309, p-306 ]");
    const { exitCode, said } = await apply("dev", "week");
    await editBack();
    expect(exitCode).toBe(1);
    expect(said).toContain("stopped before the first write");
    expect(said).toMatch(/config: .*org\.yaml is not as it was reviewed/);
    expect(said).toContain("000145 Sacramento: Ben Cole: loses access");
    expect(await engine.writes()).toBe(before);
  }, 60_000);

  it("is refused with all that is wrong when the config is broken, as bad config", async () => {
    await edit("[ p-204 ]", "[ p-2O4 ]");
    await expect(plan("dev", "broken")).rejects.toThrow(/no person has the id "p-2O4"/);
    await editBack();
  });

  it("is not applied from a folder whose files do not belong together", async () => {
    await plan("dev", "forged");
    await writeFile(join(folderOf("forged"), "plan.bin"), "{}");
    await expect(apply("dev", "forged")).rejects.toThrow(/not as it was made/);
    await rm(join(folderOf("forged"), "plan.bin"));
    await expect(apply("dev", "forged")).rejects.toThrow(/holds no plan/);
    await expect(apply("tenant", "week")).rejects.toThrow(/a plan of the stack "dev"/);
  }, 60_000);

  it("is done exactly when nothing has moved", async () => {
    const { exitCode, said } = await apply("dev", "week");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("6 done");
    const view = await tenantView(engine.admin);
    expect(teamOf(view, "000145").members).toContain("ken.ito");
    expect(teamOf(view, "000142").members).not.toContain("ken.ito");
    expect(teamOf(view, "000135").owners).toEqual(["nina.kovac"]);
    expect(teamOf(view, "000212").archived).toBe(true);
    expect((await plan("dev", "after")).report.outcome).toBe("none");
  }, 120_000);
});

describe("a state that moved", () => {
  it("stops apply: another run was there in between", async () => {
    await edit("name: Albany", "name: Albany North");
    await plan("dev", "stale");
    const renamed = await readFile(engine.workspace.orgFile, "utf8");
    await edit("name: Rochester", "name: Rochester South");
    const other = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(other.exitCode, other.output).toBe(0);
    await writeFile(engine.workspace.orgFile, renamed);
    const before = await engine.writes();
    const { exitCode, said } = await apply("dev", "stale");
    expect(exitCode).toBe(1);
    expect(said).toContain("state: the stack was changed since");
    expect(said).toContain('Name: "Rochester South" → "Rochester"');
    expect(await engine.writes()).toBe(before);
    await editBack();
    const back = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(back.exitCode, back.output).toBe(0);
  }, 120_000);
});

describe("one store with a mistake", () => {
  it("does not stop the others; apply names store and reason, and a new plan shows what is left", async () => {
    const ghost = "people:\n  - { id: p-999, name: Wim Ghost, upn: wim.ghost@contoso.example }\n";
    const text = changedOrg.replace("people:\n", ghost).replace("[ p-307 ]", "[ p-307, p-999 ]");
    await writeFile(engine.workspace.orgFile, text.replace("[ p-308, p-309, p-306 ]", "[ p-309, p-306 ]"));
    await plan("dev", "ghost");
    const { exitCode, said } = await apply("dev", "ghost");
    expect(exitCode).toBe(1);
    expect(said).toContain("1 done, 10 unchanged, 1 failed, 0 not done");
    expect(said).toMatch(/failed: 000142 Fresno: .*the tenant has no user "wim\.ghost@contoso\.example"/);
    expect(said).toContain("It is safe to run again");
    expect(lines((await plan("dev", "ghost-again")).report)).toEqual([
      "000142 Fresno: Wim Ghost: joins as member",
    ]);
    await editBack();
    await plan("dev", "ghost-gone");
    expect((await apply("dev", "ghost-gone")).exitCode).toBe(0);
  }, 120_000);
});

describe("a plan that read the tenant", () => {
  it("names what was done by hand, and apply puts it right", async () => {
    await edit("[ p-208 ]", "[ p-208, p-207 ]");
    await plan("dev", "two-managers");
    expect((await apply("dev", "two-managers")).exitCode).toBe(0);
    await changeByHand(engine.admin);
    const { report } = await plan("dev", "by-hand", { refresh: true });
    expect(lines(report)).toEqual([
      '000135 San Francisco: Channel Shift handoff: renamed from "Shifts"',
      "000135 San Francisco: Vera Stone (vera.stone@contoso.example): loses access (was owner)",
      "000135 San Francisco: Nina Kovac: joins as owner",
    ]);
    const { exitCode, said } = await apply("dev", "by-hand");
    expect(exitCode, said).toBe(0);
    expect(teamOf(await tenantView(engine.admin), "000135").owners).toEqual(["june.park", "nina.kovac"]);
  }, 180_000);
});

describe("a brake", () => {
  it("is told in the report, and there is no plan to apply", async () => {
    await edit(/ {2}- \{\n {6}id: fresno,[^}]*\}\n/, "");
    const { report } = await plan("dev", "braked");
    expect(report.outcome).toBe("refused");
    expect(report.refusal.join("\n")).toContain("the tenant would stop managing 1 of 9 teams");
    expect(await readFile(join(folderOf("braked"), "plan.md"), "utf8")).toContain("a brake holds");
    await expect(apply("dev", "braked")).rejects.toThrow(/holds no plan that can be applied/);
  }, 60_000);
});
