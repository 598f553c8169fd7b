import { describe, expect, it } from "vitest";
import { problemLines, validateBelowHeader } from "./problems-of.ts";

/** A config that breaks one rule, and every line that validation then says. */
export interface RuleRow {
  readonly rule: string;
  readonly name: string;
  /** What follows the usual three lines; it begins in line 4. */
  readonly yaml: string;
  readonly says: readonly string[];
}

/** Each row as a test: the exact position, path, message and mend of every problem, and no other problem. */
export function describeRules(title: string, rows: readonly RuleRow[]): void {
  describe(title, () => {
    it.each(rows)("$rule: $name", ({ rule, yaml, says }) => {
      const lines = problemLines(validateBelowHeader(yaml));
      expect(lines).toEqual(says);
      // A row that says nothing shows where a rule keeps quiet.
      if (says.length > 0) expect(lines.some((line) => line.split(" ")[2] === rule)).toBe(true);
    });
  });
}
