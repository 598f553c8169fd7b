// A release, rehearsed: both packages published to a registry on this machine, a repository made by `init` in an empty
// folder, its first plan, run and look for drift with the real CLI on the emulated tenant's package, then an upgrade.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackages } from "../../tools/package/build.ts";
import { verdaccioEntry, verdaccioProgram } from "../../tools/test-tools/verdaccio.ts";
import { startRegistry, type Registry } from "../kit/registry.ts";

const root = join(import.meta.dirname, "../..");
/** New ones for each rehearsal: what npm has kept of another must not pass for these. */
const now = Date.now();
const versions = { first: `0.1.0-rehearsal.${now}`, next: `0.2.0-rehearsal.${now}` };

let scratch: string;
let own: string;
let registry: Registry;
let tenant: ChildProcess | undefined;

interface Ran {
  readonly exitCode: number | undefined;
  readonly output: string;
}

async function run(command: string, args: readonly string[], folder = own): Promise<Ran> {
  const { npm_package_json: _manifest, npm_lifecycle_event: _event, INIT_CWD: _asked, ...env } = process.env;
  const { exitCode, all } = await execa(command, args, {
    cwd: folder,
    all: true,
    reject: false,
    stdin: "ignore",
    extendEnv: false,
    env: {
      ...env,
      PATH: [dirname(process.execPath), env["PATH"]].join(delimiter),
      PULUMI_CONFIG_PASSPHRASE: "of the rehearsal",
      PULUMI_HOME: join(scratch, "pulumi-home"),
    },
  });
  return { exitCode, output: all };
}

/** A verb of the installed tool on the emulated tenant, as a person types it. */
function storeTeams(...args: readonly string[]): Promise<Ran> {
  const bin = "node_modules/.bin/store-teams";
  return run(bin, ["with-emulated-tenant", "tenant.json", "--", bin, ...args]);
}

async function publish(version: string): Promise<void> {
  const folders = await buildPackages(root, version, join(scratch, "packages", version));
  // The tool last: who asks for it finds what it needs.
  await registry.publish([folders.shim, folders.emulator, folders.tool]);
}

/** The sample tenant with names of one's own. */
async function writeSeed(): Promise<void> {
  const text = await readFile(join(root, "test/emulator/seed/demo.json"), "utf8");
  await writeFile(
    join(own, "seed.json"),
    text.replaceAll("contoso", "northwind").replaceAll("Contoso", "Northwind"),
  );
}

async function startTenant(): Promise<void> {
  const args = ["--seed", "seed.json", "--ready-file", "tenant.json", "--exit-with-stdin"];
  tenant = spawn(join(own, "node_modules/.bin/emulated-tenant"), args, {
    cwd: own,
    stdio: ["pipe", "ignore", "inherit"],
  });
  for (let waitedMilliseconds = 0; waitedMilliseconds < 60_000; waitedMilliseconds += 50) {
    if (existsSync(join(own, "tenant.json"))) return;
    await sleep(50);
  }
  throw new Error("the emulated tenant did not start");
}

beforeAll(async () => {
  if (process.env["STORE_TEAMS_PULUMI_BIN"] === undefined)
    throw new Error('this test needs the Pulumi CLI: run it with "npm test" or "npm run vitest -- <file>"');
  if (!existsSync(join(verdaccioEntry(process.env).folder, verdaccioProgram)))
    throw new Error("this test needs Verdaccio: npm run setup -- --test-tools");
  scratch = await mkdtemp(join(tmpdir(), "store-teams-rehearsal-"));
  own = join(scratch, "own");
  await mkdir(own);
  registry = await startRegistry(join(scratch, "registry"));
  await publish(versions.first);
});
afterAll(async () => {
  tenant?.kill("SIGTERM");
  await registry.close();
  await rm(scratch, { recursive: true, force: true });
});

/** The people of the region, and one more who is hired later. */
const people = `id,name,upn,personnelNumber,roles
n-1,Sam Miller,sam.miller@northwind.example,000201,storeManager
n-2,Dana Fox,dana.fox@northwind.example,000110,worker
`;
const hire = "n-3,Ian Clarke,ian.clarke@northwind.example,000101,worker\n";

const region = (workers: string): string => `apiVersion: org/v1
nodes:
  - { id: north, kind: region, parent: northwind, name: North }
  - id: harbour
    kind: store
    parent: north
    name: Harbour Street
    storeNumber: "0001"
    managers: [n-1]
    workers: [${workers}]
`;

