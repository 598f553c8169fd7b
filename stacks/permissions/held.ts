import type { JsonObject, Reader } from "../../providers/core/api.ts";
import { RefusedError } from "../../providers/core/errors.ts";
import { objectsAt, optionalText, textAt } from "../../providers/core/json.ts";
import { quoted } from "../../providers/core/odata.ts";

/** An identity as the tenant knows it, and the application permissions that it holds. */
export interface HeldPermissions {
  readonly displayName: string;
  readonly clientId: string;
  /** Names, sorted: Microsoft Graph's as they are, those of another API as `Name at API`. */
  readonly permissions: readonly string[];
}

const graphAppId = "00000003-0000-0000-c000-000000000000";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const fields = "id,appId,displayName";

/**
 * Reads what an identity holds. `identity` is its client id or its display name. Needs Application.Read.All.
 * Throws RefusedError when there is none of that name, or several. Source: Microsoft Graph "List appRoleAssignments
 * granted to a service principal", read 2026-11.
 */
export async function heldPermissions(api: Reader, identity: string): Promise<HeldPermissions> {
  const principal = await findIdentity(api, identity);
  const assignments = await api.graph.list(
    `/servicePrincipals/${textAt(principal, "id")}/appRoleAssignments`,
  );
  const resourceIds = [...new Set(assignments.map((assignment) => textAt(assignment, "resourceId")))];
  const nameOf = new Map<string, (roleId: string) => string>();
  for (const id of resourceIds) nameOf.set(id, await roleNames(api, id));
  const permissions = assignments.map((assignment) =>
    (nameOf.get(textAt(assignment, "resourceId")) ?? String)(textAt(assignment, "appRoleId")),
  );
  return {
    displayName: optionalText(principal, "displayName") ?? identity,
    clientId: textAt(principal, "appId"),
    permissions: [...new Set(permissions)].toSorted(),
  };
}

async function findIdentity(api: Reader, identity: string): Promise<JsonObject> {
  if (guid.test(identity)) {
    const found = await api.graph.find(`/servicePrincipals(appId='${identity}')?$select=${fields}`);
    if (found !== undefined) return found;
    throw new RefusedError(
      `the tenant has no service principal with the client id ${identity}. Apply the stack "identities" first.`,
    );
  }
  const filter = encodeURIComponent(`displayName eq ${quoted(identity)}`);
  const found = await api.graph.list(`/servicePrincipals?$filter=${filter}&$select=${fields}`);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const count = found.length === 0 ? "no" : String(found.length);
  throw new RefusedError(
    `the tenant has ${count} service principals with the name "${identity}"; expected one. Name the client id instead.`,
  );
}

/** A function from the id of an API's app role to its name. */
async function roleNames(api: Reader, resourceId: string): Promise<(roleId: string) => string> {
  const resource = await api.graph.get(`/servicePrincipals/${resourceId}?$select=appId,displayName,appRoles`);
  const at =
    resource["appId"] === graphAppId ? "" : ` at ${optionalText(resource, "displayName") ?? resourceId}`;
  const names = new Map(objectsAt(resource, "appRoles").map((role) => [role["id"], textAt(role, "value")]));
  return (roleId) => `${names.get(roleId) ?? roleId}${at}`;
}
