import type { Token } from "../../providers/core/resource-type.ts";

type Props = Readonly<Record<string, unknown>>;

/** One example for each type of the registry, made of what the demo seed holds. */
export interface Example {
  readonly props: Props;
  /** The same object with another wish; undefined where nothing of it can change. */
  readonly changed: Props | undefined;
  /** What must be there first. */
  readonly restsOn: readonly (readonly [Token, Props])[];
  /** true: the object cannot be deleted; removal puts earlier values back, or takes away what was made of it. */
  readonly stays: boolean;
}

const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const graph = "00000003-0000-0000-c000-000000000000";
const environment = "https://contoso-dev.crm4.dynamics.com";
const record = `${environment}/main.aspx?pagetype=entityrecord&etn=account&id=c0000000-0000-4000-8000-000000000001`;

const app: Props = {
  appId: collaboration,
  displayName: "Dynamics 365 Microsoft Teams Collaboration Integration",
  accountEnabled: true,
};

function websiteTab(displayName: string, url: string): Props {
  return { displayName, teamsAppId: "com.microsoft.teamspace.tab.web", contentUrl: url, websiteUrl: url };
}

const pipeline: Props = {
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/commerce:environment:dev",
  audience: "api://AzureADTokenExchange",
};

const registration: Props = {
  uniqueName: "store-teams-stores",
  displayName: "Teams for Commerce",
  signInAudience: "AzureADMyOrg",
  redirectUris: ["https://hq.contoso.example/oauth"],
  permissions: [
    { resourceAppId: graph, kind: "application", permission: "Group.ReadWrite.All" },
    { resourceAppId: graph, kind: "delegated", permission: "Group.ReadWrite.All" },
  ],
  owners: ["dana.fox@contoso.example"],
  federatedCredentials: { pipeline },
};

const secret: Props = {
  uniqueName: "store-teams-stores",
  displayName: "Store Teams: stores",
  validDays: 180,
  renewDaysBefore: 60,
  overlapDays: 30,
  keyVault: { vault: "https://contoso-teams.vault.azure.net", secretName: "stores-hq" },
};

const team: Props = {
  uniqueName: "store-team-000135",
  displayName: "San Francisco",
  description: "Store 000135",
  mailNickname: "San_Francisco_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "authoritative",
  roster: {
    "sam.miller@contoso.example": "owner",
    "nina.kovac@contoso.example": "owner",
    "ana.ruiz@contoso.example": "member",
  },
  channels: {
    "shift-handoff": {
      displayName: "Shift handoff",
      description: "What the next shift needs to know",
      tabs: { rota: websiteTab("Rota", "https://rota.contoso.example/000135") },
    },
    managers: {
      displayName: "Managers",
      private: {
        owners: "authoritative",
        members: "authoritative",
        roster: { "sam.miller@contoso.example": "owner", "ana.ruiz@contoso.example": "member" },
      },
    },
  },
  memberSettings: { allowDeleteChannels: false },
  funSettings: { giphyContentRating: "strict" },
  apps: { "cd2d8695-bdc9-4d8e-9620-cc963ed81f41": "teamsAppId" },
};

const grant: Props = {
  clientAppId: collaboration,
  resourceAppId: graph,
  scopes: ["Chat.ReadWrite.All", "User.Read.All"],
  exclusive: false,
};

const link: Props = {
  environment,
  tenantId: "7a1c0000-0000-4000-8000-000000000001",
  table: "account",
  recordId: "c0000000-0000-4000-8000-000000000001",
  teamUniqueName: "store-team-000135",
  channelName: "Shift handoff",
  tab: {
    displayName: "Bay Logistics",
    teamsAppId: "com.microsoft.teamspace.tab.web",
    contentUrl: record,
    websiteUrl: record,
  },
};

const boston = "b0000000-0000-4000-8000-000000000210";
const communications = "b0000000-0000-4000-8000-000000000001";
const row = (name: string, parent: string, cells: Props = {}): Props => ({
  name,
  parent,
  cells,
  at: "org.yaml:7",
});

const hierarchy: Props = {
  hierarchy: "by-region",
  file: "out/hierarchy.csv",
  upload: "powershell",
  nameColumn: "TargetName",
  columns: ["Layout", "Departments:clothing", "#Opening"],
  rows: {
    "communications-team": row("Retail Communications", ""),
    contoso: row("Contoso", "communications-team"),
    bos: row("Boston", "contoso", { Layout: "Large", "Departments:clothing": "1" }),
  },
  teamIds: { "communications-team": communications, bos: boston },
};

/** The team with nothing in it that tasks do not need. */
const bareTeam: Props = {
  uniqueName: "store-team-000135",
  displayName: "San Francisco",
  mailNickname: "San_Francisco_D365",
  visibility: "private",
  template: "standard",
  archived: false,
  owners: "authoritative",
  members: "authoritative",
  roster: { "sam.miller@contoso.example": "owner" },
};

const lights: Props = {
  title: "Lights and signs",
  bucket: "Opening",
  dueDate: "2026-03-02",
  priority: "important",
  description: "Before the doors open.",
  checklist: { inside: "Inside", outside: "Outside" },
  links: { "https://intranet.contoso.example/open?step=1": "How to open" },
};

