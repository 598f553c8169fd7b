import type { Seed } from "../test/emulator/seed/shape.ts";
import { largeSeed } from "../test/emulator/seed/large.ts";

export interface Retailer {
  readonly stores: number;
  /** One of them manages the store. */
  readonly peoplePerStore: number;
  /** In this many stores one worker has gone and another has come. */
  readonly changedStores: number;
  /** Tells retailers apart that live in one tenant. */
  readonly name: string;
}

const environment = { key: "dev", url: "https://contoso-dev.crm4.dynamics.com" };

/** A tenant with people and without teams. */
export function seedFor(people: number): Seed {
  return largeSeed({ users: people, teams: 0, membersPerTeam: 0 });
}

/** How many people a retailer has: each works in one store, one more is there for each change. */
export function peopleOf({ stores, peoplePerStore }: Retailer): number {
  return stores * peoplePerStore + stores;
}

/** The org file: one store after the other, two channels each, nobody in two of them. */
export function orgFileOf(retailer: Retailer): string {
  const { stores, peoplePerStore, changedStores, name } = retailer;
  const nodes: string[] = [];
  const people: string[] = [];
  const say = (person: number): string => {
    const id = `p-${person + 1}`;
    people.push(`  - { id: ${id}, upn: person-${String(person + 1).padStart(6, "0")}@contoso.example }`);
    return id;
  };
  for (let index = 0; index < stores; index += 1) {
    const number = String(index + 1).padStart(6, "0");
    const first = index * peoplePerStore;
    const [manager = "", ...workers] = Array.from({ length: peoplePerStore }, (_, at) => say(first + at));
    const substitute = say(stores * peoplePerStore + index);
    const working = index < changedStores ? [...workers.slice(1), substitute] : workers;
    nodes.push(
      `  - id: ${name}-${number}\n    kind: store\n    parent: root\n    name: ${name} ${number}\n` +
        `    storeNumber: "${name}-${number}"\n    managers: [${manager}]\n    workers: [${working.join(", ")}]`,
    );
  }
  return `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
environments:
  - { key: ${environment.key}, url: "${environment.url}" }
hierarchy: { id: regions, name: Stores by region, purposes: [retailReporting] }
defaults:
  team:
    template: standard
    visibility: private
    alias: "{storeName}_D365"
    owners: authoritative
    members: authoritative
    channels:
      - { key: shift-handoff, name: Shift handoff, description: What the next shift needs to know }
      - { key: store-readiness, name: Store readiness }
    onClose: archive
    onDestroy: retain
nodes:
  - { id: root, kind: organization, name: ${name} }
${nodes.join("\n")}
people:
${people.join("\n")}
`;
}

/** The stack file for it. `orgFile` is a path from the checkout. */
export function stackFileOf(orgFile: string): string {
  return `config:
  store-teams:program: environment
  store-teams:org: ${orgFile}
  store-teams:environment: ${environment.key}
`;
}
