import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { CannotEditError, editYaml, type YamlEdit } from "../../../stacks/drift/accept/yaml-edit.ts";

const text = `# Kept.
nodes:
  - { id: a, managers: [p-1, "p-2"], workers: [ p-3 ] } # and this
  - id: b
    managers: [] # nobody yet
    # Workers come and go.
    workers:
      - p-4 # part time
      # comes back in May
      - p-5
    team:
      displayName: 'Sam''s'
      channels:
        - { key: x, name: Orders }
        - key: y
          name: "Shift: late" # the name of old
        - key: z
          name: Last
  - id: c
    workers:
      - p-9
  - id: d
    workers: &crew [p-1]
  - id: e
    workers: *crew
`;

/** The lines that differ, as a diff shows them. */
function changed(after: string): string[] {
  const [was, is] = [text.split("\n"), after.split("\n")];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `-${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+${line}`),
  ];
}

const rows: { name: string; edit: YamlEdit; lines: string[] }[] = [
  {
    name: "adds to a list in brackets",
    edit: { op: "add", path: ["nodes", 0, "managers"], value: "p-9" },
    lines: [
      '-  - { id: a, managers: [p-1, "p-2"], workers: [ p-3 ] } # and this',
      '+  - { id: a, managers: [p-1, "p-2", "p-9"], workers: [ p-3 ] } # and this',
    ],
  },
  {
    name: "adds to an empty list",
    edit: { op: "add", path: ["nodes", 1, "managers"], value: "p-9" },
    lines: ["-    managers: [] # nobody yet", "+    managers: [p-9] # nobody yet"],
  },
  {
    name: "adds a line to a list with dashes",
    edit: { op: "add", path: ["nodes", 1, "workers"], value: "p-6" },
    lines: ["+      - p-6"],
  },
  {
    name: "removes the first of a list in brackets",
    edit: { op: "remove", path: ["nodes", 0, "managers"], match: "p-1" },
    lines: [
      '-  - { id: a, managers: [p-1, "p-2"], workers: [ p-3 ] } # and this',
      '+  - { id: a, managers: ["p-2"], workers: [ p-3 ] } # and this',
    ],
  },
  {
    name: "removes the only one of a list in brackets",
    edit: { op: "remove", path: ["nodes", 0, "workers"], match: "p-3" },
    lines: [
      '-  - { id: a, managers: [p-1, "p-2"], workers: [ p-3 ] } # and this',
      '+  - { id: a, managers: [p-1, "p-2"], workers: [  ] } # and this',
    ],
  },
  {
    name: "removes a line and leaves the comments around it",
    edit: { op: "remove", path: ["nodes", 1, "workers"], match: "p-4" },
    lines: ["-      - p-4 # part time"],
  },
  {
    name: "removes the only line: none is left, which is not the same as not mentioned",
    edit: { op: "remove", path: ["nodes", 2, "workers"], match: "p-9" },
    lines: ["-      - p-9", "+    workers: []"],
  },
  {
    name: "removes a row of several lines",
    edit: { op: "remove", path: ["nodes", 1, "team", "channels"], match: { key: "y" } },
    lines: ["-        - key: y", '-          name: "Shift: late" # the name of old'],
  },
  {
    name: "removes the last row",
    edit: { op: "remove", path: ["nodes", 1, "team", "channels"], match: { key: "z" } },
    lines: ["-        - key: z", "-          name: Last"],
  },
  {
    name: "sets a quoted text in the same quotes",
    edit: { op: "set", path: ["nodes", 1, "team", "displayName"], value: "Nina's" },
    lines: ["-      displayName: 'Sam''s'", "+      displayName: 'Nina''s'"],
  },
  {
    name: "sets a text that needs quotes now",
    edit: { op: "set", path: ["nodes", 1, "team", "channels", 0, "name"], value: "Orders, late: #1" },
    lines: ["-        - { key: x, name: Orders }", '+        - { key: x, name: "Orders, late: #1" }'],
  },
  {
    name: "sets a text with a comment behind it",
    edit: { op: "set", path: ["nodes", 1, "team", "channels", 1, "name"], value: "Late" },
    lines: ['-          name: "Shift: late" # the name of old', '+          name: "Late" # the name of old'],
  },
];

describe("an edit of a config file", () => {
  it.each(rows)("$name", ({ edit, lines }) => {
    expect(changed(editYaml(text, edit)).map((line) => line.replaceAll('"p-9"', '"p-9"'))).toEqual(lines);
  });

  it.each<{ name: string; edit: YamlEdit }>([
    { name: "a key that is not written down", edit: { op: "add", path: ["nodes", 0, "team"], value: "x" } },
    { name: "an alias", edit: { op: "add", path: ["nodes", 4, "workers"], value: "p-2" } },
    {
      name: "a list that others repeat",
      edit: { op: "remove", path: ["nodes", 1, "workers"], match: "p-77" },
    },
    { name: "a list as a value", edit: { op: "set", path: ["nodes", 1, "workers"], value: "x" } },
  ])("is refused for $name", ({ edit }) => {
    expect(() => editYaml(text, edit)).toThrow(CannotEditError);
  });

  it("puts any text in and gets the same out, and touches nothing else", () => {
    const paths = [
      ["nodes", 1, "team", "displayName"],
      ["nodes", 1, "team", "channels", 0, "name"],
      ["nodes", 1, "team", "channels", 1, "name"],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.string({ unit: "grapheme" }), (path, value) => {
        const after = editYaml(text, { op: "set", path, value });
        const root = parse(after) as { nodes: { team: Record<string, unknown> }[] };
        const seen = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[String(key)], root);
        expect(seen).toBe(value);
        expect(after.split("\n").length).toBe(text.split("\n").length);
      }),
      { numRuns: 200 },
    );
  });
});
