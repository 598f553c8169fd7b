// What strangers, readers and races try on the pipelines: whom the workflows give an identity, whose token stands for
// whom, and which plan can be applied. Rows name the attack; none of them comes through.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanReport } from "../../stacks/review/model.ts";
import { planReportVersion } from "../../stacks/review/model.ts";
import { differenceOf, isSame } from "../../stacks/review/difference.ts";
import { readPlan } from "../../stacks/commands/plan/folder.ts";
import { digestOf, type PlanDigest } from "../../stacks/commands/plan/snapshot.ts";
import { exchangeAudience, trustedToken } from "../../stacks/derive/tenant/federated-credential.ts";
import { lockedPackages } from "../kit/lock-file.ts";
import { scratchFolder } from "../tools/scratch.ts";
import { holds } from "./expressions.ts";
import { identities, jobs, workflows } from "./pipeline-files.ts";

const steps = jobs.flatMap(([, job]) => job.steps ?? []);
const vars = { PULUMI_BACKEND_URL: "azblob://state" };
const repository = "contoso/store-teams";

/** Jobs of a workflow that start at this event. */
function started(
  file: string,
  github: Readonly<Record<string, unknown>>,
  variables: unknown = vars,
): readonly string[] {
  const jobs = Object.entries(workflows.find(([name]) => name === file)?.[1].jobs ?? {});
  const contexts = { github: { repository, ...github }, vars: variables };
  return jobs.filter(([, job]) => holds(job.if, contexts, { failed: false })).map(([name]) => name);
}

const pull = (fullName: string | null, login = "sam"): Readonly<Record<string, unknown>> => ({
  event_name: "pull_request",
  event: {
    pull_request: { head: { repo: fullName === null ? null : { full_name: fullName } }, user: { login } },
  },
});

describe("an identity is given to no job that is started", () => {
  it.each<[attack: string, file: string, github: Readonly<Record<string, unknown>>]>([
    ["by a fork", "plan.yml", pull("stranger/store-teams")],
    ["by a fork that was deleted meanwhile", "plan.yml", pull(null)],
    ["by a fork of the same name under another owner", "plan.yml", pull("contoso-stores/store-teams")],
    ["by a repository whose name only begins like this one", "plan.yml", pull("contoso/store-teams-fork")],
    ["by Dependabot", "plan.yml", pull(repository, "dependabot[bot]")],
    ["by hand from a branch", "apply.yml", { event_name: "workflow_dispatch", ref: "refs/heads/try-it" }],
    [
      "by hand from a tag called main",
      "apply.yml",
      { event_name: "workflow_dispatch", ref: "refs/tags/main" },
    ],
    [
      "by hand from a branch like main",
      "apply.yml",
      { event_name: "workflow_dispatch", ref: "refs/heads/main2" },
    ],
  ])("%s", (_attack, file, github) => {
    expect(started(file, github)).toEqual([]);
  });

  it.each(["plan.yml", "apply.yml", "drift.yml"])(
    "in a copy of this repository without its variables: %s",
    (file) => {
      for (const event of [
        pull(repository),
        { event_name: "push", ref: "refs/heads/main" },
        { event_name: "schedule" },
      ])
        expect(started(file, event, {})).toEqual([]);
    },
  );

  it("by an event that runs code of strangers with the rights of this repository", () => {
    const dangerous =
      /\b(pull_request_target|workflow_run|issue_comment|repository_dispatch|discussion\w*)\b/;
    for (const [file, { on }] of workflows) expect(`${file} ${JSON.stringify(on)}`).not.toMatch(dangerous);
  });
});

const github = "https://token.actions.githubusercontent.com";

/** Who a token stands for: Entra compares issuer, subject and audience exactly, capitals too. */
function standsFor(subject: string, issuer = github, audience: string = exchangeAudience): readonly string[] {
  return identities
    .filter(({ credentials }) =>
      credentials.map(trustedToken).some((one) => one.issuer === issuer && one.subject === subject),
    )
    .filter(() => audience === exchangeAudience)
    .map(({ key, access }) => `${access} ${key}`);
}

describe("a token stands for nobody, or for a reader only,", () => {
  it("while the tokens that are meant stand for one identity", () => {
    expect(standsFor(`repo:${repository}:environment:prod`)).toEqual(["write prod-writer"]);
    expect(standsFor(`repo:${repository}:environment:prod-plan`)).toEqual(["read prod-reader"]);
  });

  it.each<[attack: string, subject: string, issuer?: string, audience?: string]>([
    ["of a job on main that names no environment", `repo:${repository}:ref:refs/heads/main`],
    ["of a pull request's job that names no environment", `repo:${repository}:pull_request`],
    ["of an environment with other capitals", `repo:${repository}:environment:Prod`],
    ["of an environment that somebody added", `repo:${repository}:environment:prod2`],
    ["of another repository's environment of that name", "repo:stranger/store-teams:environment:prod"],
    ["of this repository after it was renamed", "repo:contoso/stores:environment:prod"],
    ["of a new repository under a name that was given up", "repo:contoso@999/store-teams@1:environment:prod"],
    [
      "of an environment whose name continues the subject",
      `repo:${repository}:environment:x:environment:prod`,
    ],
    ["of another issuer", `repo:${repository}:environment:prod`, "https://gitlab.example"],
    ["for another audience", `repo:${repository}:environment:prod`, github, "https://github.com/contoso"],
  ])("%s", (_attack, subject, issuer, audience) => {
    expect(standsFor(subject, issuer, audience)).toEqual([]);
  });

  it("of a reader's job: it never writes", () => {
    const ofReaders = identities.flatMap(({ access, credentials }) =>
      access === "read" ? credentials.map((one) => trustedToken(one).subject) : [],
    );
    expect(ofReaders.length).toBeGreaterThan(0);
    for (const subject of ofReaders)
      expect(standsFor(subject).filter((one) => one.startsWith("write"))).toEqual([]);
  });
});

