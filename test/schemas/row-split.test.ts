import { describe, expect, it } from "vitest";
import { splitRows } from "../../schemas/source/row-split.ts";

const text = `# head
nodes:   # the tree
  # first
  - { id: a }

  - id: b
    list:
      - x
      - y
# between
people:
- id: p
  name: P
- id: q
tail: 1
`;

/** The rows of a list as texts. */
function rows(source: string, key: "nodes" | "people"): string[] | undefined {
  return splitRows(source, ["nodes", "people"])
    .lists.get(key)
    ?.map(({ start, end }) => source.slice(start, end));
}

describe("splitRows", () => {
  it("cuts a list at its own dashes only", () => {
    expect(rows(text, "nodes")).toEqual([
      "  - { id: a }\n\n",
      "  - id: b\n    list:\n      - x\n      - y\n# between\n",
    ]);
    expect(rows(text, "people")).toEqual(["- id: p\n  name: P\n", "- id: q\n"]);
  });

  it("leaves the rest, and knows where each letter of it was", () => {
    const { skeleton, toSource } = splitRows(text, ["nodes", "people"]);
    expect(skeleton).toBe("# head\nnodes:   # the tree\n  # first\npeople:\ntail: 1\n");
    for (const word of ["# head", "nodes:", "# first", "people:", "tail: 1"]) {
      expect(toSource(skeleton.indexOf(word))).toBe(text.indexOf(word));
    }
  });

  it.each([
    ["an anchor", "nodes:\n  - &a { id: a }\n  - *a\n"],
    ["a second document", "nodes:\n  - { id: a }\n---\nnodes:\n"],
    ["the key twice", "nodes:\n  - { id: a }\nnodes:\n  - { id: b }\n"],
    ["a line that is not indented enough", "nodes:\n  - { id: a }\n - { id: b }\n"],
    ["brackets", "nodes: [{ id: a }]\n"],
    ["a map", "nodes:\n  id: a\n"],
    ["nothing", "nodes:\n"],
  ])("keeps a list in one piece: %s", (_what, source) => {
    const { skeleton, lists } = splitRows(source, ["nodes"]);
    expect(skeleton).toBe(source);
    expect([...lists]).toEqual([]);
  });
});
