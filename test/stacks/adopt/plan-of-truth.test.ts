// After the true pairs are accepted, a plan names exactly the people who come and go.
import { describe, expect, it } from "vitest";
import { makeEstate } from "./estates/make-estate.ts";
import { planOfTruth } from "./estates/plan-of-truth.ts";

describe("the plan after the true pairs of an estate were accepted", () => {
  it.each([3, 8, 15])(
    "names exactly who comes and goes, as adopt has said before: estate %i",
    async (seed) => {
      const { teams, expected, planned, told, expectedOfShown } = await planOfTruth(makeEstate(seed, 12));
      expect(teams).toBeGreaterThan(6);
      expect(expected.size).toBeGreaterThan(3);
      expect([...planned].toSorted()).toEqual([...expected].toSorted());
      expect([...told].toSorted()).toEqual([...expectedOfShown].toSorted());
    },
  );
});
