import { describeRules } from "./rule-rows.ts";

describeRules("identity rules", [
  {
    rule: "R5",
    name: "one node id twice",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
  - { id: s, kind: store, parent: top, name: Other, storeNumber: "2", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:11 error R5 node "s" → id: the node id "s" is there twice ⇒ Give one of the two a name of its own. The other one is in line 6.',
    ],
  },
  {
    rule: "R5",
    name: "names that are the same without accents, aliases too",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Orléans, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: top, name: ORLEANS, storeNumber: "2", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:46 error R5 node "t" → name: store "t" and store "s" would both have the mail alias ORLEANS_D365 ⇒ Give one of them an alias of its own: `team: { alias: … }`, or put {storeNumber} into the pattern. The other one is in line 6.',
    ],
  },
  {
    rule: "R5",
    name: "a name that no alias can be made of",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: 東京, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:46 error R5 node "s" → name: no mail alias can be made from "東京" ⇒ Add `team: { alias: … }` to the store.',
    ],
  },
  {
    rule: "R5",
    name: "a name that is too long for a targeting hierarchy, which nobody asks for",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    storeNumber: "1"
    managers: [m]
people:
  - { id: m, upn: m@x.example }
`,
    says: [],
  },
  {
    rule: "R5",
    name: "teams that nobody could tell apart, as their names differ only in the hierarchy",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Station, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: top, name: station, targetName: Other, storeNumber: "2", managers: [m], team: { alias: other } }
  - { id: u, kind: store, parent: top, name: Station, targetName: Old, storeNumber: "3", managers: [m], team: { alias: old }, closed: { on: 2026-10-31, because: moved } }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:46 warning R5 node "t" → name: store "t" and store "s" would both have a team called "station" ⇒ Tell them apart: `displayName: "{storeName} {storeNumber}"`, or a name of its own for one of them. The other one is in line 6.',
    ],
  },
  {
    rule: "R5",
    name: "a team name that is too long, by its pattern",
    yaml: `defaults: { team: { displayName: "${"Store of Contoso ".repeat(15)}{storeName}", alias: "s{storeNumber}" } }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: B, storeNumber: "1", managers: [m] }
  - { id: t, kind: store, parent: top, name: Basel, storeNumber: "2", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '8:46 error R5 node "t" → name: the team would have a name of 260 characters; at most 256 ⇒ Shorten the name of the store, or the pattern `displayName`.',
    ],
  },
  {
    rule: "R5",
    name: "the alias of the communications team taken by a store",
    yaml: `communicationsTeam: { name: Retail, alias: store_d365 }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '7:46 error R5 node "s" → name: store "s" and the communications team would both have the mail alias Store_D365 ⇒ Give one of them an alias of its own: `team: { alias: … }`, or put {storeNumber} into the pattern. The other one is in line 4.',
    ],
  },
  {
    rule: "R5",
    name: "keys of apps and environments",
    yaml: `integration:
  apps:
    - { key: one, appId: 5d0c0000-0000-4000-8000-0000000000c0 }
    - { key: one, appId: 5d0c0000-0000-4000-8000-0000000000c1 }
environments:
  - { key: dev, url: https://a.crm.dynamics.com, teams: true }
  - { key: dev, url: https://b.crm.dynamics.com }
`,
    says: [
      '7:14 error R5 integration → app "one" → key: the app key "one" is there twice ⇒ Give one of the two a name of its own. The other one is in line 6.',
      '10:12 error R5 environment "dev" → key: the environment key "dev" is there twice ⇒ Give one of the two a name of its own. The other one is in line 9.',
    ],
  },
  {
    rule: "R6",
    name: "numbers of headquarters twice",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top, partyNumber: "000001" }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "a1", channelId: "9", managers: [m] }
  - { id: t, kind: store, parent: top, name: Other, storeNumber: "A1", channelId: "9", partyNumber: "000001", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '7:66 error R6 node "t" → storeNumber: the store number A1 belongs to store "s" already ⇒ Correct one of the two. The other one is in line 6.',
      '7:83 error R6 node "t" → channelId: the channel id 9 belongs to node "s" already ⇒ Correct one of the two. The other one is in line 6.',
      '7:101 error R6 node "t" → partyNumber: the party number 000001 belongs to node "top" already ⇒ Correct one of the two. The other one is in line 5.',
    ],
  },
  {
    rule: "R6",
    name: "one app and one environment under two names",
    yaml: `integration:
  apps:
    - { key: one, appId: 5d0c0000-0000-4000-8000-0000000000c0 }
    - { key: two, appId: 5D0C0000-0000-4000-8000-0000000000C0 }
environments:
  - { key: dev, url: https://a.crm.dynamics.com, teams: true }
  - { key: test, url: https://A.crm.dynamics.com }
`,
    says: [
      '7:26 error R6 integration → app "two" → appId: the app id 5D0C0000-0000-4000-8000-0000000000C0 belongs to app "one" already ⇒ Correct one of the two. The other one is in line 6.',
      '10:23 error R6 environment "test" → url: the address https://A.crm.dynamics.com belongs to environment "dev" already ⇒ Correct one of the two. The other one is in line 9.',
    ],
  },
  {
    rule: "R7",
    name: "one team adopted twice",
    yaml: `communicationsTeam: { name: Retail, existingTeamId: B0000000-0000-4000-8000-000000000210 }
nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [m]
    team: { existingTeamId: b0000000-0000-4000-8000-000000000210 }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '13:29 error R7 node "s" → team → existingTeamId: the team b0000000-0000-4000-8000-000000000210 is taken by the communications team already ⇒ Write the group id of this store\'s own team, or leave it out to have one created. The other one is in line 4.',
    ],
  },
  {
    rule: "R7",
    name: "several environments and none owns the teams",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com }
  - { key: test, url: https://b.crm.dynamics.com }
`,
    says: [
      "4:1 error R7 there are several environments, but none says that its stack owns the teams ⇒ Add `teams: true` to one of them: the tenant has each team once.",
    ],
  },
  {
    rule: "R7",
    name: "two environments own the teams",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com, teams: true }
  - { key: test, url: https://b.crm.dynamics.com, teams: true }
`,
    says: [
      '6:58 error R7 environment "test" → teams: the stack of another environment owns the teams already ⇒ Keep `teams: true` in one of them: the tenant has each team once. The other one is in line 5.',
    ],
  },
  {
    rule: "R6",
    name: "a store number that the communications team's name rests on",
    yaml: `communicationsTeam: { name: Retail }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: communications, managers: [m] }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '7:66 error R6 node "s" → storeNumber: the store number communications belongs to the communications team already ⇒ Correct one of the two. The other one is in line 4.',
    ],
  },
]);
