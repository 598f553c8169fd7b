// What the README shows is taken as it stands there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPlan } from "./faults/plan.ts";
import { graphRouteNames } from "./graph/service.ts";
import { checkWhole, partIn, SeedProblem } from "./seed/check-seed.ts";
import { demoSeed } from "./seed/seed.ts";

const text = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) => json);

describe("the README", () => {
  it("shows a seed that is taken", () => {
    const seed = partIn(examples[0] ?? "", "README.md");
    checkWhole(seed, "README.md");
    expect(seed.users).toHaveLength(1);
  });

  it("shows faults that are taken", () => {
    expect(readPlan(JSON.parse(examples[1] ?? ""), graphRouteNames)).toHaveLength(1);
  });
});

describe("a seed", () => {
  it.each([
    { name: "no JSON", seed: '{"users": [', says: /^a\.json: no JSON: / },
    {
      name: "an unknown name",
      seed: '{\n"tenantid": "x"\n}',
      says: /^a\.json:2: the seed: "tenantid" is not known$/,
    },
    {
      name: "a wrong value",
      seed: '{\n"groups": [],\n"environments": [\n{"key": "dev", "url": "http://x", "hasSharePoint": true}]\n}',
      says: /^a\.json:4: environments\.0\.url: must match pattern/,
    },
    { name: "no tenant", seed: "{}", says: /"tenantId", "domain", "displayName" is missing/ },
  ])("with $name is told with its place", ({ seed, says }) => {
    const read = (): void => {
      checkWhole(partIn(seed, "a.json"), "a.json");
    };
    expect(read).toThrow(SeedProblem);
    expect(read).toThrow(says);
  });

  it("of the demo is one", () => {
    expect(demoSeed().users.length).toBeGreaterThan(5);
  });
});
