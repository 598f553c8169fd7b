import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parts, shareText, summed } from "../../tools/torture/parts.ts";

describe("npm run torture", () => {
  it.each(Object.entries(parts))("%s is made of tests that are there", (_part, files) => {
    for (const file of files) expect(existsSync(join(import.meta.dirname, "../..", file)), file).toBe(true);
  });

  it.each([
    ["1/1", "1/1"],
    ["2/4", "2/4"],
    ["04/4", "4/4"],
    ["0/4", undefined],
    ["5/4", undefined],
    ["1", undefined],
    ["1/0", undefined],
    ["a/b", undefined],
  ])("%s as a share: %s", (text, share) => {
    expect(shareText(text)).toBe(share);
  });

  it("adds up what the suites counted", () => {
    const lines = [
      { suite: "faults", figures: { cases: 3, "failed at first": 1 } },
      { suite: "kills", figures: { kills: 2 } },
      { suite: "faults", figures: { cases: 4 } },
    ].map((line) => JSON.stringify(line));
    expect(summed(`${lines.join("\n")}\n`)).toEqual(["faults: 7 cases, 1 failed at first", "kills: 2 kills"]);
    expect(summed("")).toEqual([]);
  });
});
