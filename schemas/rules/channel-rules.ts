import type { ChannelDeclaration, RecordLink } from "../types/org.ts";
import type { OrgModel } from "../org-model.ts";
import { linkResource, sameName } from "../names.ts";
import type { DocumentPath } from "../problem.ts";
import { closest } from "../suggest.ts";
import { duplicates } from "./rule.ts";
import type { Claim, RuleFinding } from "./rule.ts";

/** Source: "Limits and specifications for Microsoft Teams", Graph "Create channel", read 2026-11. */
const illegalInChannelName = /[~#%&*{}+/\\:<>?|'",\u0000-\u001f\u0080-\u009f]|\.\./;
const reservedChannelNames =
  /^(general|forms|con|conin\$|conout\$|prn|aux|nul|com[1-9]|lpt[1-9]|desktop\.ini|_vti_)$/i;

export interface DeclaredChannels {
  readonly channels: readonly ChannelDeclaration[];
  readonly at: DocumentPath;
}

/** Every list of channels where it is declared, once, however many stores inherit it. */
export function* declaredChannels({ root, nodes }: OrgModel): Iterable<DeclaredChannels> {
  const inDefaults = root.defaults?.team?.channels;
  if (inDefaults !== undefined) yield { channels: inDefaults, at: ["defaults", "team", "channels"] };
  const inCommunications = root.communicationsTeam?.channels;
  if (inCommunications !== undefined) {
    yield { channels: inCommunications, at: ["communicationsTeam", "channels"] };
  }
  for (const { node, index } of nodes) {
    const channels = node.team?.channels;
    if (channels !== undefined) yield { channels, at: ["nodes", index, "team", "channels"] };
  }
}

/** R16: channel names can be used, and are unique in their team. */
export function* channelNames(model: OrgModel): Iterable<RuleFinding> {
  for (const { channels, at } of declaredChannels(model)) {
    for (const [index, { name }] of channels.entries()) yield* channelName(name, [...at, index, "name"]);
    yield* duplicates(
      channels.map(({ name }, index) => ({
        value: sameName(name),
        path: [...at, index, "name"],
        text: name,
        by: "",
      })),
      ({ text }) => ({
        message: `the team has a channel "${text}" already; capitals, blanks and how accents are written make no difference`,
        mend: "Rename one of the two.",
      }),
    );
    yield* duplicates(
      channels.map(({ key }, index) => ({ value: key, path: [...at, index, "key"], text: key, by: "" })),
      ({ text }) => ({
        message: `the channel key "${text}" is there twice`,
        mend: "Give one of the two a key of its own.",
      }),
    );
  }
}

function* channelName(name: string, path: DocumentPath): Iterable<RuleFinding> {
  const illegal = illegalInChannelName.exec(name)?.[0];
  if (illegal !== undefined) {
    yield {
      path,
      message: `a channel name cannot hold "${illegal}"`,
      mend: `Write it without "${illegal}".`,
    };
  } else if (/^[_.]|\.$/.test(name)) {
    yield {
      path,
      message: "a channel name cannot start with an underscore or a full stop, nor end with a full stop",
      mend: "Take it away.",
    };
  } else if (reservedChannelNames.test(sameName(name))) {
    const general = sameName(name) === "general";
    const message = general ? "every team has the channel General already" : `the name "${name}" is reserved`;
    yield {
      path,
      message,
      mend: general ? "Remove it here; it cannot be declared." : "Choose another name.",
    };
  }
}

interface DeclaredLink {
  readonly link: RecordLink;
  readonly channel: ChannelDeclaration;
  readonly path: DocumentPath;
}

function* declaredLinks(model: OrgModel): Iterable<DeclaredLink> {
  for (const { channels, at } of declaredChannels(model)) {
    for (const [channelIndex, channel] of channels.entries()) {
      for (const [index, link] of (channel.recordLinks ?? []).entries()) {
        yield { link, channel, path: [...at, channelIndex, "recordLinks", index] };
      }
    }
  }
}

/** R20: record links name an environment in which records can be linked, and each record once a channel. */
export function* recordLinks(model: OrgModel): Iterable<RuleFinding> {
  const links = [...declaredLinks(model)];
  if (model.knows("environments")) {
    const environments = new Map((model.root.environments ?? []).map((each) => [each.key, each]));
    for (const { link, path } of links) {
      const environment = environments.get(link.environment);
      if (environment === undefined) {
        const meant = closest(link.environment, environments.keys());
        const mend = meant === undefined ? "Add it under `environments`." : `Did you mean "${meant}"?`;
        const message = `no environment has the key "${link.environment}"`;
        yield { path: [...path, "environment"], message, mend };
      } else if (environment.collaboration?.basic === false) {
        yield {
          path: [...path, "environment"],
          message: `records of the environment "${environment.key}" cannot be linked: its basic collaboration is off`,
          mend: `Set \`collaboration: { basic: true, … }\` in the environment, or remove the link.`,
        };
      }
    }
  }
  for (const { link, path } of links) {
    if ((link.recordId === undefined) !== (link.recordKey === undefined)) continue;
    const both = link.recordId !== undefined;
    const message = both
      ? "recordId and recordKey both say which record it is"
      : "nothing says which record it is";
    yield { path, message, mend: both ? "Remove one of the two." : "Add `recordId`, or `recordKey`." };
  }
  for (const { link, path } of links) {
    const { teamsAppId, contentUrl } = link.tab ?? {};
    if (teamsAppId === undefined || teamsAppId.startsWith("com.microsoft.teamspace.")) continue;
    if (contentUrl !== undefined) continue;
    yield {
      path: [...path, "tab"],
      message: `the tab of the app ${teamsAppId} does not say which page it shows`,
      mend: "Pin one by hand, read it with Graph (list tabs), and copy its `contentUrl` and `entityId`.",
    };
  }
  const records = links.map(({ link, path }) => ({
    value: [...path.slice(0, -1), link.environment, link.table, recordText(link)].join("/"),
    path,
    text: link.key,
    by: "",
  }));
  yield* duplicates(records, ({ text }, first) => ({
    message: `"${text}" links the same record to the same channel as "${first.text}"`,
    mend: "Remove one of the two.",
  }));
  yield* linkNames(model);
}

/** The same for the same record, however its id is written and in whatever order its key. */
function recordText({ recordId, recordKey = {} }: RecordLink): string {
  if (recordId !== undefined) return recordId.toLowerCase();
  return JSON.stringify(Object.entries(recordKey).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Two links must not end in one resource name: those of one channel, or a-b/c and a/b-c. */
function* linkNames({ stores, root }: OrgModel): Iterable<RuleFinding> {
  const teams = stores.map(({ node, settings: { channels, channelsAt } }) => ({
    id: node.id,
    channels,
    at: channelsAt,
  }));
  teams.push({
    id: "communications-team",
    channels: root.communicationsTeam?.channels,
    at: ["communicationsTeam", "channels"],
  });
  const claims: Claim[] = [];
  for (const { id, channels = [], at } of teams) {
    for (const [channelIndex, channel] of channels.entries()) {
      for (const [index, link] of (channel.recordLinks ?? []).entries()) {
        const path = [...at, channelIndex, "recordLinks", index, "key"];
        claims.push({ value: linkResource(id, channel.key, link.key), path, text: link.key, by: "" });
      }
    }
  }
  yield* duplicates(claims, ({ value }) => ({
    message: `two links would have the resource name ${value}`,
    mend: "Choose another key for one of the links.",
  }));
}
