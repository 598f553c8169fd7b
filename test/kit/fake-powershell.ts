import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What the fake knows of the tenant and of its own installation. */
export interface FakeShellState {
  /** Whether the module MicrosoftTeams is installed. */
  readonly module: boolean;
  /** How often an upload is looked at before it is at its end; once Starting, then Validating. */
  readonly looksUntilDone: number;
  /** What the service makes of the uploads that follow: undefined is Successful, a text is Failed with this ErrorMessage. */
  readonly errorMessage?: string | undefined;
  /** A fault that the next upload has after it took effect: the process is killed before it answers. */
  readonly killAfterUpload?: boolean | undefined;
  /** How the key and value of an answer are written. */
  readonly answersAs?: "dictionary" | "entries" | undefined;
  readonly uploads: readonly {
    id: string;
    fileName: string;
    text: string;
    errorMessage?: string;
    looks: number;
  }[];
  /** Whether a hierarchy is in the tenant. */
  readonly active: boolean;
  /** One for each call: cmdlet, arguments of the process, names of the environment. */
  readonly calls: readonly { cmdlet: string; args: readonly string[]; names: readonly string[] }[];
}

const untouched: FakeShellState = { module: true, looksUntilDone: 3, uploads: [], active: false, calls: [] };

/** A `pwsh` in a folder of its own, for PATH. */
export interface FakePowerShell {
  readonly path: string;
  state(): Promise<FakeShellState>;
  /** Changes what it knows. */
  set(changes: Partial<FakeShellState>): Promise<void>;
}

/**
 * A program named `pwsh` that behaves as the documents say: "Set-TeamTargetingHierarchy",
 * "Get-TeamTargetingHierarchyStatus", "Remove-TeamTargetingHierarchy", "Set up your team hierarchy", "about_Pwsh",
 * read 2026-11. It runs no PowerShell: it looks for the cmdlets in the script, so it cannot prove the syntax of one.
 */
export async function fakePowerShell(folder: string): Promise<FakePowerShell> {
  const path = join(folder, "bin");
  const stateFile = join(path, "state.json");
  await mkdir(path, { recursive: true });
  await writeFile(stateFile, JSON.stringify(untouched));
  await writeFile(join(path, "pwsh"), `#!${process.execPath}\n${program}`);
  await chmod(join(path, "pwsh"), 0o755);
  const state = async (): Promise<FakeShellState> =>
    JSON.parse(await readFile(stateFile, "utf8")) as FakeShellState;
  return {
    path,
    state,
    set: async (changes) => writeFile(stateFile, JSON.stringify({ ...(await state()), ...changes })),
  };
}

const program = String.raw`
const { basename, join } = require("node:path");
const { readFileSync, writeFileSync } = require("node:fs");

const stateFile = join(__dirname, "state.json");
const state = JSON.parse(readFileSync(stateFile, "utf8"));
const args = process.argv.slice(2);
const script = args.at(-1);
const cmdlet = /[A-Z][a-z]+-TeamTargeting\w+/.exec(script)?.[0] ?? "";
const isQuestion = script.includes("Get-Command");
state.calls.push({ cmdlet: (isQuestion ? "Get-Command " : "") + cmdlet, args, names: Object.keys(process.env) });

function end(code) {
  writeFileSync(stateFile, JSON.stringify(state));
  process.exit(code);
}
function fail(message) {
  process.stderr.write(message + "\n");
  end(1);
}
function answer(value) {
  process.stdout.write("WARNING: a note of the module\n" + JSON.stringify(value) + "\n[note] the session ends\n");
  end(0);
}
function option(name) {
  const variable = new RegExp("-" + name + " \\$env:(\\w+)").exec(script)?.[1];
  return variable === undefined ? undefined : process.env[variable];
}

if (isQuestion) {
  if (state.module) process.stdout.write(cmdlet + "\n");
  end(0);
}
if (!state.module) fail("Import-Module: The specified module 'MicrosoftTeams' was not loaded because no valid module file was found in any module directory.");
const tokens = /Connect-MicrosoftTeams -AccessTokens @\(\$env:(\w+), \$env:(\w+)\)/.exec(script);
const [graph, teams] = [process.env[tokens?.[1]], process.env[tokens?.[2]]];
if (graph !== "token-for-graph" || teams !== "token-for-teams") {
  fail("Connect-MicrosoftTeams: the tokens " + graph + " and " + teams + " are not accepted");
}
if (cmdlet === "Set-TeamTargetingHierarchy") {
  const file = option("FilePath");
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    fail("Set-TeamTargetingHierarchy: Could not find file '" + file + "'.");
  }
  const id = "c67e86109d88479e9708c3b7e8ff" + String(7217 + state.uploads.length);
  state.uploads.push({ id, fileName: basename(file), text, errorMessage: state.errorMessage, looks: 0 });
  if (state.killAfterUpload) {
    state.killAfterUpload = false;
    writeFileSync(stateFile, JSON.stringify(state));
    process.kill(process.pid, "SIGKILL");
  }
  answer(state.answersAs === "entries" ? [{ Key: "requestId", Value: id }] : { requestId: id });
}
if (cmdlet === "Get-TeamTargetingHierarchyStatus") {
  const id = option("RequestId");
  const upload = id === undefined ? state.uploads.at(-1) : state.uploads.find((one) => one.id === id);
  if (upload === undefined) end(0);
  upload.looks += 1;
  const isDone = upload.looks >= state.looksUntilDone;
  const open = upload.looks === 1 ? "Starting" : "Validating";
  const final = upload.errorMessage === undefined ? "Successful" : "Failed";
  if (isDone && final === "Successful") state.active = true;
  answer({
    Id: upload.id,
    Status: isDone ? final : open,
    LastKnownStatus: isDone && final === "Failed" ? "Validating" : "",
    ErrorMessage: isDone ? (upload.errorMessage ?? "") : "",
    LastUpdatedAt: "2021-02-17T22:28:08.7832795+00:00",
    LastModifiedBy: "a145d7eb-b70d-4591-9455-6f5382d7ff39",
    FileName: upload.fileName,
  });
}
if (cmdlet === "Remove-TeamTargetingHierarchy") {
  if (!state.active) fail("Remove-TeamTargetingHierarchy: Object is null");
  state.active = false;
  end(0);
}
fail("The term is not recognized as a name of a cmdlet.");
`;
