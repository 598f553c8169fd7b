// The command of the package: `store-teams VERB [options]`. Finds the user's folder, brings the Pulumi CLI where a
// verb needs one, and lets the verb's own file do the rest in this process.
import { enableCompileCache } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { note, print } from "../../../providers/clients/out/print.ts";
import { terminalText } from "../../../schemas/text/terminal.ts";
import { closest } from "../../../schemas/suggest.ts";
import { exitCodeOf, exitCodeOfSignal, runChild } from "../../../tools/setup/child.mjs";
import { cacheFolderOf } from "../../../tools/setup/cache-folder.ts";
import { toolRoot, toolVersion, typedFrom } from "../run/places.ts";
import { verbList, verbs, type Verb } from "./verbs.ts";

/** The call names no verb. */
const badCall = 2;

/** Ends this process when there is no CLI: the search has said on standard error what is wrong. */
async function pulumiFolder(): Promise<string> {
  const proxied = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
  const script = join(toolRoot, "tools/pulumi-cli", `ensure.${import.meta.filename.split(".").at(-1) ?? ""}`);
  const ensured = await runChild(process.execPath, [script], {
    env: proxied ? { NODE_USE_ENV_PROXY: "1", ...process.env } : process.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (ensured.stoppedBy !== null) process.exit(exitCodeOfSignal(ensured.stoppedBy));
  if (exitCodeOf(ensured) !== 0) process.exit(exitCodeOf(ensured));
  return ensured.output.trim();
}

function prepend(name: string, folders: readonly string[]): void {
  const before = process.env[name];
  process.env[name] = [...folders, ...(before ? [before] : [])].join(delimiter);
}

/** What Pulumi starts finds this Node, this CLI and this package, wherever a package manager has put them. */
async function prepareEnvironment({ needsPulumi = false }: Verb): Promise<void> {
  // Pulumi starts two Node processes a command that load the same large packages each time: compiled once, kept here.
  process.env["NODE_COMPILE_CACHE"] ??= cacheFolderOf(process.env, "node-compile");
  enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
  prepend("NODE_PATH", [dirname(dirname(toolRoot))]);
  const folders = [dirname(process.execPath)];
  if (needsPulumi) {
    const folder = await pulumiFolder();
    process.env["STORE_TEAMS_PULUMI_BIN"] = folder;
    folders.push(folder);
  }
  prepend("PATH", folders);
}

function unknownVerb(word: string): string {
  const meant = closest(
    word,
    verbs.filter(({ isForCheckout }) => isForCheckout !== true).map(({ name }) => name),
  );
  const hint = meant === undefined ? "store-teams --help lists them." : `Did you mean "${meant}"?`;
  return `store-teams: there is no verb "${word}". ${hint}`;
}

async function start([word, ...args]: readonly string[]): Promise<void> {
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    print(terminalText.lines(verbList()));
    process.exitCode = word === undefined ? badCall : 0;
    return;
  }
  if (word === "--version" || word === "-V") {
    print(terminalText.of(toolVersion()));
    return;
  }
  const verb = verbs.find(({ name, isForCheckout }) => name === word && isForCheckout !== true);
  if (verb === undefined) {
    note(terminalText.of(unknownVerb(word)));
    process.exitCode = badCall;
    return;
  }
  await prepareEnvironment(verb);
  const file = verb.file ?? verb.name;
  const script = file.includes("/")
    ? join(toolRoot, file)
    : join(import.meta.dirname, "..", `${file}.${import.meta.filename.split(".").at(-1) ?? ""}`);
  process.argv = [process.execPath, script, ...args];
  // The command that it runs counts its paths from there.
  if (verb.name === "with-identity") process.chdir(typedFrom);
  await import(pathToFileURL(script).href);
}

await start(process.argv.slice(2));
