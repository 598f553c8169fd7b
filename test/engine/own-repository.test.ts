// A release, rehearsed: both packages published to a registry on this machine, a repository made by `init` in an empty
// folder, its first report of drift, plan and run with the real CLI on the emulated tenant's package, then an upgrade.
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
import { startRegistry, type Registry, withoutNpmSettings } from "../kit/registry.ts";
import { Figures } from "../kit/rehearsal-figures.ts";

const root = join(import.meta.dirname, "../..");
/** New ones for each rehearsal: what npm has kept of another must not pass for these. */
const now = Date.now();
const versions = { first: `0.1.0-rehearsal.${now}`, next: `0.2.0-rehearsal.${now}` };
const bin = "node_modules/.bin/store-teams";

const figures = new Figures();
let scratch: string;
let own: string;
let registry: Registry;
let tenant: ChildProcess | undefined;
let ofTenant: Readonly<Record<string, string>> = {};

interface Ran {
  readonly exitCode: number | undefined;
  readonly output: string;
}

async function run(command: string, args: readonly string[], folder = own): Promise<Ran> {
  const settings = withoutNpmSettings(process.env);
  const { npm_package_json: _manifest, npm_lifecycle_event: _event, INIT_CWD: _asked, ...env } = settings;
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
      ...ofTenant,
    },
  });
  return { exitCode, output: all };
}

/** A verb of the installed tool, as a person types it. */
const storeTeams = (...args: readonly string[]): Promise<Ran> =>
  figures.during(args.filter((arg) => arg !== "--stack").join(" "), () => run(bin, args));

async function publish(version: string): Promise<void> {
  const folders = await figures.during("emit and pack", () =>
    buildPackages(root, version, join(scratch, "packages", version)),
  );
  await figures.during("npm publish, three packages", () =>
    registry.publish([folders.shim, folders.emulator, folders.tool]),
  );
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
  for (let waitedMilliseconds = 0; !existsSync(join(own, "tenant.json")); waitedMilliseconds += 50) {
    if (waitedMilliseconds >= 120_000) throw new Error("the emulated tenant did not start");
    await sleep(50);
  }
  // What a command gets from it; the rest of the rehearsal is spared a process a verb.
  const asked = await run(bin, [
    ...["with-emulated-tenant", "tenant.json", "--"],
    ...[process.execPath, "-p", "JSON.stringify(process.env)"],
  ]);
  const got = Object.entries(JSON.parse(asked.output) as Record<string, string>);
  ofTenant = Object.fromEntries(
    got.filter(([name]) => /^(AZURE_|NODE_EXTRA_CA_CERTS|STORE_TEAMS_ENDP)/.test(name)),
  );
}

beforeAll(async () => {
  if (process.env["STORE_TEAMS_PULUMI_BIN"] === undefined)
    throw new Error('this test needs the Pulumi CLI: run it with "npm test" or "npm run vitest -- <file>"');
  if (!existsSync(join(verdaccioEntry(process.env).folder, verdaccioProgram)))
    throw new Error("this test needs Verdaccio: npm run setup -- --test-tools");
  scratch = await mkdtemp(join(tmpdir(), "store-teams-rehearsal-"));
  own = join(scratch, "own");
  await mkdir(own);
  registry = await figures.during("start of the registry", () => startRegistry(join(scratch, "registry")));
  await publish(versions.first);
});
afterAll(async () => {
  tenant?.kill("SIGTERM");
  await registry.close();
  figures.print();
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

/**
 * The packages of others in the versions of this checkout: what they publish today decides no test, and npm need not ask
 * for what it keeps already.
 */
async function lockOfOthers(): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { link?: boolean }>;
  };
  const others = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.startsWith("node_modules/") && link !== true,
  );
  return JSON.stringify({ ...lock, name: "npx", packages: { "": {}, ...Object.fromEntries(others) } });
}

const install = (what: readonly string[], folder = own): Promise<Ran> =>
  figures.during("npm install", () => run("npm", ["install", "--silent", ...what], folder));

