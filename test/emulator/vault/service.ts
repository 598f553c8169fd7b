// The secrets of one key vault. Source: Azure Key Vault REST API "Secrets" 7.4 and 2025-07-01: Set Secret, Get Secret,
// Get Secret Versions, Update Secret, Delete Secret, Get Deleted Secret, Recover Deleted Secret, read 2026-11.
import { ServiceError } from "../errors/service-error.ts";
import { vaultErrors } from "../errors/vault.ts";
import { pathOf, type Reply, type Request, searchOf, type Trace } from "../http/message.ts";
import { type Key, parsePath } from "../http/path.ts";
import { Router } from "../http/router.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Identity } from "../identity/identity.ts";
import type { Tenant } from "../tenant/tenant.ts";
import type { World } from "../world.ts";
import { bundleOf, deletedBundleOf, itemOf, readWish } from "./bundle.ts";
import { changeVersion, newVersion, type SecretVersion, type Vault } from "./vault.ts";

export interface VaultHost {
  readonly tenant: Tenant;
  readonly vault: Vault;
  readonly world: World;
  readonly identity: Identity;
}

interface VaultCall extends VaultHost {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly keys: Readonly<Record<string, Key>>;
}

/** What a caller wants to do, in the words of Azure's roles. */
type Action = "readMetadata/action" | "getSecret/action" | "setSecret/action" | "delete" | "recover/action";

interface VaultRoute {
  readonly method: string;
  readonly template: string;
  readonly action: Action;
  readonly handler: (call: VaultCall) => Reply;
}

const versionsKnown = ["7.0", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "2025-07-01"];
const pageMost = 25;

function keyOf(call: VaultCall, name: string): string {
  const key = call.keys[name];
  return key?.kind === "id" ? key.value : "";
}

/** Name of the secret in the path. Throws 400 for characters that a name may not have. */
function nameOf(call: VaultCall): string {
  const name = keyOf(call, "secret");
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name))
    throw vaultErrors.badParameter(
      `The request URI contains an invalid name: ${name}. Expected letters, digits and hyphens, 1 to 127 of them.`,
    );
  return name;
}

function versionsOf(call: VaultCall): SecretVersion[] {
  const name = nameOf(call);
  const versions = call.vault.secrets.get(name.toLowerCase());
  if (versions === undefined) throw vaultErrors.notFound(name);
  return versions;
}

function versionOf(call: VaultCall): SecretVersion {
  const wanted = keyOf(call, "version").toLowerCase();
  const found = versionsOf(call).find(({ version }) => version === wanted);
  if (found === undefined) throw vaultErrors.notFound(`${nameOf(call)}/${wanted}`);
  return found;
}

function bodyOf({ request }: VaultCall): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(request.bodyText);
  } catch {
    throw vaultErrors.badParameter("The request body is not valid JSON.");
  }
  if (!isObject(body)) throw vaultErrors.badParameter("The request body must be an object.");
  return body;
}

function setSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  const { vault, world } = call;
  if (vault.deleted.has(name.toLowerCase())) throw vaultErrors.deleted(name);
  const body = bodyOf(call);
  const { value } = body;
  if (typeof value !== "string") throw vaultErrors.badParameter("The property value is required.");
  const made = newVersion(value, readWish(body), world);
  const versions = vault.secrets.get(name.toLowerCase()) ?? [];
  versions.push(made);
  vault.secrets.set(name.toLowerCase(), versions);
  return { status: 200, body: bundleOf(vault, name, made) };
}

function getSecret(call: VaultCall, version: SecretVersion | undefined): Reply {
  if (version === undefined) throw vaultErrors.notFound(nameOf(call));
  if (!version.enabled) throw vaultErrors.disabled("get");
  return { status: 200, body: bundleOf(call.vault, nameOf(call), version) };
}

/** Names and tags, without values. A page ends with the address of the next one. */
function listVersions(call: VaultCall): Reply {
  const asked = Number(call.query.get("maxresults") ?? pageMost);
  if (!Number.isInteger(asked) || asked < 1 || asked > pageMost)
    throw vaultErrors.badParameter(`maxresults must be between 1 and ${pageMost}`);
  const start = Number(call.query.get("$skiptoken") ?? 0);
  const name = nameOf(call);
  const versions = call.vault.secrets.get(name.toLowerCase()) ?? [];
  const page = versions.slice(start, start + asked);
  const rest = new URLSearchParams({
    "api-version": call.query.get("api-version") ?? "",
    $skiptoken: String(start + asked),
    maxresults: String(asked),
  });
  const next = `${call.vault.url}:443/secrets/${name}/versions?${rest.toString()}`;
  return {
    status: 200,
    body: {
      value: page.map((version) => itemOf(call.vault, name, version)),
      nextLink: start + asked < versions.length ? next : null,
    },
  };
}

