import type { JsonObject, Reader } from "../core/api.ts";
import { RefusedError } from "../core/errors.ts";
import { objectsAt, textAt } from "../core/json.ts";

/** The app as it exists in this tenant, or undefined. Addressed by appId, which is the same in every tenant. */
export function findServicePrincipal(api: Reader, appId: string): Promise<JsonObject | undefined> {
  const fields = "id,appId,displayName,accountEnabled,appRoles,oauth2PermissionScopes";
  return api.graph.find(`/servicePrincipals(appId='${appId}')?$select=${fields}`);
}

/** Both ends of a consent. Undefined while one of them is not in the tenant. */
export async function findBothEnds(
  api: Reader,
  clientAppId: string,
  resourceAppId: string,
): Promise<{ client: JsonObject; resource: JsonObject } | undefined> {
  const [client, resource] = await Promise.all([
    findServicePrincipal(api, clientAppId),
    findServicePrincipal(api, resourceAppId),
  ]);
  return client === undefined || resource === undefined ? undefined : { client, resource };
}

/** Both ends of a consent, for a write. Throws RefusedError that says which one is missing and how to mend it. */
export async function bothEnds(
  api: Reader,
  clientAppId: string,
  resourceAppId: string,
): Promise<{ client: JsonObject; resource: JsonObject }> {
  const ends = await findBothEnds(api, clientAppId, resourceAppId);
  if (ends !== undefined) return ends;
  const client = await findServicePrincipal(api, clientAppId);
  const missing = client === undefined ? clientAppId : resourceAppId;
  throw new RefusedError(
    `the tenant has no service principal for the app ${missing}. ` +
      (missing === clientAppId
        ? "Declare it under integration.apps."
        : "Turn the service on in this tenant first, or declare the app under integration.apps."),
  );
}

/** Id of an application permission by its value. Throws RefusedError when the API does not declare it. */
export function appRoleIdOf(resource: JsonObject, role: string): string {
  const found = objectsAt(resource, "appRoles").find((candidate) => candidate["value"] === role);
  if (found !== undefined) return textAt(found, "id");
  throw new RefusedError(
    `"${textAt(resource, "displayName")}" declares no application permission "${role}". Check its name in the config.`,
  );
}

/** Scopes that the API does not declare: a grant of them would do nothing. */
export function undeclaredScopes(resource: JsonObject, scopes: readonly string[]): readonly string[] {
  const declared = new Set(objectsAt(resource, "oauth2PermissionScopes").map((scope) => scope["value"]));
  return scopes.filter((scope) => !declared.has(scope));
}
