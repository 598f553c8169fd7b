import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeByHand } from "../../stacks/commands/demo/by-hand.ts";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine("applied");
  on = await planningOn(engine);
});
afterAll(() => engine.close());

describe("a plan that read the tenant", () => {
  it("names what was done by hand, and apply puts it right", async () => {
    await changeByHand(engine.admin);
    const { report } = await on.plan("dev", "by-hand", { refresh: true });
    expect(linesOf(report)).toEqual([
      '000135 San Francisco: Channel Shift handoff: renamed from "Shifts"',
      "000135 San Francisco: Vera Stone (vera.stone@contoso.example): loses access (was owner)",
      "000135 San Francisco: Nina Kovac: joins as owner",
    ]);
    const { exitCode, said } = await on.apply("dev", "by-hand");
    expect(exitCode, said).toBe(0);
    expect(teamOf(await tenantView(engine.admin), "000135").owners).toEqual(["nina.kovac", "sam.miller"]);
  });
});

describe("a state that moved", () => {
  it("stops apply: another run was there in between", async () => {
    await on.edit("name: Albany", "name: Albany North");
    await on.plan("dev", "stale");
    const renamed = await readFile(engine.workspace.orgFile, "utf8");
    await on.edit("name: Providence", "name: Providence South");
    const other = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(other.exitCode, other.output).toBe(0);
    await writeFile(engine.workspace.orgFile, renamed);
    const before = await engine.writes();
    const { exitCode, said } = await on.apply("dev", "stale");
    expect(exitCode).toBe(1);
    expect(said).toContain("state: the stack was changed since");
    expect(said).toContain('Name: "Providence South" → "Providence"');
    expect(await engine.writes()).toBe(before);
  });
});
