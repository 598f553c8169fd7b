// The quick ones of the clients that nobody here wrote; all of them run by `npm run strangers`.
import { describe, expect, it } from "vitest";
import { readCases, runStranger } from "./run-stranger.ts";
import { strangers } from "./strangers.ts";

describe("clients of others, unchanged", () => {
  it.each(strangers.filter(({ isInTests }) => isInTests))("$title", async (stranger) => {
    const outcome = await runStranger(stranger);
    if (outcome.kind === "skipped") {
      console.warn(`${stranger.title} is skipped: ${outcome.why}`);
      return;
    }
    const failed = outcome.cases.filter(({ problem }) => problem !== undefined);
    expect(failed, `of ${outcome.cases.length} cases`).toEqual([]);
  });
});

describe("what a program says of its cases", () => {
  it("is read line by line, with the cause of a failure", () => {
    expect(readCases('noise\nok a row\nnot ok b\t"because \\"x\\""\nnot ok c\n')).toEqual([
      { name: "a row", problem: undefined },
      { name: "b", problem: 'because "x"' },
      { name: "c", problem: "no cause told" },
    ]);
  });

  it("must not be nothing", () => {
    expect(() => readCases("Traceback: …")).toThrow(/told of no case/);
  });
});
