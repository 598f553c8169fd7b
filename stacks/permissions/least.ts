import type { Permissions } from "../../providers/core/resource-type.ts";
import { compareText } from "../../schemas/problem.ts";
import type { DesiredResource, ResourceToken } from "../derive/desired-resource.ts";
import { coveredBy } from "./cover.ts";

/** The reader plans and finds drift; the writer applies. */
export type Access = "read" | "write";

/** Why a permission is needed. */
export interface Purpose {
  /** A resource type, such as `graph:Team`, or a command, such as `drift`. */
  readonly by: string;
  /** What for, to go on from "needed to". */
  readonly for: string;
  /** How many resources need it; unset for a command. */
  readonly resources?: number;
}

export interface NeededPermission {
  readonly permission: string;
  readonly purposes: readonly Purpose[];
}

/** An environment in which an identity must be an application user. */
export interface DataverseAccess {
  readonly environment: string;
  readonly role: string;
}

/** A key vault in which an identity must have a role of Azure. */
export interface KeyVaultAccess {
  /** Address, such as https://contoso-teams.vault.azure.net. */
  readonly vault: string;
  readonly role: string;
}

/** What one identity needs, and nothing that it could do without. */
export interface IdentityNeeds {
  readonly access: Access;
  /** Application permissions of Microsoft Graph, sorted. */
  readonly permissions: readonly NeededPermission[];
  readonly dataverse: readonly DataverseAccess[];
  readonly keyVaults: readonly KeyVaultAccess[];
}

/** How the caller looks up what a type declares. */
export type PermissionsOf = (token: ResourceToken) => Permissions<Readonly<Record<string, unknown>>>;

/** What the reader's commands need beside the types' own looks. */
const readerCommands: readonly {
  readonly permission: string;
  readonly when: ResourceToken | undefined;
  readonly purpose: Purpose;
}[] = [
  {
    permission: "AuditLog.Read.All",
    when: "graph:Team",
    purpose: { by: "drift", for: "say who changed something, and when" },
  },
  {
    permission: "Application.Read.All",
    when: undefined,
    purpose: { by: "permissions --diff", for: "see which permissions the identities have" },
  },
];

/** What every stack's identities need, before anything else. */
const targetPurpose: Purpose = { by: "every run", for: "see that the tenant is the one that config names" };

/**
 * Dataverse knows no Graph permission: its identity is an application user with a security role in each environment.
 * Source: Power Platform "Manage application users", read 2026-11.
 */
const dataverseRoles: Readonly<Record<Access, string>> = {
  read: "a role that reads organization settings, metadata and Teams links",
  write: "System Administrator",
};

/**
 * A key vault goes by roles of Azure, not by permissions of Graph. The reader sees which versions there are and no value.
 * Source: Azure "Provide access to Key Vault keys, certificates, and secrets with Azure RBAC", read 2026-11.
 */
const keyVaultRoles: Readonly<Record<Access, string>> = {
  read: "Key Vault Reader",
  write: "Key Vault Secrets Officer",
};

/** The least that one identity needs for the resources that a stack's config leads to. Pure. */
export function leastPermissions(
  access: Access,
  resources: readonly DesiredResource[],
  permissionsOf: PermissionsOf,
): IdentityNeeds {
  const purposes = new Map<string, Map<string, Purpose>>();
  const note = (permission: string, { by, for: what }: Purpose, resourceCount?: number): void => {
    const known = purposes.get(permission) ?? new Map<string, Purpose>();
    const key = `${by} ${what}`;
    const before = known.get(key)?.resources ?? 0;
    const count = resourceCount === undefined ? {} : { resources: before + resourceCount };
    purposes.set(permission, known.set(key, { by, for: what, ...count }));
  };
  for (const desired of resources) {
    for (const [permission, what] of needsOf(access, desired, permissionsOf)) {
      note(permission, { by: desired.token, for: what }, 1);
    }
  }
  if (resources.length > 0) note("Organization.Read.All", targetPurpose);
  const commands = access === "read" && resources.length > 0 ? readerCommands : [];
  for (const { permission, when, purpose } of commands) {
    if (when === undefined || resources.some(({ token }) => token === when)) note(permission, purpose);
  }
  return {
    access,
    permissions: withoutCovered(purposes),
    dataverse: dataverseAccess(access, resources),
    keyVaults: keyVaultAccess(access, resources),
  };
}