// One after the other: each goes on from what the one before has left.
describe("a repository of one's own", { timeout: 900_000 }, () => {
  it("is made in an empty folder by the published tool", async () => {
    // What `npx store-teams init` does: the package in a folder of npm's, and its bin run in the empty one.
    const npx = join(scratch, "npx");
    await mkdir(npx);
    for (const folder of [npx, own]) await writeFile(join(folder, ".npmrc"), registry.npmrc);
    await writeFile(join(npx, "package-lock.json"), await lockOfOthers());
    expect(await install([`store-teams@${versions.first}`], npx)).toMatchObject({ exitCode: 0 });
    await figures.measure("the tool and what it needs", npx);
    const answers = {
      tenant: "7a1c0000-0000-4000-8000-000000000001",
      domain: "northwind.example",
      region: "North",
      environment: "dev=https://northwind-dev.crm4.dynamics.com",
    };
    const flags = Object.entries(answers).flatMap(([name, value]) => [`--${name}`, value]);
    const made = await figures.during("init", () => run(join(npx, bin), ["init", "--yes", ...flags]));
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
    const emulator = await install(["-D", `@store-teams/emulated-tenant@${versions.first}`]);
    expect(emulator).toMatchObject({ exitCode: 0 });
    await figures.measure("with the emulated tenant", own);
    expect(await storeTeams("check-config")).toMatchObject({ exitCode: 0 });
  });

  it("says truly what differs before there is any state, with names of its own", async () => {
    await writeSeed();
    await figures.during("start of the emulated tenant", startTenant);
    await writeFile(join(own, "config/people.csv"), people);
    await writeFile(join(own, "config/regions/north.yaml"), region("n-2"));
    expect(await storeTeams("whoami")).toEqual({
      exitCode: 0,
      output: expect.stringMatching(
        /by +a client secret[^]*Northwind[^]*meant +by config\/org.yaml/,
      ) as string,
    });
    const drift = await storeTeams("drift", "--stack", "dev");
    expect(drift).toEqual({ exitCode: 7, output: expect.stringContaining("Harbour Street") as string });
  });

  it("plans, applies and finds no drift", async () => {
    for (const stack of ["tenant", "dev"]) {
      expect(await storeTeams("pulumi", "stack", "init", stack)).toMatchObject({ exitCode: 0 });
      expect(await storeTeams("plan", "--stack", stack)).toEqual({
        exitCode: 0,
        output: expect.stringContaining(`npx store-teams apply --stack ${stack}`) as string,
      });
      expect(await storeTeams("apply", "--stack", stack)).toMatchObject({ exitCode: 0 });
    }
    expect(await storeTeams("drift", "--stack", "dev")).toMatchObject({ exitCode: 0 });
  });

  it("takes a hire by a line in the table of people", async () => {
    await writeFile(join(own, "config/people.csv"), people + hire);
    await writeFile(join(own, "config/regions/north.yaml"), region("n-2, n-3"));
    const plan = await storeTeams("plan", "--stack", "dev");
    expect(plan).toEqual({ exitCode: 0, output: expect.stringContaining("Ian Clarke") as string });
    expect(await storeTeams("apply", "--stack", "dev")).toMatchObject({ exitCode: 0 });
  });

  it("is upgraded to the next version: the plan is empty", async () => {
    await publish(versions.next);
    const names = ["store-teams", "@store-teams/emulated-tenant"];
    expect(await install(names.map((name) => `${name}@${versions.next}`))).toMatchObject({ exitCode: 0 });
    for (const name of [...names, "@store-teams/providers"]) {
      const manifest = await readFile(join(own, "node_modules", name, "package.json"), "utf8");
      expect((JSON.parse(manifest) as { version: string }).version).toBe(versions.next);
    }
    expect(await storeTeams("plan", "--stack", "dev")).toEqual({
      exitCode: 0,
      output: expect.stringMatching(/nothing|no change/i) as string,
    });
  });

  it("has a state that a checkout goes on with: its preview is empty", async () => {
    const stacks = join(scratch, "checkout-stacks");
    await mkdir(stacks);
    const orgFile = relative(root, join(own, "config/org.yaml"));
    const text = await readFile(join(own, "config/stacks/Pulumi.dev.yaml"), "utf8");
    const stackFile = join(stacks, "Pulumi.dev.yaml");
    await writeFile(stackFile, text.replace("config/org.yaml", orgFile));
    const state = `PULUMI_BACKEND_URL=file://${join(own, ".state")}`;
    const options = ["--stack", "dev", "--expect-no-changes", "--config-file", relative(root, stackFile)];
    const ran = await run("env", [state, `STORE_TEAMS_OUTPUT=${own}`, "pulumi", "preview", ...options], root);
    expect([ran.exitCode, ran.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
  });
});
