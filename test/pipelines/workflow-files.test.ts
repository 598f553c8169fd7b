// The pipelines' files: what GitHub and Azure DevOps would refuse, and what this project asks of them beyond that.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { actionlintProgram } from "../../tools/test-tools/actionlint.ts";
import { expandedPipeline } from "./azure-template.ts";
import { filled, holds } from "./expressions.ts";
import {
  githubFolder,
  identities,
  type Job,
  jobs,
  stacks,
  type Step,
  workflowFiles,
  workflows,
} from "./pipeline-files.ts";
import azureSchema from "./azure-pipelines.schema.json" with { type: "json" };

/** The release signs in to the registry of packages, not to a tenant. */
const isOfTenant = ([name]: readonly [string, Job]): boolean => !name.startsWith("release.yml");
const signsIn = ([, { permissions, uses }]: readonly [string, Job]): boolean =>
  uses === undefined && permissions?.["id-token"] === "write";

const actionlint = actionlintProgram(process.env);

describe("the workflows of GitHub", () => {
  // Set-up has built it, or has said why not.
  it.skipIf(!existsSync(actionlint))("have nothing that actionlint finds", () => {
    const lint = (paths: readonly string[], input = ""): string => {
      const { stdout, stderr } = spawnSync(actionlint, paths, { encoding: "utf8", input });
      return stdout + stderr;
    };
    expect(lint(workflowFiles.map((file) => resolve(githubFolder, file)))).toBe("");
    expect(
      lint(["-"], "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: 'x', if: \"nope.x\"}]}}"),
    ).toContain('undefined variable "nope"');
  });

  it("take actions of others at a commit that is named, with the version it is", () => {
    const uses = workflowFiles.flatMap((file) =>
      readFileSync(join(githubFolder, file), "utf8")
        .split("\n")
        .filter((line) => /\buses:/.test(line) && !line.includes("uses: ./")),
    );
    expect(uses.length).toBeGreaterThan(0);
    expect(
      uses.filter((line) => !/uses: [\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
    ).toEqual([]);
  });

  it.each(workflows)("%s: each job says what it may do, and may do little", (_file, workflow) => {
    expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
    for (const [name, { permissions = {} }] of Object.entries(workflow.jobs)) {
      const written = Object.keys(permissions).filter((scope) => permissions[scope] === "write");
      const telling =
        {
          plan: ["pull-requests"],
          drift: ["issues", "security-events"],
          propose: ["contents", "pull-requests"],
        }[name] ?? [];
      expect(["id-token", ...telling]).toEqual(expect.arrayContaining(written));
    }
  });

  it.each(jobs)("%s ends by itself, and its commands hold no text from outside", (_name, job) => {
    if (job.uses === undefined) expect(job["timeout-minutes"]).toBeGreaterThan(0);
    for (const { run = "", env } of job.steps ?? []) {
      expect(run).not.toContain("${{");
      expect(env === undefined || Object.keys(env).every((name) => /^[A-Z_]+$/.test(name))).toBe(true);
    }
  });

  it.each(jobs.filter(isOfTenant).filter(signsIn))(
    "%s: one stack, one identity, kept from other tenants' settings",
    (_name, job) => {
      expect(job.environment).toMatch(/^\$\{\{ (matrix|inputs)\.stack \}\}(-plan)?$/);
      const applies = job.steps?.some(({ run }) => run?.includes("npm run apply")) === true;
      expect(job.environment?.endsWith("-plan")).toBe(!applies);
    },
  );

  it("have one run at a time for a stack: what writes is never cut off", () => {
    const runs = jobs
      .filter(isOfTenant)
      .filter(([, { uses, permissions }]) => uses !== undefined || permissions?.["id-token"] === "write");
    const groups = runs
      .filter(([name]) => !name.startsWith("apply-stack.yml"))
      .map(([name, { concurrency }]) => [
        name.split(".")[0],
        concurrency?.group,
        concurrency?.["cancel-in-progress"],
        concurrency?.queue ?? "single",
      ]);
    const stack = "${{ matrix.stack }}";
    expect(
      [...new Set(groups.map((one) => JSON.stringify(one)))]
        .toSorted()
        .map((one) => JSON.parse(one) as unknown),
    ).toEqual([
      ["apply", "apply-${{ inputs.stack }}", false, "max"],
      ["apply", `apply-${stack}`, false, "max"],
      ["drift", `drift-${stack}`, false, "single"],
      ["plan", `plan-${stack}-\${{ github.event.pull_request.number }}`, true, "single"],
    ]);
  });

  it("start for what concerns them: tests also for a merge queue, a run not for what changes no tenant", () => {
    const events = (name: string): Readonly<Record<string, unknown>> => {
      const { on } = parse(readFileSync(join(githubFolder, name), "utf8")) as { on: string | object };
      return typeof on === "string" ? { [on]: null } : { ...on };
    };
    expect(Object.keys(events("test.yml"))).toEqual(
      expect.arrayContaining(["pull_request", "push", "merge_group"]),
    );
    // A check that is required and never reports would hold up its pull request.
    expect(events("plan.yml")).toEqual({ pull_request: null });
    const ignored = (events("apply.yml")["push"] as { "paths-ignore": readonly string[] })["paths-ignore"];
    expect(ignored).toEqual(["**.md", "docs/**", "test/**", "bench/**"]);
  });

  it("drift reaches the repository's code scanning", () => {
    const uses = jobs.flatMap(([name, { steps = [] }]) =>
      name.startsWith("drift.yml") ? steps.map((step) => step.uses ?? "") : [],
    );
    expect(uses).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/upload-sarif@/),
        expect.stringMatching(/upload-artifact@/),
      ]),
    );
  });

  it("plan, apply and watch every stack there is", () => {
    for (const [file, { on, jobs }] of workflows) {
      const byJob = Object.values(jobs).flatMap(({ strategy }) =>
        strategy?.matrix.stack ? [strategy.matrix.stack] : [],
      );
      // The jobs of drift serve all stacks one after the other; those of apply share them.
      for (const covered of file === "drift.yml" ? byJob : [byJob.flat()])
        if (covered.length > 0) expect({ file, stacks: covered.toSorted() }).toEqual({ file, stacks });
      const asked = on.workflow_dispatch?.inputs.stack.options;
      if (asked !== undefined) expect(asked.toSorted()).toEqual(stacks);
    }
  });

  it.each([
    ["changes", true],
    ["none", false],
    ["refused", false],
    ["", false],
  ])('apply a plan whose outcome is "%s": %s', (outcome, isApplied) => {
    const [, apply] = jobs.find(([name]) => name === "apply-stack.yml: apply") ?? [];
    expect(holds(apply?.if, { needs: { plan: { outputs: { outcome } } } }, { failed: false })).toBe(
      isApplied,
    );
  });

  it.each([
    { from: "a branch of the repository", repository: "contoso/store-teams", login: "sam", isPlanned: true },
    { from: "a fork", repository: "stranger/store-teams", login: "stranger", isPlanned: false },
    { from: "Dependabot", repository: "contoso/store-teams", login: "dependabot[bot]", isPlanned: false },
  ])("give an identity to a pull request from $from: $isPlanned", ({ repository, login, isPlanned }) => {
    const [, plan] = jobs.find(([name]) => name === "plan.yml: plan") ?? [];
    const pull = { head: { repo: { full_name: repository } }, user: { login } };
    const github = { repository: "contoso/store-teams", event: { pull_request: pull } };
    const vars = { PULUMI_BACKEND_URL: "azblob://state" };
    expect(holds(plan?.if, { vars, github }, { failed: false })).toBe(isPlanned);
  });

  it.each([
    ["refs/heads/main", true],
    ["refs/heads/try-it", false],
  ])("apply by hand what is on %s: %s", (ref, isApplied) => {
    const [, one] = jobs.find(([name]) => name === "apply.yml: one") ?? [];
    const github = { event_name: "workflow_dispatch", ref };
    const vars = { PULUMI_BACKEND_URL: "azblob://state" };
    expect(holds(one?.if, { vars, github }, { failed: false })).toBe(isApplied);
  });

  it.each([
    [true, "yes"],
    [false, ""],
    [undefined, ""],
  ])("read the tenant first when that is asked for: %s", (refresh, expected) => {
    const [, plan] = jobs.find(([name]) => name === "apply-stack.yml: plan") ?? [];
    const asked = plan?.steps?.find(({ env }) => env?.["REFRESH"] !== undefined)?.env?.["REFRESH"] ?? "?";
    expect(filled(asked, { inputs: { refresh } })).toBe(expected);
  });

  it("sign in by credentials that the identities' stacks declare, the reader's for looking, the writer's for applying", () => {
    const declared = identities.flatMap(({ access, credentials }) =>
      credentials.flatMap(({ github }) =>
        github?.environment === undefined ? [] : [`${access} ${github.environment}`],
      ),
    );
    const used = stacks.flatMap((stack) => [`read ${stack}-plan`, `write ${stack}`]);
    expect(declared.toSorted()).toEqual(used.toSorted());
  });
});

