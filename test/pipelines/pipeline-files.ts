// The workflows of GitHub, the stacks of this project and who its pipelines are, as the files say.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Identity } from "../../schemas/types/stack.ts";
import { sampleStacks } from "../kit/samples.ts";
import { checkedSettings } from "../../stacks/config/load-stack.ts";

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly bash?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly with?: { readonly stack?: string };
  readonly environment?: string;
  readonly concurrency?: {
    readonly group: string;
    readonly "cancel-in-progress": boolean;
    readonly queue?: string;
  };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly stack: readonly string[] } };
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: {
    readonly workflow_dispatch?: {
      readonly inputs: { readonly stack: { readonly options: readonly string[] } };
    } | null;
  };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const githubFolder = ".github/workflows";
export const workflowFiles = readdirSync(githubFolder);
export const workflows = workflowFiles.map((file): readonly [string, Workflow] => [
  file,
  parse(readFileSync(join(githubFolder, file), "utf8")) as Workflow,
]);
export const jobs = workflows.flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]): readonly [string, Job] => [`${file}: ${name}`, job]),
);
const settings = sampleStacks.map(([stack, file]) => [stack, checkedSettings(file)] as const);
/** Stacks that pipelines apply. Who the pipelines are is applied by an administrator. */
export const stacks = settings
  .filter(([, { program }]) => program !== "identities")
  .map(([stack]) => stack)
  .toSorted();
export const identities = settings.flatMap(([, own]) => (own["identities"] ?? []) as readonly Identity[]);
