// Ids of teams written into YAML in place: every form in which a store can stand there, nothing else touched.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withTeamIds } from "../../../stacks/adopt/accept/team-ids.ts";
import { CannotEditError } from "../../../stacks/drift/accept/yaml-edit.ts";

const id = "4f7a0000-0000-4000-8000-000000000001";

const rows: readonly { name: string; before: string; after: string }[] = [
  {
    name: "a store in lines",
    before: 'nodes:\n  - id: sfo # first\n    storeNumber: "1"\n    workers: [a]\n',
    after: `nodes:\n  - id: sfo # first\n    team: { existingTeamId: ${id} }\n    storeNumber: "1"\n    workers: [a]\n`,
  },
  {
    name: "a store in braces",
    before: "nodes:\n  - { id: sfo, name: X } # kept\n",
    after: `nodes:\n  - { id: sfo, team: { existingTeamId: ${id} }, name: X } # kept\n`,
  },
  {
    name: "a team in lines",
    before: "nodes:\n  - id: sfo\n    team:\n      visibility: public\n",
    after: `nodes:\n  - id: sfo\n    team:\n      visibility: public\n      existingTeamId: ${id}\n`,
  },
  {
    name: "a team that begins with a list",
    before: "nodes:\n  - id: sfo\n    team:\n      channels:\n        - key: a\n",
    after: `nodes:\n  - id: sfo\n    team:\n      existingTeamId: ${id}\n      channels:\n        - key: a\n`,
  },
  {
    name: "a team in braces",
    before: "nodes:\n  - id: sfo\n    team: { visibility: public }\n",
    after: `nodes:\n  - id: sfo\n    team: { visibility: public, existingTeamId: ${id} }\n`,
  },
  {
    name: "an empty team",
    before: "nodes:\n  - id: sfo\n    team: {}\n",
    after: `nodes:\n  - id: sfo\n    team: { existingTeamId: ${id} }\n`,
  },
  {
    name: "a team without a value",
    before: "nodes:\n  - id: sfo\n    team:\n    name: X\n",
    after: `nodes:\n  - id: sfo\n    team: { existingTeamId: ${id} }\n    name: X\n`,
  },
  {
    name: "another id",
    before: 'nodes:\n  - id: sfo\n    team: { existingTeamId: "old" }\n',
    after: `nodes:\n  - id: sfo\n    team: { existingTeamId: ${id} }\n`,
  },
  {
    name: "lines that end as Windows ends them",
    before: "nodes:\r\n  - id: sfo\r\n    name: X\r\n",
    after: `nodes:\r\n  - id: sfo\r\n    team: { existingTeamId: ${id} }\r\n    name: X\r\n`,
  },
  {
    name: "no line break at the end",
    before: "nodes:\n  - id: sfo",
    after: `nodes:\n  - id: sfo\n    team: { existingTeamId: ${id} }`,
  },
];

describe("a team id in a file", () => {
  it.each(rows)("$name", ({ before, after }) => {
    expect(withTeamIds(before, [{ path: ["nodes", 0], teamId: id }])).toBe(after);
  });

  it("stands at thousands of stores by one edit", () => {
    const text = Array.from(
      { length: 2000 },
      (_, at) => `  - { id: s${String(at)}, name: Store ${String(at)} }\n`,
    ).join("");
    const all = Array.from({ length: 2000 }, (_, at) => ({ path: ["nodes", at], teamId: `t${String(at)}` }));
    const { nodes } = parse(withTeamIds(`nodes:\n${text}`, all)) as {
      nodes: { id: string; team: { existingTeamId: string } }[];
    };
    expect(nodes.every((node) => node.team.existingTeamId.slice(1) === node.id.slice(1))).toBe(true);
  });

  it.each([
    "a: &t { id: x }\nnodes:\n  - *t\n",
    "nodes: [",
    "nodes:\n  - text\n",
    "a: &t {}\nnodes:\n  - id: sfo\n    team: *t\n",
  ])("refuses %j", (text) => {
    expect(() => withTeamIds(text, [{ path: ["nodes", 0], teamId: id }])).toThrow(CannotEditError);
  });
});
