// The whole tenant as bytes and back. State is plain data with maps and sets; indexes are made anew on reading.
import { deserialize, serialize } from "node:v8";
import { Environment } from "../dataverse/environment.ts";
import type { TableDefinition } from "../dataverse/tables.ts";
import { isObject } from "../json.ts";
import type { State } from "../seed/plant.ts";
import type { Seed } from "../seed/shape.ts";
import type { DirectoryObject } from "../tenant/model.ts";
import { Tenant } from "../tenant/tenant.ts";
import type { Vault } from "../vault/vault.ts";
import type { World } from "../world.ts";

const format = "emulated tenant 1";
/** Live objects, which go through `add` so that the indexes learn of them. */
const indexed = ["users", "groups", "servicePrincipals", "applications"] as const;

export interface Saved {
  readonly state: State;
  /** With the secrets its clients had. */
  readonly seed: Seed;
  /** The tenant's time when it was saved. */
  readonly now: Date;
}

export function encodeState({ state, seed, now }: Saved): Buffer {
  const { fresh: _fresh, past: _past, ...tenant } = fieldsOf(state.tenant);
  return serialize({
    format,
    now,
    seed,
    tenant,
    vaults: [...state.vaults.values()],
    environments: [...state.environments.values()].map((environment) => ({
      ...fieldsOf(environment),
      version: environment.version,
      // Definitions are the program's own, except those that were made or changed in the tenant.
      tables: [...environment.tables].map(([name, { definition, ...table }]) => ({
        ...table,
        name,
        ...(table.isOwn ? { definition } : {}),
      })),
    })),
  });
}

/** The public fields of an object of a class. */
function fieldsOf(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object));
}

interface Encoded {
  readonly format: string;
  readonly now: Date;
  readonly seed: Seed;
  readonly tenant: Omit<Tenant, "fresh" | "past">;
  readonly environments: readonly EncodedEnvironment[];
  /** Absent in files of before there were key vaults. */
  readonly vaults?: readonly Vault[];
}
type EncodedEnvironment = Pick<Environment, "key" | "url" | "version"> & {
  readonly tables: readonly {
    readonly name: string;
    readonly rows: Environment["organization"][];
    readonly definition?: TableDefinition;
  }[];
};

/** Throws Error when the bytes are not a saved tenant. */
export function decodeState(bytes: Buffer, world: World): Saved {
  const read: unknown = deserialize(bytes);
  if (!isObject(read) || read["format"] !== format) throw new Error(`expected "${format}"`);
  const { tenant, environments, vaults = [], seed, now } = read as unknown as Encoded;
  const made = new Tenant(tenant.id, tenant.domain, tenant.displayName);
  const { users, groups, servicePrincipals, applications, ...others } = tenant;
  copyInto(made, others);
  const objects: Record<(typeof indexed)[number], Map<string, DirectoryObject>> = {
    users,
    groups,
    servicePrincipals,
    applications,
  };
  for (const name of indexed) for (const object of objects[name].values()) made.add(object);
  return {
    state: {
      tenant: made,
      environments: new Map(environments.map((saved) => [saved.key, readEnvironment(saved, world)])),
      vaults: new Map(vaults.map((vault) => [vault.name, vault])),
    },
    seed,
    now,
  };
}

function readEnvironment(saved: EncodedEnvironment, world: World): Environment {
  const environment = new Environment(saved.key, saved.url);
  const { tables, version, ...others } = saved;
  copyInto(environment, others);
  for (const { name, ...table } of tables) {
    // A table that the program no longer knows is left behind.
    const known =
      environment.tables.get(name) ??
      (table.definition === undefined ? undefined : environment.addTable(table.definition, true));
    if (known !== undefined) copyInto(known, table);
  }
  // Application users are found by their app: inserting them anew puts them into that index.
  for (const row of [...environment.table("systemuser").rows.values()]) {
    const before = { version: row.version, values: { ...row.values } };
    const made = environment.insert("systemuser", row.id, row.values, world);
    Object.assign(made.values, before.values);
    made.version = before.version;
  }
  // Versions go on from where they were, so that an old etag never comes to fit again.
  const scratch = { id: "", version: 0, values: {} };
  while (environment.version < version) environment.change(scratch, {}, world);
  return environment;
}

/** Puts what was saved into an object that is there: maps, sets and lists keep their identity. */
function copyInto(target: object, saved: object): void {
  for (const [name, value] of Object.entries(saved)) {
    const held: unknown = (target as Record<string, unknown>)[name];
    if (held instanceof Map && value instanceof Map) {
      held.clear();
      for (const [key, inner] of value) held.set(key, inner);
    } else {
      (target as Record<string, unknown>)[name] = value;
    }
  }
}
