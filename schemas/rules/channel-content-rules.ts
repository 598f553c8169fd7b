import { storePlaceholders, unknownPlaceholders } from "../names.ts";
import type { OrgModel } from "../org-model.ts";
import type { DocumentPath } from "../problem.ts";
import { decideTeam } from "../team-settings.ts";
import type { ChannelDeclaration, TabDeclaration, TeamAppDeclaration } from "../types/org.ts";
import { declaredChannels } from "./channel-rules.ts";
import { count, duplicates } from "./rule.ts";
import type { RuleFinding } from "./rule.ts";

/** Tabs of Teams itself, which need no app. */
const builtIn = /^com\.microsoft\./;

/** Part of R15: limits of channels, and of private ones, whose people are all in the team. */
export function* privateChannels(model: OrgModel): Iterable<RuleFinding> {
  // General is there in every team.
  const channelsMost = model.vendor.teamChannels - 1;
  for (const { channels, at } of declaredChannels(model)) {
    if (channels.length > channelsMost) {
      yield {
        path: at,
        message: `${count(channels.length, "channel")} are too many for one team: at most ${String(channelsMost)} beside General`,
        mend: "Take some of them out.",
      };
    }
  }
  const told = new Set<string>();
  for (const { node, settings } of model.stores) {
    if (settings.channels === undefined || !decideTeam(node, settings).team) continue;
    const team = {
      owners: [...(node.managers ?? []), ...settings.requiredOwners],
      people: new Set([...(node.managers ?? []), ...settings.requiredOwners, ...(node.workers ?? [])]),
    };
    for (const finding of privatePeople(
      settings.channels,
      settings.channelsAt,
      team,
      `store "${node.id}"`,
      model,
    )) {
      // What is declared for many stores is told for the first of them.
      const key = finding.path.join("/");
      if (!told.has(key)) yield finding;
      told.add(key);
    }
  }
}

function* privatePeople(
  channels: readonly ChannelDeclaration[],
  at: DocumentPath,
  team: { readonly owners: readonly string[]; readonly people: ReadonlySet<string> },
  by: string,
  { personIds, vendor }: OrgModel,
): Iterable<RuleFinding> {
  for (const [index, channel] of channels.entries()) {
    const declared = channel.private;
    if (declared === undefined) continue;
    const path = [...at, index, "private"];
    if (declared.owners?.length === 0) {
      yield { path: [...path, "owners"], message: "nobody would own the private channel", mend: ownersMend };
    }
    const everybody = new Set([...(declared.owners ?? team.owners), ...(declared.members ?? [])]);
    if (everybody.size > vendor.privateChannelPeople) {
      const message = `${count(everybody.size, "person", "people")} are too many for one private channel: at most ${String(vendor.privateChannelPeople)}`;
      yield { path, message, mend: "Name fewer people." };
    }
    for (const part of ["owners", "members"] as const) {
      for (const [position, id] of (declared[part] ?? []).entries()) {
        // Who is not declared at all is told by R10.
        if (team.people.has(id) || !personIds.has(id)) continue;
        yield {
          path: [...path, part, position],
          message: `"${id}" is not in the team of ${by}, and a private channel takes only who is`,
          mend: "Name the person as manager or worker of the store, or declare the channel at the person's own store.",
        };
      }
    }
  }
}

const ownersMend = "Name somebody, or leave `owners` out: the owners of the team then own it.";

/** Part of R16: keys of tabs are unique in their channel. */
export function* tabKeys(model: OrgModel): Iterable<RuleFinding> {
  for (const { tabs, at } of declaredTabs(model)) {
    const claims = tabs.map(({ key }, index) => ({
      value: key,
      text: key,
      path: [...at, index, "key"],
      by: "",
    }));
    yield* duplicates(claims, ({ text }) => ({
      message: `the tab key "${text}" is there twice`,
      mend: "Give one of the two a key of its own.",
    }));
  }
}

interface DeclaredTabs {
  readonly tabs: readonly TabDeclaration[];
  readonly at: DocumentPath;
}

function* declaredTabs(model: OrgModel): Iterable<DeclaredTabs> {
  for (const { channels, at } of declaredChannels(model)) {
    for (const [index, { tabs }] of channels.entries()) {
      if (tabs !== undefined) yield { tabs, at: [...at, index, "tabs"] };
    }
  }
}

/** Part of R20: a tab says what it shows, and the app behind it is there. */
export function* tabContent(model: OrgModel): Iterable<RuleFinding> {
  for (const { tabs, at } of declaredTabs(model)) {
    const known = at[0] === "communicationsTeam" ? [] : storePlaceholders;
    for (const [index, tab] of tabs.entries()) {
      yield* whatItShows(tab, [...at, index]);
      yield* placeholders(tab, [...at, index], known);
    }
  }
  yield* appsOfTabs(model);
}

function* whatItShows(tab: TabDeclaration, path: DocumentPath): Iterable<RuleFinding> {
  const ways = [tab.plan, tab.app ?? tab.url].filter((way) => way !== undefined).length;
  const wrong =
    ways !== 1 ||
    (tab.app !== undefined && tab.contentUrl === undefined) ||
    (tab.app === undefined && (tab.contentUrl ?? tab.entityId) !== undefined);
  if (!wrong) return;
  yield {
    path,
    message: `the tab "${tab.name}" does not say clearly what it shows`,
    mend: "Write one of these: `url: https://…`, `plan: <id>`, or `app: <id>` with `contentUrl: https://…`.",
  };
}

function* placeholders(
  tab: TabDeclaration,
  path: DocumentPath,
  known: readonly string[],
): Iterable<RuleFinding> {
  for (const key of ["url", "contentUrl"] as const) {
    const [unknown] = unknownPlaceholders(tab[key] ?? "", known);
    if (unknown === undefined) continue;
    const mend =
      known.length === 0
        ? "Write the address out: there is no store behind this team."
        : `Known are ${known.map((name) => `{${name}}`).join(", ")}.`;
    yield { path: [...path, key], message: `nothing stands for {${unknown}} here`, mend };
  }
}

/** Tabs of an app work only where the app is installed. Each pair of lists is looked at once. */
function* appsOfTabs({ stores, root }: OrgModel): Iterable<RuleFinding> {
  const seen = new Map<readonly ChannelDeclaration[], Set<readonly TeamAppDeclaration[] | undefined>>();
  for (const { settings } of stores) {
    const { channels, channelsAt, apps } = settings;
    if (channels === undefined) continue;
    const combined = seen.get(channels) ?? new Set();
    if (combined.has(apps)) continue;
    seen.set(channels, combined.add(apps));
    yield* missingApps(channels, channelsAt, apps);
  }
  const team = root.communicationsTeam;
  yield* missingApps(team?.channels ?? [], ["communicationsTeam", "channels"], team?.apps);
}

function* missingApps(
  channels: readonly ChannelDeclaration[],
  at: DocumentPath,
  apps: readonly TeamAppDeclaration[] | undefined,
): Iterable<RuleFinding> {
  const installed = new Set((apps ?? []).map(({ id }) => id.toLowerCase()));
  for (const [channelIndex, { tabs = [] }] of channels.entries()) {
    for (const [index, { app }] of tabs.entries()) {
      if (app === undefined || builtIn.test(app) || installed.has(app.toLowerCase())) continue;
      yield {
        path: [...at, channelIndex, "tabs", index, "app"],
        severity: apps === undefined ? "warning" : "error",
        message: `the app "${app}" is not among the \`apps\` of the team, and its tab works only where it is installed`,
        mend: `Add \`{ id: ${app} }\` to \`apps\`.`,
      };
    }
  }
}
