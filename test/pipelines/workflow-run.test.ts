// The workflows of GitHub, their commands step by step: a small retailer's way from a pull request to its teams, against
// the emulated tenant, with the state in Blob Storage. Readers hold credentials that cannot write, of tenant and state.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { teamOf, tenantView } from "../../stacks/commands/demo/tenant-view.ts";
import { leastPermissions } from "../../stacks/permissions/least.ts";
import { loadStack, usualStackFile } from "../../stacks/config/load-stack.ts";
import { typeByToken } from "../../providers/registry.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";
import { startBlobStorage, type BlobStandIn } from "./blob-stand-in.ts";
import { startForge, type ForgeStandIn } from "./forge-stand-in.ts";
import { checkOut, runWorkflow, type RunResult, type Surroundings } from "./workflow-runner.ts";

const repositoryName = "contoso/store-teams";
let scratch: string;
let tenant: LiveTenant;
let state: BlobStandIn;
let forge: ForgeStandIn;
let around: Surroundings;

/** The reader and the writer of the pipelines: each is trusted from the environment of its own jobs only. */
const clients = [
  {
    access: "read",
    clientId: "c4000000-0000-4000-8000-000000000001",
    environment: "dev-plan",
    role: "Basic Reader",
  },
  {
    access: "write",
    clientId: "c4000000-0000-4000-8000-000000000002",
    environment: "dev",
    role: "System Administrator",
  },
] as const;
const clientOf = (environment: string): (typeof clients)[number] => {
  const found = clients.find((client) => client.environment === environment);
  if (found === undefined) throw new Error(`no identity is for the environment "${environment}"`);
  return found;
};

/** They hold what `npm run permissions` says, and nothing more. */
async function plantIdentities(): Promise<void> {
  const { resources } = loadStack(usualStackFile("dev")).derived;
  const planted = clients.map(({ access, clientId, environment, role }) => {
    const needs = leastPermissions(access, resources, (token) => typeByToken(token).permissions);
    const federatedSubject = `repo:${repositoryName}:environment:${environment}`;
    const appRoles = needs.permissions.map(({ permission }) => permission);
    return { name: `pipeline ${environment}`, clientId, federatedSubject, appRoles, dataverseRole: role };
  });
  await tenant.admin("POST", "/seed", { clients: planted });
}

/** The repository with one region of two stores, and no tenant-wide apps. */
async function makeRepository(folder: string): Promise<void> {
  await mkdir(folder);
  await checkOut(process.cwd(), folder);
  const file = join(folder, "config/demo/org.yaml");
  const org = parse(await readFile(file, "utf8")) as Record<string, unknown> & {
    nodes: readonly { readonly id: string }[];
    hierarchy: Readonly<Record<string, unknown>>;
  };
  const { integration: _apps, communicationsTeam: _team, taskLists: _tasks, hierarchy, ...rest } = org;
  const kept = ["contoso", "west", "bay-area", "daly", "central-valley", "fresno"];
  const small = {
    ...rest,
    // The files for Commerce need the communications team.
    hierarchy: { ...hierarchy, csv: undefined, mapping: undefined },
    environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
  };
  await writeFile(file, stringify({ ...small, nodes: org.nodes.filter(({ id }) => kept.includes(id)) }));
  const stackFile = join(folder, "config/stacks/Pulumi.dev.yaml");
  const lines = (await readFile(stackFile, "utf8"))
    .split("\n")
    .filter((line) => !line.includes("tenantStack"));
  await writeFile(stackFile, lines.join("\n"));
}

