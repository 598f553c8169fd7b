// Two applies of one plan at once, in one checkout: each says what it did itself.
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../kit/engine.ts";
import { planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;
beforeAll(async () => {
  engine = await startEngine("applied");
  on = await planningOn(engine);
});
afterAll(() => engine.close());

const callsOf = (said: string): string | undefined => /(\d+) calls?, planned \d+/.exec(said)?.[0];

describe("two applies of one plan at once", () => {
  it("share no log: the one that does it tells its calls, the other none of them", async () => {
    await on.edit("workers: [p-306, p-307]", "workers: [p-306, p-307, p-308]");
    const { report } = await on.plan("dev", "twice");
    const planned = report.calls.calls;
    expect(planned).toBeGreaterThan(0);
    const ended = await Promise.all([on.apply("dev", "twice"), on.apply("dev", "twice")]);
    const done = ended.filter(({ exitCode }) => exitCode === 0);
    const told = ended.map(({ said }) => said).join("\n---\n");
    expect(done.length, told).toBeGreaterThan(0);
    // The engine lets one of them in at a time; the other finds it locked, or nothing left to do.
    const calls = ended.map(({ said }) => callsOf(said));
    expect(calls, told).toContain(`${planned} calls, planned ${planned}`);
    expect(new Set(calls).size, told).toBe(2);
    const left = (await readdir(on.folderOf("twice"))).filter((name) => name.startsWith("run-"));
    expect(left).toHaveLength(2 - done.length);
  });

  it("leave no log behind for the next plan", async () => {
    await on.plan("dev", "twice");
    const left = await readdir(on.folderOf("twice"));
    expect(left.filter((name) => /^run-\d/.test(name) && !name.startsWith(`run-${process.pid}-`))).toEqual(
      [],
    );
  });
});
