// Runs the workflows of .github/workflows as GitHub would, as far as they need it: jobs, matrices, called workflows,
// conditions, outputs, artifacts, and the commands of `run:` in a fresh checkout. What it does not know it refuses.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { filled, holds, type Contexts, type JobStatus } from "./expressions.ts";

type Texts = Readonly<Record<string, string>>;

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Texts;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly environment?: string;
  readonly env?: Texts;
  readonly outputs?: Texts;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Texts;
}

/** What surrounds a run: the repository, its settings on GitHub, and the machine. */
export interface Surroundings {
  /** Folder with the repository as it is at the commit. */
  readonly repository: string;
  /** Where the checkout and the artifacts go. */
  readonly scratch: string;
  /** Settings of an environment: variables and secrets. */
  readonly environment: (name: string) => { readonly vars: Texts; readonly secrets: Texts };
  readonly vars: Texts;
  /** Added to the environment of each step, for a job of this environment: what the runner itself sets. */
  readonly machine: (environment: string) => Texts;
  /** Only stacks that the tenant at hand has. */
  readonly stacks: readonly string[];
}

/** A command that was run, and how it ended. */
export interface Ran {
  readonly job: string;
  readonly step: string;
  readonly exitCode: number;
  readonly output: string;
}

export interface RunResult {
  readonly ran: readonly Ran[];
  readonly failed: boolean;
  /** Summary of the run, as people see it. */
  readonly summary: string;
}

interface JobResult {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Texts;
}

/** Runs one workflow file for an event. `github` is its context: event_name, event, repository … */
export async function runWorkflow(
  file: string,
  github: Readonly<Record<string, unknown>>,
  around: Surroundings,
  inputs: Contexts = {},
): Promise<RunResult> {
  const run = new Run(around, { ...github, token: "a-job-token" });
  const { result } = await run.workflow(file, inputs);
  return { ran: run.ran, failed: result === "failure", summary: run.summary };
}

class Run {
  readonly ran: Ran[] = [];
  summary = "";
  readonly #around: Surroundings;
  readonly #github: Readonly<Record<string, unknown>>;

  constructor(around: Surroundings, github: Readonly<Record<string, unknown>>) {
    this.#around = around;
    this.#github = github;
  }

