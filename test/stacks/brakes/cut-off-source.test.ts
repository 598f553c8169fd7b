import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BrakeName } from "../../../schemas/types/stack.ts";
import { checkBrakes } from "../../../stacks/brakes/check.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { ledgerOf, type DeclaredNow } from "../../../stacks/brakes/applied-rosters.ts";
import { ConfigError, loadOrg } from "../../../stacks/config/load-org.ts";

const config = join(import.meta.dirname, "../../../config");

/** What a run with usual limits goes by; undefined when the config has not even the environment of the stack. */
function ledger(main: string, environment: string, edited?: Map<string, string>): DeclaredNow | undefined {
  const { org, places } = loadOrg(main, edited);
  if (!org.environments?.some(({ key }) => key === environment)) return undefined;
  return ledgerOf(deriveEnvironment(org, environment), org, places);
}

const any = { atLeast: 1, fraction: 0 };
const losses: readonly BrakeName[] = ["store-members", "store-owners", "teams", "channels", "links"];

/** What becomes of a run whose file ends too early. */
function outcome(
  before: DeclaredNow | undefined,
  main: string,
  environment: string,
  edited: Map<string, string>,
): string {
  let now: DeclaredNow | undefined;
  try {
    now = ledger(main, environment, edited);
  } catch (error) {
    if (error instanceof ConfigError) return "the check says what is wrong";
    throw error;
  }
  if (now === undefined) return "the environment is missing";
  const settings = { brakes: {}, approvals: [], today: "2026-11-21" };
  const { refused, forbidden } = checkBrakes(before, now, settings);
  if (refused.length + forbidden.length > 0) return "a brake refuses";
  const brakes = Object.fromEntries(losses.map((brake) => [brake, any]));
  const lost = checkBrakes(before, now, { ...settings, brakes }).refused;
  return lost.length === 0 ? "nothing goes" : "something goes";
}

/** Ends of lines, the empty file first, and middles of lines where asked for. */
function cutsIn(text: string, middlesToo: boolean): readonly number[] {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  const starts = [0, ...ends.slice(0, -1)];
  const middles = starts.map((start, line) => Math.floor((start + (ends[line] ?? 0)) / 2));
  // A table that ends inside its last name has another name there: who has no account takes nobody's place.
  return middlesToo ? [...starts, ...middles.slice(0, -1)] : starts;
}

describe("a source that was cut off", () => {
  const franchise = { main: "examples/franchise/org.yaml", environment: "hq", middlesToo: true };
  const checked = "the check says what is wrong";
  it.each([
    {
      file: "demo/org.yaml",
      ...{ main: "demo/org.yaml", environment: "dev", middlesToo: false },
      outcomes: [checked, "the environment is missing", "a brake refuses", "nothing goes"],
    },
    { file: "examples/franchise/northwind.yaml", ...franchise, outcomes: [checked, "a brake refuses"] },
    { file: "examples/franchise/org.yaml", ...franchise, outcomes: [checked] },
    { file: "examples/franchise/people.csv", ...franchise, outcomes: [checked] },
  ])("takes nothing away, wherever $file ends", ({ file, main, environment, middlesToo, outcomes }) => {
    const [cutFile, mainFile] = [join(config, file), join(config, main)];
    const text = readFileSync(cutFile, "utf8");
    const before = ledger(mainFile, environment);
    const become = cutsIn(text, middlesToo).map((at) => {
      const left = text.slice(0, at);
      return { left, becomes: outcome(before, mainFile, environment, new Map([[cutFile, left]])) };
    });
    expect(become.filter(({ becomes }) => becomes === "something goes")).toEqual([]);
    const seen = new Set(become.map(({ becomes }) => becomes));
    expect([...seen]).toEqual(expect.arrayContaining(outcomes));
  });
});
