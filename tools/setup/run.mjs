// Runs one of the project's TypeScript files under Node 24, whatever Node started this one.
//
//   node tools/setup/run.mjs [--pulumi] <script.ts> [arguments…]
//   node tools/setup/run.mjs [--pulumi]                 set-up only
//
// Before that it installs the packages when they do not match package-lock.json, and with --pulumi
// finds, downloads or builds a Pulumi CLI (tools/pulumi-cli/). Set-up speaks on stderr only, so that
// stdout belongs to the script. Exit code: the script's own; 128 + n after signal n; 3 when set-up failed.
//
// Plain JavaScript for Node 18 and newer, without packages: it runs before there are any.
import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodeOf, exitCodeOfSignal, runChild } from "./child.mjs";
import { SetupError } from "./setup-error.mjs";
import { installPackages, packagesMismatch } from "./packages.mjs";
import { node24 } from "./node-24.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Path of the folder that holds the Pulumi CLI; ends this process when there is none. */
async function pulumiFolder(node, env) {
  const proxied = Object.keys(env).some((name) => /^https?_proxy$/i.test(name));
  const ensured = await runChild(node, ["tools/pulumi-cli/ensure.ts"], {
    cwd: root,
    env: proxied ? { NODE_USE_ENV_PROXY: "1", ...env } : env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (ensured.stoppedBy !== null) process.exit(exitCodeOfSignal(ensured.stoppedBy));
  // ensure.ts has said on stderr what is wrong.
  if (exitCodeOf(ensured) !== 0) process.exit(exitCodeOf(ensured));
  return ensured.output.trim();
}

/** The environment every script gets: Node 24 first on PATH, then the Pulumi CLI, then what was there. */
function withPath(env, folders) {
  return { ...env, PATH: [...folders, env.PATH ?? ""].filter((folder) => folder !== "").join(delimiter) };
}

async function main(args) {
  const wantsPulumi = args[0] === "--pulumi";
  const [script, ...scriptArgs] = wantsPulumi ? args.slice(1) : args;
  if (script !== undefined && (script.startsWith("-") || !existsSync(resolve(root, script)))) {
    throw new SetupError(
      `Cannot run "${script}": no such file in the project.`,
      "Usage: node tools/setup/run.mjs [--pulumi] <script.ts> [arguments…]",
    );
  }

  if (packagesMismatch(root) !== undefined) await installPackages(root);
  const node = node24(root);

  const folders = [join(root, "node_modules", ".bin")];
  // Pulumi starts two Node processes a command that load the same large packages each time: compiled once, kept here.
  const compileCache = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node-compile") };
  const env = withPath({ ...compileCache, ...process.env }, folders);
  if (wantsPulumi) {
    env.STORE_TEAMS_PULUMI_BIN = await pulumiFolder(node, env);
    folders.push(env.STORE_TEAMS_PULUMI_BIN);
  }
  if (script === undefined) {
    console.error(`Ready. ${folders.join(", ")}`);
    return 0;
  }
  const ended = await runChild(node, [script, ...scriptArgs], {
    cwd: root,
    env: { ...env, PATH: withPath(process.env, folders).PATH },
    stdio: "inherit",
  });
  return exitCodeOf(ended);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nSet-up failed. ${error.message}`);
  process.exitCode = error.exitCode;
}