const azureFolder = ".azuredevops";
const pipelineFiles = ["plan.yml", "apply.yml", "drift.yml"];
const pipelines = pipelineFiles.map((file) => [file, expandedPipeline(join(azureFolder, file))] as const);

/** All steps of a pipeline, wherever they stand. */
function stepsIn(value: unknown): readonly Step[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "steps" in value && Array.isArray(value.steps) ? (value.steps as Step[]) : [];
  return [...own, ...Object.values(value).flatMap(stepsIn)];
}

/** The service connections that tasks name, by the variable group of the job or stage that they stand in. */
function connectionsIn(value: unknown, group = ""): readonly (readonly [string, readonly string[]])[] {
  if (typeof value !== "object" || value === null) return [];
  const { variables, steps } = value as {
    variables?: readonly { group?: string }[];
    steps?: readonly Step[];
  };
  const own = variables?.[0]?.group ?? group;
  const here = steps?.flatMap(({ inputs }) => inputs?.["azureSubscription"] ?? []);
  const below = Object.entries(value).flatMap(([key, inner]) =>
    key === "parameters" ? [] : connectionsIn(inner, own),
  );
  return here === undefined ? below : [[own, here], ...below];
}

/** What is run, without the words around it that each service needs. */
function commandsOf(steps: readonly Step[]): readonly string[] {
  const lines = steps.flatMap(({ run, bash }) => (run ?? bash ?? "").split("\n"));
  return [
    ...new Set(lines.filter((line) => /npm run|\.ci\/run/.test(line)).map((line) => line.trim())),
  ].toSorted();
}

