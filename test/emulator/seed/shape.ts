// What a seed holds; seed.schema.json says the same of its files.
import type { VaultRole } from "../vault/vault.ts";

export interface SeedUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly jobTitle?: string;
  /** Default true. */
  readonly isEnabled?: boolean;
  /** Default true: has a Teams licence. */
  readonly hasTeams?: boolean;
  readonly isGuest?: boolean;
  readonly isAdmin?: boolean;
}

export interface SeedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly description?: string;
  readonly uniqueName?: string;
  readonly visibility?: "Private" | "Public";
  /** User principal names or ids. */
  readonly owners: readonly string[];
  /** Beside the owners, who are members too. */
  readonly members: readonly string[];
  /** Absent: the group has no team. */
  readonly team?: {
    readonly channels?: readonly { readonly displayName: string; readonly description?: string }[];
  };
}

export interface SeedClient {
  readonly name: string;
  readonly clientId: string;
  /** Absent: a fresh one is made at every start. */
  readonly clientSecret?: string;
  /** Names of Graph app roles, or "all" that the tenant's routes ask for. */
  readonly appRoles: readonly string[] | "all";
  /** Subject of the pipeline's tokens that may stand for this client. */
  readonly federatedSubject?: string;
  /** Role of its application user in every environment. */
  readonly dataverseRole: "System Administrator" | "Basic Reader";
  /** Role in every key vault. Absent: none. */
  readonly vaultRole?: VaultRole;
}

export interface SeedEnvironment {
  readonly key: string;
  readonly url: string;
  readonly hasSharePoint: boolean;
  readonly hasOneDrive?: boolean;
  readonly hasTeamsSolution?: boolean;
  /** Tables with document management on. */
  readonly documentManagement?: readonly string[];
  readonly records?: readonly { readonly table: string; readonly id: string; readonly name: string }[];
}

export interface Seed {
  readonly tenantId: string;
  readonly domain: string;
  readonly displayName: string;
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  readonly applications: readonly {
    readonly id: string;
    readonly appId: string;
    readonly displayName: string;
  }[];
  /** Apps whose service principal is there at the start. */
  readonly servicePrincipals: readonly { readonly appId: string; readonly id?: string }[];
  readonly clients: readonly SeedClient[];
  readonly environments: readonly SeedEnvironment[];
  /** Key vaults by address, such as https://contoso-teams.vault.azure.net. */
  readonly vaults?: readonly { readonly url: string }[];
}
