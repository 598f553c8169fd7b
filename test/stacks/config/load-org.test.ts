import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, loadOrg } from "../../../stacks/config/load-org.ts";

const root = join(import.meta.dirname, "../../..");
const fixtures = relative(process.cwd(), join(root, "test/fixtures/config"));
const demo = relative(process.cwd(), join(root, "config/demo/org.yaml"));

function errorOf(file: string): ConfigError {
  try {
    loadOrg(file);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return expect.fail(`${file} has no errors`);
}

describe("loadOrg", () => {
  it("loads the demo with one warning: Oakland has no manager", () => {
    const { org, warnings } = loadOrg(demo);
    expect(org.nodes.filter(({ kind }) => kind === "store")).toHaveLength(8);
    expect(warnings.map(({ ruleId, where }) => [ruleId, where])).toEqual([["R8", 'node "oak" → managers']]);
  });

  it("loads an organization of several files, each region in its own", () => {
    const { org, warnings, places, files } = loadOrg(join(fixtures, "by-region/org.yaml"));
    expect(warnings).toEqual([]);
    expect(files.map((file) => relative(fixtures, file))).toEqual([
      "by-region/org.yaml",
      "by-region/people.csv",
      "by-region/west.yaml",
      "by-region/east.yaml",
    ]);
    expect(org.nodes.map(({ id }) => id)).toEqual(["contoso", "west", "sfo", "east", "bos"]);
    expect(org.people.map(({ id }) => id)).toEqual(["p-1", "p-2"]);
    expect(places.at(["nodes", 4])).toEqual({ file: join(fixtures, "by-region/east.yaml"), line: 4 });
  });

  it("throws everything that is wrong at once, as text that people can act on", () => {
    const file = join(fixtures, "broken.yaml");
    expect(errorOf(file).message).toBe(`\
${file}:13:23  node "sfo" → managers[1]: no person has the id "p-2O1"
    managers: [p-201, p-2O1]
                      ^^^^^
  Did you mean "p-201" (Sam Miller)? People are declared in ${file}.  rule R10
${file}:14:77  node "daly" → storeNumber: expected text, found the number 000136
    - { id: daly, kind: store, parent: contoso, name: Daly City, storeNumber: 000136, managers: [p …
                                                                              ^^^^^^
  Put it in quotes: "000136"; as a number it loses its zeros.                             rule shape
${file}:15:11  warning: node "oak" → managers: no manager, so the store gets no team
    - { id: oak, kind: store, parent: contoso, name: Oakland, storeNumber: "000140" }
            ^^^
  Name a manager: only a manager can own the team.                                           rule R8
2 errors, 1 warning. Nothing was sent.`);
  });

  it.each([
    ["nowhere.yaml", "there is no such file"],
    ["by-region", "this is a folder, not a file"],
  ])("reports a file that cannot be read: %s", (name, message) => {
    const [problem, ...others] = errorOf(join(fixtures, name)).problems;
    expect(problem?.message).toBe(message);
    expect(others).toEqual([]);
  });
});
