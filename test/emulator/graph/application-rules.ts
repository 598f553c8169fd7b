// What a change of an application means: how values merge, what may go, and what its principal takes over.
// Source: "Update application", "appRole resource type", "Apps & service principals".
import { directoryErrors } from "../errors/directory.ts";
import { isObject, isStringArray, type JsonObject } from "../json.ts";
import type { Application } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { objectsOf } from "./objects-of.ts";

/** An update of a complex value changes what it names: `{}` changes nothing, null clears. Lists are replaced. */
export function mergeProperties(present: JsonObject, changes: JsonObject): JsonObject {
  const result: JsonObject = { ...present };
  for (const [name, value] of Object.entries(changes)) {
    const before = result[name];
    result[name] = isObject(value) && isObject(before) ? mergeProperties(before, value) : value;
  }
  return result;
}

const listsOf = (properties: JsonObject): readonly (readonly [name: string, list: unknown])[] => [
  ["appRoles", properties["appRoles"]],
  [
    "oauth2PermissionScopes",
    isObject(properties["api"]) ? properties["api"]["oauth2PermissionScopes"] : undefined,
  ],
];

/** A role or scope must be disabled before it goes; ids and values are used once. Throws 400. */
export function checkEntitlements(present: JsonObject, changes: JsonObject): void {
  const before = new Map(listsOf(present));
  for (const [name, list] of listsOf(changes)) {
    const entries = objectsOf(list);
    if (entries === undefined) continue;
    for (const held of objectsOf(before.get(name)) ?? []) {
      const isKept = entries.some(({ id }) => sameId(id, held["id"]));
      if (!isKept && held["isEnabled"] !== false) throw directoryErrors.enabledEntitlement();
    }
    requireDistinct(name, entries, "id");
    requireDistinct(name, entries, "value");
  }
}

/** Addresses that tokens are sent to are whole and said once: https, or http on this machine. Clients of a device
 *  may have any scheme. Throws 400. Source: "Redirect URI (reply URL) restrictions and limitations". */
export function checkRedirects(changes: JsonObject): void {
  for (const platform of ["web", "spa", "publicClient"]) {
    const value = changes[platform];
    const addresses = isObject(value) ? value["redirectUris"] : undefined;
    if (!isStringArray(addresses)) continue;
    if (new Set(addresses).size < addresses.length)
      throw directoryErrors.sameValue(`${platform}/redirectUris`);
    if (addresses.some((address) => !isRedirect(address, platform)))
      throw directoryErrors.invalidValue(`${platform}/redirectUris`);
  }
}

function isRedirect(address: string, platform: string): boolean {
  if (platform === "publicClient") return /^[a-z][a-z0-9+.-]*:/i.test(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || address.includes("*")) return false;
  return url.protocol === "https:" || ["localhost", "127.0.0.1"].includes(url.hostname);
}

/** Clients that need no consent are given scopes that are there. Throws 400. */
export function checkPreAuthorized(properties: JsonObject): void {
  const api = isObject(properties["api"]) ? properties["api"] : {};
  const known = new Set(
    (objectsOf(api["oauth2PermissionScopes"]) ?? []).map(({ id }) => String(id).toLowerCase()),
  );
  for (const client of objectsOf(api["preAuthorizedApplications"]) ?? []) {
    const ids = client["delegatedPermissionIds"];
    if (isStringArray(ids) && ids.some((id) => !known.has(id.toLowerCase())))
      throw directoryErrors.invalidValue("api/preAuthorizedApplications/delegatedPermissionIds");
  }
}

function sameId(left: unknown, right: unknown): boolean {
  return String(left).toLowerCase() === String(right).toLowerCase();
}

function requireDistinct(list: string, entries: readonly JsonObject[], name: string): void {
  const values = entries
    .map((entry) => entry[name])
    .filter((value) => typeof value === "string" && value !== "");
  if (name === "id" && values.length < entries.length) throw directoryErrors.required(`${list}/id`);
  if (new Set(values).size < values.length) throw directoryErrors.sameValue(`${list}/${name}`);
}

/** The principal takes over the name and the tags; what else it shows of its application it reads there. */
export function followApplication(tenant: Tenant, application: Application, changes: JsonObject): void {
  const principal = tenant.servicePrincipalByAppId(application.appId);
  if (principal === undefined) return;
  if (typeof changes["displayName"] === "string") principal.displayName = application.displayName;
  if (Array.isArray(changes["tags"])) principal.tags = [...(changes["tags"] as string[])];
  const followed: Record<string, readonly string[]> = {
    appRoles: ["appRoles"],
    api: ["oauth2PermissionScopes"],
    web: ["replyUrls", "homepage", "logoutUrl"],
    spa: ["replyUrls"],
    publicClient: ["replyUrls"],
  };
  for (const name of Object.keys(changes))
    for (const own of followed[name] ?? []) delete principal.properties[own];
}
