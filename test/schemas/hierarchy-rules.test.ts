import { describeRules } from "./rule-rows.ts";

describeRules("hierarchy rules", [
  {
    rule: "R1",
    name: "two roots",
    yaml: `nodes:
  - { id: a, kind: organization, name: A }
  - { id: b, kind: organization, name: B }
  - { id: s, kind: store, parent: a, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:11 error R1 node "b": has no parent, but "a" is the root already ⇒ Add `parent: a`, or the id of the node that it belongs to. The other one is in line 5.',
    ],
  },
  {
    rule: "R1",
    name: "no root",
    yaml: `nodes:
  - { id: a, kind: region, parent: b, name: A }
  - { id: b, kind: region, parent: a, name: B }
  - { id: s, kind: store, parent: a, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      "4:1 error R1 every node has a parent, so none is the root ⇒ Leave `parent` out at the topmost node.",
      '5:36 error R2 node "a" → parent: the parents go in a circle: a → b → a ⇒ Give one of them a parent that leads to the root.',
    ],
  },
  {
    rule: "R2",
    name: "a parent that does not exist",
    yaml: `nodes:
  - { id: west, kind: region, name: West }
  - { id: s, kind: store, parent: wset, name: Store, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: elsewhere, name: Other, storeNumber: "2", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:35 error R2 node "s" → parent: no node has the id "wset" ⇒ Did you mean "west"?',
      '7:35 error R2 node "t" → parent: no node has the id "elsewhere" ⇒ Write the id of a node that exists, or add the node.',
    ],
  },
  {
    rule: "R2",
    name: "a circle below the root",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: a, kind: region, parent: b, name: A }
  - { id: b, kind: region, parent: a, name: B }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:36 error R2 node "a" → parent: the parents go in a circle: a → b → a ⇒ Give one of them a parent that leads to the root.',
    ],
  },
  {
    rule: "R3",
    name: "a node below a store",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: s, name: Kiosk, storeNumber: "2", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:35 error R3 node "t" → parent: "s" is a store, and nothing can be below a store ⇒ Write the id of the node that the store belongs to.',
    ],
  },
  {
    rule: "R9",
    name: "groups without a team below",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
  - { id: north, kind: region, parent: top, name: North }
  - { id: cold, kind: district, parent: north, name: Cold }
  - { id: south, kind: region, parent: top, name: South }
  - { id: t, kind: store, parent: south, name: Old, storeNumber: "3", managers: [m], closed: { on: 2026-10-31, because: lease ended } }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:11 warning R9 node "north": no store below has a team, so it is left out of the targeting hierarchy ⇒ Add stores below it, or remove it.',
      '9:11 warning R9 node "south": no store below has a team, so it is left out of the targeting hierarchy ⇒ Add stores below it, or remove it.',
    ],
  },
]);
