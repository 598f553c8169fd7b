// The real engine, killed while a write is under way: the CLI alone, as a machine short of memory does, or all of it.
// With and without a state that is saved on the way, while the services show writes late. What the CLI has started
// ends with it; the same command goes on from there. `npm test` tries one row, `npm run torture -- engine` all.
import { execFileSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { changeConfig } from "../../stacks/commands/demo/config-change.ts";
import { changesIn } from "../../stacks/changes/engine-events.ts";
import { refuseEmptyStateFiles } from "../../stacks/commands/run/after-a-kill.ts";
import {
  killAll,
  killAlone,
  runPulumi,
  type PulumiResult,
} from "../../stacks/commands/run/pulumi-process.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { processesWith } from "../kit/processes-with.ts";
import { isInShare, isWhole, leaveFigures } from "../torture/whole.ts";

interface Row {
  readonly stage: "environment" | "week" | "destroy";
  readonly who: "the CLI alone" | "everything";
  readonly checkpoints: boolean;
  /** Which POST, PATCH or DELETE is under way, whichever comes first. */
  readonly nth: number;
}

const sample: readonly Row[] = [{ stage: "destroy", who: "everything", checkpoints: false, nth: 1 }];
const nths = { environment: [1, 5], week: [1, 3], destroy: [1, 2, 3] } as const;
const all = (["environment", "week", "destroy"] as const).flatMap((stage) =>
  nths[stage].flatMap((nth) =>
    (["the CLI alone", "everything"] as const).flatMap((who) =>
      [true, false].map((checkpoints): Row => ({ stage, who, checkpoints, nth })),
    ),
  ),
);
const rows = isWhole ? all.filter((_, index) => isInShare(index)) : sample;

let engine: Engine;
afterEach(async () => {
  leaveFigures("kills of the real engine", { kills: 1 });
  await engine.close();
});

async function startOf(stage: Row["stage"]): Promise<Engine> {
  if (stage !== "environment") return startEngine("applied");
  const fresh = await startEngine(["tenant", "dev"]);
  const { exitCode, output } = await fresh.pulumi("tenant", ["up", "--yes", "--skip-preview"]);
  expect(exitCode, output).toBe(0);
  return fresh;
}

const longMilliseconds = 600_000;

/** The service does the n-th write of each method and then does not answer for long. */
async function holdWrites(nth: number): Promise<void> {
  const faults = ["POST", "PATCH", "DELETE"].map((method) => ({
    name: `hold ${method}`,
    when: { method, urlContains: "/", nth },
    then: { kind: "slow", milliseconds: longMilliseconds },
  }));
  await engine.admin("POST", "/faults", { faults });
}

async function isHeld(): Promise<boolean> {
  const { faults } = (await engine.admin("GET", "/faults")) as { faults?: { fired: number }[] };
  return faults?.some(({ fired }) => fired > 0) === true;
}

/** Whatever the killed run left for a person to clear, cleared as its own words say. */
async function clearUp(): Promise<void> {
  try {
    refuseEmptyStateFiles(engine.environment);
  } catch (error) {
    execFileSync("sh", ["-c", String(error).split("\n").at(-1) ?? "false"]);
  }
  await engine.pulumi("dev", ["cancel", "--yes"]);
}

/** The processes of the run, a line each: not the tenant's. */
async function left(): Promise<string> {
  const found = await processesWith(engine.workspace.folder);
  return found.filter((commandLine) => !commandLine.includes("test/emulator/start.ts")).join("\n");
}

describe("killed in the middle, the real engine", () => {
  it.each(rows)("$who, in $stage, at write $nth, checkpoints $checkpoints", async (row) => {
    engine = await startOf(row.stage);
    if (row.stage === "week") await changeConfig(engine.workspace.orgFile);
    await engine.admin("POST", "/lag", { mode: "typical" });
    await holdWrites(row.nth);
    const verb = row.stage === "destroy" ? "destroy" : "up";
    const run = (checkpoints: boolean): Promise<PulumiResult> => {
      const environment = { ...engine.environment, PULUMI_SKIP_CHECKPOINTS: String(!checkpoints) };
      const args = [verb, "--yes", "--skip-preview"];
      return runPulumi(engine.workspace, environment, args, { quiet: true, stack: "dev" });
    };
    const cutOff = run(row.checkpoints);
    await expect.poll(isHeld, { timeout: 300_000, interval: 100 }).toBe(true);
    if (row.who === "everything") await killAll();
    else killAlone();
    expect((await cutOff).exitCode).not.toBe(0);
    await expect.poll(left, { timeout: 300_000, interval: 500 }).toBe("");

    await engine.admin("POST", "/faults", { faults: [] });
    await clearUp();
    const again = await run(row.checkpoints);
    expect(again.exitCode, again.output).toBe(0);
    await engine.admin("POST", "/clock", { advanceSeconds: 3600 });
    await expectRest(row.stage);
  });
});

async function expectRest(stage: Row["stage"]): Promise<void> {
  const { groups = [] } = (await engine.admin("GET", "/snapshot")) as {
    groups?: { uniqueName?: string | null }[];
  };
  const names = groups.flatMap(({ uniqueName }) => uniqueName ?? []);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  const writes = await engine.writes();
  if (stage === "destroy") {
    const { resources } = await engine.state("dev");
    expect(resources.filter(({ type }) => type.startsWith("pulumi-nodejs:"))).toEqual([]);
  } else {
    const preview = await engine.pulumi("dev", ["preview", "--expect-no-changes"]);
    expect(changesIn(preview.events), preview.output).toEqual({});
    const refreshed = await engine.pulumi("dev", ["refresh", "--preview-only", "--expect-no-changes"]);
    expect(refreshed.exitCode, refreshed.output).toBe(0);
  }
  expect(await engine.writes()).toBe(writes);
}
