// What is wrong with the text of a file, before anything can be said of its values.
import { describe, expect, it } from "vitest";
import { validateOrg } from "../../schemas/validate.ts";
import { problemLines, sourceOf, underlined, validateBelowHeader, validateText } from "./problems-of.ts";

const emptyFile =
  "1:1 error yaml the file is empty ⇒ Begin with `apiVersion: org/v1`; config/demo/org.yaml is a whole example.";
const noTenant =
  '1:1 error shape "tenant" is missing ⇒ Add `tenant`. The Microsoft Entra tenant that holds the teams.';

const rows: readonly { name: string; text: string; says: readonly string[] }[] = [
  { name: "an empty file", text: "", says: [emptyFile] },
  { name: "a file of comments", text: "# nothing yet\n", says: [emptyFile] },
  {
    name: "a file that is a list",
    text: "- a\n- b\n",
    says: [
      "1:1 error shape expected keys and values, found a list ⇒ Write keys and values, indented below, or in braces.",
    ],
  },
  {
    name: "a bracket that is not closed",
    text: "apiVersion: org/v1\ntenant: { id: a\nnodes: []\n",
    says: [
      "3:1 error yaml a closing } is missing, here or before ⇒ Close every bracket, and put commas between the items in brackets.",
    ],
  },
  {
    name: "a quote that is not closed",
    text: 'apiVersion: "org/v1\ntenant: x\n',
    says: ["2:9 error yaml a closing quote is missing, here or before ⇒ Close every quote."],
  },
  {
    name: "a tab as indentation",
    text: "apiVersion: org/v1\ntenant:\n\tid: a\n",
    says: ["3:1 error yaml a tab stands where the line is indented ⇒ Indent with spaces."],
  },
  {
    name: "a key twice, reported beside the other problems",
    text: "apiVersion: org/v1\napiVersion: org/v1\n",
    says: [noTenant, '2:1 error yaml the key "apiVersion" is there twice ⇒ Remove one of the two.'],
  },
  {
    name: "two documents",
    text: "apiVersion: org/v1\n---\napiVersion: org/v1\n",
    says: [
      "2:1 error yaml a second document begins here ⇒ Remove the line with three hyphens: one file holds one document.",
    ],
  },
  {
    name: "an alias without its anchor",
    text: "apiVersion: org/v1\ntenant: *other\n",
    says: [
      "2:9 error yaml nothing is called &other ⇒ Write &other before the value that is meant, above this line.",
    ],
  },
  {
    name: "aliases that would blow up",
    text: `apiVersion: &a [x, x]
tenant: &b [${"*a,".repeat(9)}]
defaults: &c [${"*b,".repeat(9)}]
hierarchy: &d [${"*c,".repeat(9)}]
`,
    says: ["1:1 error yaml the aliases repeat too much ⇒ Write the values out."],
  },
  {
    name: "a tag of another tool",
    text: "apiVersion: !Ref version\n",
    says: [
      "1:13 error yaml not readable as YAML: Unresolved tag: !Ref ⇒ Leave out the word with the exclamation mark and write a plain value.",
    ],
  },
];

describe("the text", () => {
  it.each(rows)("$name", ({ text, says }) => {
    expect(problemLines(validateText(text))).toEqual(says);
  });

  it("that is not UTF-8 is refused at the first wrong byte", () => {
    const bytes = Buffer.concat([
      Buffer.from("apiVersion: org/v1\n# caf"),
      Buffer.from([0xe9]),
      Buffer.from(" x\n"),
    ]);
    expect(problemLines(validateText(bytes))).toEqual([
      "2:6 error file the file is not UTF-8 from here on ⇒ Save it with the encoding UTF-8 (in Excel: CSV UTF-8).",
    ]);
  });

  it("may begin with a byte order mark and a document mark, and end its lines as Windows does", () => {
    const text =
      "\ufeff---\r\napiVersion: org/v1\r\ntenant:\r\n  id: 7a1c0000-0000-4000-8000-000000000001\r\n  domain: x.example\r\n";
    expect(problemLines(validateText(text))).toEqual([]);
  });
});

const stores = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m]
  # a comment before the next row
  - { id: t, kind: store, parent: top, name: Other, storeNumber: 000136, managers: [x] }
  - { id: u, kind: store, parent: top, name: Third, storeNumber: "3", managers: [x, s] }
people:
  - { id: m, upn: m@x.example }
