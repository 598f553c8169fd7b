import { execa } from "execa";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { settingsIn } from "../../../schemas/validate-stack.ts";
import { repositoryFiles, stackListFile } from "../../../stacks/init/repository.ts";
import { partsOf, problemsOf, stacksOf, type Wishes } from "../../../stacks/init/wishes.ts";
import { workflowSources } from "../../../stacks/init/workflows.ts";
import { actionlintProgram } from "../../../tools/test-tools/actionlint.ts";
import { settingProblems } from "../../../schemas/stack-settings.ts";

const root = join(import.meta.dirname, "../../..");
const workflows = new Map(
  workflowSources.map((name) => [name, readFileSync(join(root, ".github/workflows", name), "utf8")]),
);
const wishes: Wishes = {
  name: "Northwind Shops",
  tenant: { id: "11110000-0000-4000-8000-000000000001", domain: "northwind.example" },
  environments: [
    {
      key: "test",
      url: "https://northwind-test.crm4.dynamics.com",
      tenant: { id: "11110000-0000-4000-8000-000000000002", domain: "test.northwind.example" },
    },
    { key: "prod", url: "https://northwind.crm4.dynamics.com" },
  ],
  region: "North",
  backend: "azblob://state?storage_account=northwind",
  forge: "github",
  version: "1.2.3",
};
const files = repositoryFiles(wishes, workflows);

const scratch = mkdtempSync(join(tmpdir(), "store-teams-init-"));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

async function init(
  folder: string,
  ...args: string[]
): Promise<{ exitCode: number | undefined; output: string }> {
  const { exitCode, all } = await execa(
    process.execPath,
    [join(root, "stacks/commands/init.ts"), "--into", folder, ...args],
    { cwd: root, all: true, reject: false, stdin: "ignore" },
  );
  return { exitCode, output: all };
}

