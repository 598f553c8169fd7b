// What a service principal offers: scopes to delegate and roles to give. They are those of the application, as
// it is now, unless the principal was told otherwise; an app of another tenant offers what it came with.
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import type { ServicePrincipal } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { objectsOf } from "./objects-of.ts";

/** Application roles as Graph shows them. */
export function rolesOffered(principal: ServicePrincipal, tenant: Tenant): JsonObject[] {
  const own = objectsOf(principal.properties["appRoles"]);
  if (own !== undefined) return own;
  const application = tenant.applicationByAppId(principal.appId);
  if (application !== undefined)
    return (objectsOf(application.properties["appRoles"]) ?? []).map((role) => ({
      origin: "Application",
      ...role,
    }));
  return principal.appRoles.map(({ id, value }) => ({
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    id,
    isEnabled: true,
    origin: "Application",
    value,
  }));
}

/** Delegated scopes as Graph shows them. */
export function scopesOffered(principal: ServicePrincipal, tenant: Tenant): JsonObject[] {
  const own = objectsOf(principal.properties["oauth2PermissionScopes"]);
  if (own !== undefined) return own;
  const application = tenant.applicationByAppId(principal.appId);
  const api = application?.properties["api"];
  if (application !== undefined)
    return [...(objectsOf(isObject(api) ? api["oauth2PermissionScopes"] : undefined) ?? [])];
  return principal.scopes.map(({ id, value, isAdmin }) => ({
    adminConsentDescription: value,
    adminConsentDisplayName: value,
    id,
    isEnabled: true,
    type: isAdmin ? "Admin" : "User",
    userConsentDescription: null,
    userConsentDisplayName: null,
    value,
  }));
}
