import { expect, it } from "vitest";
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
