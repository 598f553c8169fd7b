import { describeRules } from "./rule-rows.ts";

const people = `people:
  - { id: m, upn: m@x.example }
  - { id: w, upn: w@x.example }
  - { id: x, upn: x@x.example }
`;

describeRules("rules of private channels and tabs", [
  {
    rule: "R10",
    name: "somebody in a private channel whom nobody declared",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [m]
    workers: [w]
    team: { channels: [{ key: a, name: A, private: { members: [ww] } }] }
${people}`,
    says: [
      '13:64 error R10 node "s" → team → channel "a" → private → members[0]: no person has the id "ww" ⇒ Did you mean "w"? People are declared in org.yaml.',
    ],
  },
  {
    rule: "R15",
    name: "a private channel with a stranger, and one that nobody owns",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [m]
    workers: [w]
    team: { channels: [{ key: a, name: A, private: { owners: [], members: [w, x] } }] }
${people}`,
    says: [
      '13:62 error R15 node "s" → team → channel "a" → private → owners: nobody would own the private channel ⇒ Name somebody, or leave `owners` out: the owners of the team then own it.',
      '13:79 error R15 node "s" → team → channel "a" → private → members[1]: "x" is not in the team of store "s", and a private channel takes only who is ⇒ Name the person as manager or worker of the store, or declare the channel at the person\'s own store.',
    ],
  },
  {
    rule: "R15",
    name: "a private channel of a stranger and a required owner, who is in the team beside its managers",
    yaml: `nodes:
  - { id: top, kind: organization, name: Top }
  - id: s
    kind: store
    parent: top
    name: Store
    storeNumber: "1"
    managers: [m]
    workers: []
    team: { requiredOwners: [x], channels: [{ key: a, name: A, private: { owners: [x], members: [w] } }] }
${people}`,
    says: [
      '13:98 error R15 node "s" → team → channel "a" → private → members[0]: "w" is not in the team of store "s", and a private channel takes only who is ⇒ Name the person as manager or worker of the store, or declare the channel at the person\'s own store.',
    ],
  },
  {
    rule: "R15",
    name: "more than 1,000 channels with General",
    yaml: `defaults:
  team:
    channels: [${Array.from({ length: 1000 }, (_, index) => `{ key: c${String(index)}, name: C${String(index)} }`).join(", ")}]
`,
    says: [
      "6:15 error R15 defaults → team → channels: 1,000 channels are too many for one team: at most 999 beside General ⇒ Take some of them out.",
    ],
  },
  {
    rule: "R16",
    name: "a tab key that is there twice",
    yaml: `defaults:
  team:
    channels:
      - key: a
        name: A
        tabs: [{ key: t, name: T, url: https://a.example }, { key: t, name: U, url: https://b.example }]
`,
    says: [
      '9:68 error R16 defaults → team → channel "a" → tab "t" → key: the tab key "t" is there twice ⇒ Give one of the two a key of its own. The other one is in line 9.',
    ],
  },
  {
    rule: "R20",
    name: "tabs that do not say what they show",
    yaml: `defaults:
  team:
    apps: [{ id: forms }]
    channels:
      - key: a
        name: A
        tabs:
          - { key: t, name: Nothing }
          - { key: u, name: Both, url: https://a.example, plan: abc }
          - { key: v, name: App, app: forms }
          - { key: w, name: Placeholder, url: "https://a.example/{store}" }
          - { key: x, name: Elsewhere, app: other, contentUrl: https://a.example }
communicationsTeam:
  name: News
  owners: { people: [m] }
  channels:
    - { key: a, name: A, tabs: [{ key: t, name: T, url: "https://a.example/{storeNumber}" }] }
${people}`,
    says: [
      '11:20 error R20 defaults → team → channel "a" → tab "t": the tab "Nothing" does not say clearly what it shows ⇒ Write one of these: `url: https://…`, `plan: <id>`, or `app: <id>` with `contentUrl: https://…`.',
      '12:20 error R20 defaults → team → channel "a" → tab "u": the tab "Both" does not say clearly what it shows ⇒ Write one of these: `url: https://…`, `plan: <id>`, or `app: <id>` with `contentUrl: https://…`.',
      '13:20 error R20 defaults → team → channel "a" → tab "v": the tab "App" does not say clearly what it shows ⇒ Write one of these: `url: https://…`, `plan: <id>`, or `app: <id>` with `contentUrl: https://…`.',
      '14:47 error R20 defaults → team → channel "a" → tab "w" → url: nothing stands for {store} here ⇒ Known are {storeName}, {storeNumber}, {nodeId}.',
      '20:57 error R20 communicationsTeam → channel "a" → tab "t" → url: nothing stands for {storeNumber} here ⇒ Write the address out: there is no store behind this team.',
    ],
  },
  {
    rule: "R20",
    name: "a tab of an app that is not installed",
    yaml: `defaults:
  team:
    apps: []
    channels:
      - { key: a, name: A, tabs: [{ key: t, name: T, app: forms, contentUrl: https://a.example }] }
nodes:
  - { id: top, kind: organization, name: Top }
  - { id: s, kind: store, parent: top, name: Store, storeNumber: "1", managers: [m], workers: [w] }
${people}`,
    says: [
      '8:59 error R20 defaults → team → channel "a" → tab "t" → app: the app "forms" is not among the `apps` of the team, and its tab works only where it is installed ⇒ Add `{ id: forms }` to `apps`.',
    ],
  },
]);
