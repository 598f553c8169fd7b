// What each brake stops, and what lets it pass: changes of the sample retailer.
import { join } from "node:path";
import type { ChannelDeclaration, OrgNode, StoreNode } from "../../../schemas/types/org.ts";
import type { Approval, Brakes } from "../../../schemas/types/stack.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";

export const { org: loaded, places } = loadOrg(join(import.meta.dirname, "../../../config/demo/org.yaml"));

/**
 * The sample retailer with one protected person and a store that must have two owners, one of them required, and has
 * a private channel.
 */
export const demo: CompleteOrg = withLeads(
  withStore(
    {
      ...loaded,
      people: loaded.people.map((one) => (one.id === "p-302" ? { ...one, protected: true } : one)),
    },
    "sfo",
    (store) => ({ ...store, team: { ...store.team, minimumOwners: 2, requiredOwners: ["p-201"] } }),
  ),
  { owners: ["p-201", "p-208"], members: ["p-301", "p-302"] },
);

/** With these people in the private channel of San Francisco; without one when nobody is named. */
export function withLeads(org: CompleteOrg, people: ChannelDeclaration["private"]): CompleteOrg {
  const leads = people === undefined ? [] : [{ key: "leads", name: "Leads", private: people }];
  return withStore(org, "sfo", ({ team = {}, ...store }) => {
    const others = (team.channels ?? []).filter(({ key }) => key !== "leads");
    return { ...store, team: { ...team, channels: [...others, ...leads] } };
  });
}

export function withStore(org: CompleteOrg, id: string, edit: (store: StoreNode) => StoreNode): CompleteOrg {
  return {
    ...org,
    nodes: org.nodes.map((node): OrgNode => (node.id === id ? edit(node as StoreNode) : node)),
  };
}

function withStores(org: CompleteOrg, edit: (store: StoreNode) => StoreNode): CompleteOrg {
  return { ...org, nodes: org.nodes.map((node): OrgNode => (node.kind === "store" ? edit(node) : node)) };
}

export function withoutNodes(org: CompleteOrg, isGone: (node: OrgNode) => boolean): CompleteOrg {
  return { ...org, nodes: org.nodes.filter((node) => !isGone(node)) };
}

const workers = new Set(loaded.nodes.flatMap((node) => (node.kind === "store" ? (node.workers ?? []) : [])));
const noWorkers = withStores(demo, (store) => ({ ...store, workers: [] }));
const integration = demo.integration ?? { apps: [] };
const commerceApp = (serves: ("commerce" | "chat")[]): typeof integration => ({
  ...integration,
  apps: (integration.apps ?? []).map((app) => (app.key === "commerce" ? { ...app, serves } : app)),
});

export interface Row {
  readonly brake: string;
  readonly name: string;
  readonly program?: "tenant";
  readonly now: CompleteOrg;
  readonly brakes?: Brakes;
  /** Texts of the refusal, the first of them its head. */
  readonly refused: readonly string[];
  /** Without: no approval lets it pass. */
  readonly passes?: Pick<Approval, "brake" | "where" | "count">;
}

