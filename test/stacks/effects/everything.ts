import type { Json } from "./schema-leaves.ts";

// Configs that between them say everything that the schema lets an org say. A property that none of them has fails the
// law: add it here.

const guid = (tail: string): string => `7a1c0000-0000-4000-8000-${tail.padStart(12, "0")}`;

function channels(key: string): Json {
  return [
    {
      ...{ key: `${key}a`, name: "Handoff", description: "What the next shift needs" },
      tabs: [
        { key: "rota", name: "Rota", url: "https://rota.contoso.example/a" },
        { key: "plan", name: "Plan", plan: "abc123" },
        {
          ...{ key: "app", name: "App", app: "com.contoso.app", entityId: "e1" },
          ...{ contentUrl: "https://app.contoso.example/c", url: "https://app.contoso.example/w" },
        },
      ],
      recordLinks: [
        {
          ...{ key: `${key}l1`, environment: "dev", table: "account", recordId: guid("11"), name: "Bay" },
          documents: true,
          tab: {
            ...{ teamsAppId: guid("a1"), entityId: "x" },
            ...{ contentUrl: "https://t.contoso.example/c", websiteUrl: "https://t.contoso.example/w" },
          },
        },
        {
          ...{ key: `${key}l2`, environment: "dev", table: "account", name: "Quay" },
          recordKey: { accountnumber: "A1" },
        },
      ],
    },
    { key: `${key}p`, name: "Leads", private: { owners: ["m1"], members: ["w1"] } },
  ];
}

const switches: Readonly<Record<string, Json>> = {
  memberSettings: {
    ...{ allowCreateUpdateChannels: true, allowCreatePrivateChannels: true, allowDeleteChannels: true },
    ...{ allowAddRemoveApps: true, allowCreateUpdateRemoveTabs: true },
    allowCreateUpdateRemoveConnectors: true,
  },
  guestSettings: { allowCreateUpdateChannels: true, allowDeleteChannels: true },
  messagingSettings: {
    ...{ allowUserEditMessages: true, allowUserDeleteMessages: true, allowOwnerDeleteMessages: true },
    ...{ allowTeamMentions: true, allowChannelMentions: true },
  },
  funSettings: {
    ...{ allowGiphy: true, giphyContentRating: "strict" },
    ...{ allowStickersAndMemes: true, allowCustomMemes: true },
  },
  apps: [
    { id: guid("b1"), idKind: "externalId", name: "Shop app" },
    { id: "com.contoso.app", idKind: "teamsAppId", name: "App" },
  ],
  appsMode: "authoritative",
  classification: "General",
};

const settings = (key: string): Readonly<Record<string, Json>> => ({
  ...{ template: "retailStore", visibility: "public", displayName: "{storeName} shop" },
  ...{ description: "Shop {storeNumber}", alias: `{storeName}_${key}`, requiredOwners: ["m2"] },
  ...{ minimumOwners: 1, owners: "authoritative", members: "authoritative", channels: channels(key) },
  ...{ onClose: "archive", onDestroy: "retain" },
  ...switches,
});

const staff = { managers: ["m1", "m2"], workers: ["w1"] };
const store = (number: number, more: Readonly<Record<string, Json>>): Json => ({
  ...{
    id: `s${number}`,
    kind: "store",
    parent: "top",
    name: `Shop ${number}`,
    storeNumber: `00010${number}`,
  },
  ...staff,
  ...more,
});

const nodes: Json = [
  { id: "top", kind: "organization", name: "Contoso" },
  {
    ...{ id: "west", kind: "region", parent: "top", name: "West", targetName: "Western", managers: ["r1"] },
    ...{ channelId: "c1", partyNumber: "p1", legalEntity: "usrt", attributes: { format: ["small", "old"] } },
    team: settings("g"),
  },
  store(1, {
    ...{ targetName: "Shop one", channelId: "c2", partyNumber: "p2", legalEntity: "usrt" },
    ...{ attributes: { format: "big" }, team: { ...settings("s"), existingTeamId: guid("e1") } },
  }),
  store(2, {}),
  store(3, { parent: "west" }),
  store(4, { closed: { on: "2026-11-20", because: "the lease ended" } }),
  store(5, { parent: "west", closed: { on: "2026-11-20", because: "sold" } }),
  store(6, {
    team: { onClose: "archive", onDestroy: "delete" },
    closed: { on: "2026-11-20", because: "sold" },
  }),
];

const people: Json = [
  { id: "c1", name: "Cem", upn: "cem@contoso.example", roles: ["storeManager"] },
  { id: "m1", name: "Mia", upn: "mia@contoso.example", roles: ["storeManager"], objectId: guid("f1") },
  { id: "m2", name: "Max", upn: "max@contoso.example", roles: ["storeManager"], protected: true },
  { id: "w1", name: "Wim", upn: "wim@contoso.example", roles: ["worker"], personnelNumber: "000201" },
  {
    ...{
      id: "w2",
      name: "Eva",
      upn: "eva@contoso.example",
      roles: ["regionalManager", "communicationsManager"],
    },
    ...{ status: "leave", statusFrom: "2026-11-28", statusUntil: "2026-11-30" },
  },
  {
    id: "r1",
    name: "Rosa",
    upn: "rosa@contoso.example",
    roles: ["regionalManager", "communicationsManager"],
  },
];

