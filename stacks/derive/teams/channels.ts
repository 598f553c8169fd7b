import { fillUrl } from "../../../schemas/names.ts";
import type { NamedNode } from "../../../schemas/names.ts";
import type { ChannelDeclaration, Person, TabDeclaration } from "../../../schemas/types/org.ts";
import type { Channel, PrivateChannel, Tab, Team } from "../../../schemas/types/resources.ts";
import { rosterOf } from "./roster-of.ts";

/**
 * The app of a tab that shows a web page. A plan is shown as a page too: the page of Microsoft Graph "Configure the
 * built-in tab types" names an address for plans, but says that the Planner tab itself cannot be configured (read
 * 2026-11).
 */
const websiteTabApp = "com.microsoft.teamspace.tab.web";

/** What the channels of one team are derived from. */
export interface ChannelContext {
  /** Domain of the tenant. */
  readonly domain: string;
  readonly people: ReadonlyMap<string, Person>;
  /** Who is in the team: owners of it own its private channels unless a channel says otherwise. */
  readonly team: Pick<Team, "owners" | "roster">;
  /** What placeholders stand for; undefined where there are none to fill. */
  readonly node: NamedNode | undefined;
}

/** Channels by declared key; nothing when they are not mentioned. */
export function channelsOf(
  channels: readonly ChannelDeclaration[] | undefined,
  context: ChannelContext,
): Pick<Team, "channels"> {
  if (channels === undefined) return {};
  return {
    channels: Object.fromEntries(channels.map((channel) => [channel.key, channelOf(channel, context)])),
  };
}

/** Everybody whom private channels name. */
export function namedInChannels(
  channels: readonly ChannelDeclaration[] = [],
  { people }: Pick<ChannelContext, "people">,
): readonly Person[] {
  const ids = channels.flatMap(({ private: who }) => [...(who?.owners ?? []), ...(who?.members ?? [])]);
  return ids.flatMap((id) => people.get(id) ?? []);
}

function channelOf(channel: ChannelDeclaration, context: ChannelContext): Channel {
  const { name, description, tabs } = channel;
  return {
    displayName: name,
    ...(description === undefined ? {} : { description }),
    ...(channel.private === undefined ? {} : { private: privateOf(channel.private, context) }),
    ...(tabs === undefined
      ? {}
      : { tabs: Object.fromEntries(tabs.map((tab) => [tab.key, tabOf(tab, context)])) }),
  };
}

/** Owners follow the mode of the team; members that are not mentioned are never touched. */
function privateOf(
  declared: NonNullable<ChannelDeclaration["private"]>,
  { people, team }: ChannelContext,
): PrivateChannel {
  const named = (ids: readonly string[] | undefined): Person[] =>
    (ids ?? []).flatMap((id) => people.get(id) ?? []);
  const teamOwners = Object.entries(team.roster).filter(([, role]) => role === "owner");
  const members = rosterOf(named(declared.owners), named(declared.members));
  const roster = declared.owners === undefined ? { ...members, ...Object.fromEntries(teamOwners) } : members;
  return {
    owners: team.owners,
    members: declared.members === undefined ? "additive" : "authoritative",
    roster: Object.fromEntries(Object.entries(roster).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function tabOf(tab: TabDeclaration, { domain, node }: ChannelContext): Tab {
  const fill = (url: string): string => (node === undefined ? url : fillUrl(url, node));
  const plan =
    tab.plan === undefined
      ? undefined
      : `https://tasks.office.com/${domain}/Home/PlannerFrame?page=7&planId=${encodeURIComponent(tab.plan)}`;
  const contentUrl = plan ?? fill(tab.contentUrl ?? tab.url ?? "");
  return {
    displayName: tab.name,
    teamsAppId: tab.app ?? websiteTabApp,
    ...(tab.entityId === undefined ? {} : { entityId: tab.entityId }),
    contentUrl,
    websiteUrl: plan ?? fill(tab.url ?? tab.contentUrl ?? ""),
  };
}
