// Every rule of the organization: its id, its severity, where it points and how it says to mend it. One short config
// each; more cases stand in the tests of each group of rules.
import { describe, expect, it } from "vitest";
import { orgRules } from "../../schemas/org-rules.ts";
import type { Severity } from "../../schemas/problem.ts";
import { underlined, validateText } from "./problems-of.ts";

const tenant = "tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: x.example }";
const retail = "hierarchy: { id: h, name: Shops, purposes: [retailReporting] }";
const person = "  - { id: m, upn: m@x.example }";
const top = "  - { id: top, kind: organization, name: Top }";

function store(id: string, more: string): string {
  return `  - { id: ${id}, kind: store, ${more} }`;
}

/** A config of these lines, below the three that every one has. */
function config(...lines: readonly string[]): string {
  return ["apiVersion: org/v1", tenant, ...lines, ""].join("\n");
}

const plain = store("s", 'parent: top, name: Bern, storeNumber: "1", managers: [m]');

interface RuleExample {
  readonly id: string;
  readonly severity: Severity;
  readonly text: string;
  /** `line: what is underlined`. */
  readonly at: string;
  readonly mend: string;
}

const table: readonly RuleExample[] = [
  {
    id: "R1",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      "  - { id: other, kind: organization, name: Other }",
      plain,
      "people:",
      person,
    ),
    at: "6: other",
    mend: "Add `parent: top`, or the id of the node that it belongs to. The other one is in line 5.",
  },
  {
    id: "R2",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      store("s", 'parent: tip, name: Bern, storeNumber: "1", managers: [m]'),
      "people:",
      person,
    ),
    at: "6: tip",
    mend: 'Did you mean "top"?',
  },
  {
    id: "R3",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      store("t", 'parent: s, name: Basel, storeNumber: "2", managers: [m]'),
      "people:",
      person,
    ),
    at: "7: s",
    mend: "Write the id of the node that the store belongs to.",
  },
  {
    id: "R4",
    severity: "error",
    text: config(
      "hierarchy: { id: h, name: Chart, purposes: [organizationChart] }",
      "nodes:",
      top,
      plain,
      "people:",
      person,
    ),
    at: "3: [organizationChart]",
    mend: "Give it the purpose Retail reporting in headquarters and here, or take the nodes of the hierarchy that has it.",
  },
  {
    id: "R5",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      store(
        "t",
        'parent: top, name: BERN, targetName: Other, storeNumber: "2", managers: [m], team: { displayName: B }',
      ),
      "people:",
      person,
    ),
    at: "7: BERN",
    mend: "Give one of them an alias of its own: `team: { alias: … }`, or put {storeNumber} into the pattern. The other one is in line 6.",
  },
  {
    id: "R6",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      store("t", 'parent: top, name: Basel, storeNumber: "1", managers: [m]'),
      "people:",
      person,
    ),
    at: '7: "1"',
    mend: "Correct one of the two. The other one is in line 6.",
  },
  {
    id: "R7",
    severity: "error",
    text: config(
      "environments:",
      "  - { key: a, url: https://a.crm.dynamics.com }",
      "  - { key: b, url: https://b.crm.dynamics.com }",
    ),
    at: "3: environments",
    mend: "Add `teams: true` to one of them: the tenant has each team once.",
  },
  {
    id: "R8",
    severity: "warning",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      store("t", 'parent: top, name: Basel, storeNumber: "2", managers: []'),
      "people:",
      person,
    ),
    at: "7: []",
    mend: "Name a manager: only a manager can own the team.",
  },
  {
    id: "R9",
    severity: "warning",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      "  - { id: west, kind: region, parent: top, name: West }",
      "people:",
      person,
    ),
    at: "7: west",
    mend: "Add stores below it, or remove it.",
  },
  {
    id: "R10",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      store("s", 'parent: top, name: Bern, storeNumber: "1", managers: [m, n]'),
      "people:",
      person,
    ),
    at: "6: n",
    mend: "Write the id of somebody who is declared, or add the person in org.yaml.",
  },
  {
    id: "R12",
    severity: "warning",
    text: config(
      retail,
      "nodes:",
      top,
      store("s", 'parent: top, name: Bern, storeNumber: "1", managers: [m], workers: [m]'),
      "people:",
      person,
    ),
    at: "6: m",
    mend: "Remove it here: a manager owns the team, which is more than being a member.",
  },
  {
    id: "R13",
    severity: "error",
    text: config(
      retail,
      "defaults: { maxStoresPerWorker: 1 }",
      "nodes:",
      top,
      store("s", 'parent: top, name: Bern, storeNumber: "1", managers: [m], workers: [w]'),
      store("t", 'parent: top, name: Basel, storeNumber: "2", managers: [m], workers: [w]'),
      "people:",
      person,
      "  - { id: w, upn: w@x.example }",
    ),
    at: "11: w",
    mend: "Take the person out of some, or raise `defaults.maxStoresPerWorker`.",
  },
  {
    id: "R14",
    severity: "error",
    text: config("people:", "  - { id: m, upn: m@x.example, roles: [regionalManager] }"),
    at: "4: [regionalManager]",
    mend: "Add communicationsManager: regional managers publish through the communications team.",
  },
  {
    id: "R15",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      store(
        "s",
        'parent: top, name: Bern, storeNumber: "1", managers: [m], team: { channels: [{ key: c, name: C, private: { owners: [w] } }] }',
      ),
      "people:",
      person,
      "  - { id: w, upn: w@x.example }",
    ),
    at: "6: w",
    mend: "Name the person as manager or worker of the store, or declare the channel at the person's own store.",
  },
  {
    id: "R16",
    severity: "error",
    text: config("defaults: { team: { channels: [{ key: c, name: General }] } }"),
    at: "3: General",
    mend: "Remove it here; it cannot be declared.",
  },
  {
    id: "R17",
    severity: "error",
    text: config(
      "hierarchy: { id: h, name: Shops, purposes: [retailReporting], csv: { attributes: { size: TeamId } } }",
      "communicationsTeam: { name: News }",
      "nodes:",
      top,
      store("s", 'parent: top, name: Bern, storeNumber: "1", managers: [m], attributes: { size: S }'),
      "people:",
      "  - { id: m, upn: m@x.example, roles: [communicationsManager] }",
    ),
    at: "3: TeamId",
    mend: "Choose another name.",
  },
  {
    id: "R19",
    severity: "error",
    text: config(
      retail,
      "nodes:",
      top,
      plain,
      "people:",
      "  - { id: m, upn: m@x.example, roles: [communicationsManager] }",
      "taskLists:",
      "  - { id: l, name: L, target: { filter: { size: S } }, tasks: [{ id: t, title: T }] }",
    ),
    at: "10: size",
    mend: "Add it to stores, or leave it out here.",
  },
  {
    id: "R20",
    severity: "error",
    text: config(
      "defaults: { team: { channels: [{ key: c, name: C, recordLinks: [{ key: l, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: L }] }] } }",
    ),
    at: "3: dev",
    mend: "Add it under `environments`.",
  },
  {
    id: "R21",
    severity: "error",
    text: config("defaults: { team: { onClose: delete } }"),
    at: "3: delete",
    mend: "Write `onDestroy: delete` as well, or `onClose: archive`.",
  },
  {
    id: "R23",
    severity: "error",
    text: config(
      "environments:",
      "  - { key: a, url: https://a.crm.dynamics.com, collaboration: { basic: true, enhanced: true } }",
    ),
    at: "4: true",
    mend: "Write `serves: [recordLinking]` at an app in `integration.apps`, or set `enhanced: false`.",
  },
  {
    id: "R24",
    severity: "error",
    text: config("integration: { apps: [{ key: a }] }"),
    at: "3: a",
    mend: "Write the `appId` of the app, or a `registration` when this file shall register it.",
  },
  {
    id: "R25",
    severity: "error",
    text: config(
      "integration:",
      "  apps:",
      "    - { key: a, displayName: A, registration: { hqUrls: [https://hq.x.example], secret: { keptIn: keyVault } } }",
    ),
    at: "5: keyVault",
    mend: "Add `keyVault: { vault: https://NAME.vault.azure.net, secretName: NAME }`, or write `keptIn: stackOutput`.",
  },
  {
    id: "R26",
    severity: "error",
    text: config("people:", "  - { id: m, upn: m@x.example, statusUntil: 2026-12-24 }"),
    at: "4: 2026-12-24",
    mend: "Write `status: leave` or `status: left` as well, or remove the day.",
  },
  {
    id: "R27",
    severity: "error",
    text: config("defaults: { team: { manage: observe, onDestroy: delete } }"),
    at: "3: observe",
    mend: "Write `onDestroy: retain`, and observe it from the run after on.",
  },
];
/** They need the tenant: asked before a run (R11), when a team is taken over (R18), held by the order of steps (R22). */
const askedOfTheTenant = ["R11", "R18", "R22"];

describe("the rules of an organization", () => {
  it.each(table)("$id: severity, place and mend", ({ id, severity, text, at, mend }) => {
    const found = validateText(text).problems.map((problem) => ({
      id: problem.ruleId,
      severity: problem.severity,
      at: `${String(problem.place.line)}: ${underlined(problem)}`,
      mend: problem.mend,
    }));
    expect(found).toEqual([{ id, severity, at, mend }]);
    const rule = orgRules.find((each) => each.id === id);
    expect(rule?.severity).toBe(severity);
  });

  it("of Commerce, 1 to 23, are all in this table or asked of the tenant", () => {
    const ids = [...table.map(({ id }) => id), ...askedOfTheTenant];
    const all = Array.from({ length: 23 }, (_, index) => `R${String(index + 1)}`);
    expect(all.filter((id) => !ids.includes(id))).toEqual([]);
    const known = orgRules.map(({ id }) => id);
    expect(table.map(({ id }) => id).filter((id) => !known.includes(id))).toEqual([]);
  });
});
