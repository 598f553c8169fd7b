// Every verb of the checkout, by one table: help and mistakes in the call, before anything is started.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** Programs of others, whose rules are their own, also where we set something for them. */
const ofOthers = new Set(["typecheck", "lint", "format", "vitest"]);
/** Hands everything over to Pulumi, help and mistakes too. */
const ofPulumi = new Set(["pulumi"]);

/** What npm would start, without set-up: what a checkout has by now. */
function startOf(script: string): readonly string[] {
  const words = script.replace(/^exec node tools\/setup\/run\.mjs\s*/, "").split(" ");
  const own = words.filter((word) => word !== "--pulumi" && word !== "--test-tools" && word !== "");
  return own.length > 0 ? own : ["tools/setup/run.mjs"];
}

const verbs = Object.entries(scripts)
  .filter(([verb]) => !ofOthers.has(verb) && !ofPulumi.has(verb))
  .map(([verb, script]) => ({ verb, start: startOf(script) }));

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], folder = root): Promise<Ended> {
  const files = args.map((arg, index) => (index === 0 ? join(root, arg) : arg));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, files, { cwd: folder });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
    return { exitCode: code ?? -1, stdout, stderr };
  }
}

it("are the project's own but for those of others", () => {
  for (const { verb, start } of verbs)
    expect(start[0], verb).toMatch(/^(stacks|test|tools|bench)\/.*\.(ts|mjs)$/);
  expect(verbs.length).toBeGreaterThan(20);
});

describe.each(verbs)("$verb", ({ start }) => {
  let help: Ended;
  beforeAll(async () => {
    help = await run([...start, "--help"]);
  });

  it("--help says how it is called and what its exit codes mean, and starts nothing", () => {
    const { exitCode, stdout, stderr } = help;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: /);
    if (!start[0]?.includes("with-identity")) expect(stdout).toMatch(/\nExit codes: 0 /);
  });

  it("an option that it does not know ends with 2 and its name, and starts nothing", async () => {
    // A stack that is missing would be told first.
    const stack = help.stdout.includes("--stack <") ? ["--stack", "dev"] : [];
    const { exitCode, stdout, stderr } = await run([...start, ...stack, "--no-such-option"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("unknown option '--no-such-option'");
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
