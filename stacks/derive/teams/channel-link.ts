import type { ChannelDeclaration, Environment, RecordLink } from "../../../schemas/types/org.ts";
import type { Tab } from "../../../schemas/types/resources.ts";
import { linkResource } from "../../../schemas/names.ts";
import type { ConfigPlace, Desired } from "../desired-resource.ts";

/**
 * The app of a tab that shows a web page: the one way to pin a record that is documented, as the configuration of
 * the Dynamics 365 tab is not. Source: Graph "Configure the built-in tab types", read 2026-11.
 */
const websiteTabApp = "com.microsoft.teamspace.tab.web";

/** The page that shows a record; it takes no alternate key, so `{recordId}` is filled in by the run. Source: Power Apps "Open a form, view, dialog … with a URL", read 2026-11. */
function recordUrl(environmentUrl: string, table: string, recordId: string): string {
  return `${environmentUrl}/main.aspx?pagetype=entityrecord&etn=${table}&id=${recordId}`;
}

function tabOf(link: RecordLink, url: string): Tab {
  const websiteUrl = link.tab?.websiteUrl ?? url;
  return {
    displayName: link.name,
    teamsAppId: link.tab?.teamsAppId ?? websiteTabApp,
    ...(link.tab?.entityId === undefined ? {} : { entityId: link.tab.entityId }),
    contentUrl: link.tab?.contentUrl ?? websiteUrl,
    websiteUrl,
  };
}

/** The team that a link belongs to. */
export interface LinkedTeam {
  readonly nodeId: string;
  readonly resource: string;
  readonly uniqueName: string;
  readonly label: string;
}

/** One record pinned to one channel of one team. */
export function channelLink(
  team: LinkedTeam,
  channel: ChannelDeclaration,
  link: RecordLink,
  environment: Environment,
  tenantId: string,
  config: ConfigPlace,
): Desired<"dataverse:ChannelLink"> {
  const recordId = link.recordId?.toLowerCase();
  const url = environment.url.toLowerCase();
  return {
    token: "dataverse:ChannelLink",
    name: linkResource(team.nodeId, channel.key, link.key),
    props: {
      environment: url,
      tenantId: tenantId.toLowerCase(),
      table: link.table,
      ...(recordId === undefined ? {} : { recordId }),
      ...(link.recordKey === undefined ? {} : { recordKey: link.recordKey }),
      ...(link.documents === undefined ? {} : { documents: link.documents }),
      teamUniqueName: team.uniqueName,
      channelName: channel.name,
      tab: tabOf(link, recordUrl(url, link.table, recordId ?? "{recordId}")),
    },
    label: `${team.label}, ${channel.name}: ${link.name}`,
    because: `channel "${channel.key}" of "${team.nodeId}" links the ${link.table} "${link.key}"; a link grants nobody access to the record`,
    dependsOn: [team.resource],
    protect: false,
    retainOnDelete: false,
    config,
  };
}
