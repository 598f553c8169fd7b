import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { Argument, InvalidArgumentError } from "commander";
import { VerbCommand } from "../verb-command.ts";
import { areas } from "./areas.ts";
import { explained } from "./explained.ts";
import type { Mutant } from "./mutants.ts";
import { mutate, whoCatches, type Result } from "./mutate.ts";
import { named } from "./named.ts";
import { makeWorkspace } from "./workspace.ts";

/** `npm run mutate -- emulator --count 20 --seed 1`: what the tests would not notice. */
const command = new VerbCommand({
  name: "npm run mutate --",
  does: "Changes sources in small wrong ways, one at a time and in a copy, and tells which changes no test notices.",
  exits: { 0: "enough were noticed", 1: "too few, or the tests fail without a change" },
})
  .addArgument(new Argument("<area>", "what is changed").choices([...Object.keys(areas), "named"]))
  .option("--count <number>", "how many changes", whole, 20)
  .option("--seed <number>", "which ones: the same seed always takes the same", whole, 1)
  .option("--skip <number>", "pass over the first ones of the sample, to run it in parts", whole, 0)
  .option("--least <percent>", "share that must be noticed", whole, 0)
  .action(main);

await command.parseAsync();

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return Number(text);
}

function line({ path, mutant }: Result): string {
  const { kind, before, replacement } = mutant;
  return `${path}:${mutant.line}  ${kind}: ${before}  ->  ${replacement.replaceAll(/\s+/g, " ").slice(0, 80)}`;
}

function reasonOf({ path, mutant }: Result): string | undefined {
  return explained.find(
    (entry) =>
      entry.path === path && entry.before === mutant.before && entry.replacement === mutant.replacement,
  )?.reason;
}

async function main(
  name: string,
  wish: { count: number; seed: number; skip: number; least: number },
): Promise<void> {
  if (name === "named") {
    await mainNamed();
    return;
  }
  const area = areas[name];
  if (area === undefined) return;
  // Whatever else runs on the machine goes first; what is started from here has the same patience.
  setPriority(15);
  let number = wish.skip;
  const tell = (result: Result): void => {
    number += 1;
    const by = result.caughtBy === undefined ? "" : `  by ${result.caughtBy}`;
    console.log(`${number}  ${result.isCaught ? "caught  " : "SURVIVED"}  ${line(result)}${by}`);
  };
  const results = await mutate(join(import.meta.dirname, "..", ".."), area, wish, tell);
  const missed = results.filter(({ isCaught }) => !isCaught);
  const counted = results.length - missed.filter((result) => reasonOf(result) !== undefined).length;
  const caught = results.length - missed.length;
  console.log(`\n${caught} of ${counted} caught (${((100 * caught) / Math.max(counted, 1)).toFixed(1)} %)`);
  for (const result of missed)
    console.log(`  ${line(result)}${reasonOf(result) === undefined ? "" : `  [${reasonOf(result)}]`}`);
  process.exitCode = counted > 0 && (100 * caught) / counted < wish.least ? 1 : 0;
}

/** The changes with a name: each must be noticed by the test that says so. */
async function mainNamed(): Promise<void> {
  setPriority(15);
  const root = join(import.meta.dirname, "..", "..");
  const workspace = makeWorkspace(root);
  let missed = 0;
  try {
    for (const { name, path, before, after, test } of named) {
      const text = readFileSync(join(root, path), "utf8");
      const start = text.indexOf(before);
      const mutant: Mutant = {
        kind: "statement",
        start,
        end: start + before.length,
        replacement: after,
        before,
        line: text.slice(0, start).split("\n").length,
      };
      const caughtBy = await whoCatches(workspace.folder, { path, mutant }, [[test]], new Set());
      if (caughtBy === undefined) missed += 1;
      console.log(`${caughtBy === undefined ? "SURVIVED" : "caught  "}  ${name}  by ${test}`);
    }
  } finally {
    workspace.remove();
  }
  console.log(`\n${named.length - missed} of ${named.length} caught`);
  process.exitCode = missed === 0 ? 0 : 1;
}