// One after the other: each goes on from what the one before has left.
describe("a repository of one's own", { timeout: 600_000 }, () => {
  it("is made in an empty folder by the published tool", async () => {
    // What `npx store-teams init` does: the package in a folder of npm's, and its bin run in the empty one.
    const npx = join(scratch, "npx");
    await mkdir(npx);
    for (const folder of [npx, own]) await writeFile(join(folder, ".npmrc"), registry.npmrc);
    expect(await run("npm", ["install", "--silent", `store-teams@${versions.first}`], npx)).toMatchObject({
      exitCode: 0,
    });
    const flags = [
      "--tenant",
      "7a1c0000-0000-4000-8000-000000000001",
      "--domain",
      "northwind.example",
      "--region",
      "North",
    ];
    const environment = ["--environment", "dev=https://northwind-dev.crm4.dynamics.com"];
    const made = await run(join(npx, "node_modules/.bin/store-teams"), [
      "init",
      "--yes",
      ...flags,
      ...environment,
    ]);
    expect(made).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("Next: npm install") as string,
    });
    const manifest = JSON.parse(await readFile(join(own, "package.json"), "utf8")) as {
      dependencies: object;
    };
    expect(manifest.dependencies).toEqual({ "store-teams": versions.first });
    // npm would fetch the same once more; here it looks at what is there.
    await execa("cp", ["-al", join(npx, "node_modules"), join(own, "node_modules")]);
    const installed = await run("npm", [
      "install",
      "--silent",
      "-D",
      `@store-teams/emulated-tenant@${versions.first}`,
    ]);
    expect(installed).toMatchObject({ exitCode: 0 });
    expect(await run("node_modules/.bin/store-teams", ["check-config"])).toMatchObject({ exitCode: 0 });
  });

  it("plans, applies and finds no drift, with names of its own", async () => {
    await writeSeed();
    await startTenant();
    await writeFile(join(own, "config/people.csv"), people);
    await writeFile(join(own, "config/regions/north.yaml"), region("n-2"));
    for (const stack of ["tenant", "dev"]) {
      expect(await storeTeams("pulumi", "stack", "init", stack)).toMatchObject({ exitCode: 0 });
      const plan = await storeTeams("plan", "--stack", stack);
      expect(plan).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining(`npx store-teams apply --stack ${stack}`) as string,
      });
      const applied = await storeTeams("apply", "--stack", stack);
      expect([applied.exitCode, applied.output]).toEqual([0, expect.stringContaining("done")]);
    }
    expect(await storeTeams("drift", "--stack", "dev")).toMatchObject({ exitCode: 0 });
  });

  it("takes a hire by a line in the table of people", async () => {
    await writeFile(join(own, "config/people.csv"), people + hire);
    await writeFile(join(own, "config/regions/north.yaml"), region("n-2, n-3"));
    expect(await storeTeams("drift", "--stack", "dev")).toMatchObject({ exitCode: 7 });
    const plan = await storeTeams("plan", "--stack", "dev");
    expect(plan.output).toContain("Ian Clarke");
    expect(await storeTeams("apply", "--stack", "dev")).toMatchObject({ exitCode: 0 });
  });

  it("is upgraded to the next version: the plan is empty", async () => {
    await publish(versions.next);
    const packages = ["store-teams", "@store-teams/providers", "@store-teams/emulated-tenant"];
    const upgraded = await run("npm", [
      ...["install", "--silent", `store-teams@${versions.next}`],
      `@store-teams/emulated-tenant@${versions.next}`,
    ]);
    expect(upgraded).toMatchObject({ exitCode: 0 });
    for (const name of packages) {
      const manifest = await readFile(join(own, "node_modules", name, "package.json"), "utf8");
      expect((JSON.parse(manifest) as { version: string }).version).toBe(versions.next);
    }
    for (const stack of ["tenant", "dev"]) {
      const plan = await storeTeams("plan", "--stack", stack);
      expect([plan.exitCode, plan.output]).toEqual([0, expect.stringMatching(/nothing|no change/i)]);
    }
  });

  it("has a state that a checkout goes on with: its preview is empty", async () => {
    const stacks = join(scratch, "checkout-stacks");
    await mkdir(stacks);
    const orgFile = relative(root, join(own, "config/org.yaml"));
    const text = await readFile(join(own, "config/stacks/Pulumi.dev.yaml"), "utf8");
    const stackFile = join(stacks, "Pulumi.dev.yaml");
    await writeFile(stackFile, text.replace("config/org.yaml", orgFile));
    const bin = join(own, "node_modules/.bin/store-teams");
    const preview = [
      "preview",
      "--stack",
      "dev",
      "--expect-no-changes",
      "--config-file",
      relative(root, stackFile),
    ];
    const options = ["with-emulated-tenant", join(own, "tenant.json"), "--", "env"];
    const state = `PULUMI_BACKEND_URL=file://${join(own, ".state")}`;
    const ran = await run(bin, [...options, state, `STORE_TEAMS_OUTPUT=${own}`, "pulumi", ...preview], root);
    expect([ran.exitCode, ran.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
  });
});
