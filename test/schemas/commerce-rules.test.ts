import { describe, expect, it } from "vitest";
import { problemLines, validateText } from "./problems-of.ts";

const tenant = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
`;
const stores = `nodes:
  - { id: contoso, kind: organization, name: Contoso }
  - { id: s, kind: store, parent: contoso, name: Store, storeNumber: "1", managers: [m], attributes: { layout: Large, departments: [a, b] } }
`;
const manager = `people:
  - { id: m, upn: m@contoso.example }
`;
const everybody = `${manager}  - { id: c, upn: c@contoso.example, roles: [communicationsManager] }
`;
const team = `communicationsTeam: { name: Retail Communications }
`;

function saysOf(csv: string, rest: string): readonly string[] {
  const hierarchy = `hierarchy: { id: by-region, name: By region, purposes: [retailReporting], csv: ${csv} }\n`;
  return problemLines(validateText(tenant + hierarchy + rest));
}
const numbered = (amount: number, of: string): string =>
  Array.from({ length: amount }, (_, index) => `${of}${String(index)}`).join(", ");

it.each([
  [
    "no communications team",
    stores + everybody,
    [
      "3:75 error R4 hierarchy: the targeting hierarchy has no team at its top, so nobody could publish to the stores ⇒ Declare `communicationsTeam: { name: … }`, or leave `csv` out.",
    ],
  ],
  [
    "a communications team without owner",
    stores + manager + team,
    [
      "3:75 error R4 hierarchy: nobody owns the communications team, so the targeting hierarchy has no team at its top ⇒ Give somebody the role communicationsManager, or leave `csv` out.",
      "9:23 warning R8 communicationsTeam → owners: nobody would own the communications team, so it is not made ⇒ Give somebody the role communicationsManager, or name owners: `owners: { people: [ … ] }`.",
    ],
  ],
  ["a communications team with an owner", stores + everybody + team, []],
])("R4: a targeting hierarchy with %s", (_name, rest, says) => {
  expect(saysOf("{}", rest)).toEqual(says);
});

it.each([
  ["25 buckets", `{ buckets: [${numbered(25, "B")}] }`, []],
  [
    "26 buckets",
    `{ buckets: [${numbered(26, "B")}] }`,
    [
      "3:91 error R17 hierarchy → csv → buckets: 26 buckets are too many for the targeting hierarchy: at most 25 ⇒ Declare fewer buckets.",
    ],
  ],
  [
    "two attributes in one column",
    "{ attributes: { layout: Same, departments: same } }",
    [
      '3:123 error R17 hierarchy → csv → attributes → departments: the column "same" is there twice ⇒ Rename one of the two. The other one is in line 3.',
    ],
  ],
  [
    "a column that is there already",
    "{ attributes: { layout: TeamId } }",
    [
      '3:104 error R17 hierarchy → csv → attributes → layout: "TeamId" is a column of its own ⇒ Choose another name.',
    ],
  ],
  [
    "an attribute that no node has",
    "{ attributes: { layuot: Layout } }",
    [
      '3:104 warning R17 hierarchy → csv → attributes → layuot: no node has the attribute "layuot", so its column is empty ⇒ Correct the key, or remove it.',
    ],
  ],
])("R17: a targeting hierarchy with %s", (_name, csv, says) => {
  expect(saysOf(csv, stores + everybody + team)).toEqual(says);
});

it.each([
  ["50 values of a list", 50, []],
  [
    "51 values of a list",
    51,
    [
      "3:96 error R17 hierarchy → csv → attributes: 51 columns are too many for the targeting hierarchy: at most 50 ⇒ Name fewer attributes; each value of a list takes a column.",
      '3:109 error R17 hierarchy → csv → attributes → departments: 51 values of "departments" are too many for the targeting hierarchy: at most 50 ⇒ Use fewer values.',
    ],
  ],
])("R17: a targeting hierarchy with %s", (_name, amount, says) => {
  const rest = stores.replace("[a, b]", `[${numbered(amount, "v")}]`) + everybody + team;
  expect(saysOf("{ attributes: { departments: Departments } }", rest)).toEqual(says);
});

describe("R17: what becomes a column", () => {
  const nodes = (first: string, second: string): string =>
    `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: S, storeNumber: "1", attributes: { goods: ${first} } }
  - { id: t, kind: store, parent: top, name: T, storeNumber: "2", attributes: { goods: ${second} } }
