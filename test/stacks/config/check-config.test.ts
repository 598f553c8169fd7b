import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

const cwd = join(import.meta.dirname, "../../..");

interface Ended {
  readonly exitCode: number | undefined;
  readonly output: string;
}

const checkConfig = (...args: string[]): Promise<Ended> => run(cwd, "check-config", ...args);

async function run(folder: string, verb: string, ...args: string[]): Promise<Ended> {
  const { exitCode, all } = await execa(
    process.execPath,
    [join(cwd, `stacks/commands/${verb}.ts`), ...args],
    {
      cwd: folder,
      all: true,
      reject: false,
    },
  );
  return { exitCode, output: all };
}

describe("check-config", () => {
  it("says what the demo leads to", async () => {
    const { exitCode, output } = await checkConfig("config/demo/org.yaml");
    expect(output).toContain(
      "1 warning.\n\nconfig/demo/org.yaml, config/stacks/Pulumi.dev.yaml, config/stacks/Pulumi.tenant.yaml: no errors\n",
    );
    expect(output.split("no errors\n")[1]).toBe(`\
  Tenant    contoso.example
  Stores    8 stores in 7 groups
  Teams     8 teams (1 adopted)
  Left out  000140 Oakland: no manager, so there is nobody to own a team (rule R8)
  People    25 people; in teams 24 people, as owner 11
  Tasks     1 task list for 1 store
  Links     1 record linked to channels
  Apps      3 enterprise apps
  Consent   8 delegated permissions, 2 application permissions
  Dynamics  dev: https://contoso-dev.crm4.dynamics.com, basic and enhanced collaboration, chat on, tables: the default ones, new_site`);
    expect(exitCode).toBe(0);
  });

  it("ends with 2 and every problem when the config is bad", async () => {
    const { exitCode, output } = await checkConfig("test/fixtures/config/broken.yaml");
    expect(output).toMatch(/^test\/fixtures\/config\/broken\.yaml:13:23 {2}node "sfo"/);
    expect(output).toMatch(/2 errors, 1 warning\. Nothing was sent\.$/);
    expect(exitCode).toBe(2);
  });

  it("shows no stack trace when there is no file", async () => {
    const { exitCode, output } = await checkConfig("nowhere.yaml");
    expect(output).toContain("nowhere.yaml:1:1  there is no such file");
    expect(output).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
  });

  it("checks what the stacks name when nothing is named", async () => {
    const { exitCode, output } = await checkConfig();
    expect(output).toContain("config/demo/org.yaml, config/stacks/Pulumi.dev.yaml");
    expect(output).toContain("config/contoso/prod.yaml");
    expect(exitCode).toBe(0);
  });

  it("takes a file as it counts from the folder in which the command is typed", async () => {
    const there = join(cwd, "test/fixtures/config");
    const { exitCode, output } = await run(there, "check-config", "./broken.yaml");
    expect(output).toMatch(/broken\.yaml:13:23 {2}node "sfo"/);
    expect(exitCode).toBe(2);
  });

  it("checks the stacks that belong to the org file, or the org of a stack", async () => {
    const all = await checkConfig("config/contoso/prod.yaml");
    expect(all.output).toContain("config/stacks/Pulumi.prod-west.yaml");
    expect(await checkConfig("--stack", "prod-west")).toEqual(all);
  });
});

describe("bad config", () => {
  it.each(["explain", "graph"])(
    "gives %s its place and ends it with 2, without a stack trace",
    async (verb) => {
      const name = verb === "explain" ? ["sfo"] : [];
      const { exitCode, output } = await run(cwd, verb, ...name, "--org", "test/fixtures/config/broken.yaml");
      expect(output).toMatch(/^test\/fixtures\/config\/broken\.yaml:13:23 {2}node "sfo"/);
      expect(output).not.toMatch(/\n\s+at /);
      expect(exitCode).toBe(2);
    },
  );
});