  async workflow(file: string, inputs: Contexts): Promise<JobResult> {
    const text = await readFile(join(this.#around.repository, file), "utf8");
    const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
    const needs: Record<string, JobResult> = {};
    // Jobs are written after those that they need.
    for (const [name, job] of Object.entries(jobs)) {
      const before = [job.needs ?? []].flat().map((one) => needs[one]);
      if (before.includes(undefined)) throw new Error(`${file}: ${name} needs a job below it`);
      const contexts = this.#contexts({ needs, inputs }, this.#around.vars);
      const status = { failed: before.some((one) => one?.result !== "success") };
      const isWanted = holds(job.if, contexts, status);
      needs[name] = isWanted
        ? await this.#matrix(name, job, { needs, inputs })
        : { result: "skipped", outputs: {} };
    }
    const isFailed = Object.values(needs).some(({ result }) => result === "failure");
    return { result: isFailed ? "failure" : "success", outputs: {} };
  }

  #contexts(more: Contexts, vars: Texts, secrets: Texts = {}): Contexts {
    return { github: this.#github, vars, secrets, matrix: {}, steps: {}, env: {}, ...more };
  }

  async #matrix(name: string, job: Job, more: Contexts): Promise<JobResult> {
    const [key, values] = Object.entries(job.strategy?.matrix ?? {})[0] ?? [];
    if (key === undefined || values === undefined) return this.#job(name, job, more);
    const results: JobResult[] = [];
    for (const value of values.filter((one) => this.#around.stacks.includes(one)))
      results.push(await this.#job(name, job, { ...more, matrix: { [key]: value } }));
    return {
      result: results.some(({ result }) => result === "failure") ? "failure" : "success",
      outputs: {},
    };
  }

  async #job(name: string, job: Job, more: Contexts): Promise<JobResult> {
    const plain = this.#contexts(more, this.#around.vars);
    if (job.uses !== undefined)
      return this.workflow(
        job.uses.replace("./", ""),
        mapped(job.with, (value) => typed(filled(value, plain))),
      );
    const environment = filled(job.environment ?? "", plain);
    const own = this.#around.environment(environment);
    const contexts = this.#contexts(more, { ...this.#around.vars, ...own.vars }, own.secrets);
    const checkout = join(this.#around.scratch, "checkout");
    await rm(checkout, { recursive: true, force: true });
    const steps: Record<string, { readonly outputs: Texts }> = {};
    let status: JobStatus = { failed: false };
    for (const step of job.steps ?? []) {
      const env = mapped({ ...job.env, ...step.env }, (value) => filled(value, { ...contexts, steps }));
      const now: Contexts = { ...contexts, steps, env };
      if (!holds(step.if, now, status)) continue;
      const { isDone, outputs } = await this.#step(step, { job: name, environment, checkout, now });
      if (step.id !== undefined) steps[step.id] = { outputs };
      if (!isDone) status = { failed: true };
    }
    const outputs = mapped(job.outputs, (value) => filled(value, { ...contexts, steps }));
    return { result: status.failed ? "failure" : "success", outputs };
  }

  async #step(
    step: Step,
    at: {
      readonly job: string;
      readonly environment: string;
      readonly checkout: string;
      readonly now: Contexts;
    },
  ): Promise<{ readonly isDone: boolean; readonly outputs: Texts }> {
    if (step.uses !== undefined) {
      const input = mapped(step.with, (value) => filled(String(value), at.now));
      return { isDone: await this.#action(step.uses, input, at.checkout), outputs: {} };
    }
    const folder = await mkdtemp(join(this.#around.scratch, "step-"));
    const [script, output, summary] = ["script.sh", "output", "summary.md"].map((name) => join(folder, name));
    for (const file of [output, summary]) await writeFile(file ?? "", "");
    await writeFile(script ?? "", filled(step.run ?? "", at.now));
    const env = {
      ...machineOnly(process.env),
      ...this.#around.machine(at.environment),
      ...(at.now["env"] as Texts),
      CI: "true",
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_REPOSITORY: String(this.#github["repository"]),
    };
    const ended = await bash(script ?? "", at.checkout, env);
    this.ran.push({ job: at.job, step: step.name ?? "", ...ended });
    this.summary += await readFile(summary ?? "", "utf8");
    const lines = (await readFile(output ?? "", "utf8")).split("\n").filter((line) => line.includes("="));
    const outputs = lines.map((line) => [
      line.slice(0, line.indexOf("=")),
      line.slice(line.indexOf("=") + 1),
    ]);
    return { isDone: ended.exitCode === 0, outputs: Object.fromEntries(outputs) as Texts };
  }

  /** The actions that the workflows use, in miniature. Whether it was done. */
  async #action(uses: string, input: Texts, checkout: string): Promise<boolean> {
    const artifact = join(this.#around.scratch, "artifacts", input["name"] ?? "");
    const path = join(checkout, input["path"] ?? "");
    switch (uses.split("@")[0]) {
      case "actions/checkout":
        await checkOut(this.#around.repository, checkout);
        return true;
      case "actions/setup-node":
      // What it does with the file is GitHub's.
      case "github/codeql-action/upload-sarif":
        return true;
      case "actions/upload-artifact":
        await mkdir(artifact, { recursive: true });
        await cp(path, artifact, { recursive: true });
        return true;
      case "actions/download-artifact":
        if ((await readdir(artifact).catch(() => [])).length === 0) return false;
        await cp(artifact, path, { recursive: true });
        return true;
      default:
        throw new Error(`no such action here: ${uses}`);
    }
  }
}

function mapped<Value, Mapped>(
  values: Readonly<Record<string, Value>> | undefined,
  map: (value: Value) => Mapped,
): Readonly<Record<string, Mapped>> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, map(value)]));
}

/** An input of a called workflow by its type. */
function typed(text: string): string | boolean {
  return text === "true" || text === "false" ? text === "true" : text;
}

const notCheckedOut = new Set([
  ".git",
  "node_modules",
  ".demo",
  ".plan",
  ".drift",
  ".cache",
  "test",
  "docs",
  "bench",
]);

/** What a clone would hold of product code; the packages are those of the project, as a cache would give them. */
export async function checkOut(repository: string, folder: string): Promise<void> {
  const names = await readdir(repository);
  for (const name of names.filter((one) => !notCheckedOut.has(one)))
    await cp(join(repository, name), join(folder, name), { recursive: true });
  await symlink(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
}

/** The machine's environment without what belongs to an identity, a state or a run of somebody else. */
function machineOnly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign =
    /^(AZURE_|PULUMI_|GITHUB_|ACTIONS_|SYSTEM_|STORE_TEAMS_PULUMI|npm_|VITEST|NODE_OPTIONS|NODE_ENV)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

function bash(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = execFile("bash", ["-e", script], { cwd, env, maxBuffer: 2 ** 26 }, (_error, out, error) => {
      resolve({ exitCode: child.exitCode ?? -1, output: out + error });
    });
    child.stdin?.end();
  });
}
