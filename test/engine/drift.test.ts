import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeByHand } from "../../stacks/commands/demo/by-hand.ts";
import { pulumiEnvironment } from "../../stacks/commands/run/pulumi-process.ts";
import { projectRoot } from "../../stacks/commands/run/places.ts";
import type { Finding } from "../../stacks/changes/finding.ts";
import { startEngine, type Engine } from "../kit/engine.ts";

let engine: Engine;
let reports: string;

beforeAll(async () => {
  engine = await startEngine("applied");
  reports = join(engine.workspace.folder, "drift");
});
afterAll(() => engine.close());

/** Runs the command as a person with a given identity would. */
function drift(
  client: string,
  stack: string,
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const identity = pulumiEnvironment(engine.workspace, engine.tenant.facts, client);
  const file = relative(projectRoot, engine.workspace.stackFile(stack));
  const args = [
    "stacks/commands/drift.ts",
    "--stack",
    stack,
    "--config-file",
    file,
    "--out",
    reports,
    "--confirm-after",
    "0",
    ...more,
  ];
  const options = { cwd: projectRoot, env: { ...process.env, ...identity, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

describe("npm run drift", () => {
  it.each(["tenant", "dev"])(
    "%s: finds nothing right after up, with the reader's identity, and writes nothing",
    async (stack) => {
      const writesBefore = await engine.writes();
      const { code, output } = await drift("reader", stack);
      expect(code, output).toBe(0);
      expect(output).toContain(`No drift in ${stack}.`);
      expect(await engine.writes()).toBe(writesBefore);
    },
  );

  it("names what was done by hand, by store, person and author, in every format", async () => {
    await changeByHand(engine.admin);
    const writesBefore = await engine.writes();
    const { code, output } = await drift("admin", "dev", ["--format", "md,html,json,sarif,junit"]);
    expect(code, output).toBe(7);
    expect(await engine.writes()).toBe(writesBefore);
    expect(output).toMatch(
      /HIGH +000135 San Francisco: owner removed +Nina Kovac .*by admin@contoso\.example, \d{4}-/,
    );
    expect(output).toMatch(/HIGH +000135 San Francisco: owner added by hand +vera\.stone@contoso\.example/);

    const json = JSON.parse(await readFile(join(reports, "drift-dev.json"), "utf8")) as {
      findings: Finding[];
    };
    expect(json.findings.map(({ what }) => what).toSorted()).toEqual([
      "channel renamed",
      "owner added by hand",
      "owner removed",
    ]);
    const sarif = await readFile(join(reports, "drift-dev.sarif.json"), "utf8");
    const org = (await readFile(engine.workspace.orgFile, "utf8")).split("\n");
    const line = Number(/"startLine": (\d+)/.exec(sarif)?.[1]);
    expect(org.slice(line - 1, line + 1).join("\n")).toContain("id: sfo");
    const junit = await readFile(join(reports, "drift-dev.junit.xml"), "utf8");
    expect(junit).toMatch(/tests="12" failures="1" errors="0"/);
    const markdown = await readFile(join(reports, "drift-dev.md"), "utf8");
    expect(markdown).toContain("| high | 000135 San Francisco | owner removed |");
  });

  it("tells drift without its author when the audit log may not be read", async () => {
    const { code, output } = await drift("reader", "dev");
    expect(code).toBe(7);
    expect(output).toContain("owner removed");
    expect(output).not.toContain("by admin@");
  });

  it("says that it cannot sign in, once, and concludes nothing from it", async () => {
    const { code, output } = await drift("reader", "tenant", [], { AZURE_CLIENT_SECRET: "wrong" });
    expect(code).toBe(1);
    expect(output.split("cannot sign in")).toHaveLength(2);
    expect(output).not.toMatch(/gone|No drift/);
  });

  it("says what is wrong with its own words, and ends with 2", async () => {
    const { code, output } = await drift("reader", "dev", ["--format", "pdf"]);
    expect(code).toBe(2);
    expect(output).toContain('--format: there is no "pdf"; expected md, html, json, sarif, junit.');
  });
});
