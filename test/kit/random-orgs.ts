// Organizations at random: three stores and who works there, of accounts that the seed has.
import fc from "fast-check";
import type { Org, OrgNode, TeamSettings } from "../../schemas/types/org.ts";
import type { DesiredResource } from "../../stacks/derive/desired-resource.ts";
import { deriveEnvironment } from "../../stacks/derive/environment.ts";

/** Accounts of the seed. */
const names = ["sam.miller", "nina.kovac", "priya.nair", "mia.wolf", "ana.ruiz", "eli.brandt", "tom.berg"];
export const storeNumbers = ["000135", "000136", "000142"];

const settings: fc.Arbitrary<TeamSettings> = fc.record(
  {
    description: fc.constantFrom("Of this store", "For everybody here"),
    visibility: fc.constantFrom("private", "public"),
    owners: fc.constantFrom("authoritative", "additive"),
    members: fc.constantFrom("authoritative", "additive"),
    funSettings: fc.record({ allowGiphy: fc.boolean() }),
    memberSettings: fc.record({ allowDeleteChannels: fc.boolean() }),
    channels: fc.constantFrom(
      [],
      [{ key: "ops", name: "Operations" }],
      [
        { key: "ops", name: "Day to day" },
        { key: "lead", name: "Leaders", private: {} },
      ],
    ),
  },
  { requiredKeys: [] },
);

const store = (storeNumber: string): fc.Arbitrary<OrgNode> =>
  fc
    .record({
      name: fc.constantFrom("Bay", "Bay Plaza"),
      managers: fc.subarray(names.slice(0, 4), { minLength: 1 }),
      workers: fc.option(fc.subarray(names), { nil: undefined }),
      team: settings,
    })
    .map(({ name, managers, workers, team }) => ({
      id: `s${storeNumber}`,
      kind: "store",
      parent: "top",
      name: `${name} ${storeNumber}`,
      storeNumber,
      managers,
      ...(workers === undefined ? {} : { workers: workers.filter((id) => !managers.includes(id)) }),
      team,
    }));

/** Stores of these numbers, each with its own wishes beside those of all. */
export function orgsOf(numbers: readonly string[]): fc.Arbitrary<Org> {
  return fc.tuple(settings, ...numbers.map(store)).map(([team, ...stores]) => ({
    apiVersion: "org/v1",
    tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" },
    environments: [{ key: "dev", url: "https://contoso-dev.crm4.dynamics.com" }],
    defaults: { team },
    nodes: [{ id: "top", kind: "organization", name: "Contoso" }, ...stores],
    people: names.map((id) => ({ id, upn: `${id}@contoso.example` })),
  }));
}

export const orgs: fc.Arbitrary<Org> = orgsOf(storeNumbers);

export function resourcesOf(org: Org): readonly DesiredResource[] {
  return deriveEnvironment(org, "dev").resources;
}

/** The same org, its nodes and people in another order. */
export function turned(org: Org): Org {
  return { ...org, nodes: (org.nodes ?? []).toReversed(), people: (org.people ?? []).toReversed() };
}

/** Nothing in it mentions a description. */
export function withoutDescription(org: Org): Org {
  const bare = (team: TeamSettings | undefined): TeamSettings => {
    const { description: _description, ...rest } = team ?? {};
    return rest;
  };
  return {
    ...org,
    defaults: { team: bare(org.defaults?.team) },
    nodes: (org.nodes ?? []).map((node) => ({ ...node, team: bare(node.team) })),
  };
}

/** Everybody works in every store, and nobody who was there leaves. */
export function withEverybody(org: Org): Org {
  return {
    ...org,
    nodes: (org.nodes ?? []).map((node) => {
      const managers = node.managers ?? [];
      return node.kind === "store"
        ? { ...node, workers: names.filter((id) => !managers.includes(id)) }
        : node;
    }),
  };
}

/** Switches that config mentions are off: a new team has them on, as the service makes it. */
export function withSwitchesOff(org: Org): Org {
  const off = (team: TeamSettings | undefined): TeamSettings => ({
    ...team,
    ...(team?.funSettings === undefined ? {} : { funSettings: { allowGiphy: false } }),
    ...(team?.memberSettings === undefined ? {} : { memberSettings: { allowDeleteChannels: false } }),
  });
  return {
    ...org,
    defaults: { team: off(org.defaults?.team) },
    nodes: (org.nodes ?? []).map((node) => ({ ...node, team: off(node.team) })),
  };
}
