// Rules whose fixtures are too long to write down, and R4, which is about the line that the other fixtures share.
import { describe, expect, it } from "vitest";
import { orgRules } from "../../schemas/org-rules.ts";
import { problemLines, validateBelowHeader, validateText } from "./problems-of.ts";

const tenant = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
`;
const oneStore = `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`;

describe("R4", () => {
  it("refuses stores of a hierarchy without the purpose Retail reporting", () => {
    const text = `${tenant}hierarchy: { id: h, name: Chart, purposes: [organizationChart] }\n${oneStore}`;
    expect(problemLines(validateText(text))).toEqual([
      '3:44 error R4 hierarchy → purposes: the hierarchy "Chart" has not the purpose retailReporting, so its stores become no teams ⇒ Give it the purpose Retail reporting in headquarters and here, or take the nodes of the hierarchy that has it.',
    ]);
  });

  it("refuses stores without a hierarchy", () => {
    expect(problemLines(validateText(tenant + oneStore))).toEqual([
      "3:1 error R4 stores are declared, but not which hierarchy they come from ⇒ Add `hierarchy: { id: …, name: …, purposes: [retailReporting] }`.",
    ]);
  });

  it("asks nothing of a config without stores", () => {
    expect(problemLines(validateText(tenant))).toEqual([]);
  });
});

function ids(amount: number): string[] {
  return Array.from({ length: amount }, (_, index) => `p-${String(index)}`);
}

function peopleRows(amount: number): string {
  const rows = ids(amount).map((id) => `  - { id: ${id}, upn: ${id}@x.example }`);
  return `people:\n${rows.join("\n")}\n`;
}

function storeWith(managers: readonly string[], workers: readonly string[]): string {
  return `nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [${managers.join(", ")}]
    workers: [${workers.join(", ")}]
`;
}

describe("R15", () => {
  it("takes 100 owners and 25,000 people", () => {
    const people = ids(25_000);
    const text = storeWith(people.slice(0, 100), people.slice(100)) + peopleRows(25_000);
    expect(problemLines(validateBelowHeader(text))).toEqual([]);
  });

  it("refuses more owners, and more people", () => {
    const people = ids(25_001);
    const text = storeWith(people.slice(0, 101), people.slice(101)) + peopleRows(25_001);
    expect(problemLines(validateBelowHeader(text))).toEqual([
      '11:15 error R15 node "s" → managers: 101 owners are too many for one team: at most 100 ⇒ Make some of them members.',
      '12:14 error R15 node "s" → workers: 25,001 people are too many for one team: at most 25,000 ⇒ Name fewer people.',
    ]);
  });
});

describe("R13", () => {
  it("refuses a person in more than 1,000 teams", () => {
    const stores = Array.from(
      { length: 1_001 },
      (_, index) =>
        `  - { id: s${String(index)}, kind: store, parent: top, name: Store ${String(index)}, storeNumber: "${String(index)}", managers: [p-0] }`,
    );
    const text = `nodes:\n  - { id: top, kind: organization, name: Top }\n${stores.join("\n")}\n${peopleRows(1)}`;
    expect(problemLines(validateBelowHeader(text))).toEqual([
      '1008:11 error R13 person "p-0": would be in 1,001 teams; Teams allows 1,000 ⇒ Take the person out of some stores.',
    ]);
  });
});

describe("R15", () => {
  it("refuses more than 1,000 channels, General among them", () => {
    const channels = Array.from(
      { length: 1_001 },
      (_, index) => `{ key: c${String(index)}, name: C${String(index)} }`,
    );
    const text = `defaults: { team: { channels: [${channels.join(", ")}] } }\n`;
    expect(problemLines(validateBelowHeader(text))).toEqual([
      "4:31 error R15 defaults → team → channels: 1,001 channels are too many for one team: at most 999 beside General ⇒ Take some of them out.",
    ]);
  });
});

describe("the table of rules", () => {
  it("has each id once, in order, and says each rule in a sentence", () => {
    const numbers = orgRules.map(({ id }) => Number(id.slice(1)));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    for (const { id, says } of orgRules) {
      expect(id).toMatch(/^R\d+$/);
      expect(says).toMatch(/^[A-Z].*\.$/);
    }
  });
});