describe("a repository of one's own", () => {
  it("is as reviewed, file by file", async () => {
    const text = [...files].map(([path, content]) => `━━ ${path}\n${content}`).join("\n");
    await expect(text).toMatchFileSnapshot("repository.golden.txt");
  });

  it("mentions no sample and no folder of this checkout", () => {
    const all = [...files.values()].join("\n");
    expect(all.match(/contoso|fabrikam|config\/demo|tools\/|npm run|docs\//gi)).toBeNull();
  });

  it("has a stack for each environment and each tenant, told to the pipelines in one place", () => {
    expect(stacksOf(wishes)).toEqual(["tenant-test", "test", "tenant", "prod"]);
    const stackFiles = [...files.keys()].filter((path) => path.startsWith("config/stacks/"));
    expect(stackFiles).toEqual(stacksOf(wishes).map((stack) => `config/stacks/Pulumi.${stack}.yaml`));
    expect(JSON.parse(files.get(stackListFile) ?? "")).toEqual(stacksOf(wishes));
    const named = [...files].filter(
      ([path, text]) => path.startsWith(".github/") && /tenant-test/.test(text),
    );
    expect(named).toEqual([]);
  });

  it("has stack files without a mistake", () => {
    for (const [path, text] of files)
      if (path.startsWith("config/stacks/"))
        expect([path, settingProblems(settingsIn(parse(text)))]).toEqual([path, []]);
  });

  it("has a README of ten lines", () => {
    expect(files.get("README.md")?.trim().split("\n").length).toBeLessThanOrEqual(10);
  });

  const name = fc
    .string({ minLength: 1, maxLength: 40, unit: "grapheme-ascii" })
    .filter((text) => text.trim() === text && /[A-Za-z0-9]/.test(text));
  it("has an org without errors, whatever the organization and its region are called", () => {
    fc.assert(
      fc.property(name, name, (organization, region) => {
        const made = { ...wishes, name: organization, region };
        const texts = repositoryFiles(made, workflows);
        for (const { orgFile, tenant } of partsOf(made)) {
          const { org } = loadOrg(orgFile, texts);
          expect(org.nodes.map((node) => node.name)).toEqual([organization, region]);
          expect(org.tenant).toEqual(tenant);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.skipIf(!existsSync(actionlintProgram(process.env)))("has workflows that GitHub takes", async () => {
    const folder = join(scratch, "workflows");
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const paths = [...files.keys()].filter((path) => path.startsWith(".github/"));
    expect(paths).toHaveLength(4);
    const linted = await execa(actionlintProgram(process.env), paths, {
      cwd: folder,
      all: true,
      reject: false,
    });
    expect(linted.all).toBe("");
  });

  it("lets every job that needs the list of stacks wait for it", () => {
    for (const [path, text] of files) {
      if (!path.startsWith(".github/")) continue;
      const { jobs } = parse(text) as { jobs: Readonly<Record<string, { needs?: unknown }>> };
      for (const job of Object.values(jobs))
        if (JSON.stringify(job).includes("needs.stacks.")) expect([job.needs].flat()).toContain("stacks");
    }
  });
});

describe("wishes that cannot be", () => {
  it.each([
    { why: "no environment", change: { environments: [] }, told: "--environment: name at least one" },
    {
      why: "an environment called like a tenant's stack",
      change: { environments: [{ key: "tenant", url: "https://a.crm.dynamics.com" }] },
      told: "cannot be the name of a stack",
    },
    {
      why: "two environments of one name",
      change: { environments: [...wishes.environments, ...wishes.environments.slice(0, 1)] },
      told: '"test" is named twice',
    },
    { why: "a backend that is no address", change: { backend: "state" }, told: '"state" is no address' },
  ])("are told: $why", ({ change, told }) => {
    expect(problemsOf({ ...wishes, ...change }).join("\n")).toContain(told);
  });
});

describe("init", { timeout: 300_000 }, () => {
  const flags = ["--tenant", wishes.tenant.id, "--domain", "northwind.example", "--yes"];
  const environment = ["--environment", "prod=https://northwind.crm4.dynamics.com/"];

  it("makes what was asked for and says how it goes on", async () => {
    const folder = join(scratch, "own");
    const { exitCode, output } = await init(folder, ...flags, ...environment);
    expect(output).toContain("config/org.yaml");
    expect(output).toMatch(/Next in \S+: npm install, then npx store-teams check-config\./);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, "config/org.yaml"), "utf8")).toContain("name: Northwind");
    const checked = await execa(process.execPath, [join(root, "stacks/commands/check-config.ts")], {
      cwd: folder,
    });
    expect(checked.stdout).toMatch(/config\/people\.csv\S* .*: no errors/);
  });

  it("touches nothing that is there, and says what is left to a person", async () => {
    const folder = join(scratch, "existing");
    await mkdir(join(folder, "config"), { recursive: true });
    const own = '{ "name": "mine" }\n';
    writeFileSync(join(folder, "package.json"), own);
    writeFileSync(join(folder, "config/people.csv"), "id,name\n");
    const { exitCode, output } = await init(folder, ...flags, ...environment, "--forge", "none");
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, "package.json"), "utf8")).toBe(own);
    expect(readFileSync(join(folder, "config/people.csv"), "utf8")).toBe("id,name\n");
    expect(output).toContain("left as it is: package.json, config/people.csv");
    expect(output).toContain('By hand, in package.json: "main"');
    expect(await readdir(folder)).not.toContain(".github");
  });

  it.each([
    {
      why: "a tenant that is no id",
      args: ["--tenant", "x", "--domain", "a.example", ...environment],
      told: "org.yaml",
    },
    {
      why: "a name that no service takes",
      args: [...flags, ...environment, "--region", "a\u0007b"],
      told: "regions/",
    },
    { why: "no tenant", args: environment, told: "--tenant is missing" },
    {
      why: "an address without https",
      args: [...flags, "--environment", "prod=x"],
      told: "Expected a name and an address",
    },
    {
      why: "no such table",
      args: [...flags, ...environment, "--people", "none.csv"],
      told: "none.csv cannot be read",
    },
  ])("writes nothing and ends with 2: $why", async ({ args, told }) => {
    const folder = join(scratch, "refused");
    const { exitCode, output } = await init(folder, "--yes", ...args);
    expect(output).toContain(told);
    expect(output).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
    expect(existsSync(folder)).toBe(false);
  });
});
