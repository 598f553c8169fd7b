// The Teams app catalogue. Source: "List teamsApp", "teamsApp resource type".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import { project } from "../odata/entity-type.ts";
import type { TeamsApp } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";
import { type Call, entityReply, idOf, listReply, onGet, parseBind } from "./call.ts";
import { permissions } from "./permissions.ts";

export const teamsAppType: EntityType<TeamsApp> = modelled("teamsApp", {
  own: {
    id: { type: "String", read: (app) => app.id },
    externalId: { type: "String", read: (app) => app.externalId },
    displayName: { type: "String", read: (app) => app.displayName },
    distributionMethod: { type: "String", read: (app) => app.distributionMethod },
  },
  expands: { appDefinitions: (app) => [appDefinition(app)] },
});

export function appDefinition(app: TeamsApp): JsonObject {
  return {
    id: Buffer.from(`${app.id}##${app.version}`).toString("base64"),
    teamsAppId: app.id,
    displayName: app.displayName,
    version: app.version,
    publishingState: "published",
    shortDescription: app.displayName,
    description: app.displayName,
    createdBy: null,
    authorization: {
      requiredPermissionSet: { resourceSpecificPermissions: app.resourceSpecificPermissions },
    },
  };
}

export function teamsAppBody(app: TeamsApp, tenant?: Tenant): JsonObject {
  return project(teamsAppType, app, { tenant: tenant as Tenant, origin: "", show: () => ({}) }, undefined);
}

/** The catalogue app a bind names. Throws 400 when there is none. */
export function boundApp(call: Call, url: unknown): TeamsApp {
  if (url === undefined) throw teamsErrors.required("teamsApp@odata.bind");
  const bind = parseBind(call, url);
  if (bind?.collection !== "appcatalogs/teamsapps") throw directoryErrors.unsupportedBind(url);
  const app = call.tenant.teamsApps.get(bind.key);
  if (app === undefined) throw teamsErrors.appUnknown();
  return app;
}

function listApps(call: Call): Reply {
  return listReply(call, {
    type: teamsAppType,
    rows: () => call.tenant.teamsApps.values(),
    context: "appCatalogs/teamsApps",
    options: new Set(["select", "filter", "expand"]),
    isAlwaysCounted: true,
    lookups: { id: (value) => call.tenant.teamsApps.get(value) },
  });
}

function readApp(call: Call): Reply {
  const app = call.tenant.teamsApps.get(idOf(call, "app"));
  if (app === undefined) throw teamsErrors.notFound(`No app found with id ${idOf(call, "app")}`);
  return entityReply(call, teamsAppType, app, "appCatalogs/teamsApps");
}

export const teamsAppRoutes = [
  onGet("/appCatalogs/teamsApps", permissions.readCatalog, listApps, limits.readTeamOfGroup),
  onGet("/appCatalogs/teamsApps/{app}", permissions.readCatalog, readApp),
];
