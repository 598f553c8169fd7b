import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerText } from "../../providers/pulumi-state.ts";
import { runPulumi } from "../../stacks/commands/run/pulumi-process.ts";
import { changesIn } from "../../stacks/changes/engine-events.ts";
import { startEngine, type Engine } from "../kit/engine.ts";

/** The real engine on the sample retailer: what it keeps, and what it does when names change. */
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine("applied");
});
afterAll(() => engine.close());

describe("the state of both stacks", () => {
  it.each(["tenant", "dev"])(
    "%s: provider text is ≤ 300 bytes a resource and constant for its type",
    async (stack) => {
      const { resources } = await engine.state(stack);
      const dynamic = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
      expect(dynamic.length).toBeGreaterThan(4);
      for (const { type, inputs, outputs } of dynamic) {
        const text = providerText(type.replace("pulumi-nodejs:dynamic/", ""));
        expect(inputs?.["__provider"]).toBe(text);
        expect(outputs?.["__provider"]).toBe(text);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300);
      }
    },
  );

  it.each(["tenant", "dev"])("%s: holds no secret, no token and no absolute path", async (stack) => {
    const { text } = await engine.state(stack);
    for (const { name, clientSecret } of engine.tenant.facts.clients) {
      expect(text.includes(clientSecret), `the secret of ${name} is in the state`).toBe(false);
    }
    expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]+\./);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain(engine.workspace.folder);
    expect(text).not.toMatch(/"(\/|[A-Za-z]:\\)[^"/\s]+[/\\][^"]*"/);
    expect(text).not.toMatch(/127\.0\.0\.1|localhost/);
  });
});

describe("a resource that gets another name", () => {
  it("takes its object over, and the old name does not then delete it", async () => {
    const before = await readFile(engine.workspace.orgFile, "utf8");
    await writeFile(engine.workspace.orgFile, before.replace("key: bay-logistics", "key: bay-freight"));
    const linkOf = async (): Promise<string | undefined> =>
      (await engine.state("dev")).resources.find(({ type }) => type.endsWith("dataverse:ChannelLink"))?.id;
    const idBefore = await linkOf();
    const { exitCode, output, events } = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(exitCode, output).toBe(0);
    expect(changesIn(events)).toEqual({ create: 1, delete: 1 });
    expect(output).toMatch(/kept: link of account .* is managed by another resource/);
    expect(await linkOf()).toBe(idBefore);
    const after = await engine.pulumi("dev", ["refresh", "--preview-only", "--expect-no-changes"]);
    expect(after.exitCode, after.output).toBe(0);
  });
});

describe("a region that becomes a shard of its own", () => {
  it("changes the state by pulumi state move; its new stack then has nothing to do, and the old one lets go of nothing", async () => {
    const { workspace } = engine;
    const whole = await readFile(workspace.stackFile("dev"), "utf8");
    const settings = whole.replace(/^encryptionsalt:.*\n?/m, "").trimEnd();
    await writeFile(workspace.stackFile("dev-west"), `${settings}\n  store-teams:regions: [west]\n`);
    const rest = `${settings}\n  store-teams:regions: [east]\n  store-teams:shared: true\n`;
    await writeFile(workspace.stackFile("dev"), rest + (/^encryptionsalt:.*\n?/m.exec(whole)?.[0] ?? ""));
    const inStacks = { quiet: true, folder: join(workspace.folder, "stacks") };
    const cli = async (...args: string[]): Promise<string> => {
      const { exitCode, output } = await runPulumi(workspace, engine.environment, args, inStacks);
      expect(exitCode, output).toBe(0);
      return output;
    };
    const writes = await engine.writes();
    await cli("stack", "init", "dev-west");
    const moved = (await engine.state("dev")).resources
      .map(({ urn }) => urn)
      .filter((urn) => /::(store-0001\d\d|tasks-0001\d\d|link-sfo-.*)$/.test(urn));
    expect(moved.length).toBe(6);
    await cli("state", "move", "--yes", "--source", "dev", "--dest", "dev-west", ...moved);
    const [west, old] = await Promise.all([
      engine.pulumi("dev-west", ["preview", "--expect-no-changes"]),
      engine.pulumi("dev", ["preview"]),
    ]);
    expect(west.exitCode, west.output).toBe(0);
    expect(old.exitCode, old.output).toBe(0);
    // The files for Commerce name the teams of every region, so a shard makes none.
    expect(changesIn(old.events)).toEqual({ delete: 2 });
    expect(await engine.writes()).toBe(writes);
  });
});

describe("a config with mistakes", () => {
  it("is refused with every mistake at its place, before any request is sent", async () => {
    const good = await readFile(engine.workspace.orgFile, "utf8");
    const requestsBefore = (await engine.admin("GET", "/counts"))["requests"];
    const bad = good
      .replace("managers: [p-202]", "managers: [p-2O2]")
      .replace('storeNumber: "000145"', "storeNumber: 145");
    await writeFile(engine.workspace.orgFile, bad);
    const { exitCode, output } = await engine.pulumi("dev", ["preview"]);
    await writeFile(engine.workspace.orgFile, good);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/org\.yaml:\d+:\d+ .*managers\[0\]/);
    expect(output).toMatch(/Did you mean "p-202"/);
    expect(output).toMatch(/org\.yaml:\d+:\d+ .*storeNumber/);
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect((await engine.admin("GET", "/counts"))["requests"]).toBe(requestsBefore);
  });
});
