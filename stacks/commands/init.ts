import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { InvalidArgumentError, Option } from "commander";
import { print } from "../../providers/clients/out/print.ts";
import { makeOwn } from "../../providers/clients/out/write.ts";
import type { Encoded } from "../../schemas/text/encoded.ts";
import { terminalText } from "../../schemas/text/terminal.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { ConfigError, loadOrg } from "../config/load-org.ts";
import { repositoryFiles } from "../init/repository.ts";
import {
  forges,
  partsOf,
  problemsOf,
  type Environment,
  type Forge,
  type Tenant,
  type Wishes,
} from "../init/wishes.ts";
import { workflowSources } from "../init/workflows.ts";
import { exitCodes, runCommand } from "./run/command-end.ts";
import { verbCommand } from "./run/verb.ts";
import { shownPath, toolRoot, toolVersion, typedFrom, typedPath } from "./run/places.ts";

interface Options {
  readonly into: string;
  readonly name?: string;
  readonly tenant?: string;
  readonly domain?: string;
  readonly environment: readonly Environment[];
  readonly otherTenant: ReadonlyMap<string, Tenant>;
  readonly region: string;
  readonly people?: string;
  readonly backend: string;
  readonly forge: Forge;
  readonly yes?: boolean;
}

const command = verbCommand("init")
  .option("--into <folder>", "the repository's folder", typedPath, typedPath("."))
  .option("--name <name>", "name of the organization (default: from the domain)")
  .option("--tenant <id>", "id of the Microsoft Entra tenant")
  .option("--domain <domain>", "its domain, such as example.com")
  .option(
    "--environment <key=url>",
    "a Dynamics environment: a stack of this name; may be repeated",
    environment,
    [],
  )
  .option(
    "--other-tenant <key=id/domain>",
    "an environment that lies in another tenant; may be repeated",
    otherTenant,
    new Map<string, Tenant>(),
  )
  .option("--region <name>", "name of the first region", "First region")
  .option("--people <file>", "a table of people to begin with, .csv", typedPath)
  .option("--backend <url>", "where Pulumi keeps the state", "file://./.state?create_dir=true")
  .addOption(new Option("--forge <forge>", "whose pipelines to write").choices(forges).default("github"))
  .option("-y, --yes", "ask nothing: take what is not named as it is usual")
  .parse();

await runCommand("init", async () => {
  const options = command.opts<Options>();
  const wishes = await wishesFrom(options);
  const folder = resolve(options.into);
  const sources = await Promise.all(
    workflowSources.map(
      async (name) => [name, await readFile(join(toolRoot, ".github/workflows", name), "utf8")] as const,
    ),
  );
  const files = repositoryFiles(wishes, new Map(sources));
  const problems = [...problemsOf(wishes), ...orgProblems(wishes, files)];
  if (problems.length > 0) throw new RefusedError(`${problems.join("\n")}\nNothing was written.`);
  const { made, kept } = await write(folder, files);
  print(said(folder, made, kept));
  return exitCodes.done;
});

/** What the check of the org files says of what would be written. */
function orgProblems(wishes: Wishes, files: ReadonlyMap<string, string>): readonly string[] {
  return partsOf(wishes).flatMap(({ orgFile }) => {
    try {
      loadOrg(orgFile, files);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return [error.message];
      throw error;
    }
  });
}

async function write(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<{ made: readonly string[]; kept: readonly string[] }> {
  const kept = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  const made = [...files].filter(([path]) => !kept.includes(path));
  for (const [path, text] of made) {
    await makeOwn(join(folder, path), text);
  }
  return { made: made.map(([path]) => path), kept };
}

function said(folder: string, made: readonly string[], kept: readonly string[]): Encoded<"terminal"> {
  const shown = shownPath(folder);
  const lines = [
    made.length === 0 ? "Nothing was to be made." : `Made in ${shown}: ${made.join(", ")}`,
    ...(kept.length === 0 ? [] : [`There already, and left as it is: ${kept.join(", ")}`]),
    ...(kept.includes("package.json")
      ? [
          'By hand, in package.json: "main": "node_modules/store-teams/program.cjs", no "type": "module", and the',
          `dependency "store-teams": "${toolVersion()}".`,
        ]
      : []),
    "",
    `Next${folder === typedFrom ? "" : ` in ${shown}`}: npm install, then npx store-teams check-config. README.md says how it goes on.`,
  ];
  return terminalText.lines(lines.join("\n"));
}

async function wishesFrom(options: Options): Promise<Wishes> {
  const { yes = false, people } = options;
  const ask = yes || !process.stdin.isTTY ? undefined : asker();
  try {
    const wanted = async (value: string | undefined, flag: string, question: string): Promise<string> => {
      const answer = value ?? (await ask?.question(`${question}: `))?.trim();
      if (!answer) throw new RefusedError(`${flag} is missing: ${question}.\nNothing was written.`);
      return answer;
    };
    const id = await wanted(options.tenant, "--tenant", "the id of the Microsoft Entra tenant");
    const domain = await wanted(options.domain, "--domain", "the tenant's domain, such as example.com");
    const named =
      options.environment.length > 0
        ? options.environment
        : [
            environmentIn(
              await wanted(
                undefined,
                "--environment",
                "a Dynamics environment, such as prod=https://name.crm4.dynamics.com",
              ),
            ),
          ];
    const unknown = [...options.otherTenant.keys()].filter((key) => named.every((one) => one.key !== key));
    if (unknown.length > 0)
      throw new RefusedError(`--other-tenant: no --environment has the key "${unknown.join('", "')}".`);
    return {
      name: options.name ?? nameIn(domain),
      tenant: { id, domain },
      environments: named.map((one) => {
        const tenant = options.otherTenant.get(one.key);
        return tenant === undefined ? one : { ...one, tenant };
      }),
      region: options.region,
      backend: options.backend,
      forge: options.forge,
      version: toolVersion(),
      ...(people === undefined ? {} : { people: await tableAt(people) }),
    };
  } finally {
    ask?.close();
  }
}

function asker(): ReturnType<typeof createInterface> {
  return createInterface({ input: process.stdin, output: process.stderr });
}

async function tableAt(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new RefusedError(`--people: ${file} cannot be read.\nNothing was written.`);
  }
}

/** "contoso.example" is the organization "Contoso". */
function nameIn(domain: string): string {
  const [label = ""] = domain.split(".");
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}

function environmentIn(text: string): Environment {
  const [, key = "", url = ""] = /^([^=]+)=(https:\/\/\S+)$/.exec(text) ?? [];
  if (url === "")
    throw new InvalidArgumentError(
      "Expected a name and an address, such as prod=https://name.crm4.dynamics.com.",
    );
  return { key, url: url.replace(/\/+$/, "") };
}

function environment(text: string, before: readonly Environment[]): readonly Environment[] {
  return [...before, environmentIn(text)];
}

function otherTenant(text: string, before: ReadonlyMap<string, Tenant>): ReadonlyMap<string, Tenant> {
  const [, key = "", id = "", domain = ""] = /^([^=]+)=([^/]+)\/(\S+)$/.exec(text) ?? [];
  if (domain === "")
    throw new InvalidArgumentError("Expected the key of an environment, and the tenant's id and domain.");
  return new Map([...before, [key, { id, domain }]]);
}
