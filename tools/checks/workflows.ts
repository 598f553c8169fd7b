// npm run check:workflows: what actionlint and zizmor find in the workflows of GitHub. Both are brought into the cache
// at versions and hashes that this repository names; zizmor needs Python 3 with pip. Exit codes: 0 nothing found, 1
// something found, 3 a tool cannot be had.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cacheFolderOf } from "../setup/cache-folder.ts";
import { actionlintProgram } from "../test-tools/actionlint.ts";
import { VerbCommand } from "../verb-command.ts";

new VerbCommand({
  name: "npm run check:workflows --",
  does: "Tells what actionlint and zizmor find in the workflows of GitHub.",
  exits: { 0: "nothing found", 1: "something found", 3: "a tool cannot be had" },
}).parse();

const root = join(import.meta.dirname, "../..");
const workflowFolder = join(root, ".github/workflows");
const pinned = join(import.meta.dirname, "zizmor.txt");

class MissingToolError extends Error {}

/** Path of zizmor, installed first where it is not there. Throws MissingToolError with what pip says. */
function zizmorProgram(): string {
  const version = createHash("sha256").update(readFileSync(pinned)).digest("hex").slice(0, 12);
  const folder = cacheFolderOf(process.env, `zizmor-${version}`);
  const program = join(folder, "bin", "zizmor");
  if (existsSync(program)) return program;
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--require-hashes",
    "--no-deps",
  ];
  const { status, stderr, error } = spawnSync("python3", [...pip, "-r", pinned, "--target", folder], {
    encoding: "utf8",
  });
  if (status === 0) return program;
  throw new MissingToolError(`zizmor cannot be had (python3 -m pip): ${error?.message ?? stderr.trim()}`);
}

/** Whether the tool finds nothing; what it finds is printed. */
function passes(name: string, program: string, args: readonly string[]): boolean {
  if (!existsSync(program))
    throw new MissingToolError(`${name} cannot be had. Run: npm run setup -- --test-tools, which says why`);
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  console.log(`${name}: ${status === 0 ? "nothing found" : "see above"}`);
  return status === 0;
}

try {
  const files = readdirSync(workflowFolder).map((file) => join(workflowFolder, file));
  const found = [
    passes("actionlint", actionlintProgram(process.env), files),
    passes("zizmor", zizmorProgram(), ["--offline", "--quiet", ".github"]),
  ];
  process.exitCode = found.every(Boolean) ? 0 : 1;
} catch (error) {
  if (!(error instanceof MissingToolError)) throw error;
  console.error(error.message);
  process.exitCode = 3;
}
