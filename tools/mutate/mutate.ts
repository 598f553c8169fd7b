// Puts mutants into a copy of the checkout one after the other and sees whether a test notices.
import { existsSync, readFileSync, statSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Area } from "./areas.ts";
import { type Mutant, mutantsOf, mutated } from "./mutants.ts";
import { importedBy } from "./reach.ts";
import { runTests } from "./run-tests.ts";
import { sampleOf } from "./sample.ts";
import { makeWorkspace } from "./workspace.ts";

export interface Placed {
  readonly path: string;
  readonly mutant: Mutant;
}

export interface Result extends Placed {
  /** A run that never ends is noticed too. */
  readonly isCaught: boolean;
  /** The test file that noticed. */
  readonly caughtBy?: string | undefined;
}

/** All mutants of an area, by path and place. */
export function mutantsOfArea(root: string, area: Area): Placed[] {
  return area.sources
    .flatMap((source) => sourcesIn(root, source))
    .filter((path) => !area.isLeftOut(path))
    .sort()
    .flatMap((path) =>
      mutantsOf(path, readFileSync(join(root, path), "utf8")).map((mutant) => ({ path, mutant })),
    );
}

function sourcesIn(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => {
    const inner = `${path}/${name}`;
    if (name === "node_modules") return [];
    return statSync(join(root, inner)).isDirectory()
      ? sourcesIn(root, inner)
      : /\.ts$/.test(name)
        ? [inner]
        : [];
  });
}

export interface Wish {
  readonly seed: number;
  readonly count: number;
  /** Mutants of the sample that are passed over: a long sample can be run in parts. */
  readonly skip: number;
}

/** A run of tests that takes longer hangs: noticed, as far as the tests pass in that time without the mutant. */
const mostMs = 600_000;

/**
 * Runs the sample. `tell` is called after each mutant. Throws when a test that failed fails without the mutant too:
 * then nothing could be learnt from it.
 */
export async function mutate(
  root: string,
  area: Area,
  wish: Wish,
  tell: (result: Result) => void,
): Promise<Result[]> {
  const sample = sampleOf(mutantsOfArea(root, area), wish.skip + wish.count, wish.seed).slice(wish.skip);
  const graph = importedBy(
    root,
    ["providers", "schemas", "stacks", "test"].flatMap((folder) =>
      existsSync(join(root, folder)) ? sourcesIn(root, folder) : [],
    ),
  );
  const workspace = makeWorkspace(root);
  const sound = new Set<string>();
  const results: Result[] = [];
  try {
    for (const placed of sample) {
      const rounds = area.rounds(placed.path, graph);
      const caughtBy = await whoCatches(workspace.folder, placed, rounds, sound);
      const result = { ...placed, isCaught: caughtBy !== undefined, caughtBy };
      results.push(result);
      tell(result);
    }
  } finally {
    workspace.remove();
  }
  return results;
}

/** The tests that failed with the mutant in its place; undefined when none did. */
export async function whoCatches(
  folder: string,
  { path, mutant }: Placed,
  rounds: readonly (readonly string[])[],
  sound: Set<string>,
): Promise<string | undefined> {
  const file = join(folder, path);
  const text = readFileSync(file, "utf8");
  for (const tests of rounds) {
    writeFileSync(file, mutated(text, mutant));
    const { verdict, output } = await runTests(folder, tests, mostMs);
    writeFileSync(file, text);
    if (verdict === "passed") continue;
    const failed = failedFileIn(output) ?? tests.join(" ");
    await expectSound(folder, failed, sound);
    return failed;
  }
  return undefined;
}

/** "test/a.test.ts" of the first failure that the runner tells. */
function failedFileIn(output: string): string | undefined {
  return /FAIL\s.*?(test\/\S+?\.test\.ts)/.exec(stripVTControlCharacters(output))?.[1];
}

async function expectSound(folder: string, tests: string, sound: Set<string>): Promise<void> {
  if (sound.has(tests)) return;
  const { verdict, output } = await runTests(folder, tests.split(" "), mostMs);
  if (verdict !== "passed")
    throw new Error(
      `The tests in ${tests} do not pass without a mutant. Mend them first.\n${output.slice(-2000)}`,
    );
  sound.add(tests);
}
