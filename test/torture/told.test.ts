// docs/reliability.md says what is true: each bound with its value, and for each law a test of that name.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bounds } from "../../providers/core/bounds.ts";

const page = readFileSync("docs/reliability.md", "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("docs/reliability.md", () => {
  it("tells every bound with its value, and no other", () => {
    const told = rows.flatMap(([, name = "", value = ""]) =>
      name.startsWith("`") ? [[name.replaceAll("`", ""), Number.parseInt(value, 10)] as const] : [],
    );
    expect(Object.fromEntries(told)).toEqual({ ...bounds });
  });

  const laws = rows.filter(([, law = ""]) => /^I\d+[ ,]/.test(law));
  it("has a test for each of the thirteen laws", () => {
    const numbers = new Set(laws.map(([, law = ""]) => /^I(\d+)/.exec(law)?.[1]));
    expect([...numbers]).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
  });

  it.each(laws.map(([, law = "", file = "", name = ""]) => [law, file, name] as const))(
    "%s: %s has a test of that name",
    (_law, file, name) => {
      expect(readFileSync(file, "utf8")).toContain(name);
    },
  );
});