describe("the pipelines of Azure DevOps", () => {
  const isPipeline = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    azureSchema,
  );

  it.each(pipelines)("%s is one by the service's own schema", (_file, pipeline) => {
    isPipeline(pipeline);
    expect(isPipeline.errors ?? []).toEqual([]);
  });

  it("the schema refuses what it does not know", () => {
    expect(isPipeline({ steps: [{ bash: "true", condition: "always()" }] })).toBe(true);
    expect(isPipeline({ steps: [{ bash: "true", condtion: "always()" }] })).toBe(false);
  });

  it.each(pipelineFiles)("%s runs the commands of the workflow of the same name", (file) => {
    const workflow = file === "apply.yml" ? ["apply.yml", "apply-stack.yml"] : [file];
    const steps = workflows.filter(([name]) => workflow.includes(name)).flatMap(([, one]) => stepsIn(one));
    const expected = commandsOf(steps);
    expect(expected.length).toBeGreaterThan(1);
    expect(commandsOf(stepsIn(expandedPipeline(join(azureFolder, file), { refresh: true })))).toEqual(
      expected,
    );
  });

  it.each(pipelines)(
    "%s serves every stack there is, in the workflow's order, by identities of its own",
    (_file, pipeline) => {
      const text = JSON.stringify(pipeline);
      const groups = [...text.matchAll(/"group":"store-teams-([^"]+)"/g)].map(([, group]) => group ?? "");
      const planning = groups
        .filter((group) => group.endsWith("-plan"))
        .map((group) => group.slice(0, -"-plan".length));
      expect(planning.toSorted()).toEqual(stacks);
      const applying = groups.filter((group) => !group.endsWith("-plan"));
      const environments = [...text.matchAll(/"environment":"([^"]+)"/g)].map(([, name]) => name);
      expect(applying).toEqual(environments);
      expect(environments).toEqual(text.includes("npm run apply") ? planning : []);
    },
  );

  it.each(pipelines)(
    "%s names in each job the service connection that its identity trusts",
    (file, pipeline) => {
      const named = connectionsIn(pipeline);
      const asked = named.map(([group]) => group);
      expect(asked.length).toBe(file === "apply.yml" ? 2 * stacks.length : stacks.length);
      const declared = asked.map((group): readonly [string, readonly (string | undefined)[]] => {
        const stack = group.replace(/^store-teams-/, "").replace(/-plan$/, "");
        const access = group.endsWith("-plan") ? "read" : "write";
        const serving = identities.find((one) => one.access === access && one.stacks.includes(stack));
        const own = serving?.credentials.flatMap(({ azureDevOps }) => azureDevOps?.serviceConnection ?? []);
        return [group, own ?? []];
      });
      expect(named).toEqual(declared);
    },
  );

  it("never meet: merges wait for the run before them, and the writer is behind an environment", () => {
    const apply = parse(readFileSync(join(azureFolder, "apply.yml"), "utf8")) as Readonly<
      Record<string, unknown>
    >;
    expect(apply).toMatchObject({
      trigger: { batch: true, branches: { include: ["main"] } },
      lockBehavior: "sequential",
    });
  });

  it.each(pipelines)("%s writes no value into a command but by its environment", (_file, pipeline) => {
    for (const { bash = "" } of stepsIn(pipeline)) expect(bash).not.toMatch(/\$\(|\$\{\{/);
  });
});

describe("what the pipeline of Azure DevOps does around the commands", () => {
  const applySteps = stepsIn(expandedPipeline(join(azureFolder, "apply.yml"), { stacks: ["dev"] }));
  const lines = (word: string): string =>
    applySteps.find(({ bash }) => bash?.includes(word) === true)?.bash ?? "exit 9";
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "store-teams-azure-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("passes on what a plan has come to, and shows it", async () => {
    await mkdir(join(folder, ".plan/dev"), { recursive: true });
    await writeFile(join(folder, ".plan/dev/plan.json"), JSON.stringify({ outcome: "changes" }));
    const said = execFileSync("bash", ["-e", "-c", lines("setvariable")], {
      cwd: folder,
      env: { ...process.env, STACK: "dev" },
      encoding: "utf8",
    });
    expect(said).toMatch(/^##vso\[task\.uploadsummary\]\S+\/\.plan\/dev\/plan\.md$/m);
    expect(said).toMatch(/^##vso\[task\.setvariable variable=outcome;isOutput=true\]changes$/m);
  });

  it("lays the plan that was kept where apply looks for it", async () => {
    await mkdir(join(folder, "kept/plan-dev"), { recursive: true });
    await writeFile(join(folder, "kept/plan-dev/digest.json"), "{}");
    const script = `node() { echo "$@"; }\n${lines("npm run apply")}`;
    const said = execFileSync("bash", ["-e", "-c", script], {
      cwd: folder,
      env: { ...process.env, STACK: "dev", PIPELINE_WORKSPACE: join(folder, "kept") },
      encoding: "utf8",
    });
    expect(said.trim()).toBe("tools/pipeline/with-identity.mjs npm run apply -- --stack dev");
    expect(await readdir(join(folder, ".plan/dev"))).toEqual(["digest.json"]);
  });
});

it("what GitHub runs for the tests is what any machine runs", () => {
  const tests = workflows.find(([file]) => file === "test.yml")?.[1].jobs;
  expect(commandsOf(stepsIn(tests?.["test"]))).toEqual([".ci/run"]);
  expect(execFileSync("bash", ["-n", ".ci/run"]).length).toBe(0);
});