`;

describe("a row that cannot be read", () => {
  it("hides neither the other rows nor the rules about them", () => {
    const validated = validateBelowHeader(stores);
    expect(problemLines(validated)).toEqual([
      "6:83 error yaml a closing } is missing, here or before ⇒ Close every bracket, and put commas between the items in brackets.",
      '8:66 error shape node "t" → storeNumber: expected text, found the number 000136 ⇒ Put it in quotes: "000136"; as a number it loses its zeros.',
      '9:82 error R10 node "u" → managers[0]: no person has the id "x" ⇒ Write the id of somebody who is declared, or add the person in org.yaml.',
      '9:85 error R10 node "u" → managers[1]: no person has the id "s" ⇒ Write the id of somebody who is declared, or add the person in org.yaml.',
    ]);
    expect(validated.problems.map(underlined)).toEqual(["]", "000136", "x", "s"]);
    expect(validated.org).toBeUndefined();
  });

  it("is still known by its id", () => {
    const text = `nodes:
  - { id: top, kind: organization, name: Top
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: "m@x.example }
`;
    expect(problemLines(validateBelowHeader(text)).map((line) => line.split(" ⇒ ")[0])).toEqual([
      "5:44 error yaml a closing } is missing, here or before",
      "8:32 error yaml a closing quote is missing, here or before",
    ]);
  });

  it("hides nothing of a list that anchors tie together, either", () => {
    const text = stores
      .replace("managers: [m]\n", "managers: &all [m] }\n")
      .replace("managers: [x] }", "managers: *all }");
    expect(problemLines(validateBelowHeader(text)).map((line) => line.split(" ⇒ ")[0])).toEqual([
      '8:66 error shape node "t" → storeNumber: expected text, found the number 000136',
      '9:82 error R10 node "u" → managers[0]: no person has the id "x"',
      '9:85 error R10 node "u" → managers[1]: no person has the id "s"',
    ]);
  });
});

describe("more files", () => {
  const main = `apiVersion: org/v1
files: [people.csv, west.yaml]
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
hierarchy: { id: h, name: H, purposes: [retailReporting] }
nodes:
  - { id: top, kind: organization, name: Top }
`;
  const west = `apiVersion: org/v1
nodes:
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [p-201, p-2O2] }
`;
  const people = `id,name,upn,roles
p-201,"Miller, Sam",sam@x.example,storeManager
# left in summer: p-203

p-202,Ann Lee,ann@x.example,worker; regionalManager communicationsManager
`;

  it("are one organization, and problems name the file", () => {
    const validated = validateOrg(sourceOf("org.yaml", main), [
      sourceOf("people.csv", people),
      sourceOf("west.yaml", west),
    ]);
    expect(problemLines(validated)).toEqual([
      '3:89 error R10 node "s" → managers[1]: no person has the id "p-2O2" ⇒ Did you mean "p-202" (Ann Lee)? People are declared in people.csv.',
    ]);
    expect(validated.problems[0]?.place.file).toBe("west.yaml");
  });

  it("give their people and nodes, with the line of each", () => {
    const validated = validateOrg(sourceOf("org.yaml", main), [
      sourceOf("people.csv", people),
      sourceOf("west.yaml", west.replace(", p-2O2", "")),
    ]);
    expect(validated.org?.people).toEqual([
      { id: "p-201", name: "Miller, Sam", upn: "sam@x.example", roles: ["storeManager"] },
      {
        id: "p-202",
        name: "Ann Lee",
        upn: "ann@x.example",
        roles: ["worker", "regionalManager", "communicationsManager"],
      },
    ]);
    expect(validated.org?.nodes.map(({ id }) => id)).toEqual(["top", "s"]);
    expect(validated.lineOf(["nodes", 1])).toEqual({ file: "west.yaml", line: 3 });
    expect(validated.lineOf(["people", 1])).toEqual({ file: "people.csv", line: 5 });
  });

  it("hold nothing but nodes and people", () => {
    const validated = validateOrg(sourceOf("org.yaml", main), [
      sourceOf("west.yaml", "apiVersion: org/v1\ndefaults: {}\n"),
    ]);
    expect(problemLines(validated).map((line) => line.split(" ⇒ ")[0])).toContain(
      '2:1 error shape the key "defaults" is not known here',
    );
  });

  it("of people say what is wrong in which cell", () => {
    const csv = "id;name;upn;roles\np-1;Ann;;worker\np-2;Ben;ben@x.example;wroker;x\n";
    const validated = validateOrg(sourceOf("org.yaml", main), [sourceOf("people.csv", csv)]);
    expect(problemLines(validated)).toEqual([
      '2:1 error shape person "p-1": "upn" is missing ⇒ Add `upn`, such as sam.miller@contoso.example. User principal name: what the person signs in with.',
      '3:23 error shape person "p-2" → roles[0]: "wroker" is not allowed here ⇒ Did you mean "worker"? Write one of: storeManager, worker, regionalManager, communicationsManager.',
      "3:30 error csv there are more values than columns ⇒ Put a value that holds a semicolon in quotes.",
    ]);
  });

  it("of people are read by their header", () => {
    const csv = "id,name,upm\np-1,Ann,ann@x.example\n";
    const validated = validateOrg(sourceOf("org.yaml", main), [sourceOf("people.csv", csv)]);
    expect(problemLines(validated)).toEqual([
      '1:9 error csv no column is called "upm" ⇒ Did you mean "upn"?',
    ]);
  });
});
