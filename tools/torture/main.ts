import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Argument, InvalidArgumentError } from "commander";
import { exitCodeOf, runChild } from "../setup/child.mjs";
import { VerbCommand } from "../verb-command.ts";
import { parts, shareText, summed, type Part } from "./parts.ts";

/** `npm run torture -- faults --shard 1/4`: faults, kills and laws in full, with the figures at the end. */
const command = new VerbCommand({
  name: "npm run torture --",
  does: "Tries every fault, every kill and thousands of histories. In shares it can be run by parts, on several machines.",
  exits: { 0: "every law held", 1: "one did not" },
})
  .addArgument(new Argument("[part]", "what is tried; all of it without").choices(Object.keys(parts)))
  .option("--shard <i/n>", "the i-th of n shares", share, "1/1")
  .option(
    "--histories <number>",
    "histories of all laws together, and variants of config files",
    whole,
    10_000,
  )
  .option("--seed <text>", "what is drawn; another one in each run without it")
  .option("--workers <number>", "processes at once", whole, 2)
  .action(main);

await command.parseAsync();

function whole(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError("expected a whole number, at least 1");
  return Number(text);
}

function share(text: string): string {
  const shown = shareText(text);
  if (shown === undefined) throw new InvalidArgumentError('expected "i/n" with i from 1 to n, such as 2/4');
  return shown;
}

async function main(
  part: Part | undefined,
  wish: { shard: string; histories: number; workers: number; seed?: string },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "torture-"));
  const figures = join(folder, "figures.jsonl");
  const startedMs = performance.now();
  const shares = Number(wish.shard.split("/")[1]);
  const files = part === undefined ? Object.values(parts).flat() : parts[part];
  // Each share takes other histories than the others.
  const runs = Math.ceil(wish.histories / shares);
  const seed = wish.seed ?? String(randomInt(2 ** 31 - 1));
  console.log(`seed ${seed}`);
  const ended = await runChild(
    process.execPath,
    [
      ...["node_modules/vitest/vitest.mjs", "run", ...files],
      ...["--testTimeout", "86400000", "--reporter=verbose", `--maxWorkers=${wish.workers}`],
    ],
    {
      cwd: join(import.meta.dirname, "..", ".."),
      stdio: "inherit",
      env: {
        ...process.env,
        STORE_TEAMS_TORTURE: "whole",
        STORE_TEAMS_TORTURE_SHARD: wish.shard,
        STORE_TEAMS_TORTURE_FIGURES: figures,
        STORE_TEAMS_LAW_RUNS: String(runs),
        STORE_TEAMS_LAW_SEED: shares === 1 ? seed : `${seed} ${wish.shard}`,
      },
    },
  );
  console.log(`\nshare ${wish.shard}, ${Math.round((performance.now() - startedMs) / 1000)} s`);
  for (const line of summed(readIfThere(figures))) console.log(line);
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = exitCodeOf(ended);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
