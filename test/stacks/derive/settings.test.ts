// What single settings of the config do to what is derived.
import { describe, expect, it } from "vitest";
import type { Org, OrgNode, StoreNode, TeamSettings } from "../../../schemas/types/org.ts";
import type { ChannelLink, Tab, Team } from "../../../schemas/types/resources.ts";
import type { Desired } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment, requiredConsent } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { dev, org, organization, orgWithDefaults, person, store } from "../org-builder.ts";

function teamOf(source: Org, name = "store-000135"): Desired<"graph:Team"> | undefined {
  return deriveEnvironment(source, "dev").resources.find(
    (resource): resource is Desired<"graph:Team"> =>
      resource.token === "graph:Team" && resource.name === name,
  );
}

function linksOf(source: Org, environment = "dev"): readonly Desired<"dataverse:ChannelLink">[] {
  return deriveEnvironment(source, environment).resources.filter(
    (resource) => resource.token === "dataverse:ChannelLink",
  );
}

function withStore(overrides: Partial<StoreNode>): Org {
  return org({ nodes: [organization, store(overrides)] });
}

const lease = { on: "2026-10-31", because: "the lease ended" };

function website(displayName: string, url: string): Tab {
  return { displayName, teamsAppId: "com.microsoft.teamspace.tab.web", contentUrl: url, websiteUrl: url };
}

