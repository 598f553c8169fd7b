import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest, editDistance, suggester } from "../../schemas/suggest.ts";

describe("closest", () => {
  it.each([
    ["p-2O1", ["p-101", "p-201", "p-211"], "p-201"],
    ["manager", ["id", "managers", "name"], "managers"],
    ["enviroments", ["environments", "integration"], "environments"],
    ["wset", ["east", "west"], "west"],
    ["x", ["a", "b"], undefined],
    ["regional", ["worker"], undefined],
    ["abc", ["abd", "abe"], "abd"],
  ])("%s among %j: %s", (word, candidates, answer) => {
    expect(closest(word, candidates)).toBe(answer);
    expect(closest(word, candidates.toReversed())).toBe(answer);
  });
});

describe("editDistance", () => {
  it("is a distance: zero for equal words, the same both ways, bounded by the limit", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a)).toBe(0);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b, 1)).toBe(Math.min(editDistance(a, b, 20), 2));
      }),
    );
  });
});

describe("suggester", () => {
  it("answers a bounded number of different questions", () => {
    let asked = 0;
    const suggest = suggester(() => {
      asked++;
      return ["store"];
    });
    const answers = Array.from({ length: 80 }, (_, index) =>
      suggest(`stor${String.fromCharCode(97 + index)}`),
    );
    expect(asked).toBe(50);
    expect(answers[0]).toBe("store");
    expect(answers.at(-1)).toBeUndefined();
  });
});
