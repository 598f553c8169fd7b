// Whatever a stack file can say has an effect: a table made of the schema. Each row gives what the product makes of two
// settings that differ there only.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import schema from "../../../schemas/stack.schema.json" with { type: "json" };
import type { Approval, BrakeName, Brakes, Identity } from "../../../schemas/types/stack.ts";
import { checkBrakes, checkConsentBrakes } from "../../../stacks/brakes/check.ts";
import type { DeclaredNow, Ledger } from "../../../stacks/brakes/applied-rosters.ts";
import { deriveShare } from "../../../stacks/derive/share.ts";
import { deriveStack } from "../../../stacks/derive/stack.ts";
import { handSteps } from "../../../stacks/headquarters/steps-for-people.ts";
import { loadOrg } from "../../../stacks/config/load-org.ts";
import { permissionsFor } from "../../../stacks/permissions/pipeline-identities.ts";
import { checkConsent } from "../../../stacks/program/consent-given.ts";
import { accountsOf } from "../../../stacks/doctor/reads/accounts.ts";
import type { Reader } from "../../../providers/core/api.ts";
import { validateOrg } from "../../../schemas/validate.ts";
import { vendorValues, type VendorFactName, type VendorValues } from "../../../schemas/vendor/facts.ts";
import { sourceOf } from "../../schemas/problems-of.ts";
import { leavesOf } from "./schema-leaves.ts";

const { identitiesProgram } = await import("../../../stacks/program/identities.ts");
const { org } = loadOrg("config/demo/org.yaml");
const two = {
  ...org,
  environments: [
    ...(org.environments ?? []).map((one) => ({ ...one, teams: true })),
    { key: "other", url: "https://other.crm4.dynamics.com" },
  ],
};

/** What is made of one setting and of another. */
type Pair = () => Promise<readonly [unknown, unknown]> | readonly [unknown, unknown];

const today = "2026-11-29";
const people = Array.from({ length: 4 }, (_, index) => `p${index}@x.example`);
const roster = {
  owners: people.slice(0, 2),
  members: people.slice(2),
  decides: ["owner", "member"] as const,
};
const before: Ledger = {
  teams: {
    "store-1": { ...roster, channels: ["a"], privateChannels: {}, keep: [] },
    "store-2": { ...roster, channels: [], privateChannels: {}, keep: [] },
  },
  links: ["l"],
  regions: { "store-1": "west", "store-2": "west" },
  people: { "org.yaml": 4 },
  protectedPeople: [],
  exportedRows: { "hr.csv": 4 },
};
const now: DeclaredNow = {
  ...{ links: [], regions: { "store-1": "west" }, people: { "org.yaml": 3 }, protectedPeople: [] },
  exportedRows: { "hr.csv": 2 },
  teams: {
    "store-1": {
      ...{ owners: ["n@x.example"], members: [], decides: ["owner", "member"], channels: [] },
      ...{ privateChannels: {}, keep: [] },
    },
  },
  ...{ stores: new Map([["store-1", "west"]]), ownerless: new Set<string>(), minimumOwners: new Map() },
};
const need = (permission: string) =>
  ({ clientAppId: "a", resourceAppId: "b", permission, kind: "delegated" }) as const;

/** Brakes that trip, with these limits and approvals, where nearly everything goes. */
function tripped(brakes: Brakes, approvals: readonly Approval[] = []) {
  const settings = { brakes, approvals, today };
  const { refused, passed, unusedApprovals, expiredApprovals } = checkBrakes(before, now, settings);
  const consent = { before: [need("Old")], granted: [], now: [need("New")], guarded: [] };
  const consents = checkConsentBrakes(consent, () => true, settings);
  return {
    refused: [...refused, ...consents.refused].map(({ brake, where }) => `${brake} ${where}`),
    ...{ passed, unusedApprovals, expiredApprovals },
  };
}

const brakeNames = Object.keys(schema.definitions.brakes.properties) as BrakeName[];
const brakeRows = brakeNames.flatMap((name): [string, Pair][] => {
  const at = `config.store-teams:brakes.${name}`;
  const has = (limit: NonNullable<Brakes[BrakeName]>): boolean =>
    tripped({ [name]: limit }).refused.some((text) => text.startsWith(`${name} `));
  return [
    [`${at}.atLeast`, () => [has({ atLeast: 1, fraction: 0 }), has({ atLeast: 1000, fraction: 0 })]],
    [`${at}.fraction`, () => [has({ atLeast: 1, fraction: 0 }), has({ atLeast: 1, fraction: 1 })]],
  ];
});

const approval: Approval = { brake: "teams", where: "tenant", count: 1, until: today, because: "sold" };
const approved = (more: Partial<Approval>): Pair => {
  return () => [tripped({}, [approval]).passed, tripped({}, [{ ...approval, ...more }]).passed];
};