const teamRows: readonly { name: string; org: Org; props: Partial<Team> }[] = [
  {
    name: "nothing is said: what is built in",
    org: org(),
    props: {
      displayName: "San Francisco",
      mailNickname: "San_Francisco_D365",
      visibility: "private",
      template: "standard",
      archived: false,
      owners: "authoritative",
      members: "additive",
    },
  },
  {
    name: "defaults",
    org: orgWithDefaults({
      visibility: "public",
      template: "retailStore",
      alias: "{storeNumber}",
      displayName: "{storeNumber} {storeName}",
      description: "Team of {storeName}",
      members: "authoritative",
    }),
    props: {
      visibility: "public",
      template: "retailStore",
      mailNickname: "000135",
      displayName: "000135 San Francisco",
      description: "Team of San Francisco",
      members: "authoritative",
    },
  },
  {
    name: "workers are not mentioned: members are never touched",
    org: org({
      defaults: { team: { members: "authoritative" } },
      nodes: [
        organization,
        { id: "sfo", kind: "store", parent: "contoso", name: "SF", storeNumber: "000135", managers: ["m"] },
      ],
    }),
    props: { members: "additive", roster: { "m@contoso.example": "owner" } },
  },
  {
    name: "workers are none",
    org: orgWithDefaults({ members: "authoritative" }, [organization, store({ workers: [] })]),
    props: { members: "authoritative", roster: { "m@contoso.example": "owner" } },
  },
  {
    name: "a manager who is a worker too owns",
    org: withStore({ workers: ["m", "w"] }),
    props: { roster: { "m@contoso.example": "owner", "w@contoso.example": "member" } },
  },
  {
    name: "user principal names in lower case",
    org: org({ people: [{ id: "m", upn: "Sam.Miller@Contoso.example" }, person("w")] }),
    props: { roster: { "sam.miller@contoso.example": "owner", "w@contoso.example": "member" } },
  },
  { name: "closed: archived", org: withStore({ closed: lease }), props: { archived: true } },
  {
    name: "closed and retained: as it is",
    org: withStore({ closed: lease, team: { onClose: "retain" } }),
    props: { archived: false },
  },
  {
    name: "an id of a team in capitals",
    org: withStore({ team: { existingTeamId: "B0000000-0000-4000-8000-00000000021A" } }),
    props: { existingTeamId: "b0000000-0000-4000-8000-00000000021a" },
  },
  {
    name: "apps, each by the kind of its id; other teams' apps stay",
    org: orgWithDefaults({ apps: [{ id: "CD2D" }, { id: "own", idKind: "externalId" }] }),
    props: { apps: { cd2d: "teamsAppId", own: "externalId" }, appsMode: "additive" },
  },
  { name: "apps: none", org: orgWithDefaults({ apps: [] }), props: { apps: {} } },
  {
    name: "switches, each from the nearest node that mentions it",
    org: orgWithDefaults({ memberSettings: { allowDeleteChannels: false, allowAddRemoveApps: false } }, [
      organization,
      store({ team: { memberSettings: { allowDeleteChannels: true }, classification: "Internal" } }),
    ]),
    props: {
      memberSettings: { allowDeleteChannels: true, allowAddRemoveApps: false },
      classification: "Internal",
    },
  },
  {
    name: "tabs: a page of the store, a plan, what an app shows",
    org: orgWithDefaults({
      channels: [
        {
          key: "ops",
          name: "Operations",
          tabs: [
            { key: "rota", name: "Rota", url: "https://rota.contoso.example/{storeNumber}?name={storeName}" },
            { key: "plan", name: "Opening", plan: "xqQ" },
            {
              key: "app",
              name: "Items",
              app: "bc",
              entityId: "e",
              contentUrl: "https://bc.contoso.example/",
            },
          ],
        },
      ],
    }),
    props: {
      channels: {
        ops: {
          displayName: "Operations",
          tabs: {
            rota: website("Rota", "https://rota.contoso.example/000135?name=San%20Francisco"),
            plan: website(
              "Opening",
              "https://tasks.office.com/contoso.example/Home/PlannerFrame?page=7&planId=xqQ",
            ),
            app: {
              displayName: "Items",
              teamsAppId: "bc",
              entityId: "e",
              contentUrl: "https://bc.contoso.example/",
              websiteUrl: "https://bc.contoso.example/",
            },
          },
        },
      },
    },
  },
  {
    name: "a private channel: the team's owners own it unless it says otherwise; unmentioned members stay",
    org: orgWithDefaults({
      channels: [
        { key: "a", name: "Managers", private: {} },
        { key: "b", name: "Keys", private: { owners: ["w"], members: [] } },
      ],
    }),
    props: {
      channels: {
        a: {
          displayName: "Managers",
          private: {
            owners: "authoritative",
            members: "additive",
            roster: { "m@contoso.example": "owner" },
          },
        },
        b: {
          displayName: "Keys",
          private: {
            owners: "authoritative",
            members: "authoritative",
            roster: { "w@contoso.example": "owner" },
          },
        },
      },
    },
  },
  { name: "channels: none", org: withStore({ team: { channels: [] } }), props: { channels: {} } },
];

describe("a store's team", () => {
  it.each(teamRows)("$name", ({ org: source, props }) => {
    expect(teamOf(source)?.props).toMatchObject(props);
  });

  it.each(["channels", "description", "apps", "appsMode", "memberSettings", "funSettings", "classification"])(
    "has no %s unless it is mentioned",
    (field) => {
      expect(Object.keys(teamOf(org())?.props ?? {})).not.toContain(field);
    },
  );

  it("is kept at destroy unless the config says otherwise", () => {
    expect(teamOf(org())?.retainOnDelete).toBe(true);
    expect(teamOf(orgWithDefaults({ onDestroy: "delete" }))?.retainOnDelete).toBe(false);
    expect(teamOf(org())?.protect).toBe(false);
  });

  it("is not declared when the store is closed and its team is to be deleted", () => {
    const source = orgWithDefaults({ onClose: "delete", onDestroy: "delete" }, [
      organization,
      store({ closed: lease }),
    ]);
    expect(teamOf(source)).toBeUndefined();
    expect(deriveEnvironment(source, "dev").leftOut).toMatchObject([{ nodeId: "sfo", ruleId: "R21" }]);
  });

  it("is left alone when the store is closed and has no manager", () => {
    const { resources, leftOut } = deriveEnvironment(withStore({ managers: [], closed: lease }), "dev");
    expect(resources).toEqual([]);
    expect(leftOut).toMatchObject([
      { ruleId: "R8", reason: expect.stringContaining("stays as it is") as string },
    ]);
  });

  it("says why it is there", () => {
    expect(teamOf(org())?.because).toBe('store "sfo" has 1 manager and 1 worker');
    expect(teamOf(withStore({ closed: lease }))?.because).toBe(
      'store "sfo" closed on 2026-10-31: the lease ended',
    );
  });
});

