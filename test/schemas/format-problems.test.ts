import { describe, expect, it } from "vitest";
import { colourPaint, formatProblemList } from "../../schemas/format-problems.ts";
import type { Problem } from "../../schemas/problem.ts";

function problem(
  overrides: Partial<Problem> & { lineText?: string; column?: number; length?: number },
): Problem {
  const { lineText = "  name: x", column = 9, length = 1, ...rest } = overrides;
  return {
    ruleId: "R1",
    severity: "error",
    place: { file: "org.yaml", line: 3, column, length, lineText },
    where: 'node "sfo" → name',
    message: "is wrong",
    mend: "Mend it.",
    ...rest,
  };
}

describe("formatProblemList", () => {
  it("shows a window of a long line around the marked place", () => {
    const lineText = `  - { ${"a: b, ".repeat(40)}bad: 1, ${"c: d, ".repeat(40)} }`;
    const [, source = "", marks = ""] = formatProblemList([
      problem({ lineText, column: lineText.indexOf("bad") + 1, length: 3 }),
    ]).split("\n");
    expect(source.length).toBeLessThan(110);
    expect(source.startsWith("    … ")).toBe(true);
    expect(source.endsWith(" …")).toBe(true);
    expect(source.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("bad");
  });

  it("keeps the marks under the letters after tabs", () => {
    const [, source = "", marks = ""] = formatProblemList([
      problem({ lineText: "\t\tbad: 1", column: 3, length: 3 }),
    ]).split("\n");
    expect(source.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("bad");
  });

  it("shows no source for a file that has none", () => {
    expect(formatProblemList([problem({ lineText: "", column: 1 })]).split("\n")).toHaveLength(3);
  });

  it("says in a word what is a warning, and counts in the end", () => {
    const warning = problem({ severity: "warning" });
    expect(formatProblemList([warning, warning])).toMatch(
      /^org\.yaml:3:9 {2}warning: node.*\n2 warnings\.$/s,
    );
    expect(formatProblemList([warning, problem({})])).toMatch(/\n1 error, 1 warning\. Nothing was sent\.$/);
    expect(formatProblemList([])).toBe("No problems.");
  });

  it("hides no kind of problem behind a thousand of another", () => {
    const many = Array.from({ length: 1000 }, () => problem({}));
    const text = formatProblemList([...many, problem({ ruleId: "R16", message: "is rare" })]);
    expect(text).toContain("is rare");
    expect(text.match(/is wrong/g)).toHaveLength(99);
    expect(text).toContain("\n… and 901 more, not shown: 901 of rule R1\n");
  });

  it("shows a hundred, errors first, and says how many there are", () => {
    const many = [problem({ severity: "warning" }), ...Array.from({ length: 149 }, () => problem({}))];
    const text = formatProblemList(many);
    expect(text.match(/is wrong/g)).toHaveLength(100);
    expect(text).not.toContain("warning: ");
    expect(text).toContain(
      "\n… and 50 more, not shown: 50 of rule R1\n149 errors, 1 warning. Nothing was sent.",
    );
  });

  it("uses colour only when asked to", () => {
    const escape = "\u001b[";
    expect(formatProblemList([problem({})])).not.toContain(escape);
    expect(formatProblemList([problem({})], colourPaint)).toContain(escape);
  });
});
