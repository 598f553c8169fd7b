import { execFile } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isSupported, supportedRangeText } from "../../../tools/pulumi-cli/versions.ts";
import type { Machine } from "../../doctor/facts.ts";

/** Longest that the CLI is waited for. */
const versionSecondsMost = 20;

type Variables = Readonly<Record<string, string | undefined>>;

/** What this machine says of itself. Nothing is installed, nothing is sent. */
export async function thisMachine(
  environment: Variables,
  stackFile: string,
  folder: string,
): Promise<Machine> {
  const version = await pulumiVersion(environment);
  return {
    nodeVersion: process.version,
    pulumiVersion: version,
    pulumiSupported: supportedRangeText,
    isPulumiSupported: version !== undefined && isSupported(version),
    backend: environment["PULUMI_BACKEND_URL"] || loggedInTo(environment),
    secretsProvider: secretsProvider(environment, stackFile),
    folderProblem: folderProblem(folder),
  };
}

async function pulumiVersion(environment: Variables): Promise<string | undefined> {
  const folder = environment["STORE_TEAMS_PULUMI_BIN"];
  const path = [folder, environment["PATH"]].filter(Boolean).join(":");
  try {
    const { stdout } = await promisify(execFile)("pulumi", ["version"], {
      timeout: versionSecondsMost * 1000,
      env: { ...environment, PATH: path, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return stdout.trim().replace(/^v/, "");
  } catch {
    // Not there, not to be started, or no answer in time: none that a plan could use.
    return undefined;
  }
}

/** Where `pulumi login` has led; it keeps that in a file of its own. */
function loggedInTo(environment: Variables): string | undefined {
  const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  try {
    const kept: unknown = JSON.parse(readFileSync(join(home, "credentials.json"), "utf8"));
    const current = (kept as { readonly current?: unknown }).current;
    return typeof current === "string" && current !== "" ? current : undefined;
  } catch {
    // Nobody has logged in here.
    return undefined;
  }
}

/** Names what encrypts and never shows it. */
function secretsProvider(environment: Variables, stackFile: string): string | undefined {
  const text = readFileSync(stackFile, "utf8");
  const named = /^secretsprovider:\s*(\S+)/m.exec(text)?.[1];
  if (named !== undefined && named !== "passphrase") return named.split("?")[0] ?? named;
  for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
    if (environment[name] !== undefined) return `a passphrase (${name})`;
  return undefined;
}

function folderProblem(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch {
    return `nothing can be written in ${folder}`;
  }
}