describe("inheritance", () => {
  const group = (id: string, parent: string, team: TeamSettings): OrgNode => ({
    id,
    kind: "region",
    parent,
    name: id,
    team,
  });
  const nodes = (own: StoreNode["team"]): OrgNode[] => [
    // Stores first: the order of nodes says nothing.
    store({ parent: "bay", ...(own === undefined ? {} : { team: own }) }),
    group("bay", "west", { visibility: "public" }),
    group("west", "contoso", {
      visibility: "private",
      owners: "additive",
      channels: [{ key: "a", name: "A" }],
    }),
    organization,
  ];

  it("takes each setting from the nearest node that mentions it", () => {
    expect(
      teamOf(orgWithDefaults({ template: "retailStore", owners: "authoritative" }, nodes(undefined)))?.props,
    ).toMatchObject({
      visibility: "public",
      owners: "additive",
      template: "retailStore",
      channels: { a: {} },
    });
  });

  it("replaces lists as a whole, and [] means none", () => {
    const channels = (own: StoreNode["team"]): Team["channels"] =>
      teamOf(org({ nodes: nodes(own) }))?.props.channels;
    expect(channels({ channels: [{ key: "b", name: "B" }] })).toEqual({ b: { displayName: "B" } });
    expect(channels({ channels: [] })).toEqual({});
    expect(channels({ visibility: "private" })).toEqual({ a: { displayName: "A" } });
  });
});

const link = {
  key: "acc",
  environment: "dev",
  table: "account",
  recordId: "C0000000-0000-4000-8000-00000000000A",
  name: "Acc",
};

describe("channel links", () => {
  const channels = (overrides: object = {}): TeamSettings => ({
    channels: [{ key: "ops", name: "Operations", recordLinks: [{ ...link, ...overrides }] }],
  });
  const nodes = [
    organization,
    store(),
    store({ id: "oak", storeNumber: "000140", name: "Oakland", managers: [] }),
  ];

  it("that a store inherits hang on its own team; a store without team has none", () => {
    const found = linksOf(orgWithDefaults(channels(), nodes));
    expect(found.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["link-sfo-ops-acc", ["store-000135"]],
    ]);
    expect(found[0]?.props.recordId).toBe("c0000000-0000-4000-8000-00000000000a");
  });

  it("of the communications team", () => {
    const source = org({
      people: [person("c", ["communicationsManager"])],
      nodes: [],
      communicationsTeam: { name: "News", channels: channels().channels ?? [] },
      environments: [{ ...dev, collaboration: { basic: true, enhanced: false } }],
    });
    expect(linksOf(source)).toMatchObject([
      {
        name: "link-communications-team-ops-acc",
        dependsOn: ["communications-team", "switch-dev"],
        props: { teamUniqueName: "store-team-communications" },
      },
    ]);
  });

  it("take a tab that was copied from one pinned by hand", () => {
    const tab = {
      teamsAppId: "cd2d8695-bdc9-4d8e-9620-cc963ed81f41",
      entityId: "e",
      contentUrl: "https://c.example/",
    };
    const [found] = linksOf(orgWithDefaults(channels({ tab })));
    expect(found?.props.tab).toEqual({
      displayName: "Acc",
      ...tab,
      websiteUrl: `${dev.url}/main.aspx?pagetype=entityrecord&etn=account&id=c0000000-0000-4000-8000-00000000000a`,
    } satisfies ChannelLink["tab"]);
  });

  it("are declared by the stack of their own environment; one stack owns the teams", () => {
    const source = {
      ...orgWithDefaults(channels({ environment: "test" })),
      environments: [
        { ...dev, teams: true },
        { key: "test", url: "https://contoso-test.crm4.dynamics.com" },
      ],
    };
    expect(deriveEnvironment(source, "dev").resources.map(({ name }) => name)).toEqual(["store-000135"]);
    expect(linksOf(source, "test").map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["link-sfo-ops-acc", []],
    ]);
    expect(deriveEnvironment(source, "test").resources).toHaveLength(1);
  });
});

