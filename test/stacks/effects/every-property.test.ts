// Whatever a config can say has an effect: a table made of the schema, so that a property that is new and read by nobody
// fails. Of each value a config is changed there and nowhere else: what the product makes of it must differ, in what
// stacks declare, what brakes count, what people are told or what a rule says.
import { describe, expect, it } from "vitest";
import schema from "../../../schemas/org.schema.json" with { type: "json" };
import { everything } from "./everything.ts";
import { meaningOf } from "./meaning.ts";
import { changedAt, leavesOf, otherValues, placesOf, valueAt, type Leaf } from "./schema-leaves.ts";

const forReaders = "an id says nothing to people: the name is for those who read the file";

/** What has none, and why that is right. */
const withoutEffect: Readonly<Record<string, string>> = {
  apiVersion: "it has one value, which says how to read all the others",
  "nodes.[]<StoreNode>.kind": "it has one value, which says what the node is",
  "defaults.team.apps.[].name": forReaders,
  "communicationsTeam.apps.[].name": forReaders,
  "nodes.[]<StoreNode>.team.apps.[].name": forReaders,
  "nodes.[]<GroupNode>.team.apps.[].name": forReaders,
  "files.[]": "read before there is an org: test/stacks/config/load-org.test.ts",
};

/** How the files of other systems are read is a matter of before there is an org: test/schemas/exports/exports.test.ts. */
const ofExports = "files.[].";

const leaves = leavesOf(schema as Parameters<typeof leavesOf>[0]).filter(
  ({ name }) => !name.startsWith(ofExports),
);
const whole = everything.map((document) => ({ document, meaning: meaningOf(document) }));

/** How often a value stands in the configs, and whether another one there means something else. */
function effectOf(leaf: Leaf): { readonly stands: number; readonly hasEffect: boolean } {
  let stands = 0;
  for (const { document, meaning } of whole)
    for (const at of placesOf(leaf, document)) {
      stands += 1;
      for (const value of otherValues(leaf, valueAt(document, at))) {
        const other = meaningOf(changedAt(document, at, value));
        if (other.misshapen.length === 0 && other.text !== meaning.text) return { stands, hasEffect: true };
      }
    }
  return { stands, hasEffect: false };
}

describe("every property of an org", () => {
  it("is read from configs that are sound", () => {
    expect(whole.flatMap(({ meaning }) => meaning.misshapen)).toEqual([]);
    for (const { meaning } of whole) expect(JSON.parse(meaning.text)).toHaveProperty("made");
  });

  it.each(leaves.filter(({ name }) => withoutEffect[name] === undefined).map((leaf) => [leaf.name, leaf]))(
    "has an effect: %s",
    (_name, leaf) => {
      const { stands, hasEffect } = effectOf(leaf);
      expect(stands, "no config of everything.ts says it").toBeGreaterThan(0);
      expect(hasEffect, "nothing that is made of the config differs").toBe(true);
    },
  );

  it("that has none stands here with its reason, and no other does", () => {
    const names = new Map(leaves.map((leaf) => [leaf.name, leaf]));
    for (const name of Object.keys(withoutEffect)) {
      const leaf = names.get(name);
      expect(leaf, name).toBeDefined();
      expect(leaf === undefined ? true : effectOf(leaf).hasEffect, name).toBe(false);
    }
  });
});
