// What people bring out of editors, spreadsheets and git: named for what it is, once, with a mend that works.
import { describe, expect, it } from "vitest";
import { validateOrg } from "../../schemas/validate.ts";
import { problemLines, sourceOf } from "./problems-of.ts";

const head = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: x.example }
hierarchy: { id: h, name: H, purposes: [retailReporting] }
`;
const body = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [a] }
people:
  - { id: a, upn: a@x.example }
`;

interface Row {
  readonly name: string;
  readonly text: string;
  readonly says: string;
}

const yaml: readonly Row[] = [
  {
    name: "git's marks of a conflict",
    text:
      head +
      body
        .replace("  - { id: s", "<<<<<<< HEAD\n  - { id: s")
        .replace("people:", "=======\n>>>>>>> b\npeople:"),
    says: "6:1 error file two versions of the file were put together and the conflict is not settled",
  },
  {
    name: "no-break blanks as indentation",
    text: `${head}defaults:\n\u00a0\u00a0team: { visibility: private }\n`,
    says: "5:1 error file a blank of another kind",
  },
  {
    name: "no-break blanks before a row",
    text: `${head}nodes:\n\u00a0\u00a0- { id: top, kind: organization, name: Top }\n`,
    says: "5:1 error file a blank of another kind",
  },
  {
    name: "a tab as indentation",
    text: `${head}defaults:\n\tteam: {}\n`,
    says: "5:1 error yaml a tab stands where the line is indented",
  },
  {
    name: "name: Null",
    text: head + body.replace("name: Store", "name: Null"),
    says: 'found Null, which means nothing in YAML ⇒ Put it in quotes if it is meant: "Null".',
  },
  {
    name: "no blank behind a colon in braces",
    text: head + body.replace("name: Store", "name:Store"),
    says: 'node "s": a blank is missing behind the colon of "name:Store" ⇒ Write `name: Store`.',
  },
  {
    name: "no blank behind a colon in a row",
    text: `${head}nodes:\n  - id:top\n    kind: organization\n`,
    says: '5:5 error yaml a blank is missing behind the colon of "id:top" ⇒ Write `id: top`.',
  },
  {
    name: "no blank behind the first colon",
    text: head.replace(": org", ":org") + body,
    says: '1:1 error yaml a blank is missing behind the colon of "apiVersion:org/v1"',
  },
  {
    name: "a misspelled key that is missing then",
    text: head + body.replace("name: Store", "nmae: Store"),
    says: 'node "s": the key "nmae" is not known here ⇒ Did you mean "name"?',
  },
  {
    name: "brackets in thousands",
    text: `${head}x: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
    says: "nested so deeply here that they cannot be read",
  },
  {
    name: "brackets in thousands in a row",
    text: `${head}nodes:\n  - ${"{a: ".repeat(20_000)}\n`,
    says: "nested so deeply here that they cannot be read",
  },
  {
    name: "a number that a spreadsheet rounded",
    text: head + body.replace('"1"', '"1.2E+11"'),
    says: "is a number that a spreadsheet has rounded: its digits are lost",
  },
  {
    name: "a store number without quotes",
    text: head + body.replace('"1"', "000135"),
    says: 'found the number 000135 ⇒ Put it in quotes: "000135"',
  },
  {
    name: "a guest",
    text: head + body.replace("a@x", "ann_y.example#EXT#@x"),
    says: "is a guest of the tenant (#EXT#)",
  },
];

describe("an org file with", () => {
  it.each(yaml)("$name", ({ text, says }) => {
    const lines = problemLines(validateOrg(sourceOf("org.yaml", text)));
    expect(lines).toEqual([expect.stringContaining(says)]);
  });
});

const csv: readonly Row[] = [
  {
    name: "git's marks of a conflict",
    text: "id,upn\n<<<<<<< HEAD\na,a@x.example\n=======\na,b@x.example\n>>>>>>> b\n",
    says: "2:1 error file two versions of the file",
  },
  {
    name: "a number that a spreadsheet rounded",
    text: "id,upn,personnelNumber\na,a@x.example,1.23457E+11\n",
    says: "2:15 error shape",
  },
  {
    name: "the same in a German spreadsheet",
    text: "id;upn;personnelNumber\na;a@x.example;1,23E+11\n",
    says: "2:15 error shape",
  },
  {
    name: "nothing but separators",
    text: "id,upn\na,a@x.example\n,\n,\n",
    says: "3:1 warning csv 2 rows from here on hold nothing but separators",
  },
  {
    name: "line ends with CR alone",
    text: "id,upn\ra,a@x.example\r",
    says: "1:7 error file the line ends with CR alone",
  },
];

describe("a file of people with", () => {
  it.each(csv)("$name", ({ text, says }) => {
    const main = sourceOf("org.yaml", `${head}files: [p.csv]\n`);
    const lines = problemLines(validateOrg(main, [sourceOf("p.csv", text)]));
    expect(lines).toEqual([expect.stringContaining(says)]);
  });
});
