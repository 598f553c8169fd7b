// One key vault: its secrets, each with its versions, and who may do what. Plain data.
import { toUnixSeconds, type World } from "../world.ts";

/** Roles of Azure for the data of a vault. The reader sees names, tags and times, never values. */
export type VaultRole = "Key Vault Secrets Officer" | "Key Vault Reader";

export interface SecretVersion {
  readonly version: string;
  readonly value: string;
  contentType: string | undefined;
  tags: Readonly<Record<string, string>>;
  enabled: boolean;
  /** Unit: seconds since 1970, as in all times of a vault. */
  notBefore: number | undefined;
  expires: number | undefined;
  readonly created: number;
  updated: number;
}

export interface Vault {
  /** First part of its address. */
  readonly name: string;
  /** The address it has in the real world, for example https://contoso-teams.vault.azure.net. */
  readonly url: string;
  /** Versions by name of the secret in lower case, oldest first. */
  readonly secrets: Map<string, SecretVersion[]>;
  /** Deleted secrets, which can be recovered. */
  readonly deleted: Map<string, SecretVersion[]>;
  /** Role by client id in lower case. */
  readonly roles: Map<string, VaultRole>;
}

export function emptyVault(url: string): Vault {
  const address = url.replace(/\/+$/, "").toLowerCase();
  const name = new URL(address).hostname.split(".")[0] ?? "";
  return { name, url: address, secrets: new Map(), deleted: new Map(), roles: new Map() };
}

/** What a caller may say about a version when it is made and later. */
export interface VersionWish {
  readonly contentType?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly enabled?: boolean | undefined;
  readonly notBefore?: number | undefined;
  readonly expires?: number | undefined;
}

export function newVersion(value: string, wish: VersionWish, world: World): SecretVersion {
  const now = toUnixSeconds(world.now());
  return {
    version: world.guid().replaceAll("-", ""),
    value,
    contentType: wish.contentType,
    tags: wish.tags ?? {},
    enabled: wish.enabled ?? true,
    notBefore: wish.notBefore,
    expires: wish.expires,
    created: now,
    updated: now,
  };
}

/** What is not said stays. */
export function changeVersion(version: SecretVersion, wish: VersionWish, world: World): void {
  if (wish.contentType !== undefined) version.contentType = wish.contentType;
  if (wish.tags !== undefined) version.tags = wish.tags;
  if (wish.enabled !== undefined) version.enabled = wish.enabled;
  if (wish.notBefore !== undefined) version.notBefore = wish.notBefore;
  if (wish.expires !== undefined) version.expires = wish.expires;
  version.updated = toUnixSeconds(world.now());
}
