// npm run check:workflows: what actionlint and zizmor find in the workflows of GitHub. Both are brought into the cache
// at versions and hashes that this repository names; zizmor needs Python 3 with pip. Exit codes: 0 nothing found, 1
// something found, 3 a tool cannot be had.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { exitCodeOfStop, stopOnSignals } from "../setup/stop-on-signals.ts";
import { actionlintProgram } from "../test-tools/actionlint.ts";
import { ensureTool } from "../test-tools/tool.ts";
import { zizmorTool } from "../test-tools/zizmor.ts";
import { VerbCommand } from "../verb-command.ts";

new VerbCommand({
  name: "npm run check:workflows --",
  does: "Tells what actionlint and zizmor find in the workflows of GitHub.",
  exits: { 0: "nothing found", 1: "something found", 3: "a tool cannot be had" },
}).parse();

const root = join(import.meta.dirname, "../..");
const workflowFolder = join(root, ".github/workflows");
class MissingToolError extends Error {}

/** Path of zizmor, installed first where it is not there. */
async function zizmorProgram(): Promise<string> {
  const stop = stopOnSignals();
  const tool = zizmorTool(process.env, stop);
  const why = await ensureTool(tool, stop);
  stop.throwIfAborted();
  if (why !== undefined) throw new MissingToolError(`zizmor cannot be had: ${why}\n${tool.mend}`);
  return join(tool.entry.folder, tool.program);
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
    passes("zizmor", await zizmorProgram(), ["--offline", "--quiet", ".github", "action.yml"]),
  ];
  process.exitCode = found.every(Boolean) ? 0 : 1;
} catch (error) {
  if (error instanceof MissingToolError) console.error(error.message);
  process.exitCode = error instanceof MissingToolError ? 3 : exitCodeOfStop(error);
}
