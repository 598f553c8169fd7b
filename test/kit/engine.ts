import { appendFile, cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  pulumiEnvironment,
  runPulumi,
  type Environment,
  type PulumiResult,
} from "../../stacks/commands/run/pulumi-process.ts";
import { tenantAdmin, writesSoFar, type TenantAdmin } from "../../stacks/commands/demo/tenant-admin.ts";
import { startTenant, type TenantProcess } from "../../stacks/commands/demo/tenant-process.ts";
import { newWorkspace, type Workspace } from "../../stacks/commands/run/workspace.ts";
import { oncePerTestRun } from "./once-per-test-run.ts";

/** A run folder, an emulated tenant in a process of its own, and the real Pulumi CLI on a file backend. */
export interface Engine {
  readonly workspace: Workspace;
  readonly tenant: TenantProcess;
  readonly environment: Environment;
  pulumi(stack: string, args: readonly string[], more?: { folder?: string }): Promise<PulumiResult>;
  readonly admin: TenantAdmin;
  writes(): Promise<number>;
  /** The state as `pulumi stack export` gives it. */
  state(stack: string): Promise<{ text: string; resources: readonly StateResource[] }>;
  close(): Promise<void>;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Starts with these stacks made and nothing applied, or with the sample retailer applied to both stacks.
 * Fails with what to do when the CLI is not there: `npm test` brings it.
 */
export async function startEngine(start: readonly string[] | "applied"): Promise<Engine> {
  if (start !== "applied") return engineOf(await newWorkspace(), start);
  const applied = await oncePerTestRun("applied-retailer", makeApplied);
  const workspace = await newWorkspace();
  for (const part of appliedParts)
    await cp(join(applied, part), join(workspace.folder, part), { recursive: true });
  for (const stack of sampleStacks) {
    const salt = /^encryptionsalt:.*$/m.exec(await readFile(join(applied, `Pulumi.${stack}.yaml`), "utf8"));
    await appendFile(workspace.stackFile(stack), `${salt?.[0] ?? ""}\n`);
  }
  return engineOf(workspace, []);
}

const sampleStacks = ["tenant", "dev"] as const;

/** The tenant's own memory, in the run folder. */
const tenantStateFile = "tenant-state.json";

/** What another run goes on from. */
const appliedParts = ["state", "home", "out", tenantStateFile] as const;

/** Applies the sample retailer and leaves in the folder what another run goes on from. */
async function makeApplied(folder: string): Promise<void> {
  const engine = await engineOf(await newWorkspace(), sampleStacks);
  try {
    for (const stack of sampleStacks) {
      const { exitCode, output } = await engine.pulumi(stack, ["up", "--yes", "--skip-preview"]);
      if (exitCode !== 0) throw new Error(output);
    }
    await engine.tenant.stop();
    for (const part of appliedParts)
      await cp(join(engine.workspace.folder, part), join(folder, part), { recursive: true });
    for (const stack of sampleStacks)
      await cp(engine.workspace.stackFile(stack), join(folder, `Pulumi.${stack}.yaml`));
  } finally {
    await engine.close();
  }
}

async function engineOf(workspace: Workspace, stacks: readonly string[]): Promise<Engine> {
  if (process.env["STORE_TEAMS_PULUMI_BIN"] === undefined) {
    throw new Error('this test needs the Pulumi CLI: run it with "npm test" or "npm run vitest -- <file>"');
  }
  const tenant = await startTenant(workspace, false, join(workspace.folder, tenantStateFile));
  const environment = pulumiEnvironment(workspace, tenant.facts, "deployer");
  const quiet = { quiet: true };
  for (const stack of stacks) {
    const made = await runPulumi(workspace, environment, ["stack", "init", stack], {
      ...quiet,
      folder: join(workspace.folder, "stacks"),
    });
    if (made.exitCode !== 0) throw new Error(made.output);
  }
  let runs = 0;
  const admin = tenantAdmin(tenant.facts);
  return {
    workspace,
    tenant,
    environment,
    admin,
    pulumi: (stack, args, more = {}) => {
      runs += 1;
      return runPulumi(workspace, environment, args, {
        ...quiet,
        ...more,
        stack,
        eventLogName: `test-${runs}`,
      });
    },
    writes: () => writesSoFar(admin),
    state: async (stack) => {
      const { output } = await runPulumi(workspace, environment, ["stack", "export", "--stack", stack], {
        ...quiet,
        folder: join(workspace.folder, "stacks"),
      });
      const parsed = JSON.parse(output) as { deployment: { resources?: StateResource[] } };
      return { text: output, resources: parsed.deployment.resources ?? [] };
    },
    close: async () => {
      await tenant.stop();
      await rm(workspace.folder, { recursive: true, force: true });
    },
  };
}