export const tight = { atLeast: 1, fraction: 0 };
export const rows: readonly Row[] = [
  {
    brake: "teams",
    name: "a store is dropped without `closed`",
    now: withoutNodes(demo, ({ id }) => id === "fresno"),
    refused: ["the tenant would stop managing 1 of 8 teams", "closed: {"],
    passes: { brake: "teams", where: "tenant", count: 1 },
  },
  {
    brake: "teams",
    name: "the org has no stores while the state has them",
    now: withoutNodes(demo, ({ kind }) => kind === "store"),
    brakes: { "region-owners": { atLeast: 10, fraction: 0.25 } },
    refused: [
      "the tenant would stop managing 7 of 8 teams",
      "000135 San Francisco",
      "likely cause: the config has no stores any more, the last applied one had 7",
    ],
    passes: { brake: "teams", where: "tenant", count: 7 },
  },
  {
    brake: "teams",
    name: "a region is dropped with all that is in it",
    now: withoutNodes(demo, ({ id }) => ["east", "new-england", "upstate", "bos", "pvd", "alb"].includes(id)),
    refused: [
      "the tenant would stop managing 3 of 8 teams",
      "likely cause: region east has no stores in the config any more, it had 3",
    ],
    passes: { brake: "teams", where: "tenant", count: 3 },
  },
  {
    brake: "declared-people",
    name: "the list of people was cut off",
    now: { ...noWorkers, people: demo.people.filter(({ id }) => !workers.has(id)) },
    brakes: { "declared-people": { atLeast: 10, fraction: 0.2 } },
    refused: [
      "the config would no longer declare 14 of 25 people",
      "likely cause: ",
      "org.yaml declares 11 people, the last applied one 25",
    ],
  },
  {
    brake: "declared-people",
    name: "somebody who is in no team leaves the list of people",
    now: {
      ...withStore(demo, "oak", (store) => ({ ...store, workers: [] })),
      people: demo.people.filter(({ id }) => id !== "p-305"),
    },
    brakes: { "declared-people": tight },
    refused: ["the config would no longer declare 1 of 25 people"],
    passes: { brake: "declared-people", where: "tenant", count: 1 },
  },
  {
    brake: "store-members",
    name: "a store loses its workers",
    now: withStore(demo, "daly", (store) => ({ ...store, workers: [] })),
    brakes: { "store-members": { atLeast: 2, fraction: 0.5 } },
    refused: ["store 000136 would lose 2 of 3 people"],
    passes: { brake: "store-members", where: "000136", count: 2 },
  },
  {
    brake: "store-owners",
    name: "a store changes hands",
    now: withStore(demo, "daly", (store) => ({ ...store, managers: ["p-203"] })),
    brakes: { "store-owners": tight },
    refused: ["store 000136 would lose 1 of 1 owners"],
    passes: { brake: "store-owners", where: "000136", count: 1 },
  },
  {
    brake: "region-owners",
    name: "the managers of a region are replaced",
    now: ["bos", "pvd", "alb"].reduce(
      (org, id, index) => withStore(org, id, (store) => ({ ...store, managers: [`p-31${index}`] })),
      demo,
    ),
    brakes: { "region-owners": { atLeast: 3, fraction: 0.25 } },
    refused: ["region east would lose 3 of 3 owners", "000210 Boston"],
    passes: { brake: "region-owners", where: "east", count: 3 },
  },
  {
    brake: "region-members",
    name: "a region loses people",
    now: withStore(demo, "alb", (store) => ({ ...store, workers: [] })),
    brakes: { "region-members": { atLeast: 2, fraction: 0.1 } },
    refused: ["region east would lose 2 of 8 people"],
    passes: { brake: "region-members", where: "east", count: 2 },
  },
  {
    brake: "tenant-members",
    name: "the tenant loses people",
    now: withStore(demo, "alb", (store) => ({ ...store, workers: [] })),
    brakes: { "tenant-members": { atLeast: 2, fraction: 0.05 } },
    refused: ["the tenant would lose 2 of "],
    passes: { brake: "tenant-members", where: "tenant", count: 2 },
  },
  {
    brake: "tenant-owners",
    name: "somebody stops owning anything",
    now: withStore(demo, "alb", (store) => ({ ...store, managers: ["p-206"] })),
    brakes: { "tenant-owners": tight },
    refused: ["the tenant would lose 1 of "],
    passes: { brake: "tenant-owners", where: "tenant", count: 1 },
  },
  {
    brake: "new-owners",
    name: "one person becomes owner of many teams",
    now: withStores(demo, (store) => ({ ...store, managers: [...(store.managers ?? []), "p-110"] })),
    brakes: { "new-owners": { atLeast: 5, fraction: 0.1 } },
    refused: ["the tenant would get new owners: 7 of "],
    passes: { brake: "new-owners", where: "tenant", count: 7 },
  },
  {
    brake: "channels",
    name: "the channels of all stores leave the config",
    now: withStores(
      { ...demo, defaults: { ...demo.defaults, team: { ...demo.defaults?.team, channels: [] } } },
      (store) => (store.id === "sfo" ? store : { ...store, team: { ...store.team, channels: [] } }),
    ),
    brakes: { channels: { atLeast: 10, fraction: 0.1 } },
    refused: ["the tenant would stop managing 12 of 15 channels"],
    passes: { brake: "channels", where: "tenant", count: 12 },
  },
  {
    brake: "links",
    name: "a link goes",
    now: withStore(demo, "sfo", ({ team = {}, ...store }) => ({
      ...store,
      team: { ...team, channels: (team.channels ?? []).map(({ recordLinks: _, ...channel }) => channel) },
    })),
    brakes: { links: tight },
    refused: ["the tenant would lose 1 of 1 channel links"],
    passes: { brake: "links", where: "tenant", count: 1 },
  },
  ...(["store-members", "region-members", "tenant-members"] as const).map((brake): Row => {
    const place = { "store-members": "000135", "region-members": "west", "tenant-members": "tenant" }[brake];
    const inWords = { "000135": "store 000135", west: "region west", tenant: "the tenant" }[place] ?? "";
    const where = `${place}/private-channels`;
    return {
      brake,
      name: `somebody leaves a private channel, counted for ${inWords}`,
      now: withLeads(demo, { owners: ["p-201", "p-208"], members: ["p-302"] }),
      brakes: { [brake]: tight },
      refused: [
        `private channels of ${inWords} would lose 1 of 4 people`,
        '000135 San Francisco, private channel "leads"',
      ],
      passes: { brake, where, count: 1 },
    };
  }),
  ...(["store-owners", "tenant-owners"] as const).map((brake): Row => {
    const [place, inWords] = brake === "store-owners" ? ["000135", "store 000135"] : ["tenant", "the tenant"];
    return {
      brake,
      name: `an owner of a private channel becomes a member of it, counted for ${inWords}`,
      now: withLeads(demo, { owners: ["p-201"], members: ["p-208", "p-301", "p-302"] }),
      brakes: { [brake]: tight },
      refused: [`private channels of ${inWords} would lose 1 of 2 owners`],
      passes: { brake, where: `${place}/private-channels`, count: 1 },
    };
  }),
  {
    brake: "new-owners",
    name: "a member of a private channel becomes its owner",
    now: withLeads(demo, { owners: ["p-201", "p-208", "p-301"], members: ["p-302"] }),
    brakes: { "new-owners": tight },
    refused: ["private channels of the tenant would get new owners: 1 of 2"],
    passes: { brake: "new-owners", where: "tenant/private-channels", count: 1 },
  },
  {
    brake: "consents",
    name: "an app stops serving a feature",
    program: "tenant",
    now: { ...demo, integration: commerceApp([]) },
    refused: ["the tenant would take from apps ", "of Microsoft Teams Commerce"],
    passes: { brake: "consents", where: "tenant", count: 3 },
  },
  {
    brake: "high-risk-consents",
    name: "a permission of high risk comes",
    program: "tenant",
    now: {
      ...demo,
      integration: {
        ...integration,
        consent: [
          ...(integration.consent ?? []),
          {
            app: "commerce",
            api: "graph",
            kind: "application",
            permission: "Directory.ReadWrite.All",
            for: "commerce",
          },
        ],
      },
    },
    refused: [
      "the tenant would give apps new permissions of high risk: 1 of ",
      "which: Directory.ReadWrite.All (application) of Microsoft Teams Commerce",
    ],
    passes: { brake: "high-risk-consents", where: "tenant", count: 1 },
  },
  {
    brake: "last owner",
    name: "the only manager leaves and nobody follows",
    now: withStore(demo, "daly", (store) => ({ ...store, managers: [] })),
    refused: [
      "000136 Daly City would lose its last owner (it has 1)",
      "Name another one under managers first",
    ],
  },
  {
    brake: "last owner",
    name: "nobody is a communications manager any more",
    now: { ...demo, people: demo.people.map((one) => ({ ...one, roles: [] })) },
    refused: [
      "Retail Communications would lose its last owner",
      "Give somebody the role communicationsManager",
    ],
  },
  {
    brake: "least owners",
    name: "a store that must have two owners would keep one",
    now: withStore(demo, "sfo", (store) => ({ ...store, managers: ["p-201"] })),
    refused: ["000135 San Francisco would keep 1 of 2 owners, minimumOwners says 2"],
  },
  {
    brake: "protected people",
    name: "a protected person leaves a team",
    now: withStore(demo, "sfo", (store) => ({ ...store, workers: ["p-301", "p-303"] })),
    refused: ["000135 San Francisco: eli.brandt@contoso.example is protected and would leave"],
  },
  {
    brake: "protected people",
    name: "a protected person leaves a private channel",
    now: withLeads(demo, { owners: ["p-201", "p-208"], members: ["p-301"] }),
    refused: [
      '000135 San Francisco, private channel "leads": eli.brandt@contoso.example is protected and would leave',
      "take `protected: true` away first, in a run of its own.",
    ],
  },
  {
    brake: "required owners",
    name: "a required owner leaves a private channel",
    now: withLeads(demo, { owners: ["p-208"], members: ["p-301", "p-302"] }),
    refused: [
      'private channel "leads": sam.miller@contoso.example is a required owner of the team and would leave',
      "take them off `requiredOwners` as well.",
    ],
  },
  {
    brake: "required owners",
    name: "a required owner stops owning a private channel",
    now: withLeads(demo, { owners: ["p-208"], members: ["p-201", "p-301", "p-302"] }),
    refused: ["sam.miller@contoso.example is a required owner of the team and would stop owning"],
  },
  {
    brake: "protected people",
    name: "the mark and the person go in one run",
    now: withStore({ ...demo, people: loaded.people }, "sfo", (store) => ({ ...store, workers: ["p-301"] })),
    refused: ["eli.brandt@contoso.example is protected and would leave", "in a run of its own"],
  },
];
