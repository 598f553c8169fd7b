import { chmod, copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { goCommand, noGo } from "../setup/go.ts";
import { runStep } from "../setup/run-step.ts";
import { progress } from "./progress.ts";
import { cliVersion } from "./versions.ts";

const here = import.meta.dirname;
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

interface GoProgram {
  readonly name: string;
  /** Folder of the Go module that pins it. Two modules, since the two programs need different versions of one library. */
  readonly module: string;
  readonly package: string;
  readonly tags: string;
  /** Time on two cores, for the reader. */
  readonly expected: string;
}

const goPrograms: readonly GoProgram[] = [
  {
    name: "pulumi-language-nodejs",
    module: "language-host",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    tags: "",
    expected: "20 s to 1 min",
  },
  {
    name: "pulumi",
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    tags: "osusergo,grpcnotrace",
    expected: "3 to 5 min",
  },
];

/** Go modules whose go.mod and go.sum decide what is built. */
export const goModuleFolders: readonly string[] = goPrograms.map(({ module }) => join(here, module));

const buildFlags = ["-mod=readonly", "-trimpath", "-ldflags", `-s -w -X ${versionVariable}=v${cliVersion}`];
// Without cgo no C compiler is needed, and the result runs on any Linux of this architecture.
const buildEnv = { CGO_ENABLED: "0", GOWORK: "off" };

/** Enters the cache's key: what else decides what is built. */
export const buildDescription = { buildFlags, buildEnv, goPrograms: goPrograms.map(({ tags }) => tags) };

/** The script that starts our dynamic providers ships in the npm package. */
async function copyProviderScript(folder: string): Promise<void> {
  const name = "pulumi-resource-pulumi-nodejs";
  // Found from here, wherever a package manager has put it.
  const manifest = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  const source = join(dirname(manifest), name);
  await copyFile(source, join(folder, name));
  await chmod(join(folder, name), 0o755);
}

/** Builds the CLI and its language host from pinned Go modules into `folder`. */
export async function buildFromGoModules(
  folder: string,
  env: NodeJS.ProcessEnv,
  stop: AbortSignal,
): Promise<{ readonly why: string } | undefined> {
  const go = await goCommand(env);
  if (go === undefined) return { why: noGo };
  for (const program of goPrograms) {
    const args = ["build", ...buildFlags, "-tags", program.tags, "-o", folder + sep, program.package];
    const step = `building ${program.name} from Go modules`;
    const built = await progress.during(step, program.expected, () =>
      runStep(go, args, { cwd: join(here, program.module), env: { ...env, ...buildEnv }, stop }),
    );
    if (built.code !== 0) return { why: `${go} could not build ${program.name}:\n${built.tail}` };
  }
  await copyProviderScript(folder);
  return undefined;
}
