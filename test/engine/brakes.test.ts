import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEngine, type Engine } from "../kit/engine.ts";

/** The real engine, a config from which a store has vanished, and a limit that suits so small a retailer. */
let engine: Engine;
let stackFile: string;

beforeAll(async () => {
  engine = await startEngine("applied");
  const org = await readFile(engine.workspace.orgFile, "utf8");
  const withoutFresno = org.replace(/ {2}- \{\n {6}id: fresno,[^}]*\}\n/, "");
  expect(withoutFresno).not.toBe(org);
  await writeFile(engine.workspace.orgFile, withoutFresno);
  stackFile = await readFile(engine.workspace.stackFile("dev"), "utf8");
});
afterAll(() => engine.close());

describe("a store that vanished from the config", () => {
  it.each([
    { name: "preview", args: ["preview"] },
    { name: "up", args: ["up", "--yes"] },
    { name: "up --skip-preview", args: ["up", "--yes", "--skip-preview"] },
    { name: "up --target", args: ["up", "--yes", "--skip-preview", "--target", "**store-000145"] },
    { name: "up --refresh", args: ["up", "--yes", "--skip-preview", "--refresh"] },
  ])("is refused in $name, before the first write", async ({ args }) => {
    const writesBefore = await engine.writes();
    const { exitCode, output } = await engine.pulumi("dev", args);
    expect(exitCode).not.toBe(0);
    expect(output).toContain("refused before the first write");
    expect(output).toContain("the tenant would stop managing 1 of 8 teams");
    expect(output).toContain('{ brake: teams, where: "tenant", count: 1');
    expect(await engine.writes()).toBe(writesBefore);
  });

  it("passes with the approval that the refusal prints, pasted as it stands there, and its team stays", async () => {
    const refused = await engine.pulumi("dev", ["preview"]);
    const [, indent = "", first = "", entry = ""] =
      /\n( *)( {2}store-teams:approvals:\n)\1( {4}- \{.*\}\n)/.exec(refused.output) ?? [];
    expect(entry, refused.output).toMatch(/until: "\d{4}-\d{2}-\d{2}", /);
    expect(indent).toMatch(/^ *$/);
    const paste = (text: string): Promise<void> =>
      writeFile(
        engine.workspace.stackFile("dev"),
        stackFile.replace("config:\n", `config:\n${first}${text}`),
      );
    // Without the quotes it is a date to Pulumi.
    await paste(entry.replaceAll(/(?<=until: )"([^"]*)"/g, "$1"));
    const plain = await engine.pulumi("dev", ["preview"]);
    expect(plain.exitCode, plain.output).toBe(0);
    await paste(entry);
    const { exitCode, output } = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    expect(exitCode, output).toBe(0);
    expect(output).toContain("approved: teams in tenant, 1");
    const groups = (await engine.admin("GET", "/snapshot"))["groups"] as { uniqueName: string | null }[];
    expect(groups.map(({ uniqueName }) => uniqueName)).toContain("store-team-000142");
    const after = await engine.pulumi("dev", ["preview", "--expect-no-changes"]);
    expect(after.exitCode, after.output).toBe(0);
    expect(after.output).toContain("approval not used");
  });

  it("a person without an account is waited for, which is no failure, while everybody else comes in", async () => {
    const org = await readFile(engine.workspace.orgFile, "utf8");
    const mistyped = org.replace("ben.cole@", "bne.cole@").replace("[p-308, p-309]", "[p-308, p-309, p-305]");
    await writeFile(engine.workspace.orgFile, mistyped);
    const { exitCode, output } = await engine.pulumi("dev", ["up", "--yes", "--skip-preview"]);
    await writeFile(engine.workspace.orgFile, org);
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/waits for people: 1 person is awaited[^]*bne\.cole@contoso\.example/);
    expect(output).not.toContain("    at ");
    const teams = (await engine.admin("GET", "/snapshot"))["teams"] as {
      uniqueName: string | null;
      members: string[];
    }[];
    const sacramento = teams.find(({ uniqueName }) => uniqueName === "store-team-000145");
    expect(sacramento?.members).toEqual(["ivy.moss@contoso.example", "max.oduya@contoso.example"]);
  });

  it("settings with mistakes are refused, all at once", async () => {
    const bad = stackFile.replace(
      "config:\n",
      "config:\n  store-teams:approvals: [{ brake: teams }]\n  store-teams:brakes:\n    teams: { atLeast: 0 }\n",
    );
    await writeFile(engine.workspace.stackFile("dev"), bad);
    const { exitCode, output } = await engine.pulumi("dev", ["preview"]);
    expect(exitCode).not.toBe(0);
    for (const text of [
      '"fraction" is missing',
      "must be >= 1",
      '"because" is missing',
      "Nothing was sent.",
    ]) {
      expect(output).toContain(text);
    }
  });
});
