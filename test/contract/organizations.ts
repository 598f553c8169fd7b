/** One edit of a config file: a piece of text that must be there once, and what stands there afterwards. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What a customer changes one day, and what a preview then says. */
export interface Change {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Steps of all stacks, in the order of the run. */
  readonly steps: readonly string[];
  /** Brakes that hold until the change is approved; none if unset. */
  readonly brakes?: readonly string[];
}

/** An organization of `config/examples/`, and what happens to it. */
export interface Organization {
  readonly folder: string;
  /** Names of the resources that the first run makes: those of the tenant, then those of the environments. */
  readonly makes: readonly string[];
  readonly changes: readonly [Change, Change, Change];
  /** Unique names of teams that the end leaves in the tenant, as config says. */
  readonly leaves: readonly string[];
}

const edited = (file: string, from: string, to: string): Edit => ({ file, from, to });
const org = (from: string, to: string): Edit => edited("org.yaml", from, to);

/** Consent of the app that serves commerce, with what it rests on. */
const commerce = [
  "app-commerce",
  "grant-commerce-graph",
  "grant-commerce-teamsRetailService",
  "role-commerce-graph-Group.ReadWrite.All",
];

export const organizations: readonly Organization[] = [
  {
    folder: "single-brand-retailer",
    makes: [
      "api-teamsRetailService",
      "app-collaboration",
      "app-commerce",
      "grant-collaboration-graph",
      ...commerce.slice(1),
      "communications-team",
      "store-001",
      "store-002",
      "store-003",
      "switch-live",
      "link-flagship-suppliers-logistics",
    ],
    changes: [
      {
        name: "a store is renamed and keeps its team; a manager leaves and a worker takes over",
        edits: [
          org("name: Bern\n", "name: Bern Marktgasse\n"),
          org("managers: [p-004]", "managers: [p-016]"),
          org("workers: [p-015, p-016]", "workers: [p-015]"),
        ],
        steps: ["update store-002", "update store-003"],
      },
      {
        name: "every shop gets a channel more, but for the flagship, which has a list of its own",
        edits: [org("    memberSettings:", "      - { key: returns, name: Returns }\n    memberSettings:")],
        steps: ["update store-002", "update store-003"],
      },
      {
        name: "a worker joins the managers' channel; a link gets another key and is taken over, not made again",
        edits: [
          org("private: { members: [] }", "private: { members: [p-011] }"),
          org("key: logistics", "key: forwarder"),
        ],
        steps: [
          "update store-001",
          "create link-flagship-suppliers-forwarder",
          "delete link-flagship-suppliers-logistics",
        ],
      },
    ],
    leaves: ["store-team-001", "store-team-002", "store-team-003", "store-team-communications"],
  },
  {
    folder: "franchise",
    makes: [
      "api-teamsRetailService",
      ...commerce,
      "communications-team",
      "store-N10",
      "store-N11",
      "store-T20",
    ],
    changes: [
      {
        name: "a worker moves from one shop to the other, and the company gets another one",
        edits: [
          edited("northwind.yaml", "workers: [f-111, f-112]", "workers: [f-112]"),
          edited(
            "northwind.yaml",
            "managers: [f-102]\n    workers: [f-112]",
            "managers: [f-102]\n    workers: [f-111, f-113]",
          ),
          edited("people.csv", "f-200,", "f-113,Yara Novak,yara.novak@contoso.example,000113,worker\nf-200,"),
        ],
        steps: ["update store-N10", "update store-N11"],
      },
      {
        name: "the airport gets its manager and with her its team",
        edits: [edited("tailspin.yaml", "managers: []", "managers: [f-211]")],
        steps: ["create store-T21"],
      },
      {
        name: "a shop closes: the one company deletes its team, as it says",
        edits: [
          edited(
            "northwind.yaml",
            "name: Harbour\n",
            "name: Harbour\n    closed: { on: 2026-10-31, because: the lease ended }\n",
          ),
        ],
        steps: ["delete store-N11"],
        brakes: ["teams"],
      },
    ],
    leaves: ["store-team-T20", "store-team-T21", "store-team-communications"],
  },
  {
    folder: "regional-managers",
    makes: [
      "api-teamsRetailService",
      ...commerce,
      "communications-team",
      "store-5001",
      "store-5002",
      "store-5101",
      "store-5201",
    ],
    changes: [
      {
        name: "one manager leaves, and another takes over all her regions",
        edits: [
          org("name: North, managers: [r-1]", "name: North, managers: [r-2]"),
          org("name: East, managers: [r-1, r-2]", "name: East, managers: [r-2]"),
          org("managers: [r-1, s-1]", "managers: [r-2, s-1]"),
          org("managers: [r-1]\n", "managers: [r-2]\n"),
          org("managers: [r-1, r-2]\n", "managers: [r-2]\n"),
          org(
            "name: Rosa Marin,\n      upn: rosa.marin@contoso.example,\n      roles: [regionalManager, communicationsManager],",
            "name: Rosa Marin,\n      upn: rosa.marin@contoso.example,\n      roles: [],",
          ),
        ],
        steps: ["update communications-team", "update store-5001", "update store-5002", "update store-5101"],
      },
      {
        name: "a store moves to the region that everyone may join",
        edits: [org("parent: coast\n    name: Bergen", "parent: south\n    name: Bergen")],
        steps: ["update store-5002"],
      },
      {
        name: "a store closes and its team is archived",
        edits: [
          org(
            "name: Tallinn\n",
            "name: Tallinn\n    closed: { on: 2026-10-31, because: merged with another }\n",
          ),
        ],
        steps: ["update store-5101"],
      },
    ],
    leaves: [
      "store-team-5001",
      "store-team-5002",
      "store-team-5101",
      "store-team-5201",
      "store-team-communications",
    ],
  },
  {
    folder: "record-linking-only",
    makes: ["app-collaboration", "grant-collaboration-graph", "switch-live", "tables-live", "switch-trial"],
    changes: [
      {
        name: "what was tried is turned on",
        edits: [org("enhanced: false", "enhanced: true")],
        steps: ["update switch-live"],
      },
      {
        name: "records of opportunities are linked too",
        edits: [org("tables: [new_site]", "tables: [new_site, opportunity]")],
        steps: ["update tables-live"],
      },
      {
        name: "the trial is over: its switches go back to what they were",
        edits: [
          org(
            "\n    url: https://contoso-test.crm4.dynamics.com\n    collaboration: { basic: true, enhanced: true }",
            "\n    url: https://contoso-test.crm4.dynamics.com",
          ),
        ],
        steps: ["delete switch-trial"],
      },
    ],
    leaves: [],
  },
  {
    folder: "chat-only",
    makes: [
      "app-collaboration",
      "grant-collaboration-graph",
      "role-collaboration-graph-User.Read.All",
      "switch-service",
    ],
    changes: [
      {
        name: "chats are paused; a row of its own keeps the consent, which would be protected otherwise",
        edits: [
          org("serves: [chat]\n", "serves: [chat]\n  consent:\n    - { app: collaboration, for: chat }\n"),
          org("chat: true", "chat: false"),
        ],
        steps: ["update switch-service"],
      },
      {
        name: "chats come back",
        edits: [org("chat: false", "chat: true")],
        steps: ["update switch-service"],
      },
      {
        name: "the consent for linking records is given before anybody turns it on",
        edits: [
          org(
            "    - { app: collaboration, for: chat }\n",
            "    - { app: collaboration, for: chat }\n    - { app: collaboration, for: recordLinking }\n",
          ),
        ],
        steps: ["update grant-collaboration-graph"],
      },
    ],
    leaves: [],
  },
];
