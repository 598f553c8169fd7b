// What the threat model and the security policy point at is there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/threat-model.md"), "utf8");
const rowsOf = (heading: string): readonly string[] =>
  (text.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\|\s*(-|threat |actor )/.test(line));

/** The text of a test or of a group of them: what stands before a function. */
const titlePattern = /["`]([^"`\n]+)["`],\s*(?:async\s*)?(?:\(|\w+ =>)/g;

interface Named {
  readonly file: string;
  readonly title: string;
}

/** The tests that a row names: a file, then titles in quotes, which count for the file before them. */
function namedIn(row: string): readonly Named[] {
  const shown = row.split("|").at(-2) ?? "";
  let file = "";
  return [...shown.matchAll(/`(test\/[^`]+)`|"([^"]+)"/g)].flatMap(([, path, title]) => {
    file = path ?? file;
    return title === undefined ? [] : [{ file, title }];
  });
}

const threats = rowsOf("Threats").map((row) => ({
  threat: row.split("|")[1]?.trim() ?? "",
  named: namedIn(row),
}));

describe("the threat model", () => {
  it("has threats by every actor that is not trusted with something", () => {
    expect(threats.length).toBeGreaterThan(20);
    expect(rowsOf("Who acts").length).toBeGreaterThan(6);
  });

  it.each(threats)("$threat: is shown by tests that are there", ({ named }) => {
    expect(named).not.toEqual([]);
    for (const { file, title } of named) {
      const code = readFileSync(join(root, file), "utf8");
      const titles = [...code.matchAll(titlePattern)].map(([, found]) => found ?? "");
      expect(
        titles.filter((found) => found === title || (found.startsWith("%s") && found.endsWith(title))),
        `${file} has no test "${title}"`,
      ).not.toEqual([]);
    }
  });

  it.each([...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? ""))("%s is there", (link) => {
    expect(existsSync(join(root, "docs", link))).toBe(true);
  });
});
