// Whatever is wrong with a config: it means what it says, or it is refused at a place, in words for people. Nothing that
// stands in a file is dropped without a word. STORE_TEAMS_LAW_RUNS sets how many variants are tried.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { orgCorpora, stackCorpora } from "./corpus.ts";
import { type Bench, openBench } from "./judge.ts";
import { variantOf } from "./variants.ts";

const long = process.env["STORE_TEAMS_LAW_RUNS"];
/** Without a wish of its own a run tries the same variants each time: chance must not decide whether it passes. */
const runs = (usual: number): fc.Parameters<[unknown]> =>
  long === undefined ? { numRuns: usual, endOnFailure: true } : { numRuns: Number(long) };

let bench: Bench;
beforeAll(() => {
  bench = openBench();
});
afterAll(() => {
  bench.close();
});

it("an org means what its files say, or is refused at a place", () => {
  const outcomes = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(variantOf(orgCorpora()), (variant) => {
      const { outcome, faults } = bench.judgeOrg(variant);
      outcomes[outcome]++;
      expect(faults, `${variant.corpus.name}, ${variant.file}: ${variant.does}`).toEqual([]);
    }),
    runs(800),
  );
  // A law that holds because everything is refused, or nothing, shows nothing.
  expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(
    0.1 * (outcomes.accepted + outcomes.refused),
  );
}, 600_000);

it("a stack file means what it says, or is refused at a place", () => {
  fc.assert(
    fc.property(variantOf(stackCorpora()), (variant) => {
      const { faults } = bench.judgeStack(variant);
      expect(faults, `${variant.file}: ${variant.does}`).toEqual([]);
    }),
    runs(250),
  );
}, 600_000);
