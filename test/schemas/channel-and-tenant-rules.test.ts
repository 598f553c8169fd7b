import { describeRules } from "./rule-rows.ts";

describeRules("channel and tenant rules", [
  {
    rule: "R16",
    name: "names that channels cannot have",
    yaml: `defaults:
  team:
    channels:
      - { key: a, name: "Shift: handoff" }
      - { key: b, name: general }
      - { key: c, name: _Hidden }
      - { key: d, name: COM1 }
      - { key: e, name: Ready }
      - { key: e, name: READY }
`,
    says: [
      '7:25 error R16 defaults → team → channel "a" → name: a channel name cannot hold ":" ⇒ Write it without ":".',
      '8:25 error R16 defaults → team → channel "b" → name: every team has the channel General already ⇒ Remove it here; it cannot be declared.',
      '9:25 error R16 defaults → team → channel "c" → name: a channel name cannot start with an underscore or a full stop, nor end with a full stop ⇒ Take it away.',
      '10:25 error R16 defaults → team → channel "d" → name: the name "COM1" is reserved ⇒ Choose another name.',
      '12:16 error R16 defaults → team → channel "e" → key: the channel key "e" is there twice ⇒ Give one of the two a key of its own. The other one is in line 11.',
      '12:25 error R16 defaults → team → channel "e" → name: the team has a channel "READY" already; capitals, blanks and how accents are written make no difference ⇒ Rename one of the two. The other one is in line 11.',
    ],
  },
  {
    rule: "R20",
    name: "links that lead nowhere",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com, teams: true }
  - { key: test, url: https://b.crm.dynamics.com, collaboration: { basic: false, enhanced: false } }
communicationsTeam:
  name: Retail
  channels:
    - key: news
      name: News
      recordLinks:
        - { key: a, environment: dve, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: A }
        - { key: b, environment: test, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: B }
        - { key: c, environment: test, table: account, recordId: C0000000-0000-4000-8000-000000000001, name: C }
        - { key: c, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: D }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '13:34 error R20 communicationsTeam → channel "news" → record link "a" → environment: no environment has the key "dve" ⇒ Did you mean "dev"?',
      '14:34 error R20 communicationsTeam → channel "news" → record link "b" → environment: records of the environment "test" cannot be linked: its basic collaboration is off ⇒ Set `collaboration: { basic: true, … }` in the environment, or remove the link.',
      '15:18 error R20 communicationsTeam → channel "news" → record link "c": "c" links the same record to the same channel as "b" ⇒ Remove one of the two. The other one is in line 14.',
      '15:34 error R20 communicationsTeam → channel "news" → record link "c" → environment: records of the environment "test" cannot be linked: its basic collaboration is off ⇒ Set `collaboration: { basic: true, … }` in the environment, or remove the link.',
      '16:18 error R20 communicationsTeam → channel "news" → record link "c" → key: two links would have the resource name link-communications-team-news-c ⇒ Choose another key for one of the links. The other one is in line 15.',
    ],
  },
  {
    rule: "R21",
    name: "closing deletes, destroying does not",
    yaml: `defaults: { team: { onClose: delete, onDestroy: delete } }
nodes:
  - { id: top, kind: organization, name: Top, team: { onDestroy: retain } }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m] }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:66 error R21 node "top" → team → onDestroy: onClose is delete here, but onDestroy is retain, which keeps the team ⇒ Write `onDestroy: delete` as well, or `onClose: archive`.',
    ],
  },
  {
    rule: "R23",
    name: "consent that is not enough",
    yaml: `integration:
  apps: [{ key: app, appId: 5d0c0000-0000-4000-8000-0000000000c0 }]
  consent:
    - { app: app, api: graph, kind: delegated, permission: Group.ReadWrite.All, for: recordLinking }
    - { app: app, api: graph, kind: delegated, permission: User.Read.Al, for: recordLinking }
`,
    says: [
      '7:86 error R23 integration → consent[0] → for: recordLinking needs more than app "app" may do: User.Read.All (graph, delegated) ⇒ Add `- { app: app, for: recordLinking }`, which stands for all of it, to `integration.consent`.',
      '8:60 warning R23 integration → consent[1] → permission: recordLinking is not known to need "User.Read.Al" ⇒ Did you mean "User.Read.All"?',
    ],
  },
  {
    rule: "R23",
    name: "enhanced collaboration without what it rests on",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com, collaboration: { basic: false, enhanced: true } }
`,
    says: [
      '5:91 error R23 environment "dev" → collaboration → enhanced: enhanced collaboration needs basic collaboration, which is off ⇒ Set `basic: true`, or `enhanced: false`.',
      '5:91 error R23 environment "dev" → collaboration → enhanced: enhanced collaboration needs consent for recordLinking: Group.ReadWrite.All (graph, delegated), User.Read.All (graph, delegated) ⇒ Write `serves: [recordLinking]` at an app in `integration.apps`, or set `enhanced: false`.',
    ],
  },
  {
    rule: "R23",
    name: "chat without an app that serves it",
    yaml: `integration:
  apps: [{ key: app, appId: 5d0c0000-0000-4000-8000-0000000000c0, serves: [recordLinking] }]
environments:
  - { key: dev, url: https://a.crm.dynamics.com, collaboration: { basic: true, enhanced: true, chat: true } }
`,
    says: [
      '7:102 error R23 environment "dev" → collaboration → chat: chat needs consent for chat: Chat.ReadWrite.All (graph, delegated), Directory.Read.All (graph, delegated), Presence.Read.All (graph, delegated), User.ReadBasic.All (graph, delegated), User.Read.All (graph, application) ⇒ Write `serves: [chat]` at an app in `integration.apps`, or set `chat: false`.',
    ],
  },
  {
    rule: "R23",
    name: "chat without its consent, tables without basic collaboration",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com, teams: true, collaboration: { basic: true, enhanced: false, chat: true } }
  - key: test
    url: https://b.crm.dynamics.com
    collaboration: { basic: false, enhanced: false }
    tables: [new_site]
`,
    says: [
      '5:116 error R23 environment "dev" → collaboration → chat: chat needs consent for chat: Chat.ReadWrite.All (graph, delegated), Directory.Read.All (graph, delegated), Presence.Read.All (graph, delegated), User.ReadBasic.All (graph, delegated), User.Read.All (graph, application) ⇒ Write `serves: [chat]` at an app in `integration.apps`, or set `chat: false`.',
      '9:13 error R23 environment "test" → tables: tables can be turned on for Teams only while basic collaboration is on ⇒ Set `collaboration: { basic: true, … }`, or remove `tables`.',
    ],
  },
  {
    rule: "R20",
    name: "a record is named once, by its id or by an alternate key",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com }
communicationsTeam:
  name: Retail
  channels:
    - key: news
      name: News
      recordLinks:
        - { key: a, environment: dev, table: new_site, name: A }
        - { key: b, environment: dev, table: new_site, recordId: c0000000-0000-4000-8000-000000000001, recordKey: { new_code: x }, name: B }
        - { key: c, environment: dev, table: new_site, recordKey: { new_code: x, new_area: 1 }, name: C }
        - { key: d, environment: dev, table: new_site, recordKey: { new_area: 1, new_code: x }, name: D }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '12:18 error R20 communicationsTeam → channel "news" → record link "a": nothing says which record it is ⇒ Add `recordId`, or `recordKey`.',
      '13:18 error R20 communicationsTeam → channel "news" → record link "b": recordId and recordKey both say which record it is ⇒ Remove one of the two.',
      '15:18 error R20 communicationsTeam → channel "news" → record link "d": "d" links the same record to the same channel as "c" ⇒ Remove one of the two. The other one is in line 14.',
    ],
  },
  {
    rule: "R25",
    name: "client secrets without a place, with two, of two apps in one, and with times that do not fit",
    yaml: `integration:
  apps:
    - key: a
      displayName: A
      registration: { hqUrls: [https://a.example], secret: { keptIn: keyVault } }
    - key: b
      displayName: B
      registration:
        hqUrls: [https://b.example]
        secret: { keptIn: stackOutput, keyVault: { vault: https://contoso.vault.azure.net, secretName: hq } }
    - key: c
      displayName: C
      registration:
        hqUrls: [https://c.example]
        secret: { keptIn: keyVault, keyVault: { vault: https://Contoso.vault.azure.net, secretName: HQ } }
    - key: d
      displayName: D
      registration: { hqUrls: [https://d.example], secret: { keptIn: stackOutput, validDays: 60 } }
    - key: e
      displayName: E
      registration: { hqUrls: [https://e.example], secret: { keptIn: stackOutput, overlapDays: 61 } }
`,
    says: [
      '8:70 error R25 integration → app "a" → registration → secret → keptIn: nothing says which key vault the secret is kept in ⇒ Add `keyVault: { vault: https://NAME.vault.azure.net, secretName: NAME }`, or write `keptIn: stackOutput`.',
      '13:52 error R25 integration → app "b" → registration → secret → keyVault: the secret is kept as an output of the stack, so it goes to no key vault ⇒ Write `keptIn: keyVault`, or remove `keyVault`.',
      '18:101 error R25 integration → app "c" → registration → secret → keyVault → secretName: the apps "b" and "c" keep their secrets under the same name ⇒ Give one of them another secretName.',
      '21:94 error R25 integration → app "d" → registration → secret → validDays: a secret that is valid for 60 days cannot be renewed 60 days before its end ⇒ Make validDays larger than renewDaysBefore (60 when it is left out).',
      '24:96 error R25 integration → app "e" → registration → secret → overlapDays: an overlap of 61 days is longer than the 60 that the earlier secret still has ⇒ Make overlapDays (30 when it is left out) at most renewDaysBefore.',
    ],
  },
  {
    rule: "R24",
    name: "an app that cannot be found, and registrations that the service would refuse",
    yaml: `integration:
  apps:
    - { key: lost }
    - key: hq
      registration:
        hqUrls: [https://hq.x.example]
        owners: [q]
        federatedCredentials:
          - { key: dev, issuer: https://i.example, subject: s }
          - { key: dev, issuer: https://i.example, subject: t }
          - { key: prod, issuer: https://i.example, subject: s }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '6:14 error R24 integration → app "lost": the app "lost" has neither an application id nor a registration ⇒ Write the `appId` of the app, or a `registration` when this file shall register it.',
      '7:12 error R24 integration → app "hq": the app "hq" is registered without a name ⇒ Add `displayName`, such as Microsoft Teams Commerce.',
      '10:18 error R24 integration → app "hq" → registration → owners[0]: no person has the id "q" ⇒ Add it under `people`.',
      '13:20 error R24 integration → app "hq" → registration → federatedCredentials[1] → key: two federated credentials have the key "dev" ⇒ Give one of them another key.',
      '14:62 error R24 integration → app "hq" → registration → federatedCredentials[2] → subject: the credential "prod" has the same issuer and subject as "dev" ⇒ Remove one of the two.',
    ],
  },
  {
    rule: "R20",
    name: "a tab of an app whose page nobody knows",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com }
communicationsTeam:
  name: Retail
  channels:
    - key: news
      name: News
      recordLinks:
        - { key: a, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: A, tab: { teamsAppId: cd2d8695-bdc9-4d8e-9620-cc963ed81f41 } }
people:
  - { id: m, upn: m@x.example, roles: [communicationsManager] }
`,
    says: [
      '12:119 error R20 communicationsTeam → channel "news" → record link "a" → tab: the tab of the app cd2d8695-bdc9-4d8e-9620-cc963ed81f41 does not say which page it shows ⇒ Pin one by hand, read it with Graph (list tabs), and copy its `contentUrl` and `entityId`.',
    ],
  },
  {
    rule: "R20",
    name: "two links that end in one resource name",
    yaml: `environments:
  - { key: dev, url: https://a.crm.dynamics.com }
nodes:
  - { id: top, kind: organization, name: Top }
  - id: a-b
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [m]
    team:
      channels:
        - key: c
          name: C
          recordLinks:
            - { key: d, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: A }
  - id: a
    kind: store
    parent: top
    name: Other
    storeNumber: "2"
    managers: [m]
    team:
      channels:
        - key: b-c
          name: C
          recordLinks:
            - { key: d, environment: dev, table: account, recordId: c0000000-0000-4000-8000-000000000001, name: A }
people:
  - { id: m, upn: m@x.example }
`,
    says: [
      '31:22 error R20 node "a" → team → channel "b-c" → record link "d" → key: two links would have the resource name link-a-b-c-d ⇒ Choose another key for one of the links. The other one is in line 19.',
    ],
  },
]);
