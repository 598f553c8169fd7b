import type { JsonObject, Reader } from "../../core/api.ts";
import { RefusedError } from "../../core/errors.ts";
import { objectsAt, textAt } from "../../core/json.ts";

/** The app as it exists in this tenant, or undefined. Addressed by appId, which is the same in every tenant. */
export function findServicePrincipal(api: Reader, appId: string): Promise<JsonObject | undefined> {
  const fields = "id,appId,displayName,accountEnabled,appRoles,oauth2PermissionScopes";
  return api.graph.find(`/servicePrincipals(appId='${appId}')?$select=${fields}`);
}

/** An app by its application id or, where that is known only after registration, by the registration's uniqueName. */
export interface AppReference {
  readonly appId?: string | undefined;
  readonly uniqueName?: string | undefined;
}

/** The application id; undefined while the registration is not there. */
export async function appIdOf(api: Reader, { appId, uniqueName }: AppReference): Promise<string | undefined> {
  if (appId !== undefined) return appId;
  const name = encodeURIComponent(uniqueName ?? "");
  const application = await api.graph.find(`/applications(uniqueName='${name}')?$select=id,appId`);
  return application === undefined ? undefined : textAt(application, "appId");
}

/** How messages call the app. */
export function nameOfApp({ appId, uniqueName }: AppReference): string {
  return appId ?? `registration ${uniqueName ?? ""}`;
}

/** What is wrong with a reference; undefined when all is well. Exactly one of the two must be said. */
export function referenceProblem(
  { appId, uniqueName }: AppReference,
  property: string,
): { readonly property: string; readonly reason: string } | undefined {
  if ((appId === undefined) !== (uniqueName === undefined)) return undefined;
  return { property, reason: "must be an application id or the name of a registration, one of the two" };
}

/** The two ends of a consent, as a grant names them. */
export interface Ends {
  readonly clientAppId?: string;
  readonly clientUniqueName?: string;
  readonly resourceAppId: string;
}

/** The client of a grant. */
export function clientOf({ clientAppId, clientUniqueName }: Ends): AppReference {
  return { appId: clientAppId, uniqueName: clientUniqueName };
}

/** Both ends of a consent. Undefined while one of them is not in the tenant. */
export async function findBothEnds(
  api: Reader,
  ends: Ends,
): Promise<{ client: JsonObject; resource: JsonObject } | undefined> {
  const [client, resource] = await Promise.all([
    findClient(api, clientOf(ends)),
    findServicePrincipal(api, ends.resourceAppId),
  ]);
  return client === undefined || resource === undefined ? undefined : { client, resource };
}

async function findClient(api: Reader, reference: AppReference): Promise<JsonObject | undefined> {
  const appId = await appIdOf(api, reference);
  return appId === undefined ? undefined : findServicePrincipal(api, appId);
}

/** Both ends of a consent, for a write. Throws RefusedError that says which one is missing and how to mend it. */
export async function bothEnds(
  api: Reader,
  ends: Ends,
): Promise<{ client: JsonObject; resource: JsonObject }> {
  const found = await findBothEnds(api, ends);
  if (found !== undefined) return found;
  const client = await findClient(api, clientOf(ends));
  const missing = client === undefined ? nameOfApp(clientOf(ends)) : ends.resourceAppId;
  throw new RefusedError(
    `the tenant has no service principal for the app ${missing}. ` +
      (client === undefined
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

/** Id of a delegated permission by its value. Throws RefusedError when the API does not declare it. */
export function scopeIdOf(resource: JsonObject, scope: string): string {
  const found = objectsAt(resource, "oauth2PermissionScopes").find(
    (candidate) => candidate["value"] === scope,
  );
  if (found !== undefined) return textAt(found, "id");
  throw new RefusedError(
    `"${textAt(resource, "displayName")}" declares no delegated permission "${scope}". Check its name in the config.`,
  );
}
