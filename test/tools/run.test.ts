import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { fakeProgram, gone, lineOf, scratchFolder, writeText } from "./scratch.ts";

const setupFolder = join(import.meta.dirname, "../../tools/setup");
const lockFile = JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0" } } });

interface Running {
  readonly pid: number;
  readonly ended: Promise<{ readonly exitCode?: number; readonly stdout: string; readonly stderr: string }>;
}

interface Checkout {
  readonly root: string;
  /** Starts run.mjs there, in a process group of its own. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Running;
}

/** A project that has run.mjs, one package and nothing else. */
function checkout(installed: boolean): Checkout {
  const root = scratchFolder();
  cpSync(setupFolder, join(root, "tools/setup"), { recursive: true });
  writeText(join(root, "package.json"), "{}");
  writeText(join(root, "package-lock.json"), lockFile);
  if (installed) installInto(root);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running => {
    const child = execa(process.execPath, ["tools/setup/run.mjs", ...args], {
      cwd: root,
      detached: true,
      cleanup: false,
      reject: false,
      env,
    });
    if (child.pid === undefined) throw new Error("run.mjs did not start");
    return { pid: child.pid, ended: child };
  };
  return { root, run };
}

function installInto(root: string): void {
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  writeText(join(root, "node_modules/.package-lock.json"), lockFile);
  symlinkSync(process.execPath, join(root, "node_modules/.bin/node"));
}

/** Environment with a fake `npm` first on PATH. Each call of it adds a line to npm.log. */
function withNpm(root: string, script: string): Record<string, string> {
  const folder = join(root, "fake-bin");
  fakeProgram(folder, "npm", `echo "$@" >> npm.log\n${script}`);
  return { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}` };
}

const fakeInstall = `
mkdir -p node_modules/.bin
ln -s ${process.execPath} node_modules/.bin/node
sleep 1
cp package-lock.json node_modules/.package-lock.json`;

describe("run.mjs", () => {
  it("runs the script with its arguments, Node first on PATH, and ends with its exit code", async () => {
    const { root, run } = checkout(true);
    const script = "console.log(process.env['PATH'], ...process.argv.slice(2)); process.exitCode = 7;";
    writeText(join(root, "script.ts"), script);
    const ended = await run(["script.ts", "a b", "--c"]).ended;
    expect(ended.stdout).toBe(`${root}/node_modules/.bin${delimiter}${process.env["PATH"] ?? ""} a b --c`);
    expect(ended.exitCode).toBe(7);
    expect(ended.stderr).toBe("");
  });

  it("ends with 128 + n when the script dies of signal n", async () => {
    const { root, run } = checkout(true);
    writeText(join(root, "script.ts"), "process.kill(process.pid, 'SIGKILL');");
    expect((await run(["script.ts"]).ended).exitCode).toBe(137);
  });

  it("says how to call it when the script is not there", async () => {
    const ended = await checkout(true).run(["nowhere.ts"]).ended;
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toContain('Cannot run "nowhere.ts"');
    expect(ended.stderr).toContain("Usage:");
  });
});

/** Notes each signal on a line, and ends half a second after the first: long enough to notice a second. */
const countingScript = `
import { appendFileSync, writeFileSync } from "node:fs";
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    appendFileSync("signals.log", signal + "\\n");
    setTimeout(() => process.exit(5), 800);
  });
}
writeFileSync("child.pid", process.pid + "\\n");
setInterval(() => undefined, 1000);
`;

describe("signals", () => {
  it.each([
    { name: "SIGTERM to run.mjs alone, as from kill or npm", signal: "SIGTERM", toGroup: false },
    { name: "SIGINT to run.mjs alone", signal: "SIGINT", toGroup: false },
    { name: "SIGINT to the whole group, as from Ctrl-C", signal: "SIGINT", toGroup: true },
    { name: "SIGTERM to the whole group, as from timeout", signal: "SIGTERM", toGroup: true },
  ] as const)("$name reaches the script exactly once", async ({ signal, toGroup }) => {
    const { root, run } = checkout(true);
    writeText(join(root, "script.ts"), countingScript);
    const running = run(["script.ts"]);
    const childPid = Number(await lineOf(join(root, "child.pid")));
    const runnerPid = running.pid;
    process.kill(toGroup ? -runnerPid : runnerPid, signal);
    // npm passes on what the terminal has sent to all of us already.
    if (toGroup) process.kill(runnerPid, signal);
    expect((await running.ended).exitCode).toBe(5);
    expect(readFileSync(join(root, "signals.log"), "utf8")).toBe(`${signal}\n`);
    await gone(childPid);
  });

  it("need not come: when npm is killed outright, the script is stopped within a second", async () => {
    const { root } = checkout(true);
    writeText(join(root, "script.ts"), countingScript);
    writeText(join(root, "package.json"), '{"scripts":{"go":"exec node tools/setup/run.mjs script.ts"}}');
    const npm = execa("npm", ["run", "go"], { cwd: root, reject: false });
    const childPid = Number(await lineOf(join(root, "child.pid")));
    npm.kill("SIGKILL");
    await gone(childPid);
    expect(readFileSync(join(root, "signals.log"), "utf8")).toBe("SIGTERM\n");
  });

  it("stop an install and leave neither npm nor the lock", async () => {
    const { root, run } = checkout(false);
    const running = run([], withNpm(root, "echo $$ > npm.pid\nexec sleep 60"));
    const npmPid = Number(await lineOf(join(root, "npm.pid")));
    process.kill(running.pid, "SIGTERM");
    const ended = await running.ended;
    expect(ended.exitCode).toBe(143);
    expect(ended.stderr).toContain("npm ci was stopped.");
    expect(existsSync(join(root, ".cache/setup.lock"))).toBe(false);
    await gone(npmPid);
  });
});

describe("packages", () => {
  it("are installed once when two runs start at once", async () => {
    const { root, run } = checkout(false);
    const env = withNpm(root, fakeInstall);
    const ended = await Promise.all([run([], env).ended, run([], env).ended]);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(readFileSync(join(root, "npm.log"), "utf8")).toBe("ci --loglevel=error\n");
    expect(ended.map(({ stderr }) => stderr).join()).toMatch(
      /waiting for the set-up that process \d+ runs here/,
    );
  });

  it.each([
    {
      name: "package-lock.json asks for another version",
      file: "package-lock.json",
      from: "1.0.0",
      to: "1.0.1",
    },
    {
      name: "package.json asks for another package",
      file: "package.json",
      from: "{}",
      to: '{"dependencies":{"b":"1"}}',
    },
  ])("are installed again when $name", async ({ file, from, to }) => {
    const { root, run } = checkout(true);
    writeText(join(root, file), readFileSync(join(root, file), "utf8").replace(from, to));
    const ended = await run([], withNpm(root, "exit 1")).ended;
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toContain("npm ci failed with exit code 1.");
    expect(readFileSync(join(root, "npm.log"), "utf8")).toBe("ci --loglevel=error\n");
  });

  it("are left alone when only a script in package.json changes", async () => {
    const { root, run } = checkout(true);
    writeText(join(root, "package.json"), '{"scripts":{"test":"true"}}');
    expect((await run([], withNpm(root, "exit 1")).ended).exitCode).toBe(0);
  });

  it("are installed in spite of a lock whose holder is gone", async () => {
    const { root, run } = checkout(false);
    const { stdout: deadPid } = await execa("sh", ["-c", "echo $$"]);
    writeText(join(root, ".cache/setup.lock"), `${deadPid} ${hostname()}`);
    expect((await run([], withNpm(root, fakeInstall)).ended).exitCode).toBe(0);
  });

  it("without Node 24 are told of with the way out", async () => {
    const { root, run } = checkout(false);
    writeText(join(root, "node_modules/.package-lock.json"), lockFile);
    fakeProgram(join(root, "node_modules/.bin"), "node", "echo v22.1.0");
    const ended = await run([]).ended;
    expect(ended.exitCode).toBe(3);
    expect(ended.stderr).toContain("node_modules/.bin/node is v22.1.0, wanted v24.");
    expect(ended.stderr).toContain("Run: npm ci --include=optional");
  });

  it("without a Node of their own are run by the Node 24 that started this", async () => {
    const { root, run } = checkout(false);
    writeText(join(root, "node_modules/.package-lock.json"), lockFile);
    writeText(join(root, "script.ts"), "console.log(process.execPath);");
    expect((await run(["script.ts"]).ended).stdout).toBe(process.execPath);
  });
});
