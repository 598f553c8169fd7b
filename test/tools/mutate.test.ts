// The mutation script: what it changes, that a seed decides the sample, and one bounded run from end to end.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areas } from "../../tools/mutate/areas.ts";
import { mutate, mutantsOfArea } from "../../tools/mutate/mutate.ts";
import { mutantsOf, mutated } from "../../tools/mutate/mutants.ts";
import { named } from "../../tools/mutate/named.ts";
import { importedBy, testsReaching } from "../../tools/mutate/reach.ts";
import { sampleOf } from "../../tools/mutate/sample.ts";

const root = join(import.meta.dirname, "..", "..");

function changes(text: string): string[] {
  return mutantsOf("a.ts", text).map((mutant) => mutated(text, mutant));
}

describe("mutants of a source", () => {
  it.each([
    ["if (a) b();", ["if (!(a)) b();", "if (a) ;"]],
    ["x = a < 3;", [";", "x = a <= 3;", "x = a < 4;"]],
    ["const x = a >= b;", ["const x = a > b;"]],
    ["const x = a === 'b';", ["const x = a !== 'b';", 'const x = a === "b?";']],
    ["const x = a && b;", ["const x = a || b;"]],
    ["const x = !a;", ["const x = (a);"]],
    ["const x = a ? b : c;", ["const x = !(a) ? b : c;"]],
    ["const x = true;", ["const x = false;"]],
    ["function f() { throw a; }", ["function f() { ; }"]],
    ["switch (a) { case 'b': c; }", ['switch (a) { case "b?": c; }']],
  ])("%s", (text, expected) => {
    expect(changes(text)).toEqual(expected);
  });

  it.each([
    ["types", "type A = 1 | true; interface B { c: 2 }"],
    ["words of errors", "const x = new TypeError('a' + 1);"],
    ["templates", "const x = `a ${b ? 1 : 2}`;"],
    ["imports", 'import { a } from "b";'],
    ["text that is added up", 'const x = "a" + b;'],
  ])("has none of %s", (_what, text) => {
    expect(changes(text)).toEqual([]);
  });

  it("every area has many, in sources that are there", () => {
    for (const area of Object.values(areas)) {
      const found = mutantsOfArea(root, area);
      expect(found.length).toBeGreaterThan(500);
      expect(found.every(({ path }) => !path.endsWith(".test.ts"))).toBe(true);
    }
  });
});

describe("the changes with a name", () => {
  it.each(named)("$name: fits one place, and its test is there", ({ path, before, test, title }) => {
    expect(readFileSync(join(root, path), "utf8").split(before)).toHaveLength(2);
    expect(readFileSync(join(root, test), "utf8")).toContain(title);
  });

  it("are the six that once survived", () => {
    expect(named).toHaveLength(6);
  });
});

describe("the tests that reach a source", () => {
  it("come in the order of how far away they are, whatever is between", () => {
    const graph = new Map([
      ["providers/a.ts", new Set(["test/far/a.test.ts", "test/providers/a.test.ts", "stacks/b.ts"])],
      ["stacks/b.ts", new Set(["test/stacks/b.test.ts", "providers/a.ts"])],
    ]);
    expect(testsReaching(graph, "providers/a.ts")).toEqual([
      "test/providers/a.test.ts",
      "test/far/a.test.ts",
      "test/stacks/b.test.ts",
    ]);
    expect(testsReaching(graph, "providers/alone.ts")).toEqual([]);
  });

  it("are found by the imports of this project", () => {
    const files = ["providers/core/reconcile.ts", "test/core/reconcile.test.ts"];
    expect(testsReaching(importedBy(root, files), "providers/core/reconcile.ts")).toEqual([files[1]]);
  });
});

describe("a sample", () => {
  it("is decided by its seed, takes nothing twice, and is the start of a longer one", () => {
    const property = fc.property(fc.integer(), fc.nat(30), fc.nat(30), (seed, few, more) => {
      const items = Array.from({ length: 40 }, (_unused, index) => index);
      const short = sampleOf(items, few, seed);
      expect(new Set(short).size).toBe(few);
      expect(sampleOf(items, few + more, seed).slice(0, few)).toEqual(short);
    });
    fc.assert(property);
  });
});

describe("a run", () => {
  it("tells what no test notices, leaves the checkout alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mutate-test-"));
    const files = {
      "vitest.config.ts":
        'export default { test: { projects: [{ test: { name: "in process", include: ["test/*.test.ts"] } }] } };',
      "providers/a.ts": "export const isBig = (n: number): boolean => n > 10 && n !== 77;\n",
      "test/a.test.ts":
        'import { expect, it } from "vitest"; import { isBig } from "../providers/a.ts"; it("x", () => { expect([isBig(10), isBig(11), isBig(5)]).toEqual([false, true, false]); });',
    };
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      execFileSync("git", ["init", "-q"], { cwd: folder });
      writeFileSync(join(folder, ".gitignore"), "node_modules");
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      const area = { sources: ["providers"], isLeftOut: () => false, rounds: () => [["test"]] };
      const told: string[] = [];
      await mutate(folder, area, { seed: 1, count: 10, skip: 0 }, ({ mutant, isCaught }) => {
        told.push(`${mutant.before} ${mutant.replacement} ${isCaught ? "caught" : "survived"}`);
      });
      expect(told.sort()).toEqual([
        "!== === caught",
        "&& || caught",
        "10 11 caught",
        "77 78 survived",
        "> >= caught",
      ]);
      expect(readFileSync(join(folder, "providers/a.ts"), "utf8")).toBe(files["providers/a.ts"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
