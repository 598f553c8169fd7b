import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine("applied");
  on = await planningOn(engine);
});
afterAll(() => engine.close());

describe("a store with a mistake, and one that cannot be made as it should", () => {
  it("do not stop the others; apply names store and reason, and a new plan shows what is left", async () => {
    const ghost = "people:\n  - { id: p-999, name: Wim Ghost, upn: wim.ghost@contoso.example }\n";
    const text = await readFile(engine.workspace.orgFile, "utf8");
    const workers = text
      .replace("[p-306, p-307]", "[p-306, p-307, p-999]")
      .replace("[p-308, p-309]", "[p-309]")
      // A channel that is there for everybody cannot become private.
      .replace(
        "workers: [p-313, p-314],",
        "workers: [p-313, p-314], team: { channels: [{ key: shift-handoff, name: Shift handoff, private: {} }] },",
      );
    await writeFile(engine.workspace.orgFile, workers.replace("people:\n", ghost));
    await on.plan("dev", "ghost");
    const { exitCode, said } = await on.apply("dev", "ghost");
    expect(exitCode).toBe(1);
    expect(said).toContain("1 done, 11 unchanged, 1 failed, 0 not done");
    expect(said).toMatch(
      /failed: 000230 Albany: .*is standard and cannot become private: .* Declare it as it is/,
    );
    expect(said).toMatch(
      /Wim Ghost \(wim\.ghost@contoso\.example\): the tenant has no such user; would be in 000142/,
    );
    expect(said).toContain("It is safe to run again");
    expect(said).not.toMatch(/\n\s+at .*\.(ts|js):\d+/);
    const { report } = await on.plan("dev", "ghost-again");
    expect(report.waiting.map(({ text }) => text).join()).toContain("Wim Ghost");
    expect(linesOf(report)).toEqual([
      "000230 Albany: Channel Shift handoff: private or not otherwise than it is: the service refuses that",
      "000230 Albany: Channel Shift handoff: its description is no longer managed; it stays as it is",
      "000230 Albany: Channel Store readiness: no longer managed; it stays in the team",
    ]);
  });
});
