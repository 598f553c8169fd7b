import { resolve } from "node:path";
import { stacksFolder } from "../../config/load-org.ts";
import type { Environment } from "./pulumi-process.ts";
import { keptRun } from "./kept-run.ts";
import { projectRoot } from "./places.ts";

/** What a command works on: a demo that was kept alive, or the tenant that the environment names. */
export interface Target {
  /** Added to the environment of Pulumi. */
  readonly environment: Environment;
  /** Absolute path of a stack's file. */
  readonly stackFile: (stack: string) => string;
  /** The demo's folder, for people; unset for a real tenant. */
  readonly demoFolder?: string;
}

/** One write of the state at the end of a run instead of two a resource; safe as creates take over what is there. */
const usualEnvironment: Environment = {
  PULUMI_SKIP_CHECKPOINTS: "true",
  // Differences of many resources are found side by side; the engine's default is one after the other.
  PULUMI_PARALLEL_DIFF: "true",
  // Enough that the services' limits set the pace: ten new teams a second, each of which may take 45 s.
  PULUMI_PARALLEL: "512",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  // Makes --event-log available.
  PULUMI_DEBUG_COMMANDS: "true",
};

/** The kept demo while there is one, like `npm run pulumi`; otherwise the real tenant. */
export async function currentTarget(): Promise<Target> {
  const kept = await keptRun();
  if (kept === undefined) {
    const stackFile = (stack: string): string => resolve(projectRoot, stacksFolder, `Pulumi.${stack}.yaml`);
    return { environment: usualEnvironment, stackFile };
  }
  const { workspace, environment } = kept;
  return { environment, stackFile: (stack) => workspace.stackFile(stack), demoFolder: workspace.shownFolder };
}