const tasks: Props = {
  teamUniqueName: "store-team-000135",
  title: "Store tasks",
  tasks: { "opening/lights": lights, "opening/till": { title: "Count the till" } },
};

export const examples: Readonly<Record<Token, Example>> = {
  "commerce:StoreMapping": {
    props: { file: "out/stores.csv", teamIds: { "000210": boston } },
    changed: { file: "out/stores.csv", teamIds: { "000210": boston, "000135": communications } },
    restsOn: [],
    // Without its file the resource is still what the state says it is: the file can be made anew.
    stays: true,
  },
  "commerce:TargetingHierarchy": {
    props: hierarchy,
    changed: { ...hierarchy, columns: ["Layout", "Departments:clothing", "#Opening", "#Promotions"] },
    restsOn: [],
    stays: true,
  },
  "graph:AppRegistration": {
    props: registration,
    changed: {
      ...registration,
      displayName: "Teams for stores",
      redirectUris: ["https://hq2.contoso.example/oauth"],
      permissions: [{ resourceAppId: graph, kind: "application", permission: "Group.ReadWrite.All" }],
      owners: ["rosa.marin@contoso.example"],
      federatedCredentials: { pipeline: { ...pipeline, subject: "repo:contoso/commerce:environment:prod" } },
    },
    restsOn: [],
    stays: false,
  },
  "graph:ClientSecret": {
    props: secret,
    changed: {
      ...secret,
      keyVault: { vault: "https://contoso-teams.vault.azure.net", secretName: "stores-hq-2" },
    },
    restsOn: [["graph:AppRegistration", registration]],
    stays: false,
  },
  "graph:EnterpriseApp": {
    props: app,
    changed: { ...app, accountEnabled: false },
    restsOn: [],
    stays: false,
  },
  "graph:DelegatedGrant": {
    props: grant,
    changed: { ...grant, scopes: ["Chat.ReadWrite.All", "Presence.Read.All", "User.Read.All"] },
    restsOn: [["graph:EnterpriseApp", app]],
    stays: false,
  },
  "graph:AppRoleGrant": {
    props: { clientAppId: collaboration, resourceAppId: graph, role: "User.Read.All" },
    changed: undefined,
    restsOn: [["graph:EnterpriseApp", app]],
    stays: false,
  },
  "graph:TaskPlan": {
    props: tasks,
    changed: {
      ...tasks,
      title: "Tasks of the store",
      tasks: {
        "opening/lights": {
          ...lights,
          title: "Lights, signs and music",
          bucket: "Before nine",
          dueDate: "2026-03-09",
          priority: "urgent",
          description: "Before the doors open, and not earlier.",
          checklist: { inside: "Inside, all floors", music: "Music" },
          links: { "https://intranet.contoso.example/music": "What to play" },
        },
        "promotion/window": { title: "Dress the window", dueDate: "2026-03-10" },
      },
    },
    restsOn: [["graph:Team", bareTeam]],
    stays: false,
  },
  "graph:Team": {
    props: team,
    changed: {
      ...team,
      displayName: "San Francisco Union Square",
      roster: {
        "nina.kovac@contoso.example": "owner",
        "ana.ruiz@contoso.example": "owner",
        "tom.berg@contoso.example": "member",
      },
      // She leaves the roster of the private channel, and stays in it.
      keep: ["ana.ruiz@contoso.example"],
      channels: {
        "shift-handoff": {
          displayName: "Handoff",
          description: "Shorter",
          tabs: { rota: websiteTab("Who works when", "https://rota.contoso.example/sf") },
        },
        managers: {
          displayName: "Managers",
          private: {
            owners: "authoritative",
            members: "authoritative",
            roster: { "nina.kovac@contoso.example": "owner", "tom.berg@contoso.example": "member" },
          },
        },
        "store-readiness": { displayName: "Store readiness" },
      },
      memberSettings: { allowDeleteChannels: true },
      // An app of the organization, by the id of its manifest, instead of the other one.
      apps: { "5c0e0000-0000-4000-8000-00000000c0de": "externalId" },
    },
    restsOn: [],
    stays: false,
  },
  "graph:TeamApp": {
    // Business Central: not one of those that the team itself brings.
    props: { teamUniqueName: "store-team-000135", teamsAppId: "84c2de91-84e8-4bbf-b15d-9ef33245ad29" },
    changed: undefined,
    restsOn: [["graph:Team", team]],
    stays: false,
  },
  "dataverse:ChannelLink": {
    props: { ...link, documents: true },
    changed: { ...link, documents: true, tab: { ...(link["tab"] as Props), displayName: "Logistics" } },
    restsOn: [["graph:Team", team]],
    stays: false,
  },
  "dataverse:TeamsIntegration": {
    props: { environment, basic: true, enhanced: false, chat: true },
    changed: { environment, basic: true, enhanced: true, chat: false },
    restsOn: [],
    stays: true,
  },
  "dataverse:TeamsTables": {
    props: { environment, tables: ["account", "new_site"] },
    changed: { environment, tables: ["new_site"] },
    restsOn: [],
    stays: true,
  },
};
