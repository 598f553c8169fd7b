import { terminalText } from "../../../schemas/text/terminal.ts";
import { note } from "../../clients/out/print.ts";
import type { TeamApp } from "../../../schemas/types/resources.ts";
import type { Reader, Writer } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { ApiError, isNotFound, RefusedError } from "../../core/errors.ts";
import { optionalObject, optionalText, textAt } from "../../core/json.ts";
import { asRemoteId, type ResourceType } from "../../core/resource-type.ts";

export interface Remote {
  /** true: the app was there before us, so it stays when the declaration goes. */
  readonly adopted: boolean;
}

/**
 * A Teams app in a team, for the tabs that rest on it. A resource of its own and not a part of the team: the engine
 * then removes a tab before its app, and the app before the team. Only an app that we installed is taken away, and
 * only when no tab of anybody shows it. Where that is not sure (a run was cut off), the app stays.
 * Source: Microsoft Graph "Add app to team", "List apps in team", "Remove app from team", read 2026-11.
 */
export const teamApp: ResourceType<TeamApp, Remote> = {
  token: "graph:TeamApp",
  permissions: {
    observe: ["GroupMember.Read.All", "TeamsAppInstallation.ReadForTeam.All"],
    apply: ["TeamsAppInstallation.ReadWriteForTeam.All"],
    remove: ["Channel.ReadBasic.All", "TeamsTab.Read.All"],
  },
  title: ({ teamsAppId, teamUniqueName }) => `app ${teamsAppId} in ${teamUniqueName}`,
  check: () => [],

  observe: async (api, props, place) => {
    const teamId = await teamIdOf(api, props);
    if (teamId === undefined) return { kind: "absent" };
    const id = await installationIn(api, teamId, props.teamsAppId);
    if (id === undefined) return { kind: "absent" };
    // What is found without ever having been made by us was there before.
    const adopted = place.remembered["adopted"] === true || place.id === undefined;
    return { kind: "present", id: place.id ?? asRemoteId(id), value: { ...props }, remote: { adopted } };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "app", body: { ...desired } }];
    const because = changedFields({ ...desired }, { ...observed.value });
    return because.length === 0 ? [] : [{ kind: "replace", part: "app", because }];
  },

  planRemoval: (_last, observed) =>
    observed.kind === "absent" || observed.remote.adopted ? [] : [{ kind: "delete", part: "app" }],

  apply: async (api, step, { props, observed }) => {
    const teamId = await teamIdOf(api, props);
    if (teamId === undefined) throw new Error(`no group has the unique name "${props.teamUniqueName}"`);
    if (step.kind === "create") return asRemoteId(await install(api, teamId, props));
    if (step.kind !== "delete") throw new Error(`an app in a team has no step "${step.kind}"`);
    await uninstall(api, teamId, props);
    return observed.kind === "present" ? observed.id : asRemoteId(props.teamsAppId);
  },

  describe: (_observed, mentioned) => ({ ...mentioned }),
  remember: ({ adopted }) => (adopted ? { adopted } : {}),
  recall: (remembered) => ({ adopted: remembered["adopted"] === true }),
};

async function teamIdOf(api: Reader, { teamUniqueName }: TeamApp): Promise<string | undefined> {
  const name = encodeURIComponent(teamUniqueName);
  const group = await api.graph.find(`/groups(uniqueName='${name}')?$select=id`);
  return group === undefined ? undefined : textAt(group, "id");
}

/** Id of the installation; undefined while the app, or the team, is not there. */
async function installationIn(api: Reader, teamId: string, appId: string): Promise<string | undefined> {
  try {
    const installed = await api.graph.list(`/teams/${teamId}/installedApps?$expand=teamsApp`);
    const found = installed.find((one) => isApp(optionalObject(one, "teamsApp"), appId));
    return found === undefined ? undefined : textAt(found, "id");
  } catch (error) {
    // The group is there, its team is not yet, or is no more.
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function isApp(app: Readonly<Record<string, unknown>> | undefined, appId: string): boolean {
  return optionalText(app ?? {}, "id")?.toLowerCase() === appId.toLowerCase();
}

/** The answer holds no id; 409 means that it is there. */
async function install(api: Writer, teamId: string, props: TeamApp): Promise<string> {
  const app = `https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/${props.teamsAppId}`;
  try {
    await api.graph.send("POST", `/teams/${teamId}/installedApps`, { "teamsApp@odata.bind": app });
  } catch (error) {
    if (!(error instanceof ApiError && [400, 403, 409].includes(error.status))) throw error;
    if (error.status !== 409) {
      throw new RefusedError(
        `${teamApp.title(props)}: the service refuses to install it: ${error.serviceMessage} Check that the id is ` +
          "in the catalogue and that the app is allowed in the Teams admin center.",
      );
    }
  }
  const id = await installationIn(api, teamId, props.teamsAppId);
  // Lists lag behind: the id of an installation is made of these two.
  return id ?? `${teamId}##${props.teamsAppId}`;
}

/** Removing an app takes its tabs along, so it stays while a tab of anybody shows it. */
async function uninstall(api: Writer, teamId: string, props: TeamApp): Promise<void> {
  const channels = await api.graph.list(`/teams/${teamId}/channels?$select=id,displayName`);
  for (const channel of channels) {
    const path = `/teams/${teamId}/channels/${encodeURIComponent(textAt(channel, "id"))}/tabs?$expand=teamsApp`;
    const tabs = await api.graph.list(path);
    const needing = tabs.find((tab) => isApp(optionalObject(tab, "teamsApp"), props.teamsAppId));
    if (needing === undefined) continue;
    const [tab, where] = [optionalText(needing, "displayName"), optionalText(channel, "displayName")];
    note(
      terminalText`kept: ${teamApp.title(props)}: the tab "${tab ?? ""}" in channel "${where ?? ""}" shows it`,
    );
    return;
  }
  const id = await installationIn(api, teamId, props.teamsAppId);
  if (id === undefined) return;
  try {
    await api.graph.send("DELETE", `/teams/${teamId}/installedApps/${encodeURIComponent(id)}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