const tasks: Json = [
  {
    ...{ id: "opening", name: "Opening", bucket: "Week 1", targetDate: "2026-12-01" },
    target: { nodes: ["west", "s1"], filter: { format: ["big", "small"] } },
    tasks: [
      {
        ...{ id: "till", title: "Count the till", description: "Twice", bucket: "Money", dueOffsetDays: 1 },
        ...{ priority: "urgent", checklist: [{ id: "a", title: "Coins" }] },
        links: [{ name: "How", url: "https://how.contoso.example/till" }],
      },
    ],
  },
];

const whole: Readonly<Record<string, Json>> = {
  apiVersion: "org/v1",
  tenant: { id: guid("1"), domain: "contoso.example" },
  integration: {
    apps: [
      {
        ...{ key: "collaboration", displayName: "Collaboration", appId: guid("c1") },
        ...{ serves: ["chat", "recordLinking"], exclusive: true, onDestroy: "retain" },
      },
      {
        ...{ key: "commerce", displayName: "Commerce", serves: ["commerce"] },
        registration: {
          hqUrls: ["https://hq.contoso.example"],
          owners: ["m1"],
          federatedCredentials: [
            {
              ...{ key: "ci", issuer: "https://token.contoso.example", subject: "repo:a" },
              audience: "api://AzureADTokenExchange",
            },
          ],
          secret: {
            ...{ keptIn: "keyVault", validDays: 180, renewDaysBefore: 60, overlapDays: 30 },
            keyVault: { vault: "https://shops.vault.azure.net", secretName: "hq" },
          },
        },
      },
    ],
    consent: [
      {
        ...{ app: "collaboration", api: "graph", kind: "delegated", permission: "Chat.ReadWrite.All" },
        for: "chat",
      },
    ],
  },
  environments: [
    {
      ...{
        key: "dev",
        url: "https://contoso-dev.crm4.dynamics.com",
        organizationId: guid("d1"),
        teams: true,
      },
      collaboration: { basic: true, enhanced: true, chat: true, chatColumn: "new_chat" },
      ...{ tables: ["new_site"], personalApp: { policy: "Shops", group: guid("d2"), rank: 2 } },
    },
    { key: "test", url: "https://contoso-test.crm4.dynamics.com" },
  ],
  hierarchy: {
    ...{ id: "shops", name: "Shops", purposes: ["retailReporting"] },
    csv: {
      ...{
        file: "out/h.csv",
        nameColumn: "TargetName",
        attributes: { format: "Format" },
        buckets: ["Week 1", "Money"],
      },
      ...{ upload: "byHand", onDestroy: "retain" },
    },
    mapping: { file: "out/m.csv" },
  },
  legalEntities: [{ id: "usrt", name: "Contoso US" }],
  taskPlanName: "Tasks",
  defaults: { team: settings("d"), maxStoresPerWorker: 6 },
  communicationsTeam: {
    ...{
      name: "News",
      description: "For all",
      alias: "News_D365",
      template: "standard",
      visibility: "private",
    },
    ...{ owners: { role: "communicationsManager", people: ["m1", "w1"], mode: "authoritative" } },
    ...{ members: { role: "regionalManager", people: ["m2"], mode: "authoritative" } },
    ...{ channels: channels("n"), existingTeamId: guid("e2"), onDestroy: "retain" },
    ...switches,
  },
  nodes,
  people,
  taskLists: tasks,
};

/** Stages of teams, which say of owners and members what `whole` says one by one. */
const staged: Readonly<Record<string, Json>> = {
  ...{ apiVersion: "org/v1", tenant: { id: guid("1"), domain: "contoso.example" } },
  environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
  hierarchy: { id: "shops", name: "Shops", purposes: ["retailReporting"] },
  defaults: { team: { manage: "additive" } },
  nodes: [
    { id: "top", kind: "organization", name: "Contoso" },
    { id: "west", kind: "region", parent: "top", name: "West", team: { manage: "additive" } },
    store(1, { team: { manage: "additive" } }),
    store(2, {}),
    store(3, { parent: "west" }),
  ],
  people: [
    { id: "m1", upn: "mia@contoso.example" },
    { id: "m2", upn: "max@contoso.example" },
    { id: "w1", upn: "wim@contoso.example" },
  ],
};

/** One that says all that can be said at once, and others for what excludes something of it. */
export const everything: readonly Readonly<Record<string, Json>>[] = [whole, staged];
