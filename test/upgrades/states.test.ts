// States that earlier versions made preview empty: whoever upgrades sees no change that nobody asked for.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../kit/engine.ts";
import { linesOf, planningOn } from "../kit/planning.ts";

const versions = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface State {
  readonly deployment: { readonly secrets_providers?: unknown };
}

async function readState(file: string): Promise<State> {
  return JSON.parse(await readFile(file, "utf8")) as State;
}

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine("applied");
});
afterAll(() => engine.close());

describe.each(versions)("the sample retailer as version %s applied it", (version) => {
  it.each(["tenant", "dev"])("has nothing to do: stack %s", async (stack) => {
    const folder = await mkdtemp(join(tmpdir(), "store-teams-upgrade-"));
    try {
      const file = join(folder, "state.json");
      const old = await readState(join(import.meta.dirname, version, `${stack}.state.json`));
      // Secrets stand there in plain text; they are kept as this stack keeps its own.
      const { secrets_providers } = (JSON.parse((await engine.state(stack)).text) as State).deployment;
      await writeFile(file, JSON.stringify({ ...old, deployment: { ...old.deployment, secrets_providers } }));
      const imported = await engine.pulumi(stack, ["stack", "import", "--file", file]);
      expect(imported.exitCode, imported.output).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { report } = await (await planningOn(engine)).plan(stack, `upgrade-${stack}`);
    expect(linesOf(report)).toEqual([]);
    expect(report.refusal).toEqual([]);
    expect(report.counts).toEqual(nothing);
    expect(["none", "byHand"]).toContain(report.outcome);
  });
});

const none = { added: 0, moved: 0, changed: 0, removed: 0 };
const nothing = {
  ...{ stores: none, people: none, consent: none, links: none },
  ...{ switches: none, tasks: none, other: none },
};
