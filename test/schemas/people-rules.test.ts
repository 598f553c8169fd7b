import { describeRules } from "./rule-rows.ts";

describeRules("people rules", [
  {
    rule: "R8",
    name: "nobody manages a store, nobody owns the communications team",
    yaml: `communicationsTeam: { name: Retail }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: top, name: Other, storeNumber: "2", workers: [m, n] }
  - { id: u, kind: store, parent: top, name: Old, storeNumber: "3", closed: { on: 2026-10-31, because: lease ended } }
people:
  - { id: m, upn: m@x.example }
  - { id: n, upn: n@x.example }
`,
    says: [
      "4:23 warning R8 communicationsTeam → owners: nobody would own the communications team, so it is not made ⇒ Give somebody the role communicationsManager, or name owners: `owners: { people: [ … ] }`.",
      '8:11 warning R8 node "t" → managers: no manager, so the store gets no team; 2 workers are left out with it ⇒ Name a manager: only a manager can own the team.',
    ],
  },
  {
    rule: "R8",
    name: "a store that would lose its team for want of a manager",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: top, name: Other, storeNumber: "2", managers: [], team: { onDestroy: delete } }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:81 error R8 node "t" → managers: no manager: a team that exists would be deleted, because onDestroy is delete ⇒ Name a manager, or keep the team: `team: { onDestroy: retain }`.',
    ],
  },
  {
    rule: "R10",
    name: "people who are not declared",
    yaml: `communicationsTeam: { name: Retail, owners: { people: [p-2O1] } }
nodes:
  - { id: top, kind: organization, name: Top, managers: [p-999] }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [p-201], workers: [p-2o1] }
people:
  - { id: p-201, name: Sam Miller, upn: sam@x.example }
`,
    says: [
      '4:56 error R10 communicationsTeam → owners → people[0]: no person has the id "p-2O1" ⇒ Did you mean "p-201" (Sam Miller)? People are declared in org.yaml.',
      '6:58 error R10 node "top" → managers[0]: no person has the id "p-999" ⇒ Write the id of somebody who is declared, or add the person in org.yaml.',
      '7:100 error R10 node "s" → workers[0]: no person has the id "p-2o1" ⇒ Did you mean "p-201" (Sam Miller)? People are declared in org.yaml.',
    ],
  },
  {
    rule: "R10",
    name: "one person declared twice",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [a] }
people:
  - { id: a, name: Ann, upn: ann@x.example, personnelNumber: "1", objectId: b0000000-0000-4000-8000-000000000210 }
  - { id: a, upn: ANN@x.example, personnelNumber: "1", objectId: B0000000-0000-4000-8000-000000000210 }
`,
    says: [
      '9:11 error R10 person "a" → id: the id "a" is there twice ⇒ Give one of the two an id of its own, or remove it. The other one is in line 8.',
      '9:19 error R10 person "a" → upn: the user principal name ANN@x.example belongs to "a" (Ann) already ⇒ Correct one of the two, or remove it. The other one is in line 8.',
      '9:51 error R10 person "a" → personnelNumber: the personnel number 1 belongs to "a" (Ann) already ⇒ Correct one of the two, or remove it. The other one is in line 8.',
      '9:66 error R10 person "a" → objectId: the object id B0000000-0000-4000-8000-000000000210 belongs to "a" (Ann) already ⇒ Correct one of the two, or remove it. The other one is in line 8.',
    ],
  },
  {
    rule: "R10",
    name: "legal entities and apps that are not declared",
    yaml: `integration:
  apps: [{ key: commerce, appId: 5d0c0000-0000-4000-8000-0000000000c0 }]
  consent:
    - { app: comerce, api: teamsRetailService, kind: delegated, permission: TaskPublishing.ReadWrite.All, for: taskPublishing }
legalEntities: [{ id: usrt }]
nodes:
  - { id: top, kind: organization, name: Top, legalEntity: ustr }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", legalEntity: demf, managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:14 error R10 integration → consent[0] → app: no app has the key "comerce" ⇒ Did you mean "commerce"?',
      '10:60 error R10 node "top" → legalEntity: no legal entity has the id "ustr" ⇒ Did you mean "usrt"?',
      '11:84 error R10 node "s" → legalEntity: no legal entity has the id "demf" ⇒ Add it under `legalEntities`.',
    ],
  },
  {
    rule: "R12",
    name: "somebody twice in a store",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m], workers: [n, m, n] }
people:
  - { id: m, upn: m@x.example }
  - { id: n, upn: n@x.example }
`,
    says: [
      '6:99 warning R12 node "s" → workers[1]: "m" is a manager of this store as well ⇒ Remove it here: a manager owns the team, which is more than being a member.',
      '6:102 warning R12 node "s" → workers[2]: "n" is in the list twice ⇒ Remove one.',
    ],
  },
  {
    rule: "R13",
    name: "a worker in too many stores",
    yaml: `defaults: { maxStoresPerWorker: 1 }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m], workers: [n] }
  - { id: t, kind: store, parent: top, name: Other, storeNumber: "2", managers: [m], workers: [n] }
  - { id: u, kind: store, parent: top, name: Third, storeNumber: "3", managers: [m], workers: [] }
people:
  - { id: m, upn: m@x.example }
  - { id: n, upn: n@x.example }
`,
    says: [
      '12:11 error R13 person "n": works in 2 stores (Store, Other); at most 1 allowed ⇒ Take the person out of some, or raise `defaults.maxStoresPerWorker`.',
    ],
  },
  {
    rule: "R14",
    name: "regional managers who cannot publish",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top, managers: [r] }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
  - { id: r, upn: r@x.example }
  - { id: q, upn: q@x.example, roles: [regionalManager] }
`,
    says: [
      '9:11 error R14 person "r" → roles: manages the organization "Top" but lacks the role communicationsManager ⇒ Add communicationsManager: regional managers publish through the communications team.',
      '10:39 error R14 person "q" → roles: has the role regionalManager but lacks the role communicationsManager ⇒ Add communicationsManager: regional managers publish through the communications team.',
    ],
  },
]);