`;
  const told = (csv: string, rest: string): readonly string[] =>
    problemLines(
      validateText(
        `${tenant}hierarchy: { id: h, name: H, purposes: [retailReporting], csv: ${csv} }\n${rest}`,
      ),
    )
      .filter((line) => / R17 /.test(line))
      .map((line) => line.replace(/^.* R17 /, ""));
  const goods = "{ attributes: { goods: Goods } }";
  it.each([
    { name: "plain values", csv: goods, rest: nodes("[Food, Clothing 2]", "[Food]"), says: [] },
    {
      name: "an ampersand",
      csv: goods,
      rest: nodes('["Foods & Drinks"]', "[Food]"),
      says: ['"Foods & Drinks" becomes a column'],
    },
    { name: "an umlaut", csv: goods, rest: nodes("[Größe]", "[Food]"), says: ['"Größe" becomes a column'] },
    {
      name: "a value that is a list elsewhere",
      csv: goods,
      rest: nodes("[Food]", "Käse"),
      says: ['"Käse" becomes a column'],
    },
    {
      name: "capitals only",
      csv: goods,
      rest: nodes("[clothing]", "[Clothing]"),
      says: ['"Clothing" and "clothing" would be two columns of one name'],
    },
    { name: "cells, which may hold anything", csv: goods, rest: nodes('"Käse & Wurst"', "Größe"), says: [] },
    { name: "values without a file", csv: "{}", rest: nodes('["Foods & Drinks"]', "[Größe]"), says: [] },
    {
      name: "a bucket with an ampersand",
      csv: '{ buckets: ["Käse & Wurst"] }',
      rest: "",
      says: ['the bucket "Käse & Wurst" becomes a column'],
    },
    {
      name: "buckets that differ in capitals",
      csv: "{ buckets: [Opening, opening] }",
      rest: "",
      says: ['the bucket "opening" is there twice'],
    },
    {
      name: "a long value",
      csv: goods,
      rest: nodes(`[${"x".repeat(98)}]`, "[Food]"),
      says: [/with 104 letters; at most 100/],
    },
  ])("$name", ({ csv, rest, says }) => {
    expect(told(csv, rest)).toEqual(
      says.map((text) =>
        typeof text === "string"
          ? (expect.stringContaining(text) as unknown)
          : (expect.stringMatching(text) as unknown),
      ),
    );
  });
});

it("names need not fit a targeting hierarchy that is not asked for", () => {
  const text = `${tenant}hierarchy: { id: h, name: H, purposes: [retailReporting] }
nodes:
  - { id: top, kind: organization, name: コントソ }
  - { id: w, kind: region, parent: top, name: Downtown }
  - { id: e, kind: region, parent: top, name: Downtown }
`;
  expect(problemLines(validateText(text)).filter((line) => / error /.test(line))).toEqual([]);
});

describe("R5: names in a targeting hierarchy that is asked for", () => {
  it.each([
    {
      name: "the same without accents",
      first: "Orléans",
      second: "ORLEANS",
      says: '"ORLEANS" and "Orléans" are the same name in the targeting hierarchy',
    },
    {
      name: "no letter of it is left",
      first: "Store",
      second: "東京",
      says: '"東京" has no letter A-Z and no digit',
    },
    { name: "too long", first: "Store", second: "x".repeat(101), says: "is longer than 100" },
  ])("$name", ({ first, second, says }) => {
    const rest = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: ${first}, storeNumber: "1", team: { alias: s } }
  - { id: t, kind: store, parent: top, name: ${second}, storeNumber: "2", team: { alias: t } }
`;
    const hierarchy = "hierarchy: { id: h, name: H, purposes: [retailReporting], csv: {} }\n";
    const lines = problemLines(validateText(`${tenant}${hierarchy}${rest}`));
    expect(lines.filter((line) => line.includes(" R5 "))).toEqual([expect.stringContaining(says)]);
  });
});
