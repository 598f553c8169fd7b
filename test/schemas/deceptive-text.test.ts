// No text of a config deceives its reader or breaks what prints it: it is told where it stands, and shown harmless.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deceptiveLetters, shownMessage, shownText } from "../../schemas/deceptive-text.ts";
import { formatProblemList } from "../../schemas/format-problems.ts";
import { settingProblems } from "../../schemas/stack-settings.ts";
import { validateOrg } from "../../schemas/validate.ts";
import { problemLines, sourceOf, validateBelowHeader } from "./problems-of.ts";

const isOf = (text: string): string[] => [...deceptiveLetters(text)].map(({ is }) => is);

describe("a letter that deceives or breaks", () => {
  it.each([
    ["\u0000", "a control character (U+0000)"],
    ["\u001b", "a control character (U+001B)"],
    ["\u007f", "a control character (U+007F)"],
    ["\u0085", "a control character (U+0085)"],
    ["\u009b", "a control character (U+009B)"],
    ["\n", "a line break (U+000A)"],
    ["\u2028", "a line break (U+2028)"],
    ["\t", "a tab (U+0009)"],
    ["\u202e", "a sign that turns the direction of writing (U+202E)"],
    ["\u2067", "a sign that turns the direction of writing (U+2067)"],
    ["\u200e", "a sign that turns the direction of writing (U+200E)"],
    ["\u200b", "a letter that does not show (U+200B)"],
    ["\u200d", "a letter that does not show (U+200D)"],
    ["\u00ad", "a letter that does not show (U+00AD)"],
    ["\u2060", "a letter that does not show (U+2060)"],
    ["\ufeff", "a letter that does not show (U+FEFF)"],
    ["\u3164", "a letter that does not show (U+3164)"],
    ["\u{e0041}", "a letter that does not show (U+E0041)"],
    ["\ud800", "half of a letter (U+D800)"],
    ["\udc00", "half of a letter (U+DC00)"],
    ["\ufffd", "the sign of a letter that was lost (U+FFFD)"],
  ])("%j is named", (letter, is) => {
    expect(isOf(`Sto${letter}re`)).toEqual([is]);
    expect(shownText(`Sto${letter}re`)).toHaveLength(5 + letter.length);
    expect(isOf(shownText(`Sto${letter}re`)).filter((each) => !each.includes("FFFD"))).toEqual([]);
  });

  it.each([
    "Größe",
    "Łódź",
    "東京 銀座",
    "می\u200cخواهم",
    "क्\u200dष",
    "👩\u200d🍳 ☕\ufe0f",
    "Café\u0301",
    "O\u2019Neil",
    "a\u00a0b",
  ])("%s may stand", (text) => {
    expect(isOf(text)).toEqual([]);
    expect(shownText(text)).toBe(text);
  });
});

const org = (name: string): string => `nodes:
  - { id: top, kind: organization, name: ${name} }
`;

