import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pulumiEnvironment, runPulumi, type Environment } from "../stacks/commands/run/pulumi-process.ts";
import { startTenant, type TenantProcess } from "../stacks/commands/demo/tenant-process.ts";
import { projectRoot } from "../stacks/commands/run/places.ts";
import { workspaceAt } from "../stacks/commands/run/workspace.ts";
import { orgFileOf, peopleOf, seedFor, stackFileOf, type Retailer } from "./retailer.ts";

/** A folder for one run, a tenant with people in a process of its own, and stacks that are made and empty. */
export interface Place {
  /** From the checkout. */
  readonly shownFolder: string;
  readonly tenant: TenantProcess;
  readonly environment: Environment;
  /** Where the processes of a run leave what they called. */
  readonly callsFolder: string;
  stackFile(stack: string): string;
  /** Makes a stack of a retailer, or of the no-op program; its name then starts with `noop`. */
  makeStack(stack: string, retailer?: Retailer): Promise<void>;
  /** Writes what a stack shall be from now on. */
  declare(stack: string, retailer: Retailer): Promise<void>;
  /** Runs the CLI on a stack. Throws with its output when it ends in another way. */
  pulumi(stack: string, args: readonly string[], more?: Environment): Promise<void>;
}

const noopFolder = join(projectRoot, "bench/noop");

/** Starts the tenant with people for these retailers, on the documented limits and the real clock. */
export async function preparedPlace(retailers: readonly Retailer[]): Promise<Place> {
  const name = `bench-${new Date().toISOString().replaceAll(/[:.]/g, "-").slice(0, 19)}-${process.pid}`;
  const workspace = workspaceAt(join(projectRoot, ".demo", name));
  const { folder } = workspace;
  const callsFolder = join(folder, "calls");
  await mkdir(join(folder, "state"), { recursive: true });
  const seedFile = join(folder, "seed.json");
  await writeFile(seedFile, JSON.stringify(seedFor(Math.max(...retailers.map(peopleOf)))));
  const options = ["--limits", "documented", "--seed", seedFile];
  const tenant = await startTenant(workspace, false, undefined, options);
  const environment = {
    ...pulumiEnvironment(workspace, tenant.facts, "deployer"),
    STORE_TEAMS_CALLS_FOLDER: callsFolder,
  };
  const stackFolder = (stack: string): string => join(folder, stack);
  const stackFile = (stack: string): string => join(stackFolder(stack), `Pulumi.${stack}.yaml`);
  const orgFile = (stack: string): string => join(stackFolder(stack), "org.yaml");
  const run = async (stack: string, args: readonly string[], at: string, more = {}): Promise<void> => {
    const place = { stackFile, reportsFolder: folder };
    const { exitCode, output } = await runPulumi(place, { ...environment, ...more }, args, {
      ...{ stack, quiet: true, folder: at },
    });
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} --stack ${stack}:\n${output}`);
  };
  const declare: Place["declare"] = (stack, retailer) => writeFile(orgFile(stack), orgFileOf(retailer));
  return {
    ...{ tenant, environment, callsFolder, shownFolder: workspace.shownFolder, stackFile, declare },
    makeStack: async (stack, retailer) => {
      await mkdir(stackFolder(stack), { recursive: true });
      await copyProject(retailer === undefined ? noopFolder : projectRoot, stackFolder(stack));
      if (retailer !== undefined) {
        await declare(stack, retailer);
        await writeFile(stackFile(stack), stackFileOf(relative(projectRoot, orgFile(stack))));
      }
      await run(stack, ["stack", "init"], stackFolder(stack));
    },
    pulumi: (stack, args, more) =>
      run(stack, args, stack.startsWith("noop") ? noopFolder : projectRoot, more),
  };
}

/** The project's file, so that a stack can be made where its file shall lie. */
async function copyProject(from: string, to: string): Promise<void> {
  const text = await readFile(join(from, "Pulumi.yaml"), "utf8");
  await writeFile(join(to, "Pulumi.yaml"), text.replace(/^stackConfigDir:.*\n/m, ""));
}