const planFile = "encrypted steps";
const made: PlanDigest = {
  version: 1,
  stack: "prod",
  refreshed: false,
  files: { "config/contoso/prod.yaml": digestOf("as reviewed") },
  state: digestOf("state"),
  steps: { "store-1": digestOf("adds a worker") },
  planFile: digestOf(planFile),
  digest: digestOf("all"),
};

interface Kept {
  readonly digest?: Readonly<Record<string, unknown>> | undefined;
  readonly report?: Readonly<Record<string, unknown>>;
  readonly plan?: string;
}

/** Reads a plan from an artifact with these files. */
async function readKept({ digest = { ...made }, report = {}, plan = planFile }: Kept): Promise<unknown> {
  const kept = scratchFolder();
  const whole = { version: planReportVersion, digest: made.digest, ...report } as unknown as PlanReport;
  await mkdir(kept, { recursive: true });
  await writeFile(join(kept, "digest.json"), JSON.stringify(digest));
  await writeFile(join(kept, "plan.json"), JSON.stringify(whole));
  await writeFile(join(kept, "plan.bin"), plan);
  expect(await readdir(kept)).toHaveLength(3);
  return readPlan(kept, "prod");
}

describe("a plan is not applied", () => {
  it("while the one that was reviewed is", async () => {
    expect(await readKept({})).toMatchObject({ digest: made });
  });

  it.each<[attack: string, kept: Kept, said: RegExp]>([
    ["whose steps were exchanged", { plan: "other steps" }, /do not belong together/],
    ["whose report is another one's", { report: { digest: digestOf("another") } }, /do not belong together/],
    ["of another stack", { digest: { ...made, stack: "dev" } }, /is a plan of the stack "dev"/],
    ["of another version of this project", { digest: { ...made, version: 2 } }, /another version/],
    ["whose digest was taken away", { digest: { stack: "prod" } }, /another version/],
  ])("%s", async (_attack, kept, said) => {
    await expect(readKept(kept)).rejects.toThrow(said);
  });

  it.each<[race: string, now: PlanDigest]>([
    [
      "another merge changed the config",
      { ...made, files: { "config/contoso/prod.yaml": digestOf("other") } },
    ],
    ["another run wrote the state", { ...made, state: digestOf("later") }],
    [
      "somebody changed the tenant, so a step differs",
      { ...made, steps: { "store-1": digestOf("removes one") } },
    ],
    ["a step came on", { ...made, steps: { ...made.steps, "store-2": digestOf("removes one") } }],
    ["a step is gone", { ...made, steps: {} }],
  ])("after %s", (_race, now) => {
    expect(isSame(differenceOf(made, now))).toBe(false);
    expect(isSame(differenceOf(made, made))).toBe(true);
  });
});

describe("what a run uses cannot be exchanged:", () => {
  it("an artifact comes from the same run, is never written over, and carries its stack's name", () => {
    const artifacts = steps.filter(({ uses }) => uses?.includes("-artifact@"));
    expect(artifacts.length).toBeGreaterThan(3);
    for (const { uses = "", with: input = {} } of artifacts) {
      expect(Object.keys(input)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/run-id|github-token|repository|overwrite|pattern/)]),
      );
      // A release is no stack's, and no run reads it back.
      if (input["name"] === "release" && uses.includes("/upload-")) continue;
      expect(String(input["name"])).toMatch(/\$\{\{ (matrix|inputs)\.stack \}\}$/);
    }
  });

  it("a cache holds packages only, which the lock file's hashes vouch for", () => {
    expect(steps.filter(({ uses }) => uses?.startsWith("actions/cache") === true)).toEqual([]);
    expect(lockedPackages().filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"))).toEqual([]);
  });

  it("a checkout keeps no token, and takes the commit that started the run", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    expect(checkouts.length).toBeGreaterThan(3);
    for (const { with: input } of checkouts) expect(input).toEqual({ "persist-credentials": false });
  });

  it("no command downloads what it runs", async () => {
    for (const { run = "" } of steps) expect(run).not.toMatch(/curl|wget|npx|\| *(ba)?sh/);
    expect(await readFile(".npmrc", "utf8")).toContain("ignore-scripts=true");
  });
});
