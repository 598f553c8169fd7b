import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPulumi } from "../../stacks/commands/run/pulumi-process.ts";
import { tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { startEngine, type Engine } from "../kit/engine.ts";
import { planningOn, type Planning } from "../kit/planning.ts";

let engine: Engine;
let on: Planning;

beforeAll(async () => {
  engine = await startEngine(["dev"]);
  on = await planningOn(engine);
});
afterAll(() => engine.close());

describe("the first plan", () => {
  it("of an environment may come before its tenant's stack is made: it warns, and a run stops without a trace", async () => {
    const { report } = await on.plan("dev", "early");
    expect(report.outcome).toBe("changes");
    const missing =
      /consent is missing in the tenant: .*First apply its stack: npm run pulumi -- up --stack tenant/;
    expect(report.notes.join("\n")).toMatch(missing);
    const { exitCode, output } = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(missing);
    expect(output).not.toMatch(/unhandled exception|\n\s+at /);
    expect(await engine.writes()).toBe(0);
    const stacks = { quiet: true, folder: join(engine.workspace.folder, "stacks") };
    const made = await runPulumi(engine.workspace, engine.environment, ["stack", "init", "tenant"], stacks);
    expect(made.exitCode, made.output).toBe(0);
  });

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

  it("is applied by the writer, and after that only work for people is left", async () => {
    const { exitCode, said } = await on.apply("dev", "reader");
    expect(exitCode, said).toBe(0);
    // Unchanged is the stack itself, which the run that stopped has noted.
    expect(said).toContain("14 done, 1 unchanged, 0 failed, 0 not done");
    const { report } = await on.plan("dev", "after");
    expect(report.outcome).toBe("byHand");
    const before = await engine.writes();
    expect(await on.apply("dev", "reader")).toMatchObject({ exitCode: 0 });
    expect(await engine.writes()).toBe(before);
  });
});

describe("what plan and apply leave on the disk", () => {
  /** Files that the emulated tenant keeps its own credentials in, as the service would; 0600 like all others. */
  const ofTheTenant = ["tenant.json", "tenant-state.json"];

  const filesBelow = async (folder: string): Promise<readonly string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));

  it("holds no secret of a client and no token: not in state, plans, reports, journals or logs", async () => {
    const secrets = engine.tenant.facts.clients.map(({ clientSecret }) => clientSecret);
    expect(secrets.every((secret) => secret.length >= 16)).toBe(true);
    const files = await filesBelow(engine.workspace.folder);
    const texts = await Promise.all(
      files
        .filter((file) => !ofTheTenant.some((name) => file.endsWith(`/${name}`)))
        .map(async (file) => ({ file, text: await readFile(file, "latin1") })),
    );
    expect(texts.length).toBeGreaterThan(20);
    const token = /eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\./;
    const holders = texts.filter(
      ({ text }) => token.test(text) || secrets.some((secret) => text.includes(secret)),
    );
    expect(holders.map(({ file }) => file)).toEqual([]);
  });

  it("is read by nobody but its owner", async () => {
    const files = await filesBelow(engine.workspace.folder);
    const ofOurs =
      /\/(plan\.(md|html|json)|digest\.json|journal\.jsonl|tenant\.(json|log)|tenant-state\.json|[^/]+\.csv)$/;
    const ours = files.filter((file) => ofOurs.test(file) && !file.includes("/.pulumi/"));
    expect(ours.length).toBeGreaterThan(5);
    const modes = await Promise.all(
      ours.map(async (file) => [file, (await stat(file)).mode & 0o777] as const),
    );
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
    // Pulumi writes its own with modes of its own, so nobody else gets into their folder.
    for (const folder of [engine.workspace.folder, on.folderOf("reader")])
      expect((await stat(folder)).mode & 0o777, folder).toBe(0o700);
  });
});
