import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { PulumiFailure } from "../../stacks/commands/plan/snapshot.ts";
import { caught, fileIn, type Mistake } from "./mistakes.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What the real CLI says in a folder of its own, by these variables. */
function pulumiIn(
  folder: string,
  place: string,
  variables: Variables,
  ...args: readonly string[]
): Promise<unknown> {
  return caught(async () => {
    const at = join(folder, place);
    mkdirSync(at, { recursive: true });
    const {
      PULUMI_BACKEND_URL: _url,
      PULUMI_CONFIG_PASSPHRASE: _phrase,
      PULUMI_ACCESS_TOKEN: _token,
      ...rest
    } = process.env;
    const env = {
      ...rest,
      PULUMI_HOME: join(folder, "pulumi-home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...variables,
    };
    if (place === "made") fileIn(folder, "made/Pulumi.yaml", "name: store-teams\nruntime: nodejs\n");
    const { exitCode, all } = await execa("pulumi", [...args, "--non-interactive"], {
      ...{ cwd: at, env, extendEnv: false, reject: false, all: true, stdin: "ignore" as const },
    });
    if (exitCode !== 0) throw new PulumiFailure(all.trim());
  });
}

/** A repository whose stack was made with another passphrase. */
async function stackIn(folder: string, variables: Variables, ...args: readonly string[]): Promise<unknown> {
  mkdirSync(join(folder, "state"), { recursive: true });
  const backend = { PULUMI_BACKEND_URL: `file://${join(folder, "state")}` };
  await pulumiIn(folder, "made", { ...backend, PULUMI_CONFIG_PASSPHRASE: "right" }, "stack", "init", "dev");
  await pulumiIn(
    folder,
    "made",
    { ...backend, PULUMI_CONFIG_PASSPHRASE: "right" },
    "config",
    "set",
    "--secret",
    "x",
    "y",
    "--stack",
    "dev",
  );
  return pulumiIn(folder, "made", { ...backend, ...variables }, ...args);
}

/** What goes wrong with backends and stacks, said by the real CLI in folders below this one. */
export function stateMistakes(folder: string): readonly Mistake[] {
  const pulumi = (place: string, variables: Variables, ...args: readonly string[]): Promise<unknown> =>
    pulumiIn(folder, place, variables, ...args);
  const withStack = (variables: Variables, ...args: readonly string[]): Promise<unknown> =>
    stackIn(folder, variables, ...args);
  return [
    {
      mistake: "no backend",
      exit: 1,
      mend: /Write `backend: \{ url: … \}` into Pulumi.yaml/,
      make: () => pulumi("made", {}, "stack", "ls"),
    },
    {
      mistake: "a wrong passphrase",
      exit: 1,
      mend: /is not the one that this stack was made with/,
      make: () => withStack({ PULUMI_CONFIG_PASSPHRASE: "wrong" }, "preview", "--stack", "dev"),
    },
    {
      mistake: "no passphrase",
      exit: 1,
      mend: /Set PULUMI_CONFIG_PASSPHRASE/,
      make: () => withStack({}, "preview", "--stack", "dev"),
    },
    {
      mistake: "a stack that was never made",
      exit: 1,
      mend: /Make it once: npm run pulumi -- stack init prod/,
      make: () => withStack({ PULUMI_CONFIG_PASSPHRASE: "right" }, "preview", "--stack", "prod"),
    },
    {
      mistake: "a folder of states that is not there",
      exit: 1,
      mend: /Make it, or correct the backend's address/,
      make: () => pulumi("made", { PULUMI_BACKEND_URL: "file:///nowhere/state" }, "stack", "ls"),
    },
    {
      mistake: "a folder that is no repository",
      exit: 1,
      mend: /make one: npm run init/,
      make: () =>
        pulumi(
          "elsewhere",
          { PULUMI_BACKEND_URL: `file://${join(folder, "state")}` },
          "preview",
          "--stack",
          "dev",
        ),
    },
    {
      mistake: "a state in Azure without a sign-in for it",
      exit: 1,
      mend: /Nobody is signed in for the storage of the state/,
      make: () =>
        Promise.resolve(
          new PulumiFailure(
            'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): DefaultAzureCredential: failed to acquire a token.',
          ),
        ),
    },
  ];
}