const identity: Identity = {
  ...{ key: "reader", displayName: "Reader", access: "read", stacks: ["dev"], owners: ["a@x.example"] },
  credentials: [{ github: { repository: "a/b", environment: "dev" } }],
};
const azure = { serviceConnection: "c", issuer: "https://i.example", subject: "s" };

/** Everything that a stack of identities declares. */
async function declaredBy(one: Identity): Promise<readonly unknown[]> {
  const made: unknown[] = [];
  const appRoleIds = Object.fromEntries(permissionsFor(one).map((name) => [name, `role:${name}`]));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        made.push([type, name, inputs]);
        const state = { clientId: `client-${name}`, objectId: `object-${name}`, ...(inputs as object) };
        return { id: `id-${name}`, state };
      },
      call: ({ token, inputs }) =>
        token.endsWith("getUser") ? { objectId: JSON.stringify(inputs) } : { objectId: "graph", appRoleIds },
    },
    ...(["store-teams", "identities", false] as const),
  );
  identitiesProgram([one]);
  await pulumi.runtime.disconnect();
  return made;
}

const differing = (is: Partial<Identity>, other: Partial<Identity>): Pair => {
  return async () => [await declaredBy({ ...identity, ...is }), await declaredBy({ ...identity, ...other })];
};
const github = (of: object): Partial<Identity> => ({
  credentials: [{ github: of }] as unknown as Identity["credentials"],
});
const devOps = (of: object): Partial<Identity> => ({
  credentials: [{ azureDevOps: { ...azure, ...of } }],
});

async function consentWith(stack: string | undefined): Promise<string> {
  const mocks = { newResource: () => ({ id: "x", state: {} }), call: () => ({ outputs: {} }) };
  await pulumi.runtime.setMocks(mocks, "store-teams", "dev", false);
  return checkConsent([need("User.Read.All")], stack, false).then(
    () => "",
    (error: unknown) => (error as Error).message,
  );
}

const setting = "config.store-teams:";
const identities = `${setting}identities.[].`;
const vendorOrg = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
environments: [{ key: dev, url: "https://contoso-dev.crm4.dynamics.com" }]
hierarchy: { id: h, name: Stores, purposes: [retailReporting], csv: {} }
defaults:
  team:
    channels:
      - { key: a, name: Alpha }
      - { key: b, name: Beta, private: { owners: [p-1], members: [p-2] } }
nodes:
  - { id: top, kind: organization, name: Contoso }
  - { id: s1, kind: store, parent: top, name: Lyon, storeNumber: "1", managers: [p-1, p-2], workers: [] }
  - { id: s2, kind: store, parent: top, name: Paris, storeNumber: "2", managers: [p-1, p-2], workers: [] }
people:
  - { id: p-1, name: A, upn: a@contoso.example, roles: [storeManager] }
  - { id: p-2, name: B, upn: b@contoso.example, roles: [storeManager] }
