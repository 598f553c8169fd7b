// Laws of the derivation, on generated organizations.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inputProblems } from "../../../schemas/resource-inputs.ts";
import type { Org, OrgNode, Person, TeamSettings } from "../../../schemas/types/org.ts";
import type { Derived } from "../../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../../stacks/derive/environment.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";

const roles = ["storeManager", "worker", "regionalManager", "communicationsManager"] as const;
const peopleIds = ["p0", "p1", "p2", "p3", "p4", "p5"];

const people: fc.Arbitrary<Person[]> = fc.tuple(
  ...peopleIds.map((id) =>
    fc.subarray([...roles]).map((some): Person => ({
      id,
      name: `Name of ${id}`,
      upn: `${id.toUpperCase()}@x.example`,
      roles: some,
    })),
  ),
);

const settings: fc.Arbitrary<TeamSettings> = fc.record(
  {
    visibility: fc.constantFrom("private", "public"),
    members: fc.constantFrom("authoritative", "additive"),
    onClose: fc.constantFrom("archive", "retain"),
    channels: fc.constantFrom(
      [],
      [
        {
          key: "ops",
          name: "Operations",
          recordLinks: [
            {
              key: "acc",
              environment: "dev",
              table: "account",
              recordId: "c0000000-0000-4000-8000-000000000001",
              name: "Acc",
            },
          ],
        },
      ],
    ),
  },
  { requiredKeys: [] },
);

const regions = ["west", "east"];
const group = (id: string, parent?: string): fc.Arbitrary<OrgNode> =>
  settings.map((team) => ({
    id,
    kind: "region",
    name: id,
    team,
    ...(parent === undefined ? {} : { parent }),
  }));

const storeNode = (index: number): fc.Arbitrary<OrgNode> =>
  fc.record(
    {
      id: fc.constant(`s${String(index)}`),
      kind: fc.constant("store" as const),
      parent: fc.constantFrom(...regions),
      name: fc.constant(`Store ${String(index)}`),
      storeNumber: fc.constant(String(index).padStart(6, "0")),
      managers: fc.subarray(peopleIds, { maxLength: 2 }),
      workers: fc.subarray(peopleIds),
      closed: fc.constant({ on: "2026-10-31", because: "the lease ended" }),
      team: settings,
    },
    { requiredKeys: ["id", "kind", "parent", "name", "storeNumber"] },
  );

const consentRows = fc.subarray(
  ["A", "B", "C"].flatMap((permission) =>
    (["delegated", "application"] as const).map((kind) => ({
      app: "app",
      api: "graph" as const,
      kind,
      permission,
      for: "chat" as const,
    })),
  ),
);

const orgs: fc.Arbitrary<Org> = fc
  .tuple(
    people,
    fc.tuple(group("top"), ...regions.map((id) => group(id, "top"))),
    fc.tuple(storeNode(0), storeNode(1), storeNode(2), storeNode(3)),
    consentRows,
  )
  .map(([everybody, groups, stores, consent]) => ({
    apiVersion: "org/v1",
    tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "x.example" },
    integration: {
      apps: [{ key: "app", displayName: "App", registration: { hqUrls: ["https://hq.x.example"] } }],
      consent,
    },
    environments: [
      { key: "dev", url: "https://x.crm.dynamics.com", collaboration: { basic: true, enhanced: false } },
    ],
    communicationsTeam: { name: "News" },
    nodes: [...groups, ...stores],
    people: everybody,
  }));

/** The org with its lists in another order. */
function shuffled(org: Org): fc.Arbitrary<Org> {
  const shuffle = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
    fc.shuffledSubarray([...items], { minLength: items.length });
  return fc
    .tuple(shuffle(org.nodes ?? []), shuffle(org.people ?? []), shuffle(org.integration?.consent ?? []))
    .map(([nodes, everybody, consent]) => ({
      ...org,
      nodes,
      people: everybody,
      integration: { ...org.integration, consent },
    }));
}

function both(org: Org): readonly Derived[] {
  return [deriveTenant(org), deriveEnvironment(org, "dev")];
}

describe("derivation", () => {
  it("does not depend on the order of the config, down to the order of keys", () => {
    fc.assert(
      fc.property(
        orgs.chain((org) => shuffled(org).map((other) => [org, other] as const)),
        ([org, other]) => {
          expect(JSON.stringify(both(other))).toBe(JSON.stringify(both(org)));
        },
      ),
    );
  });

  it("gives inputs that the providers accept", () => {
    fc.assert(
      fc.property(orgs, (org) => {
        for (const { token, props } of both(org).flatMap(({ resources }) => resources)) {
          expect(inputProblems(token, props)).toEqual([]);
        }
      }),
    );
  });

  it("names each resource once, and only names that are there come first", () => {
    fc.assert(
      fc.property(orgs, (org) => {
        for (const { resources, labels } of both(org)) {
          const names = resources.map(({ name }) => name);
          expect(new Set(names).size).toBe(names.length);
          expect(Object.keys(labels)).toEqual(names);
          for (const { dependsOn } of resources)
            expect(names).toEqual(expect.arrayContaining([...dependsOn]));
        }
      }),
    );
  });

  it("gives each store a team with an owner, or leaves it out with a reason", () => {
    fc.assert(
      fc.property(orgs, (org) => {
        const { resources, leftOut } = deriveEnvironment(org, "dev");
        const teams = resources.filter((resource) => resource.token === "graph:Team");
        for (const { props } of teams) expect(Object.values(props.roster)).toContain("owner");
        const stores = (org.nodes ?? []).filter((node) => node.kind === "store").map(({ id }) => id);
        const withTeam = (org.nodes ?? []).filter(
          (node) => node.kind === "store" && teams.some(({ name }) => name === `store-${node.storeNumber}`),
        );
        const told = leftOut.map(({ nodeId }) => nodeId).filter((id) => id !== "communications-team");
        expect([...withTeam.map(({ id }) => id), ...told].sort()).toEqual(stores.sort());
      }),
    );
  });

  it("holds nothing of people but their user principal names", () => {
    fc.assert(
      fc.property(orgs, (org) => {
        expect(
          JSON.stringify(both(org).map(({ resources }) => resources.map(({ props }) => props))),
        ).not.toContain("Name of");
      }),
    );
  });
});
