import type { ClientSecret, KeptInVault } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader, Writer } from "../../core/api.ts";
import { ApiError, isPassing, RefusedError } from "../../core/errors.ts";
import { optionalObject, textAt, textRecord } from "../../core/json.ts";
import type { MadePassword } from "./passwords.ts";

/** A version of our secret in a key vault that can be read. */
export interface StoredVersion {
  /** Id of the version: the last part of its address. */
  readonly version: string;
  /** Which secret of the app it is. */
  readonly keyId: string;
}

/** What a key vault holds of ours. */
export interface Stored {
  readonly versions: readonly StoredVersion[];
  /** Which secret of the app who asks the vault gets; unset when that is none of ours. */
  readonly keyIdOnTop: string | undefined;
}

/** Tag that says whose version it is: the display name of the secret at its app. */
const ownerTag = "store-teams";
const keyTag = "keyId";

/** Reads no value: the permission to list is enough. Without a vault there is nothing. */
export async function storedIn(api: Reader, { keyVault, displayName }: ClientSecret): Promise<Stored> {
  if (keyVault === undefined) return { versions: [], keyIdOnTop: undefined };
  const readable = (await versionsIn(api, keyVault))
    .filter((one) => optionalObject(one, "attributes")?.["enabled"] !== false)
    .toSorted((left, right) => createdAt(left) - createdAt(right));
  const top = readable.at(-1);
  return {
    versions: readable
      .filter((one) => isOf(one, displayName))
      .map((one) => ({ version: versionOf(one), keyId: keyIdOf(one) })),
    keyIdOnTop: top !== undefined && isOf(top, displayName) ? keyIdOf(top) : undefined,
  };
}

async function versionsIn(api: Reader, { vault, secretName }: KeptInVault): Promise<readonly JsonObject[]> {
  return api.vault(vault).list(`/secrets/${secretName}/versions`);
}

function tagsOf(version: JsonObject): Readonly<Record<string, string>> {
  return textRecord(version["tags"]);
}

function isOf(version: JsonObject, displayName: string): boolean {
  return tagsOf(version)[ownerTag] === displayName;
}

function keyIdOf(version: JsonObject): string {
  return tagsOf(version)[keyTag] ?? "";
}

function versionOf(version: JsonObject): string {
  return textAt(version, "id").split("/").at(-1) ?? "";
}

/** Unit: seconds since 1970. */
function createdAt(version: JsonObject): number {
  const created = optionalObject(version, "attributes")?.["created"];
  return typeof created === "number" ? created : 0;
}

/** Throws RefusedError when the name is in use for something else: its readers would get our value. */
export async function refuseForeignSecret(
  api: Reader,
  { displayName }: ClientSecret,
  keyVault: KeptInVault,
  where: string,
): Promise<void> {
  const versions = await versionsIn(api, keyVault);
  if (versions.length === 0 || versions.some((one) => isOf(one, displayName))) return;
  throw new RefusedError(
    `${where}: the key vault ${keyVault.vault} has a secret "${keyVault.secretName}" already, and it is none of this ` +
      "project. Choose another secretName.",
  );
}

/**
 * Keeps a value as a new version, tagged with the secret's keyId, until the secret ends. When the outcome is unknown
 * it looks for the tag. Throws RefusedError when the vault holds the name back, ApiError otherwise.
 * Source: Azure Key Vault REST API "Set Secret", read 2026-11.
 */
export async function keepInVault(
  api: Writer,
  { displayName }: ClientSecret,
  keyVault: KeptInVault,
  { key, value }: MadePassword,
): Promise<void> {
  const { vault, secretName } = keyVault;
  try {
    await api.vault(vault).send("PUT", `/secrets/${secretName}`, {
      value,
      contentType: "client secret",
      tags: { [ownerTag]: displayName, [keyTag]: key.keyId },
      attributes: { exp: Math.floor(key.endMilliseconds / 1000) },
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      throw new RefusedError(
        `the key vault ${vault} has deleted the secret "${secretName}" and keeps its name. ` +
          "Recover or purge it there, or choose another secretName.",
      );
    }
    if (!isPassing(error)) throw error;
    const stored = await versionsIn(api, keyVault);
    if (!stored.some((one) => keyIdOf(one) === key.keyId)) throw error;
  }
}

/** Makes versions unreadable; a vault deletes no single version. Source: "Update Secret", read 2026-11. */
export async function disableVersions(
  api: Writer,
  keyVault: KeptInVault | undefined,
  versions: readonly string[],
): Promise<void> {
  if (keyVault === undefined) return;
  for (const version of versions) {
    const path = `/secrets/${keyVault.secretName}/${version}`;
    await api.vault(keyVault.vault).send("PATCH", path, { attributes: { enabled: false } });
  }
}
