import type { RequestedPermission } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { RefusedError } from "../../core/errors.ts";
import { objectsAt, textAt } from "../../core/json.ts";
import { appRoleIdOf, findServicePrincipal, scopeIdOf } from "./service-principals.ts";

/**
 * What a registration asks for, by name: `requiredResourceAccess` holds ids only, which are read from the API's
 * service principal in this tenant. One that the API does not declare, or whose API is not in the tenant, stays an id.
 * Source: Microsoft Graph "requiredResourceAccess resource type", read 2026-11.
 */
export async function permissionsIn(
  api: Reader,
  application: JsonObject,
): Promise<readonly RequestedPermission[]> {
  const asked = objectsAt(application, "requiredResourceAccess");
  const byApi = await Promise.all(
    asked.map(async (access) => {
      const resourceAppId = textAt(access, "resourceAppId");
      const resource = await findServicePrincipal(api, resourceAppId);
      return objectsAt(access, "resourceAccess").map((one): RequestedPermission => {
        const kind = one["type"] === "Role" ? "application" : "delegated";
        const id = textAt(one, "id");
        const list = kind === "application" ? "appRoles" : "oauth2PermissionScopes";
        const declared = resource === undefined ? [] : objectsAt(resource, list);
        const found = declared.find((candidate) => candidate["id"] === id);
        return { resourceAppId, kind, permission: found === undefined ? id : textAt(found, "value") };
      });
    }),
  );
  return byApi.flat();
}

/** The same as the service wants it. Throws RefusedError for a permission that the API does not declare. */
export async function requiredResourceAccess(
  api: Reader,
  permissions: readonly RequestedPermission[],
): Promise<readonly JsonObject[]> {
  const byApi = Map.groupBy(permissions, ({ resourceAppId }) => resourceAppId);
  return Promise.all(
    [...byApi].map(async ([resourceAppId, wanted]) => {
      const resource = await findServicePrincipal(api, resourceAppId);
      if (resource === undefined) {
        throw new RefusedError(
          `the tenant has no service principal for the API ${resourceAppId}. Turn the service on in this tenant first.`,
        );
      }
      const resourceAccess = wanted.map(({ kind, permission }) =>
        kind === "application"
          ? { id: appRoleIdOf(resource, permission), type: "Role" }
          : { id: scopeIdOf(resource, permission), type: "Scope" },
      );
      return { resourceAppId, resourceAccess };
    }),
  );
}
