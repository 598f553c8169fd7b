// Apps installed in a team. The POST answers without body or id. Source: "Add app to team".
import { limits } from "../limits/route-limits.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { EntityType } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { InstalledApp, TeamsApp } from "../tenant/model.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  entityReply,
  idOf,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPost,
} from "./call.ts";
import { objectsOf } from "./objects-of.ts";
import { permissions } from "./permissions.ts";
import { type GroupWithTeam, teamOf } from "./team-type.ts";
import { appDefinition, boundApp, teamsAppBody } from "./teams-apps.ts";

export const installationType: EntityType<InstalledApp> = modelled("teamsAppInstallation", {
  own: { id: { type: "String", read: (installed) => installed.id } },
  expands: {
    teamsApp: ({ teamsAppId }, { tenant }) => {
      const app = tenant.teamsApps.get(teamsAppId);
      return app === undefined ? null : teamsAppBody(app);
    },
    teamsAppDefinition: ({ teamsAppId }, { tenant }) => {
      const app = tenant.teamsApps.get(teamsAppId);
      return app === undefined ? null : appDefinition(app);
    },
  },
});

/** Installs an app as sent. Throws 400 for an unknown app, 403 or 400 for missing consent, 409 when there. */
export function installApp(call: Call, group: GroupWithTeam, sent: JsonObject): InstalledApp {
  for (const name of Object.keys(sent)) {
    if (!name.includes("@") && name !== "consentedPermissionSet") throw teamsErrors.unknownProperty(name);
  }
  const app = boundApp(call, sent["teamsApp@odata.bind"]);
  if (group.team.installedApps.has(app.id)) throw teamsErrors.appInstalled();
  const consented = consentOf(sent);
  checkConsent(call, app, consented);
  const installed: InstalledApp = {
    id: Buffer.from(`${group.id}##${app.id}`).toString("base64"),
    teamsAppId: app.id,
    consentedPermissions: consented,
  };
  group.team.installedApps.set(app.id, installed);
  return installed;
}

export function consentOf(sent: JsonObject): JsonObject[] {
  const set = sent["consentedPermissionSet"];
  if (set === undefined || set === null) return [];
  const permissions = isObject(set) ? objectsOf(set["resourceSpecificPermissions"]) : undefined;
  if (permissions === undefined) throw teamsErrors.wrongType("consentedPermissionSet", "Edm.Object");
  return permissions;
}

/** The set must be what the definition asks for; delegated permissions may be left out. */
export function checkConsent(call: Call, app: TeamsApp, consented: readonly JsonObject[]): void {
  const asked = app.resourceSpecificPermissions;
  const needed = asked.filter(({ permissionType }) => permissionType === "application");
  const given = new Set(consented.map((item) => item["permissionValue"]));
  const isFull = needed.every(({ permissionValue }) => given.has(permissionValue));
  const isKnown = [...given].every((value) => asked.some(({ permissionValue }) => permissionValue === value));
  if (!isFull || !isKnown) throw teamsErrors.consentMismatch();
  if (needed.length === 0 || call.caller.kind === "user") return;
  // Apps that ask for resource-specific consent need one of the …AndConsent permissions.
  const held = [...call.caller.roles];
  if (!held.some((role) => role.startsWith("TeamsAppInstallation.") && role.includes("AndConsent"))) {
    throw teamsErrors.consentNotAllowed();
  }
}

function listInstalled(call: Call): Reply {
  const { id, team } = teamOf(call);
  return listReply(call, {
    type: installationType,
    rows: () => team.installedApps.values(),
    context: `teams('${id}')/installedApps`,
    options: new Set(["select", "filter", "expand"]),
    isAlwaysCounted: true,
  });
}

function installationOf(call: Call): { group: GroupWithTeam; installed: InstalledApp } {
  const group = teamOf(call);
  const id = idOf(call, "installation");
  const installed = [...group.team.installedApps.values()].find((candidate) => candidate.id === id);
  if (installed === undefined) throw teamsErrors.notFound(`No app installation found with id ${id}`);
  return { group, installed };
}

function createInstallation(call: Call): Reply {
  const group = teamOf(call);
  const installed = installApp(call, group, bodyOf(call));
  auditInstallation(call, group, installed, "AppInstalled", "Add");
  return { status: 200 };
}

function deleteInstallation(call: Call): Reply {
  const { group, installed } = installationOf(call);
  group.team.installedApps.delete(installed.teamsAppId);
  for (const channel of group.team.channels.values()) {
    for (const tab of channel.tabs.values()) {
      if (tab.teamsAppId === installed.teamsAppId) channel.tabs.delete(tab.id);
    }
  }
  auditInstallation(call, group, installed, "AppUninstalled", "Delete");
  return noContent();
}

function auditInstallation(
  call: Call,
  group: GroupWithTeam,
  installed: InstalledApp,
  activity: string,
  operation: "Add" | "Delete",
): void {
  audit(call, {
    activity,
    category: "Teams",
    operation,
    targets: [
      { id: installed.teamsAppId, type: "App" },
      { id: group.id, displayName: group.displayName, type: "Team" },
    ],
  });
}

const installedPath = "/teams/{team}/installedApps";
export const installedAppRoutes = [
  onGet(installedPath, permissions.readInstalledApps, listInstalled, limits.readTeamOfGroup),
  onPost(installedPath, permissions.writeInstalledApps, createInstallation, limits.installApp),
  onGet(`${installedPath}/{installation}`, permissions.readInstalledApps, (call) => {
    const { group, installed } = installationOf(call);
    return entityReply(call, installationType, installed, `teams('${group.id}')/installedApps`);
  }),
  onDelete(
    `${installedPath}/{installation}`,
    permissions.writeInstalledApps,
    deleteInstallation,
    limits.removeApp,
  ),
  onPost(`${installedPath}/{installation}/upgrade`, permissions.writeInstalledApps, (call) => {
    installationOf(call);
    return noContent();
  }),
];
