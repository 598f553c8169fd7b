// Runs one of the project's TypeScript files under Node 24, whatever Node started this one.
//
//   node tools/setup/run.mjs [--pulumi] [--test-tools] <script.ts> [arguments…]
//   node tools/setup/run.mjs [--pulumi] [--test-tools]                 set-up only
//
// Before that it installs the packages when they do not match package-lock.json; with --pulumi it
// finds, downloads or builds a Pulumi CLI (tools/pulumi-cli/), with --test-tools a browser and
// actionlint (tools/test-tools/); the script gets the browser's path in CHROME_PATH. Set-up speaks on stderr only, so
// that stdout belongs to the script. Exit code: the script's own; 128 + n after signal n; 3 when set-up failed.
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

/** Runs a part of set-up and resolves with what it prints; ends this process when it fails. */
async function ensure(script, node, env) {
  const proxied = Object.keys(env).some((name) => /^https?_proxy$/i.test(name));
  const ensured = await runChild(node, [script], {
    cwd: root,
    env: proxied ? { NODE_USE_ENV_PROXY: "1", ...env } : env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (ensured.stoppedBy !== null) process.exit(exitCodeOfSignal(ensured.stoppedBy));
  // The script has said on stderr what is wrong.
  if (exitCodeOf(ensured) !== 0) process.exit(exitCodeOf(ensured));
  return ensured.output.trim();
}

const setupOptions = ["--pulumi", "--test-tools"];

/** What comes before the script is for set-up. */
function splitArguments(args) {
  const first = args.findIndex((arg) => !setupOptions.includes(arg));
  const count = first === -1 ? args.length : first;
  return { wanted: new Set(args.slice(0, count)), script: args[count], scriptArgs: args.slice(count + 1) };
}

/** The environment every script gets: Node 24 first on PATH, then the Pulumi CLI, then what was there. */
function withPath(env, folders) {
  return { ...env, PATH: [...folders, env.PATH ?? ""].filter((folder) => folder !== "").join(delimiter) };
}

async function main(args) {
  if (args.at(-1) === "--help" && args.slice(0, -1).every((arg) => setupOptions.includes(arg))) {
    console.log(
      "Usage: npm run setup\n\nBrings packages and tools.\n\nExit codes: 0 ready, 2 mistake in the call, 3 set-up failed.",
    );
    return 0;
  }
  const { wanted, script, scriptArgs } = splitArguments(args);
  if (script?.startsWith("-")) {
    console.error(`error: unknown option '${script}'\nUsage: npm run setup`);
    return 2;
  }
  if (script !== undefined && !existsSync(resolve(root, script))) {
    throw new SetupError(
      `Cannot run "${script}": no such file in the project.`,
      "Usage: node tools/setup/run.mjs [--pulumi] [--test-tools] <script.ts> [arguments…]",
    );
  }

  if (packagesMismatch(root) !== undefined) await installPackages(root);
  const node = node24(root);

  const folders = [join(root, "node_modules", ".bin")];
  if (dirname(node) !== folders[0]) folders.unshift(dirname(node));
  // Pulumi starts two Node processes a command that load the same large packages each time: compiled once, kept here.
  const compileCache = { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node-compile") };
  const env = withPath({ ...compileCache, ...process.env }, folders);
  if (wanted.has("--pulumi")) {
    env.STORE_TEAMS_PULUMI_BIN = await ensure("tools/pulumi-cli/ensure.ts", node, env);
    folders.push(env.STORE_TEAMS_PULUMI_BIN);
  }
  if (wanted.has("--test-tools")) {
    const browser = await ensure("tools/test-tools/ensure.ts", node, env);
    if (browser !== "") env.CHROME_PATH = browser;
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
