// npm run check:bare [-- --warm]: plays a machine that has git, npm, Node and Go and nothing else. A clone of what is
// committed, an empty home, empty caches, no browser: then the README's two commands, and with --warm the tests once
// more. Says how long each took, what was skipped and what failed. Exit codes: 0 all passed and nothing was skipped,
// 1 otherwise. What reaches outside (registry, proxies, certificates) stays as this machine has it.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VerbCommand } from "../verb-command.ts";

const root = join(import.meta.dirname, "../..");
const output = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { cwd: root, encoding: "utf8" }).trim();

/** What a machine needs to reach registries, nothing of what it has got from them, and what laws draw from. */
const reach =
  /^(npm_config_registry|GOPROXY|GONOSUMDB|GOSUMDB|GOFLAGS|GOTOOLCHAIN|SSL_CERT_\w+|STORE_TEAMS_LAW_SEED|NODE_EXTRA_CA_CERTS|\w*_proxy)$/i;

function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => reach.test(name));
  const go = (name: string): string => output("go", "env", name);
  return {
    npm_config_registry: output("npm", "config", "get", "registry"),
    ...Object.fromEntries(["GOPROXY", "GONOSUMDB", "GOSUMDB"].map((name) => [name, go(name)])),
    ...Object.fromEntries(kept),
    PATH: pathOf(["git", "npm", "node", "go"]),
    HOME: home,
    TMPDIR: join(home, "tmp"),
    LANG: "C.UTF-8",
    CI: "true",
    STORE_TEAMS_BROWSER: "brought",
  };
}

/** The folders of these programs as this machine has them outside the project, and the system's own. */
function pathOf(programs: readonly string[]): string {
  const outside = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  const path = outside.join(":");
  const folders = programs.map((program) =>
    execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8", env: { PATH: path } }).trim(),
  );
  return [...new Set([...folders.map((file) => join(file, "..")), "/usr/bin", "/bin"])].join(":");
}

interface Ran {
  readonly command: string;
  readonly exitCode: number;
  readonly seconds: number;
  readonly text: string;
}

/** Runs a command as a person would, its output shown as it comes. */
async function run(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  console.log(`\n$ ${command}`);
  const startedMs = performance.now();
  const child = spawn("sh", ["-c", `${command} 2>&1`], { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    process.stdout.write(chunk);
  });
  const exitCode = await new Promise<number>((resolve) =>
    child.on("close", (code) => {
      resolve(code ?? -1);
    }),
  );
  return { command, exitCode, seconds: Math.round((performance.now() - startedMs) / 1000), text };
}

/** Tests that did not run; vitest counts them in its summary. */
function skippedIn(text: string): number {
  const plain = text.replaceAll(/\u001b\[[\d;]*m/g, "");
  const summary = /^\s*Tests\s+.*$/m.exec(plain)?.[0] ?? "";
  return Number(/(\d+) skipped/.exec(summary)?.[1] ?? 0);
}

const { warm } = new VerbCommand({
  name: "npm run check:bare --",
  does: "Runs the tests and the demo as a new user would: in a clone, with an empty home and no caches.",
  exits: { 0: "all passed, none skipped", 1: "something failed or was skipped" },
})
  .option("--warm", "run the tests once more, with what the first run has left", false)
  .parse()
  .opts<{ warm: boolean }>();
const folder = mkdtempSync(join(tmpdir(), "store-teams-bare-"));
try {
  const home = join(folder, "home");
  const clone = join(folder, "clone");
  mkdirSync(join(home, "tmp"), { recursive: true });
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone]);
  const env = bareEnvironment(home);
  const ran: Ran[] = [];
  const commands = ["npm test", "npm run demo", ...(warm ? ["npm test"] : [])];
  for (const command of commands) ran.push(await run(command, clone, env));

  console.log("\nOn a bare machine:");
  for (const { command, exitCode, seconds, text } of ran) {
    const skipped = skippedIn(text);
    const counts = /^\d+ passed, \d+ failed$/m.exec(text)?.[0];
    const said = [counts, `${skipped} skipped`, `exit code ${exitCode}`, `${seconds} s`];
    console.log(`  ${command}: ${said.filter((one) => one !== undefined).join(", ")}`);
  }
  process.exitCode = ran.every(({ exitCode, text }) => exitCode === 0 && skippedIn(text) === 0) ? 0 : 1;
} finally {
  // Go keeps its modules read-only.
  execFileSync("chmod", ["-R", "u+w", folder]);
  rmSync(folder, { recursive: true, force: true });
}
