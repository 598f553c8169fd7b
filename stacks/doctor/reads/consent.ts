import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { objectsAt, optionalText, textAt } from "../../../providers/core/json.ts";
import { quoted } from "../../../providers/core/odata.ts";
import {
  appIdOf,
  clientOf,
  findServicePrincipal,
  nameOfApp,
  type AppReference,
} from "../../../providers/graph/apps/service-principals.ts";
import type { Derived, DesiredResource } from "../../derive/desired-resource.ts";

/** An app as it is in the tenant, with the consent that it has. */
export interface AppFound {
  /** As people call it. */
  readonly label: string;
  /** Undefined: the tenant has no service principal of it. */
  readonly principal?: JsonObject;
  /** Scopes that hold for everybody, and those of single people, by id of the API's service principal. */
  readonly forEverybody: ReadonlyMap<string, ReadonlySet<string>>;
  readonly forSinglePeople: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of application permissions, by id of the API's service principal. */
  readonly roleIds: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface ConsentFound {
  /** By the name that grants use for the client. */
  readonly apps: ReadonlyMap<string, AppFound>;
  /** Service principals of APIs, by application id; undefined: not in the tenant. */
  readonly apis: ReadonlyMap<string, JsonObject | undefined>;
}

/**
 * Apps, APIs and consent as far as the stack of the tenant declares them. Three reads an app, one an API. Source:
 * Microsoft Graph "List oauth2PermissionGrants", "List appRoleAssignments granted to a service principal", read 2026-11.
 */
export async function consentIn(api: Reader, { resources }: Derived): Promise<ConsentFound> {
  const labels = new Map(
    resources.flatMap((one) =>
      one.token === "graph:EnterpriseApp" ? [[nameOfApp(one.props), one.label] as const] : [],
    ),
  );
  const clients = new Map<string, AppReference>();
  const apiIds = new Set<string>();
  for (const one of resources) {
    if (!isGrant(one)) continue;
    clients.set(nameOfApp(clientOf(one.props)), clientOf(one.props));
    apiIds.add(one.props.resourceAppId);
  }
  const [apps, apis] = await Promise.all([
    Promise.all(
      [...clients].map(
        async ([name, client]) => [name, await appFound(api, client, labels.get(name) ?? name)] as const,
      ),
    ),
    Promise.all([...apiIds].map(async (id) => [id, await findServicePrincipal(api, id)] as const)),
  ]);
  return { apps: new Map(apps), apis: new Map(apis) };
}

/** A consent of either kind. */
export type Grant = Extract<DesiredResource, { token: "graph:DelegatedGrant" | "graph:AppRoleGrant" }>;

export function isGrant(one: DesiredResource): one is Grant {
  return one.token === "graph:DelegatedGrant" || one.token === "graph:AppRoleGrant";
}

async function appFound(api: Reader, client: AppReference, label: string): Promise<AppFound> {
  const appId = await appIdOf(api, client);
  const principal = appId === undefined ? undefined : await findServicePrincipal(api, appId);
  if (principal === undefined)
    return { label, forEverybody: new Map(), forSinglePeople: new Map(), roleIds: new Map() };
  const id = textAt(principal, "id");
  const filter = encodeURIComponent(`clientId eq ${quoted(id)}`);
  const [grants, assignments] = await Promise.all([
    api.graph.list(`/oauth2PermissionGrants?$filter=${filter}`),
    api.graph.list(`/servicePrincipals/${id}/appRoleAssignments`),
  ]);
  const scopesWhere = (consentType: string): ReadonlyMap<string, ReadonlySet<string>> =>
    collected(
      grants
        .filter((grant) => grant["consentType"] === consentType)
        .flatMap((grant) =>
          (optionalText(grant, "scope") ?? "")
            .split(" ")
            .filter((scope) => scope !== "")
            .map((scope) => [textAt(grant, "resourceId"), scope] as const),
        ),
    );
  return {
    ...{ label, principal },
    forEverybody: scopesWhere("AllPrincipals"),
    forSinglePeople: scopesWhere("Principal"),
    roleIds: collected(
      assignments.map((one) => [textAt(one, "resourceId"), textAt(one, "appRoleId")] as const),
    ),
  };
}

function collected(
  pairs: readonly (readonly [key: string, value: string])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [key, value] of pairs) found.set(key, (found.get(key) ?? new Set()).add(value));
  return found;
}

/** Id of an application permission of an API; undefined: the API has none of that name. */
export function roleIdIn(resource: JsonObject, role: string): string | undefined {
  const found = objectsAt(resource, "appRoles").find(({ value }) => value === role);
  return found === undefined ? undefined : textAt(found, "id");
}
