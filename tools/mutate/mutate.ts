// Puts mutants into a copy of the checkout one after the other and sees whether a test notices.
import { existsSync, readFileSync, statSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Area } from "./areas.ts";
import { type Mutant, mutantsOf, mutated } from "./mutants.ts";
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

/** At least this long may a run take; more when the tests themselves take longer. */
const patienceMs = 60_000;

/**
 * Runs the sample. `tell` is called after each mutant. Throws when the tests do not pass without any mutant: then
 * nothing could be learnt.
 */
export async function mutate(
  root: string,
  area: Area,
  wish: Wish,
  tell: (result: Result) => void,
): Promise<Result[]> {
  const sample = sampleOf(mutantsOfArea(root, area), wish.skip + wish.count, wish.seed).slice(wish.skip);
  const workspace = makeWorkspace(root);
  const baselines = new Map<string, number>();
  const results: Result[] = [];
  try {
    for (const placed of sample) {
      const tests = area.tests(placed.path).filter((test) => existsSync(join(root, test)));
      const mostMs = await patience(workspace.folder, tests, baselines);
      const file = join(workspace.folder, placed.path);
      const text = readFileSync(file, "utf8");
      writeFileSync(file, mutated(text, placed.mutant));
      const { verdict } = await runTests(workspace.folder, tests, mostMs);
      writeFileSync(file, text);
      const result = { ...placed, isCaught: verdict !== "passed" };
      results.push(result);
      tell(result);
    }
  } finally {
    workspace.remove();
  }
  return results;
}

async function patience(
  folder: string,
  tests: readonly string[],
  known: Map<string, number>,
): Promise<number> {
  const name = tests.join(" ");
  const before = known.get(name);
  if (before !== undefined) return before;
  const { verdict, tookMs, output } = await runTests(folder, tests, 15 * patienceMs);
  if (verdict !== "passed")
    throw new Error(
      `The tests in ${name} do not pass without a mutant. Mend them first.\n${output.slice(-2000)}`,
    );
  const mostMs = Math.max(patienceMs, 4 * tookMs);
  known.set(name, mostMs);
  return mostMs;
}
