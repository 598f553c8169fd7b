import type { Org, OrgNode, Person, StoreNode, TeamSettings } from "../../schemas/types/org.ts";

const tenant = { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" };

export const dev = { key: "dev", url: "https://contoso-dev.crm4.dynamics.com" };

export function person(id: string, roles: Person["roles"] = []): Person {
  return { id, upn: `${id}@contoso.example`, roles };
}

export function store(overrides: Partial<StoreNode> = {}): StoreNode {
  return {
    id: "sfo",
    kind: "store",
    parent: "contoso",
    name: "San Francisco",
    storeNumber: "000135",
    managers: ["m"],
    workers: ["w"],
    ...overrides,
  };
}

export const organization: OrgNode = { id: "contoso", kind: "organization", name: "Contoso" };

/** A small org: the root, one store unless told otherwise, a manager and a worker. */
export function org(overrides: Partial<Org> = {}): Org {
  return {
    apiVersion: "org/v1",
    tenant,
    environments: [dev],
    nodes: [organization, store()],
    people: [person("m"), person("w")],
    ...overrides,
  };
}

/** The org with these settings for all teams. */
export function orgWithDefaults(team: TeamSettings, nodes: OrgNode[] = [organization, store()]): Org {
  return org({ defaults: { team }, nodes });
}
