import { compareText } from "../../../schemas/problem.ts";
import { usualVendorValues } from "../../../schemas/vendor/facts.ts";
import { teamAppResource } from "../../../schemas/names.ts";
import type { ChannelDeclaration } from "../../../schemas/types/org.ts";
import type { Team } from "../../../schemas/types/resources.ts";
import type { LinkedTeam } from "./channel-link.ts";
import type { ConfigPlace, Desired } from "../desired-resource.ts";

/** Tabs of Teams itself: they need no installation. Source: Graph "Configure the built-in tab types", read 2026-11. */
const builtIn = /^com\.microsoft\.teamspace\./;

/** Catalogue id of the Dynamics 365 app. */
export const dynamicsApp = usualVendorValues.dynamicsTeamsApp;

/** "Dynamics 365", or the id of another app. */
export function appName(teamsAppId: string): string {
  return teamsAppId === dynamicsApp ? "Dynamics 365" : teamsAppId;
}

/** Catalogue ids of the apps that the tabs of the record links rest on, sorted; those of one environment if named. */
export function appsOfLinks(
  channels: readonly ChannelDeclaration[] = [],
  environment?: string,
): readonly string[] {
  const links = channels.flatMap(({ recordLinks = [] }) => recordLinks);
  const ids = links
    .filter((link) => environment === undefined || link.environment === environment)
    .flatMap(({ tab }) => (tab?.teamsAppId === undefined ? [] : [tab.teamsAppId.toLowerCase()]));
  return [...new Set(ids)].filter((id) => !builtIn.test(id)).sort(compareText);
}

/** True when the team's own list installs the app, so that nothing else has to. */
export function bringsApp({ apps = {} }: Team, teamsAppId: string): boolean {
  return Object.keys(apps).some((id) => id.toLowerCase() === teamsAppId);
}

/** A team whose list of apps is complete by config must not take away what its links rest on. */
export function withLinkApps(
  team: Desired<"graph:Team">,
  channels: readonly ChannelDeclaration[] | undefined,
): Desired<"graph:Team"> {
  const { apps, appsMode } = team.props;
  if (apps === undefined || appsMode !== "authoritative") return team;
  const needed = appsOfLinks(channels).filter((id) => !bringsApp(team.props, id));
  if (needed.length === 0) return team;
  const added = Object.fromEntries(needed.map((id) => [id, "teamsAppId" as const]));
  return { ...team, props: { ...team.props, apps: { ...apps, ...added } } };
}

/** One app in one team, for the tabs of its links. */
export function linkApp(
  team: LinkedTeam,
  teamsAppId: string,
  ownsTeam: boolean,
  config: ConfigPlace,
): Desired<"graph:TeamApp"> {
  return {
    token: "graph:TeamApp",
    name: teamAppResource(team.resource, teamsAppId),
    props: { teamUniqueName: team.uniqueName, teamsAppId },
    label: `${team.label}: app ${appName(teamsAppId)}`,
    because: `a record link of "${team.nodeId}" has a tab of the app ${appName(teamsAppId)}`,
    dependsOn: ownsTeam ? [team.resource] : [],
    protect: false,
    retainOnDelete: false,
    config,
  };
}