beforeAll(async () => {
  if (process.env["STORE_TEAMS_PULUMI_BIN"] === undefined)
    throw new Error('this test needs the Pulumi CLI: run it with "npm test" or "npm run vitest -- <file>"');
  scratch = await mkdtemp(join(tmpdir(), "store-teams-workflows-"));
  [tenant, state] = await Promise.all([startLiveTenant(), startBlobStorage()]);
  await plantIdentities();
  forge = await startForge(async (bearer, audience) => {
    const subject = `repo:${repositoryName}:environment:${bearer}`;
    const { token } = await tenant.admin("POST", "/federated-token", {
      client: "pipeline dev",
      subject,
      audience,
    });
    return String(token);
  });
  const {
    AZURE_TENANT_ID = "",
    AZURE_AUTHORITY_HOST = "",
    STORE_TEAMS_ENDPOINTS = "",
  } = tenant.environmentOf("reader");
  // What is compiled under this checkout's paths goes with it.
  const compiled = join(scratch, "compiled");
  await cp("node_modules/.cache/node-compile", compiled, { recursive: true }).catch(() => undefined);
  const repository = join(scratch, "repository");
  await makeRepository(repository);
  around = {
    repository,
    scratch,
    stacks: ["dev"],
    vars: {
      PULUMI_BACKEND_URL: state.backendUrl,
      AZURE_STORAGE_ACCOUNT: state.account,
      STORE_TEAMS_DRIFT_PULL_REQUESTS: "yes",
    },
    // A job that names no environment has nobody to sign in as.
    environment: (name) =>
      name === ""
        ? { vars: {}, secrets: {} }
        : {
            vars: { AZURE_TENANT_ID, AZURE_CLIENT_ID: clientOf(name).clientId },
            secrets: { PULUMI_CONFIG_PASSPHRASE: "of the test" },
          },
    machine: (environment) => ({
      ...(environment === "" ? {} : state.environment(clientOf(environment).access)),
      AZURE_AUTHORITY_HOST,
      STORE_TEAMS_ENDPOINTS,
      NODE_EXTRA_CA_CERTS: tenant.caFile,
      PULUMI_HOME: join(scratch, "pulumi-home"),
      NODE_COMPILE_CACHE: compiled,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${forge.url}/actions/token?v=1`,
      // The stand-in knows the job by it.
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: environment,
      GITHUB_API_URL: forge.url,
      GITHUB_REF_NAME: "main",
      GITHUB_SHA: forge.repository.branches.get("main") ?? "",
    }),
  };
  await promisify(execFile)("pulumi", ["stack", "init", "dev", "--non-interactive"], {
    cwd: repository,
    env: {
      ...process.env,
      ...around.machine("dev"),
      ...around.vars,
      PULUMI_CONFIG_PASSPHRASE: "of the test",
    },
  });
});
afterAll(async () => {
  await Promise.all([tenant.close(), state.close(), forge.close()]);
  await rm(scratch, { recursive: true, force: true });
});

const pullRequest = {
  event_name: "pull_request",
  repository: repositoryName,
  event: { pull_request: { number: 7, head: { repo: { full_name: repositoryName } } } },
};
const fork = { pull_request: { number: 8, head: { repo: { full_name: "somebody/store-teams" } } } };
const push = { event_name: "push", repository: repositoryName, event: {} };
const night = { event_name: "schedule", repository: repositoryName, event: {} };

/** Runs a workflow; how each of its commands ended, with the output of those that failed. */
async function run(
  name: string,
  github: Readonly<Record<string, unknown>>,
): Promise<RunResult & { steps: readonly string[] }> {
  const result = await runWorkflow(`.github/workflows/${name}`, github, around);
  const steps = result.ran.map(({ job, step, exitCode, output }) =>
    exitCode === 0 ? `${job}: ${step}` : `${job}: ${step}: ${exitCode}\n${output}`,
  );
  return { ...result, steps };
}

/** Somebody renames a channel in the Teams client. */
async function renameChannelByHand(storeNumber: string): Promise<void> {
  const { id, channels } = teamOf(await tenantView(tenant.admin), storeNumber);
  const channel = channels.find(({ displayName }) => displayName === "Store readiness");
  const url = `/v1.0/teams/${id}/channels/${encodeURIComponent(channel?.id ?? "")}`;
  const requests = [{ method: "PATCH", url, body: { displayName: "Readiness" } }];
  const { responses } = await tenant.admin("POST", "/act", { as: "admin@contoso.example", requests });
  expect(responses).toMatchObject([{ status: 204 }]);
}

describe("the workflows, with one stack of two stores", () => {
  it.each([
    ["a fork's pull request", "plan.yml", { ...pullRequest, event: fork }, {}],
    ["a repository that is not set up", "apply.yml", push, { vars: {} }],
  ] as const)("run nothing for %s", async (_name, file, github, more) => {
    expect((await runWorkflow(`.github/workflows/${file}`, github, { ...around, ...more })).ran).toEqual([]);
  });

  it("plan a pull request for people to read, by an identity that writes nothing", async () => {
    const before = [await tenant.writes(), await state.names()];
    const { steps } = await run("plan.yml", pullRequest);
    expect(steps).toEqual(["plan: Set up", "plan: Plan", "plan: Tell"]);
    expect(forge.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/^<!-- store-teams plan dev -->\n### dev: 2 stores/),
    ]);
    expect([await tenant.writes(), await state.names()]).toEqual(before);
  });

  it("apply what was merged, planned anew by the reader, written by the writer", async () => {
    const { steps, summary } = await run("apply.yml", push);
    expect(steps).toEqual(["plan: Set up", "plan: Plan", "plan: Show", "apply: Set up", "apply: Apply"]);
    expect(summary).toContain("### dev: 2 stores");
    const view = await tenantView(tenant.admin);
    expect(teamOf(view, "000136")).toMatchObject({
      owners: ["priya.nair"],
      members: ["sara.lind", "tom.berg"],
    });
    expect(teamOf(view, "000142")).toMatchObject({ owners: ["mia.wolf"], members: ["ken.ito", "lucy.hale"] });
    expect((await state.names()).filter((name) => name.includes("/history/"))).not.toEqual([]);
  });

  it("find at night what somebody changed and tell it in one issue, by an identity that writes nothing", async () => {
    await renameChannelByHand("000142");
    const before = [await tenant.writes(), await state.names()];
    expect((await run("drift.yml", night)).steps).toEqual([
      ...["drift: Set up", "drift: Look", "drift: Tell"],
      ...["propose: Set up", "propose: Propose"],
    ]);
    // The channel is declared for several stores: only a person can say so in config.
    expect(forge.repository.pulls).toEqual([]);
    expect(forge.issues).toMatchObject([
      { title: "Drift in dev: 1 finding", state: "open", labels: ["drift"] },
    ]);
    expect(forge.issues[0]?.body).toMatch(
      /^<!-- store-teams drift dev -->\n[^]*000142 Fresno[^]*Store readiness/,
    );
    expect([await tenant.writes(), await state.names()]).toEqual(before);
  });
});
