// Apps installed for a person. The POST answers 201 without body or id. Source: "Install app for user".
import { limits } from "../limits/route-limits.ts";
import { teamsErrors } from "../errors/teams.ts";
import type { Reply } from "../http/message.ts";
import type { InstalledApp } from "../tenant/model.ts";
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
import { checkConsent, consentOf, installationType } from "./installed-apps.ts";
import { permissions } from "./permissions.ts";
import { boundApp } from "./teams-apps.ts";
import { userOf } from "./users.ts";

function appsOf(call: Call): Map<string, InstalledApp> {
  const { id } = userOf(call);
  const apps = call.tenant.userApps.get(id) ?? new Map<string, InstalledApp>();
  call.tenant.userApps.set(id, apps);
  return apps;
}

function list(call: Call): Reply {
  const { id } = userOf(call);
  return listReply(call, {
    type: installationType,
    rows: () => appsOf(call).values(),
    context: `users('${id}')/teamwork/installedApps`,
    options: new Set(["select", "filter", "expand"]),
    isAlwaysCounted: true,
  });
}

function install(call: Call): Reply {
  const { id } = userOf(call);
  const apps = appsOf(call);
  const sent = bodyOf(call);
  const app = boundApp(call, sent["teamsApp@odata.bind"]);
  if (apps.has(app.id)) throw teamsErrors.appInstalled();
  const consented = consentOf(sent);
  checkConsent(call, app, consented);
  apps.set(app.id, {
    id: Buffer.from(`${id}##${app.id}`).toString("base64"),
    teamsAppId: app.id,
    consentedPermissions: consented,
  });
  return { status: 201 };
}

function installationOf(call: Call): InstalledApp {
  const id = idOf(call, "installation");
  const found = [...appsOf(call).values()].find((candidate) => candidate.id === id);
  if (found === undefined) throw teamsErrors.notFound(`No app installation found with id ${id}`);
  return found;
}

const path = "/users/{user}/teamwork/installedApps";
export const userAppRoutes = [
  onGet(path, permissions.readUserApps, list),
  onPost(path, permissions.writeUserApps, install, limits.installApp),
  onGet(`${path}/{installation}`, permissions.readUserApps, (call) =>
    entityReply(call, installationType, installationOf(call), "users/teamwork/installedApps"),
  ),
  onDelete(`${path}/{installation}`, permissions.writeUserApps, (call) => {
    appsOf(call).delete(installationOf(call).teamsAppId);
    return noContent();
  }),
];
