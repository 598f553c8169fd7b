import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine(["tenant", "dev"]);
  on = await planningOn(engine);
});
afterAll(() => engine.close());

describe("the first plan", () => {
  it("of the tenant stack names every permission, and apply gives exactly those", async () => {
    const { report } = await on.plan("tenant", "tenant");
    expect(report.counts.consent.added).toBe(10);
    expect(await engine.writes()).toBe(0);
    const { exitCode, said } = await on.apply("tenant", "tenant");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("9 done, 0 unchanged, 0 failed");
    expect((await tenantView(engine.admin)).delegatedGrants).toHaveLength(3);
  });

  it("of an environment can be made by the reader and writes nothing", async () => {
    const before = await engine.writes();
    const { report } = await on.plan("dev", "reader", { as: on.targetAs("reader"), refresh: true });
    expect(report.outcome).toBe("changes");
    expect(report.counts.stores.added).toBe(7);
    expect(report.leftOut.map(({ label }) => label)).toEqual(["000140 Oakland"]);
    expect(await engine.writes()).toBe(before);
    const files = await readdir(on.folderOf("reader"));
    expect(files.toSorted()).toEqual(["digest.json", "plan.bin", "plan.html", "plan.json", "plan.md"]);
  });

  it("is applied by the writer, and after that there is nothing to do", async () => {
    const { exitCode, said } = await on.apply("dev", "reader");
    expect(exitCode, said).toBe(0);
    expect(said).toContain("14 done, 0 unchanged, 0 failed, 0 not done");
    const { report } = await on.plan("dev", "after");
    expect(report.outcome).toBe("none");
    const before = await engine.writes();
    expect(await on.apply("dev", "reader")).toMatchObject({ exitCode: 0 });
    expect(await engine.writes()).toBe(before);
  });
});