function updateVersion(call: VaultCall): Reply {
  const version = versionOf(call);
  changeVersion(version, readWish(bodyOf(call)), call.world);
  const { value: _value, ...shown } = bundleOf(call.vault, nameOf(call), version);
  return { status: 200, body: shown };
}

function deleteSecret(call: VaultCall): Reply {
  const name = nameOf(call);
  const versions = versionsOf(call);
  call.vault.secrets.delete(name.toLowerCase());
  call.vault.deleted.set(name.toLowerCase(), versions);
  return { status: 200, body: deletedBundleOf(call.vault, name, versions, call.world.now()) };
}

function deletedVersions(call: VaultCall): SecretVersion[] {
  const versions = call.vault.deleted.get(nameOf(call).toLowerCase());
  if (versions === undefined) throw vaultErrors.notFound(nameOf(call));
  return versions;
}

function recover(call: VaultCall): Reply {
  const versions = deletedVersions(call);
  const name = nameOf(call);
  call.vault.deleted.delete(name.toLowerCase());
  call.vault.secrets.set(name.toLowerCase(), versions);
  const latest = versions.at(-1);
  if (latest === undefined) throw vaultErrors.notFound(name);
  return { status: 200, body: itemOf(call.vault, name, latest) };
}

const one = "/secrets/{secret}";
const routes: readonly VaultRoute[] = [
  { method: "PUT", template: one, action: "setSecret/action", handler: setSecret },
  {
    method: "GET",
    template: one,
    action: "getSecret/action",
    handler: (call) => getSecret(call, versionsOf(call).at(-1)),
  },
  { method: "DELETE", template: one, action: "delete", handler: deleteSecret },
  { method: "GET", template: `${one}/versions`, action: "readMetadata/action", handler: listVersions },
  {
    method: "GET",
    template: `${one}/{version}`,
    action: "getSecret/action",
    handler: (call) => getSecret(call, versionOf(call)),
  },
  { method: "PATCH", template: `${one}/{version}`, action: "setSecret/action", handler: updateVersion },
  {
    method: "GET",
    template: "/deletedsecrets/{secret}",
    action: "getSecret/action",
    handler: (call) => ({
      status: 200,
      body: deletedBundleOf(call.vault, nameOf(call), deletedVersions(call), call.world.now()),
    }),
  },
  {
    method: "POST",
    template: "/deletedsecrets/{secret}/recover",
    action: "recover/action",
    handler: recover,
  },
];
const router = new Router<VaultRoute>();
for (const route of routes) router.add(route);

export function answerVault(host: VaultHost, request: Request, trace: Trace): Reply {
  const headers = { "x-ms-keyvault-service-version": "1.9.0.0", "x-ms-request-id": host.world.guid() };
  try {
    const appId = callerOf(host, request, trace);
    const reply = dispatch(host, request, trace, appId);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { status: problem.status, headers: { ...headers, ...problem.headers }, body: errorBody(problem) };
  }
}

/** The form of every error of a vault. */
export function errorBody({ code, message, inner }: ServiceError): JsonObject {
  const innererror = inner["code"] === undefined ? {} : { innererror: { code: inner["code"] } };
  return { error: { code, message, ...innererror } };
}

function callerOf({ identity, tenant }: VaultHost, request: Request, trace: Trace): string {
  const claims = identity.check(request.headers["authorization"], "vault");
  if (typeof claims === "string") {
    const message =
      claims === "missing"
        ? "AKV10000: Request is missing a Bearer or PoP token."
        : `AKV10022: Invalid token: ${claims}.`;
    throw vaultErrors.unauthorized(tenant.id, message);
  }
  trace.client = tenant.applicationByAppId(claims.appId)?.displayName ?? claims.appId;
  return claims.appId.toLowerCase();
}

function dispatch(host: VaultHost, request: Request, trace: Trace, appId: string): Reply {
  const path = pathOf(request.url);
  let segments;
  try {
    segments = parsePath(path);
  } catch {
    throw vaultErrors.badParameter("The request URI is not valid.");
  }
  const match = router.find(request.method, segments);
  if (match.kind === "unknown") throw vaultErrors.notEmulated(`${request.method} ${path}`);
  if (match.kind === "wrongVerb") throw vaultErrors.wrongVerb(match.allowed);
  const { route, keys } = match;
  trace.route = `${route.method} ${route.template}`;
  trace.isWrite = route.method !== "GET";
  const query = new URLSearchParams(searchOf(request.url));
  const version = query.get("api-version");
  if (version === null || !versionsKnown.includes(version))
    throw vaultErrors.badParameter(`api-version must be specified, and one of ${versionsKnown.join(", ")}`);
  const role = host.vault.roles.get(appId);
  const may =
    role === "Key Vault Secrets Officer" ||
    (role === "Key Vault Reader" && route.action === "readMetadata/action");
  if (!may) throw vaultErrors.notAllowed(route.action);
  return route.handler({ ...host, request, query, keys });
}
