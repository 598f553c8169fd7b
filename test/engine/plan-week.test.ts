import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeConfig } from "../../stacks/commands/demo/config-change.ts";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine("applied");
  await changeConfig(engine.workspace.orgFile);
  on = await planningOn(engine);
});
afterAll(() => engine.close());

describe("a week of changes", () => {
  it("is told in plain words, and the plan writes nothing", async () => {
    const before = await engine.writes();
    const { report } = await on.plan("dev", "week");
    expect(await engine.writes()).toBe(before);
    expect(linesOf(report)).toEqual([
      "Targeting hierarchy Stores by region: Targeting hierarchy: Providence goes out",
      "Targeting hierarchy Stores by region: Targeting hierarchy: Rochester comes in",
      "Teams of stores, for headquarters: List for headquarters: 000231 comes in",
      "000212 Providence: Team: archived, read-only from now on; nobody loses access",
      "000230 Albany: Yuki Tanaka: joins as member",
      "000231 Rochester: New team: 1 owner: Paul Reyes; 1 member: Noah Frey",
      "Ken Ito: 000142 Fresno → 000145 Sacramento",
      "000135 San Francisco: Sam Miller (sam.miller@contoso.example): loses access (was owner)",
    ]);
    const markdown = await readFile(join(on.folderOf("week"), "plan.md"), "utf8");
    expect(markdown).not.toMatch(/urn:pulumi|store-000|[{}]/);
  });

  it("stops before the first write when the config has moved, and says how", async () => {
    const before = await engine.writes();
    await on.edit("[ p-308, p-309, p-306 ]", "[ p-309, p-306 ]");
    const { exitCode, said } = await on.apply("dev", "week");
    await on.editBack();
    expect(exitCode).toBe(1);
    expect(said).toContain("stopped before the first write");
    expect(said).toMatch(/config: .*org\.yaml is not as it was reviewed/);
    expect(said).toContain("000145 Sacramento: Ben Cole: loses access");
    expect(await engine.writes()).toBe(before);
  });

  it("is refused with all that is wrong when the config is broken, as bad config", async () => {
    await on.edit("[ p-204 ]", "[ p-2O4 ]");
    await expect(on.plan("dev", "broken")).rejects.toThrow(/no person has the id "p-2O4"/);
    await on.editBack();
  });

  it("is not applied from a folder whose files do not belong together", async () => {
    await cp(on.folderOf("week"), on.folderOf("forged"), { recursive: true });
    await writeFile(join(on.folderOf("forged"), "plan.bin"), "{}");
    await expect(on.apply("dev", "forged")).rejects.toThrow(/not as it was made/);
    await rm(join(on.folderOf("forged"), "plan.bin"));
    await expect(on.apply("dev", "forged")).rejects.toThrow(/holds no plan/);
    await expect(on.apply("tenant", "week")).rejects.toThrow(/a plan of the stack "dev"/);
  });

  it("is done exactly when nothing has moved", async () => {
    const { exitCode, said } = await on.apply("dev", "week");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("8 done");
    const view = await tenantView(engine.admin);
    expect(teamOf(view, "000145").members).toContain("ken.ito");
    expect(teamOf(view, "000142").members).not.toContain("ken.ito");
    expect(teamOf(view, "000135").owners).toEqual(["nina.kovac"]);
    expect(teamOf(view, "000212").archived).toBe(true);
    expect((await on.plan("dev", "after")).report.outcome).toBe("byHand");
  });
});

describe("a brake", () => {
  it("is told in the report, and there is no plan to apply", async () => {
    await on.edit(/ {2}- \{\n {6}id: fresno,[^}]*\}\n/, "");
    const { report } = await on.plan("dev", "braked");
    expect(report.outcome).toBe("refused");
    expect(report.refusal.join("\n")).toContain("the tenant would stop managing 1 of 9 teams");
    expect(await readFile(join(on.folderOf("braked"), "plan.md"), "utf8")).toContain("a brake holds");
    await expect(on.apply("dev", "braked")).rejects.toThrow(/holds no plan that can be applied/);
  });
});