`;
const readOnce = async (vendor: Partial<VendorValues>): Promise<unknown> => {
  const plan = "aaaaaaaa-0000-4000-8000-000000000001";
  const user = {
    ...{ id: "u1", userPrincipalName: "a@x.example", accountEnabled: true, userType: "Member" },
    assignedPlans: [{ servicePlanId: plan, capabilityStatus: "Enabled" }],
  };
  const graph = {
    list: () => Promise.resolve([user]),
    get: () => Promise.reject(new Error("get")),
    find: () => Promise.resolve(user),
  };
  const who = {
    label: "A",
    upn: "a@x.example",
    isOwner: true,
    usesLinks: false,
    usesTasks: false,
    isAway: false,
  };
  const { byName } = await accountsOf({ graph } as unknown as Reader, [who], vendorValues(vendor));
  return [...byName.values()];
};
/** What R15 and its neighbours say of a config under these limits. */
const refusedUnder = (vendor: Partial<VendorValues>): unknown => {
  return validateOrg(sourceOf("org.yaml", vendorOrg), [], vendorValues(vendor)).problems.map(
    ({ message }) => message,
  );
};
const limitRow = (name: VendorFactName): [string, Pair] => [
  `${setting}vendor.${name}`,
  () => [refusedUnder({}), refusedUnder({ [name]: 1 })],
];
const planRow = (name: "teamsPlans" | "dynamicsPlans" | "plannerPlans"): [string, Pair] => [
  `${setting}vendor.${name}.[]`,
  async () => [await readOnce({}), await readOnce({ [name]: ["aaaaaaaa-0000-4000-8000-000000000001"] })],
];
const vendorRows: readonly [string, Pair][] = [
  ...(
    [
      "teamOwners",
      "teamPeople",
      "teamsOfOnePerson",
      "teamChannels",
      "privateChannelPeople",
      "hierarchyNameLetters",
    ] as const
  ).map(limitRow),
  ...(["teamsPlans", "dynamicsPlans", "plannerPlans"] as const).map(planRow),
];

const rows: ReadonlyMap<string, Pair> = new Map<string, Pair>([
  [
    `${setting}program`,
    () => [
      deriveStack(org, { program: "tenant" }),
      deriveStack(org, { program: "environment", environment: "dev" }),
    ],
  ],
  [`${setting}org`, () => [org, loadOrg("config/examples/chat-only/org.yaml").org]],
  [`${setting}environment`, () => [deriveShare(two, "dev", {}), deriveShare(two, "other", {})]],
  [
    `${setting}regions.[]`,
    () => [deriveShare(org, "dev", { regions: ["west"] }), deriveShare(org, "dev", { regions: ["east"] })],
  ],
  [
    `${setting}shared`,
    () => [
      deriveShare(org, "dev", { regions: ["west"], shared: true }),
      deriveShare(org, "dev", { regions: ["west"], shared: false }),
    ],
  ],
  [
    `${setting}tenantStack`,
    async () => [await consentWith(undefined), await consentWith("o/store-teams/tenant")],
  ],
  ...brakeRows,
  [
    `${setting}doneByHand.[]`,
    () => {
      const personalApp = { policy: "Shops", group: "7a1c0000-0000-4000-8000-0000000000d2" };
      const open = handSteps([], { personalApp, ticked: [] });
      return [open, handSteps([], { personalApp, ticked: open.map(({ id }) => id) })];
    },
  ],
  ...vendorRows,
  [`${setting}approvals.[].brake`, approved({ brake: "links" })],
  [`${setting}approvals.[].where`, approved({ where: "west" })],
  [`${setting}approvals.[].count`, approved({ count: 2 })],
  [`${setting}approvals.[].until`, approved({ until: "2026-11-28" })],
  [`${identities}key`, differing({}, { key: "other" })],
  [`${identities}displayName`, differing({}, { displayName: "Other" })],
  [`${identities}access`, differing({}, { access: "write" })],
  [`${identities}stacks.[]`, differing({}, { stacks: ["tenant"] })],
  [`${identities}owners.[]`, differing({}, { owners: ["b@x.example"] })],
  [
    `${identities}credentials.[].github.repository`,
    differing({}, github({ repository: "a/c", environment: "dev" })),
  ],
  [
    `${identities}credentials.[].github.environment`,
    differing({}, github({ repository: "a/b", environment: "test" })),
  ],
  [
    `${identities}credentials.[].github.branch`,
    differing(github({ repository: "a/b", branch: "main" }), github({ repository: "a/b", branch: "next" })),
  ],
  [
    `${identities}credentials.[].github.pullRequests`,
    differing({}, github({ repository: "a/b", pullRequests: true })),
  ],
  [
    `${identities}credentials.[].azureDevOps.serviceConnection`,
    differing(devOps({}), devOps({ serviceConnection: "d" })),
  ],
  [
    `${identities}credentials.[].azureDevOps.issuer`,
    differing(devOps({}), devOps({ issuer: "https://j.example" })),
  ],
  [`${identities}credentials.[].azureDevOps.subject`, differing(devOps({}), devOps({ subject: "t" }))],
]);

const ofDoctor =
  'what the doctor asks: test/stacks/doctor/each-broken.test.ts "what a stack says of a vendor"';

/** What no row shows, and why that is right, or where it is shown. */
const withoutRow: Readonly<Record<string, string>> = {
  encryptionsalt: "written and read by Pulumi",
  secretsprovider: "written and read by Pulumi",
  encryptedkey: "written and read by Pulumi",
  [`${setting}vendor.deletedKeptDays`]: ofDoctor,
  [`${setting}vendor.consentRoles.[]`]: ofDoctor,
  [`${setting}vendor.dynamicsTeamsApp`]: ofDoctor,
  [`${setting}vendor.environmentRole`]: ofDoctor,
  [`${setting}approvals.[].because`]: "for those who review it; no brake reads it",
  [`${setting}protect`]: "an option of the engine: test/contract/organizations.test.ts",
};

describe("every setting of a stack", () => {
  const names = leavesOf(schema as unknown as Parameters<typeof leavesOf>[0]).map(({ name }) => name);

  it("has a row here, or a reason to have none", () => {
    const known = new Set([...rows.keys(), ...Object.keys(withoutRow)]);
    expect(names.map(plain).filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !names.map(plain).includes(name))).toEqual([]);
  });

  it.each([...rows])("has an effect: %s", async (_name, pair) => {
    const [one, other] = await pair();
    expect(JSON.stringify(one)).not.toBe(JSON.stringify(other));
  });
});

/** Without the titles of branches. */
function plain(name: string): string {
  return name.replaceAll(/<[^>]*>/g, "");
}