describe("the communications team", () => {
  const people = [person("c", ["communicationsManager"]), person("r", ["regionalManager"]), person("x")];

  it("is selected by role, by name, or both", () => {
    const roster = (communicationsTeam: NonNullable<Org["communicationsTeam"]>): unknown =>
      teamOf(org({ people, nodes: [], communicationsTeam }), "communications-team")?.props.roster;
    expect(roster({ name: "News" })).toEqual({ "c@contoso.example": "owner", "r@contoso.example": "member" });
    expect(roster({ name: "News", owners: { people: ["x"] } })).toEqual({
      "r@contoso.example": "member",
      "x@contoso.example": "owner",
    });
    expect(
      roster({
        name: "News",
        owners: { role: "communicationsManager", people: ["x"] },
        members: { people: [] },
      }),
    ).toEqual({ "c@contoso.example": "owner", "x@contoso.example": "owner" });
  });

  it("is left out when nobody would own it", () => {
    const derived = deriveEnvironment(
      org({ people: [], nodes: [], communicationsTeam: { name: "News" } }),
      "dev",
    );
    expect(derived.resources).toEqual([]);
    expect(derived.leftOut).toMatchObject([{ nodeId: "communications-team", name: "News", ruleId: "R8" }]);
  });
});

describe("switches and consent", () => {
  const apps = [{ key: "app", appId: "5D0C0000-0000-4000-8000-0000000000C0" }];
  const consent = [
    { app: "app", api: "graph", kind: "delegated", permission: "B", for: "recordLinking" },
    { app: "app", api: "graph", kind: "delegated", permission: "A", for: "chat" },
    { app: "app", api: "graph", kind: "delegated", permission: "A", for: "recordLinking" },
  ] as const;

  it("are not touched unless they are mentioned", () => {
    expect(deriveEnvironment(org({ nodes: [] }), "dev").resources).toEqual([]);
  });

  it("need nothing for basic collaboration, every recordLinking row for enhanced", () => {
    const needs = (enhanced: boolean): unknown =>
      requiredConsent(
        org({
          integration: { apps, consent: [...consent] },
          environments: [{ ...dev, collaboration: { basic: true, enhanced } }],
        }),
        "dev",
      ).map(({ clientAppId, permission }) => [clientAppId, permission]);
    expect(needs(false)).toEqual([]);
    expect(needs(true)).toEqual([
      ["5d0c0000-0000-4000-8000-0000000000c0", "A"],
      ["5d0c0000-0000-4000-8000-0000000000c0", "B"],
    ]);
  });

  it("are exclusive, and apps deleted, only when the config says so", () => {
    const derived = deriveTenant(
      org({
        integration: {
          apps: [{ ...apps[0], key: "app", appId: "x", exclusive: true, onDestroy: "delete" }],
          consent: [...consent],
        },
      }),
    );
    expect(derived.resources).toMatchObject([
      { name: "app-app", retainOnDelete: false, props: { appId: "x" } },
      {
        name: "grant-app-graph",
        props: { exclusive: true, scopes: ["A", "B"] },
        because: "needed for chat, recordLinking: A, B",
      },
    ]);
  });

  it("of an environment that is not declared are a programming error", () => {
    expect(() => deriveEnvironment(org(), "prod")).toThrow(
      new RangeError('no environment has the key "prod"'),
    );
  });
});
