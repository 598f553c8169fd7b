import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killAll } from "../../stacks/commands/run/pulumi-process.ts";
import { changesIn } from "../../stacks/changes/engine-events.ts";
import { startEngine, type Engine } from "../kit/engine.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine(["tenant", "dev"]);
  const { exitCode, output } = await engine.pulumi("tenant", ["up", "--yes", "--skip-preview"]);
  expect(exitCode, output).toBe(0);
});
afterAll(() => engine.close());

/** Waits until the tenant has answered so many requests to make a team; at most five minutes. */
async function untilTeamsAsked(count: number): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 1) {
    const journal = await readFile(engine.workspace.journalFile, "utf8").catch(() => "");
    const asked = journal
      .split("\n")
      .filter((line) => line.includes('"POST"') && /\/v1\.0\/teams"/.test(line));
    if (asked.length >= count) return;
    await sleep(10);
  }
  throw new Error(`the run never asked for ${count} teams`);
}

describe("kill -9 in the middle of up", () => {
  it("loses and doubles nothing: the same command goes on from there", async () => {
    const cutOff = engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    await untilTeamsAsked(2);
    await killAll();
    expect((await cutOff).exitCode).not.toBe(0);

    // The lock of the killed run is the only thing that a person must clear.
    await engine.pulumi("dev", ["cancel", "--yes"]);
    const again = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(again.exitCode, again.output).toBe(0);

    const snapshot = await engine.admin("GET", "/snapshot");
    const groups = snapshot["groups"] as { uniqueName?: string | null }[];
    const names = groups.map(({ uniqueName }) => uniqueName).filter((name) => typeof name === "string");
    expect(names.length).toBe(8);
    expect(new Set(names).size).toBe(8);
    const preview = await engine.pulumi("dev", ["preview", "--expect-no-changes"]);
    expect(changesIn(preview.events), preview.output).toEqual({});
    const refreshed = await engine.pulumi("dev", ["refresh", "--preview-only", "--expect-no-changes"]);
    expect(refreshed.exitCode, refreshed.output).toBe(0);
  });
});
