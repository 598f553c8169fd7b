// How a vault tells of its secrets, and what it takes from a request.
import { vaultErrors } from "../errors/vault.ts";
import { compact, isObject, type JsonObject } from "../json.ts";
import { toUnixSeconds } from "../world.ts";
import type { SecretVersion, Vault, VersionWish } from "./vault.ts";

const recoverableDays = 90;
const tagsMost = 15;
const tagLongest = 256;

/** One version without its value. */
export function itemOf(vault: Vault, name: string, version: SecretVersion): JsonObject {
  return compact({
    id: `${vault.url}/secrets/${name}/${version.version}`,
    contentType: version.contentType,
    attributes: compact({
      enabled: version.enabled,
      nbf: version.notBefore,
      exp: version.expires,
      created: version.created,
      updated: version.updated,
      recoveryLevel: "Recoverable+Purgeable",
      recoverableDays,
    }),
    tags: version.tags,
  });
}

export function bundleOf(vault: Vault, name: string, version: SecretVersion): JsonObject {
  return { value: version.value, ...itemOf(vault, name, version) };
}

/** A deleted secret: its latest version without the value, and until when it can be recovered. */
export function deletedBundleOf(
  vault: Vault,
  name: string,
  versions: readonly SecretVersion[],
  now: Date,
): JsonObject {
  const latest = versions.at(-1);
  return {
    recoveryId: `${vault.url}/deletedsecrets/${name}`,
    deletedDate: toUnixSeconds(now),
    scheduledPurgeDate: toUnixSeconds(now) + recoverableDays * 86_400,
    ...(latest === undefined ? {} : itemOf(vault, name, latest)),
  };
}

/** Content type, tags and attributes of a body. Throws 400 for wrong types, and for more than a vault takes. */
export function readWish(body: JsonObject): VersionWish {
  const { contentType, tags, attributes = {} } = body;
  if (contentType !== undefined && typeof contentType !== "string")
    throw vaultErrors.badParameter("Property contentType must be a string.");
  if (!isObject(attributes)) throw vaultErrors.badParameter("Property attributes must be an object.");
  const { enabled } = attributes;
  if (enabled !== undefined && typeof enabled !== "boolean")
    throw vaultErrors.badParameter("Property attributes.enabled must be a boolean.");
  return {
    contentType,
    tags: tags === undefined ? undefined : readTags(tags),
    enabled,
    notBefore: unixTimeIn(attributes, "nbf"),
    expires: unixTimeIn(attributes, "exp"),
  };
}

function unixTimeIn(attributes: JsonObject, name: string): number | undefined {
  const value = attributes[name];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value))
    throw vaultErrors.badParameter(`Property attributes.${name} must be a time in seconds since 1970.`);
  return value;
}

function readTags(tags: unknown): Record<string, string> {
  if (!isObject(tags)) throw vaultErrors.badParameter("Property tags must be an object.");
  const entries = Object.entries(tags);
  if (entries.length > tagsMost) throw vaultErrors.badParameter(`A secret takes ${tagsMost} tags at most.`);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (typeof value !== "string" || value.length > tagLongest || name.length > tagLongest)
        throw vaultErrors.badParameter(`Tag ${name} must be a text of at most ${tagLongest} characters.`);
      return [name, value];
    }),
  );
}
