import type { Channel, Team } from "../../../../schemas/types/resources.ts";
import { partPrefix, type Part, type Step } from "../../../core/resource-type.ts";
import { switchGroups } from "../fields.ts";
import { partOf } from "../parts.ts";

type Channels = NonNullable<Team["channels"]>;

/**
 * Channels, their tabs and their members, and the settings: each may be refused by itself. The team, its people and
 * whether it is archived are no such parts. A channel's tabs and members are planned once it is there.
 */
export function partOfTeam(step: Step, { channels = {} }: Team): Part | undefined {
  const named = (key: string): string => `channel "${channels[key]?.displayName ?? key}"`;
  const alone = (name: string): Part => ({ name, isAlone: true });
  const about = partOf(step);
  switch (about.of) {
    case "tab":
      return alone(
        `tab "${channels[about.channel]?.tabs?.[about.tab]?.displayName ?? about.tab}" of ${named(about.channel)}`,
      );
    case "members":
      return alone(`people of the private ${named(about.channel)}`);
    case "channel":
      return alone(named(about.channel));
    case "settings":
      return step.kind === "update"
        ? alone(`the settings ${step.changes.map(({ path }) => path).join(", ")}`)
        : undefined;
    default:
      return undefined;
  }
}

/** What is wanted, with the refused parts as they are there, and the people among what could not be done. */
export function withoutParts(
  desired: Team,
  undone: readonly string[],
  there: Partial<Team>,
): { readonly rest: Team; readonly people: readonly string[]; readonly isAnybodyAway: boolean } {
  const people: string[] = [];
  let isAnybodyAway = false;
  let rest = desired;
  for (const what of undone) {
    const [kind = "", ...words] = what.split(":");
    const name = words.join(":");
    if (what.startsWith(partPrefix)) rest = withoutPart(rest, name, there);
    else if (kind === "app") rest = withoutApp(rest, name, there);
    else if (kind === "role") rest = withRoleOf(rest, name, there);
    else if (kind === "stays")
      rest = { ...rest, keep: [...new Set([...(rest.keep ?? []), name])].toSorted() };
    else if (kind === "away") isAnybodyAway = true;
    else people.push(what);
  }
  return { rest, people, isAnybodyAway };
}

function withoutPart(desired: Team, part: string, there: Partial<Team>): Team {
  const about = partOf({ part });
  if (about.of === "settings") return withSettingsOf(desired, there);
  if (!("channel" in about)) return desired;
  const channels = desired.channels ?? {};
  const live = there.channels ?? {};
  const key = about.channel;
  if (about.of === "tab") {
    const wanted = channels[key];
    if (wanted === undefined) return desired;
    const tabs = withValue(wanted.tabs ?? {}, about.tab, live[key]?.tabs?.[about.tab]);
    return { ...desired, channels: { ...channels, [key]: { ...wanted, tabs } } };
  }
  return { ...desired, channels: withValue(channels, key, leftAlone(channels[key], live[key], about.of)) };
}

/** A channel of which one part was refused: undefined while the channel is not there. */
function leftAlone(
  wanted: Channel | undefined,
  there: Channels[string] | undefined,
  kind: "channel" | "members",
): Channel | undefined {
  if (wanted === undefined || there === undefined) return undefined;
  if (kind === "members") {
    const { private: wantedPeople } = wanted;
    if (wantedPeople === undefined || there.private === undefined) return wanted;
    return { ...wanted, private: { ...wantedPeople, roster: there.private.roster } };
  }
  const { displayName, description } = there;
  return {
    ...wanted,
    displayName,
    ...(wanted.description === undefined ? {} : { description: description ?? "" }),
  };
}

/** Tabs of an app that does not come cannot come either; those that are there stay. */
function withoutApp(desired: Team, id: string, there: Partial<Team>): Team {
  const channels = Object.entries(desired.channels ?? {}).map(([key, channel]): [string, Channel] => {
    const tabs = Object.entries(channel.tabs ?? {}).filter(
      ([name, { teamsAppId }]) => teamsAppId !== id || there.channels?.[key]?.tabs?.[name] !== undefined,
    );
    return [key, channel.tabs === undefined ? channel : { ...channel, tabs: Object.fromEntries(tabs) }];
  });
  return {
    ...desired,
    ...(desired.channels === undefined ? {} : { channels: Object.fromEntries(channels) }),
    apps: withValue(desired.apps ?? {}, id, there.apps?.[id]),
  };
}

/** When somebody cannot become an owner, nobody stops owning for their sake. */
function withRoleOf(desired: Team, person: string, there: Partial<Team>): Team {
  const role = there.roster?.[person];
  if (role === undefined) return desired;
  const lacksOwner = desired.roster[person] === "owner";
  return {
    ...desired,
    roster: { ...desired.roster, [person]: role },
    owners: lacksOwner ? "additive" : desired.owners,
  };
}

/** The settings as they are there; what is not there is not mentioned. */
function withSettingsOf(desired: Team, there: Partial<Team>): Team {
  const { description: _said, classification: _class, ...rest } = withoutSwitches(desired);
  const { displayName = rest.displayName, visibility = rest.visibility } = there;
  const shown = ["description", "classification", ...switchGroups] as const;
  const kept = shown.flatMap((field) =>
    desired[field] === undefined || there[field] === undefined ? [] : [[field, there[field]] as const],
  );
  return { ...rest, displayName, visibility, ...(Object.fromEntries(kept) as Partial<Team>) };
}

function withoutSwitches(team: Team): Team {
  const isSwitch = (field: string): boolean => switchGroups.some((group) => group === field);
  return Object.fromEntries(Object.entries(team).filter(([field]) => !isSwitch(field))) as unknown as Team;
}

function withValue<Value>(
  all: Readonly<Record<string, Value>>,
  key: string,
  value: Value | undefined,
): Record<string, Value> {
  const { [key]: _replaced, ...rest } = all;
  return value === undefined ? rest : { ...rest, [key]: value };
}
