// What the schema finds, in words. The rules that also fire are left out: they have tests of their own.
import { describe, expect, it } from "vitest";
import { problemLines, validateBelowHeader } from "./problems-of.ts";

const rows: readonly { name: string; yaml: string; says: readonly string[] }[] = [
  {
    name: "a number where text is meant keeps its zeros in the mend",
    yaml: `nodes:
  - { id: s, kind: store, parent: top, name: Store, storeNumber: 000135 }
`,
    says: [
      '5:66 error shape node "s" → storeNumber: expected text, found the number 000135 ⇒ Put it in quotes: "000135"; as a number it loses its zeros.',
    ],
  },
  {
    name: "true where text is meant",
    yaml: `hierarchy2: x
nodes:
  - { id: s, kind: region, name: yes, partyNumber: true }
`,
    says: [
      '4:1 error shape the key "hierarchy2" is not known here ⇒ Remove it: "hierarchy" is there.',
      '6:52 error shape node "s" → partyNumber: expected text, found true ⇒ Put it in quotes: "true"; else it means yes or no.',
    ],
  },
  {
    name: "a missing key, shown at what names the row",
    yaml: `nodes:
  - { id: s, kind: store, name: Store }
`,
    says: [
      '5:11 error shape node "s": "parent" is missing ⇒ Add `parent`, such as bay-area. Id of the node above.',
      '5:11 error shape node "s": "storeNumber" is missing ⇒ Add `storeNumber`, such as "000135". The store number in quotes, with its zeros.',
    ],
  },
  {
    name: "a key of another kind of node",
    yaml: `nodes:
  - { id: r, kind: region, name: R, workers: [] }
`,
    says: [
      '5:37 error shape node "r": the key "workers" is not known here ⇒ Known keys: id, kind, parent, name, targetName, channelId, partyNumber, legalEntity, managers, attributes, team.',
    ],
  },
  {
    name: "an unknown key with a near one, and one without",
    yaml: `people:
  - { id: a, upn: a@x.example, role: [worker], shoeSize: 42 }
`,
    says: [
      '5:32 error shape person "a": the key "role" is not known here ⇒ Did you mean "roles"?',
      '5:48 error shape person "a": the key "shoeSize" is not known here ⇒ Known keys: id, name, upn, objectId, personnelNumber, protected, status, statusFrom, statusUntil, roles.',
    ],
  },
  {
    name: "an unknown kind",
    yaml: `nodes:
  - { id: s, kind: stroe, name: S }
  - { id: t, kind: 7, name: T }
  - { id: u, name: U }
`,
    says: [
      '5:20 error shape node "s" → kind: no kind of node is called "stroe" ⇒ Did you mean "store"? Write one of: store, organization, region, district, legalEntity, businessUnit, costCenter, valueStream, department, channel.',
      '6:20 error shape node "t" → kind: no kind of node is called the number 7 ⇒ Write one of: store, organization, region, district, legalEntity, businessUnit, costCenter, valueStream, department, channel.',
      '7:11 error shape node "u": "kind" is missing ⇒ Write one of: store, organization, region, district, legalEntity, businessUnit, costCenter, valueStream, department, channel.',
    ],
  },
  {
    name: "a row that is no map",
    yaml: `nodes: [x, []]
`,
    says: [
      '4:9 error shape nodes[0]: expected keys and values, found the text "x" ⇒ Write keys and values, indented below, or in braces.',
      "4:12 error shape nodes[1]: expected keys and values, found a list ⇒ Write keys and values, indented below, or in braces.",
    ],
  },
  {
    name: "a value that is not in the list",
    yaml: `defaults: { team: { visibility: Private, owners: autoritative, onClose: drop } }
`,
    says: [
      '4:33 error shape defaults → team → visibility: "Private" is not allowed here ⇒ Did you mean "private"? Write one of: private, public.',
      '4:50 error shape defaults → team → owners: "autoritative" is not allowed here ⇒ Did you mean "authoritative"? Write one of: authoritative, additive.',
      '4:73 error shape defaults → team → onClose: "drop" is not allowed here ⇒ Write one of: archive, retain, delete.',
    ],
  },
  {
    name: "ids that do not fit",
    yaml: `nodes:
  - { id: "San Francisco", kind: region, name: S }
  - { id: ok, kind: region, name: S, team: { existingTeamId: b0000000-0000-4000-8000-000000000210 } }
`,
    says: [
      '5:11 error shape node "San Francisco" → id: "San Francisco" does not fit ⇒ Write a short name of your own: letters, digits, hyphens and underscores, at most 64, starting with a letter or digit, such as bay-area.',
      '6:46 error shape node "ok" → team: the key "existingTeamId" is not known here ⇒ Known keys: template, visibility, displayName, description, alias, requiredOwners, minimumOwners, manage, owners, members, channels, apps, appsMode, memberSettings, guestSettings, messagingSettings, funSettings, classification, onClose, onDestroy.',
    ],
  },
  {
    name: "a GUID, an address and an alias that do not fit",
    yaml: `tenant2: x
environments: [{ key: dev, url: https://x.crm.dynamics.com/ }]
defaults: { team: { alias: "{store}_D365", displayName: "{name}" } }
communicationsTeam: { name: Retail, alias: "Retail news", existingTeamId: 4711 }
`,
    says: [
      '4:1 error shape the key "tenant2" is not known here ⇒ Remove it: "tenant" is there.',
      '5:33 error shape environment "dev" → url: "https://x.crm.dynamics.com/" does not fit ⇒ Write an https address without a path and without a final slash, such as https://contoso-dev.crm4.dynamics.com.',
      '6:28 error shape defaults → team → alias: "{store}_D365" does not fit ⇒ Write letters, digits, hyphens, underscores and the placeholders {storeName}, {storeNumber}, {nodeId}, such as {storeName}_D365.',
      '6:57 error shape defaults → team → displayName: "{name}" does not fit ⇒ Write text that may hold the placeholders {storeName}, {storeNumber}, {nodeId} and no other braces, such as {storeNumber} {storeName}.',
      '7:44 error shape communicationsTeam → alias: "Retail news" does not fit ⇒ Write a mail alias: letters, digits, hyphens and underscores, at most 64; left out, it is made from the name, such as Retail_Communications_D365.',
      "7:75 error shape communicationsTeam → existingTeamId: expected text, found the number 4711 ⇒ Write a GUID: 8-4-4-4-12 hexadecimal digits, such as 7a1c0000-0000-4000-8000-000000000001.",
    ],
  },
  {
    name: "dates",
    yaml: `nodes:
  - { id: s, kind: store, parent: top, name: S, storeNumber: "1", closed: { on: 30.11.2026, because: lease } }
  - { id: t, kind: store, parent: top, name: T, storeNumber: "2", closed: { on: 2026-02-30, because: lease } }
  - { id: u, kind: store, parent: top, name: U, storeNumber: "3", closed: true }
`,
    says: [
      '5:81 error shape node "s" → closed → on: "30.11.2026" does not fit ⇒ Write a date, year first, such as 2026-11-30.',
      '6:81 error shape node "t" → closed → on: "2026-02-30" does not fit ⇒ Write a date, year first, such as 2026-11-30.',
      '7:75 error shape node "u" → closed: expected keys and values, found true ⇒ Write keys and values, indented below, or in braces.',
    ],
  },
  {
    name: "a key without value",
    yaml: `nodes:
  - id: s
    kind: store
    parent: top
    name:
    storeNumber: "1"
    managers:
`,
    says: [
      '8:5 error shape node "s" → name: expected text, found nothing ⇒ Write a value; a key that may be left out can be removed.',
      '10:5 error shape node "s" → managers: expected a list, found nothing ⇒ Write [] for none, or leave the key out.',
    ],
  },
  {
    name: "a text instead of a list",
    yaml: `nodes:
  - { id: s, kind: store, parent: top, name: S, storeNumber: "1", managers: p-1 }
`,
    says: [
      '5:77 error shape node "s" → managers: expected a list, found the text "p-1" ⇒ Put it in brackets: [one, two].',
    ],
  },
  {
    name: "lengths, bounds and repetition",
    yaml: `defaults: { maxStoresPerWorker: 0, team: { channels: [{ key: a, name: "123456789012345678901234567890123456789012345678901" }, { key: b, name: "" }] } }
people:
  - { id: a, upn: a@x.example, roles: [worker, storeManager, worker] }
`,
    says: [
      "4:33 error shape defaults → maxStoresPerWorker: 0 is out of range ⇒ Write a number of at least 1.",
      '4:71 error shape defaults → team → channel "a" → name: 51 characters are too many: at most 50 fit ⇒ Shorten it by 1.',
      '4:144 error shape defaults → team → channel "b" → name: the text is empty ⇒ Write something, or leave the key out.',
      '6:62 error shape person "a" → roles[2]: the same value is in the list twice ⇒ Remove one.',
    ],
  },
  {
    name: "a tab that sets nothing",
    yaml: `communicationsTeam: { name: R, channels: [{ key: a, name: A, recordLinks: [{ key: l, environment: dev, table: Account, recordId: c0000000-0000-4000-8000-000000000001, name: L, tab: {} }] }] }
`,
    says: [
      '4:111 error shape communicationsTeam → channel "a" → record link "l" → table: "Account" does not fit ⇒ Write the logical name of a table, in lower case, such as account.',
      '4:182 error shape communicationsTeam → channel "a" → record link "l" → tab: nothing is set here ⇒ Set something, or leave the key out.',
    ],
  },
  {
    name: "a list that is none",
    yaml: `nodes: { id: s }
people:
`,
    says: [
      "4:14 error shape nodes: expected a list, found keys and values ⇒ Begin each item with a hyphen.",
      "5:1 error shape people: expected a list, found nothing ⇒ Write [] for none, or leave the key out.",
    ],
  },
  {
    name: "attributes",
    yaml: `nodes:
  - { id: s, kind: region, name: S, attributes: { layout: 7, departments: [a, a], empty: "" } }
`,
    says: [
      '5:59 error shape node "s" → attributes → layout: expected text or a list, found the number 7 ⇒ Put it in quotes: "7"; as a number it loses its zeros.',
      '5:79 error shape node "s" → attributes → departments[1]: the same value is in the list twice ⇒ Remove one.',
      '5:90 error shape node "s" → attributes → empty: the text is empty ⇒ Write something, or leave the key out.',
    ],
  },
];

describe("the shape", () => {
  it.each(rows)("$name", ({ yaml, says }) => {
    const lines = problemLines(validateBelowHeader(yaml));
    expect(lines.filter((line) => line.split(" ")[2] === "shape")).toEqual(says);
  });
});