/** Each permission that one resource needs, with what for. */
function needsOf(
  access: Access,
  { token, props, retainOnDelete }: DesiredResource,
  permissionsOf: PermissionsOf,
): readonly (readonly [permission: string, what: string])[] {
  const { observe, apply, remove = [], sometimes = [] } = permissionsOf(token);
  const wished = sometimes.filter((need) => need.when(props as unknown as Readonly<Record<string, unknown>>));
  const inPhase = (phase: "observe" | "apply"): (readonly [string, string])[] =>
    wished.filter((need) => need.in === phase).map((need) => [need.permission, need.for]);
  const looking = [...observe.map((one) => [one, "look"] as const), ...inPhase("observe")];
  if (access === "read") return looking;
  return [
    ...looking,
    ...apply.map((one) => [one, "make and change"] as const),
    ...inPhase("apply"),
    ...(retainOnDelete ? [] : remove.map((one) => [one, "remove"] as const)),
  ];
}

/** Drops what a broader permission, needed anyway, includes; its purposes go over to that one. */
function withoutCovered(
  purposes: ReadonlyMap<string, ReadonlyMap<string, Purpose>>,
): readonly NeededPermission[] {
  const names = [...purposes.keys()].toSorted(compareText);
  return keptOf(names).map((permission) => {
    const included = names.filter(
      (name) => name === permission || coveredBy(name, [permission]) !== undefined,
    );
    const merged = new Map<string, Purpose>();
    for (const name of included) {
      for (const [key, purpose] of purposes.get(name) ?? []) {
        const known = merged.get(key);
        if (known === undefined || (known.resources ?? 0) < (purpose.resources ?? 0))
          merged.set(key, purpose);
      }
    }
    const sorted = [...merged.values()].toSorted((a, b) => compareText(a.by + a.for, b.by + b.for));
    return { permission, purposes: sorted };
  });
}

/**
 * The names that no kept one includes. Not transitive: what is dropped for one use includes nothing any more, so
 * those that only it included are looked at again.
 */
function keptOf(names: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let open = names; open.length > 0;) {
    const broadest = open.filter((name) => coveredBy(name, open) === undefined);
    kept.push(...broadest);
    open = open.filter((name) => !broadest.includes(name) && coveredBy(name, kept) === undefined);
  }
  return kept.toSorted(compareText);
}

function dataverseAccess(access: Access, resources: readonly DesiredResource[]): readonly DataverseAccess[] {
  const origins = resources.flatMap(({ props }) => ("environment" in props ? [props.environment] : []));
  return [...new Set(origins)]
    .toSorted(compareText)
    .map((environment) => ({ environment, role: dataverseRoles[access] }));
}

function keyVaultAccess(access: Access, resources: readonly DesiredResource[]): readonly KeyVaultAccess[] {
  const vaults = resources.flatMap(({ props }) => ("keyVault" in props ? [props.keyVault.vault] : []));
  return [...new Set(vaults)].toSorted(compareText).map((vault) => ({ vault, role: keyVaultRoles[access] }));
}

/** How what an identity has differs from what it needs. Both lists sorted. */
export interface PermissionDifference {
  readonly missing: readonly { readonly permission: string; readonly coveredBy?: string }[];
  readonly surplus: readonly string[];
}

/** Compares with the names of the permissions that an identity has. */
export function permissionDifference(needs: IdentityNeeds, held: readonly string[]): PermissionDifference {
  const needed = needs.permissions.map(({ permission }) => permission);
  const missing = needed.filter((permission) => !held.includes(permission));
  return {
    missing: missing.map((permission) => {
      const broader = coveredBy(permission, held);
      return broader === undefined ? { permission } : { permission, coveredBy: broader };
    }),
    surplus: held.filter((permission) => !needed.includes(permission)).toSorted(compareText),
  };
}