describe("in a config", () => {
  it("is told once, where it stands, whether written as it is or as an escape", () => {
    expect(problemLines(validateBelowHeader(org("Con\u202etoso")))).toEqual([
      "5:45 error text here stands a sign that turns the direction of writing (U+202E) ⇒ Type the text anew; what was copied from elsewhere may hold more than it shows.",
    ]);
    expect(problemLines(validateBelowHeader(org('"Con\\u001btoso"')))).toEqual([
      '5:42 error text node "top" → name: holds a control character (U+001B) ⇒ Remove it.',
    ]);
    expect(problemLines(validateBelowHeader(org('"Con\\ud83dtoso"')))).toEqual([
      expect.stringMatching(/^5:42 error text .*half of a letter/),
    ]);
  });

  it.each([
    { name: "a comment", text: `${org("Contoso")}# harmless \u2066\n`, says: "6:12 error text here stands" },
    {
      name: "a key",
      text: org('Contoso, attributes: { "a\\u200bb": x }'),
      says: "holds a letter that does not show",
    },
    {
      name: "a list",
      text: org('Contoso, attributes: { a: ["x\\u0007"] }'),
      says: "attributes → a[0]: holds a control",
    },
  ])("is told in $name", ({ text, says }) => {
    expect(problemLines(validateBelowHeader(text)).join("\n")).toContain(says);
  });

  it("is told in a cell of a CSV, line breaks in quotes too", () => {
    const main = `apiVersion: org/v1
files: [people.csv]
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
`;
    const csv =
      'id,name,upn\np-1,"Ann\nLee",a@x.example\np-2,B\u200ben,b@x.example\np-3,C\u001b[2J,c@x.example\n';
    const { problems } = validateOrg(sourceOf("org.yaml", main), [sourceOf("people.csv", csv)]);
    expect(
      problems.map(({ place, message }) => `${String(place.line)}:${String(place.column)} ${message}`),
    ).toEqual([
      "2:5 holds a line break (U+000A)",
      "4:6 here stands a letter that does not show (U+200B)",
      "5:6 here stands a control character (U+001B)",
    ]);
  });

  it("never reaches the terminal, whatever the text", () => {
    const letters = fc.constantFrom(
      ..."ab\u001b\u0000\u009b\u202e\u200b\ud800\ufeff\n\r\t:\"'{}[],-# @/".split(""),
    );
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 60 }), fc.boolean(), (text, isCsv) => {
        const { problems } = isCsv
          ? validateOrg(sourceOf("o.yaml", "apiVersion: org/v1\n"), [sourceOf("p.csv", text)])
          : validateBelowHeader(text);
        for (const line of formatProblemList(problems).split("\n"))
          expect(isOf(line).filter((is) => !is.includes("U+FFFD"))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a text that is no address of that person or service", () => {
  const person = (upn: string): string => `people:\n  - { id: p-1, upn: ${JSON.stringify(upn)} }\n`;
  it.each([
    ["mailto:ann@x.example", '"mailto:ann@x.example" does not fit'],
    [
      "\u0430nn@x.example",
      '"\u0430nn@x.example" does not fit: it holds "\u0430" (U+0430), which is no letter A-Z',
    ],
    ["ann@c\u043entoso.example", 'it holds "\u043e" (U+043E), which is no letter A-Z'],
    ["Ann <ann@x.example>", "does not fit"],
    ["ann@x", "does not fit"],
    ["ann@x.example ", "the text begins or ends with a blank"],
    ["ann@x.example;ben@x.example", "does not fit"],
  ])("%j is no UPN", (upn, says) => {
    expect(problemLines(validateBelowHeader(person(upn)))).toEqual([expect.stringContaining(says)]);
  });

  it.each(["ann.o'neil@x.example", "a_b-c!#^~1@sub.x.example", "ANN@X.EXAMPLE"])("%s is a UPN", (upn) => {
    expect(problemLines(validateBelowHeader(person(upn)))).toEqual([]);
  });
});

describe("an address with a password", () => {
  const secret = "https://ann:hunter2@contoso-dev.crm4.dynamics.com";
  it.each([
    { name: "an environment", text: `environments:\n  - { key: dev, url: "${secret}" }\n` },
    {
      name: "a tab",
      text: `defaults: { team: { channels: [{ key: a, name: A, tabs: [{ key: t, name: T, url: "${secret}/x" }] }] } }\n`,
    },
    { name: "a name", text: org(`"${secret}"`) },
    {
      name: "a page of headquarters",
      text: `integration: { apps: [{ key: a, displayName: A, registration: { hqUrls: ["${secret}"] } }] }\n`,
    },
  ])("is refused in $name and not repeated", ({ text }) => {
    const { problems } = validateBelowHeader(text);
    expect(problems.map(({ message }) => message)).toEqual(["the address holds a user name or a password"]);
    expect(JSON.stringify(problems) + formatProblemList(problems)).not.toContain("hunter2");
  });

  it("is refused in the settings of a stack too, as are letters that deceive", () => {
    expect(settingProblems({ program: "tenant", org: secret })).toEqual([
      "store-teams:org: the address holds a user name or a password",
    ]);
    expect(settingProblems({ program: "environment", regions: ["w\u200best"] })).toEqual([
      "store-teams:regions → 0: holds a letter that does not show (U+200B)",
    ]);
  });
});

describe("names that people cannot tell apart", () => {
  it.each([
    ["News", "NEWS"],
    ["Caf\u00e9", "Cafe\u0301"],
    ["Store news", "Store\u00a0news"],
    ["Store news", "Store  news"],
    ["Shop", "\uff33hop"],
  ])("%j and %j are one channel", (first, second) => {
    const channels = [first, second].map((name, index) => ({ key: `k${String(index)}`, name }));
    const { problems } = validateBelowHeader(
      `defaults: { team: { channels: ${JSON.stringify(channels)} } }\n`,
    );
    expect(problems.map(({ ruleId }) => ruleId)).toEqual(["R16"]);
  });
});

it("a long value is cut in messages, and so is a long path without quotes", () => {
  expect(shownMessage(`${"x".repeat(5000)} is no such file`)).toBe(`${"x".repeat(80)}… is no such file`);
  expect(shownMessage(`"${"x".repeat(5000)}" does not fit`)).toBe(`"${"x".repeat(80)}…" does not fit`);
});
