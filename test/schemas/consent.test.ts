import { describe, expect, it } from "vitest";
import { featuresInUse, wantedConsent, type ConsentSource } from "../../schemas/consent.ts";
import type { AppDeclaration, Collaboration, ConsentRow, Feature } from "../../schemas/types/org.ts";
import { problemLines, validateBelowHeader } from "./problems-of.ts";

const appId = "5d0c0000-0000-4000-8000-0000000000c0";

function source(parts: {
  readonly serves?: readonly Feature[];
  readonly switches?: readonly Partial<Collaboration>[];
  readonly consent?: readonly ConsentRow[];
}): ConsentSource {
  const app: AppDeclaration = { key: "app", appId, ...(parts.serves ? { serves: [...parts.serves] } : {}) };
  return {
    integration: { apps: [app], ...(parts.consent ? { consent: [...parts.consent] } : {}) },
    environments: (parts.switches ?? []).map((collaboration, index) => ({
      key: `e${String(index)}`,
      url: "https://x.crm.dynamics.com",
      collaboration: { basic: true, enhanced: false, ...collaboration },
    })),
  };
}

/** `graph delegated User.Read.All for chat, recordLinking`, sorted. */
function table(config: ConsentSource): readonly string[] {
  return wantedConsent(config)
    .map((row) => `${row.api} ${row.kind} ${row.permission} for ${row.for.join(", ")}`)
    .toSorted();
}

const chat = [
  "graph application User.Read.All for chat",
  "graph delegated Chat.ReadWrite.All for chat",
  "graph delegated Directory.Read.All for chat",
  "graph delegated Presence.Read.All for chat",
  "graph delegated User.ReadBasic.All for chat",
];
const linking = [
  "graph delegated Group.ReadWrite.All for recordLinking",
  "graph delegated User.Read.All for recordLinking",
];
const publishing = "teamsRetailService delegated TaskPublishing.ReadWrite.All for";

const rows: readonly { name: string; config: ConsentSource; wants: readonly string[] }[] = [
  {
    name: "an app gets the union of what it serves and all environments use",
    config: source({ serves: ["chat", "recordLinking"], switches: [{ enhanced: true }, { chat: true }] }),
    wants: [...chat, ...linking].toSorted(),
  },
  {
    name: "nothing of what it serves and nobody uses",
    config: source({ serves: ["chat", "recordLinking"], switches: [{ chat: true }, { chat: false }] }),
    wants: chat,
  },
  {
    name: "nothing without `serves`, whatever the environments use",
    config: source({ switches: [{ enhanced: true, chat: true }] }),
    wants: [],
  },
  {
    name: "the Commerce side is in use where an app serves it; what both features need is there once",
    config: source({ serves: ["commerce", "taskPublishing"] }),
    wants: [
      "graph application Group.ReadWrite.All for commerce",
      "graph delegated Group.ReadWrite.All for commerce",
      `${publishing} commerce, taskPublishing`,
    ],
  },
  {
    name: "a row with a feature only stands for all that it needs, in use or not",
    config: source({ consent: [{ app: "app", for: "taskPublishing" }] }),
    wants: [`${publishing} taskPublishing`],
  },
  {
    name: "rows with a permission add up",
    config: source({
      serves: ["recordLinking"],
      switches: [{ enhanced: true }],
      consent: [{ app: "app", api: "graph", kind: "delegated", permission: "User.Read", for: "chat" }],
    }),
    wants: [linking[0] ?? "", "graph delegated User.Read for chat", linking[1] ?? ""],
  },
  {
    name: "a row decides the kind that the documentation leaves open",
    config: source({
      serves: ["recordLinking"],
      switches: [{ enhanced: true }],
      consent: [
        { app: "app", api: "graph", kind: "application", permission: "User.Read.All", for: "recordLinking" },
      ],
    }),
    wants: ["graph application User.Read.All for recordLinking", linking[0] ?? ""],
  },
];

describe("consent by feature", () => {
  it.each(rows)("$name", ({ config, wants }) => {
    expect(table(config)).toEqual(wants);
  });

  it("features are in use as environments switch them on", () => {
    const config = source({ switches: [{ enhanced: true }, {}, { chat: true }] });
    expect([...featuresInUse(config)]).toEqual(["recordLinking", "chat"]);
  });

  it("points to the declaration that asked for it", () => {
    const config = source({ serves: ["chat", "recordLinking"], switches: [{ enhanced: true }] });
    expect(wantedConsent(config)[0]?.path).toEqual(["integration", "apps", 0, "serves", 1]);
  });

  it("a row says a whole permission or only the feature", () => {
    const validated = validateBelowHeader(`integration:
  apps: [{ key: app, appId: ${appId} }]
  consent:
    - { app: app, api: graph, for: chat }
`);
    expect(problemLines(validated)).toEqual([
      '7:9 error shape integration → consent[0]: "api" says nothing without "kind" ⇒ Add `kind`, or remove `api`.',
      '7:9 error shape integration → consent[0]: "api" says nothing without "permission" ⇒ Add `permission`, such as Group.ReadWrite.All, or remove `api`.',
    ]);
  });
});
