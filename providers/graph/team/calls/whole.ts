import type { Channel, Team } from "../../../../schemas/types/resources.ts";
import { switchGroups } from "../../../../schemas/team-settings.ts";
import type { Step } from "../../../core/resource-type.ts";
import { bulkSizes } from "../../../limits/bulk-sizes.ts";
import type { CallCounts } from "../../../limits/call-kinds.ts";
import { summed } from "../../../limits/call-sum.ts";
import type { ResourceChange, TypeCalls } from "../../../planned-calls/contract.ts";
import { partOf } from "../parts.ts";
import { callsOfTeamStep, lookUp, lookUpNewcomers, type KnownPeople } from "./of-step.ts";

const { groupBinds: bindsMax, peopleAdded: addMax, filterValues: namesPerLookup, membersOnPage } = bulkSizes;

type Wanted = Partial<Team>;

/** Group, team, members and channels; of channels that are there also private members and tabs; apps. */
function lookAt(wanted: Wanted, channelsThere: readonly Channel[], peopleThere: number): CallCounts {
  const withPeople = channelsThere.filter((channel) => channel.private !== undefined).length;
  const withTabs = channelsThere.filter((channel) => channel.tabs !== undefined).length;
  return {
    ...{ readDirectory: 1, readTeams: 1, readChannels: 1 + withPeople, readTabs: withTabs },
    readMembers: Math.max(1, Math.ceil(peopleThere / membersOnPage)),
    readApps: wanted.apps === undefined ? 0 : 1,
  };
}

function peopleIn(team: Wanted): readonly string[] {
  return Object.keys(team.roster ?? {});
}

/** Calls of one look at a team that is as the state says. */
function teamLook(team: Wanted, known: KnownPeople): CallCounts {
  const people = peopleIn(team);
  const look = lookAt(team, Object.values(team.channels ?? {}), people.length);
  return summed(look, { readPeople: lookUp(people, known) });
}

/** Calls of one look at what is there, for what config wants of it. */
export function lookAtThere(wanted: Wanted, there: Wanted, known: KnownPeople): CallCounts {
  const people = peopleIn(there);
  return summed(lookAt(wanted, channelsSeen(wanted, Object.keys(there.channels ?? {})), people.length), {
    readPeople: lookUp(people, known),
  });
}

/** Channels that config wants and that are there. */
function channelsSeen({ channels = {} }: Wanted, keysThere: readonly string[]): readonly Channel[] {
  return keysThere.flatMap((key) => channels[key] ?? []);
}

/** A new team is more than its steps: the group takes some of its people along, and tabs wait for their channels. */
export const teamCalls: TypeCalls<Team> = {
  look: (known, { people }) => teamLook(known, people),
  change: (change, { people }) => callsOfChange(change, people),
};

function callsOfChange(planned: ResourceChange<Team>, known: KnownPeople): CallCounts {
  const { op, before = {}, after = {}, there } = planned;
  if (op === "same") return {};
  if (op === "delete") return summed(teamLook(before, known), { groups: 1 });
  const gone = op === "replace" ? summed(teamLook(before, known), { groups: 1 }) : {};
  if (op === "update" || (there !== undefined && op === "create"))
    return changeCalls(planned, after, there ?? {}, known);
  return summed(makeCalls(after, known), gone);
}

/** Looks, makes group and team, looks, does the rest of it, looks; tabs follow when their channels are there. */
function makeCalls(after: Wanted, known: KnownPeople): CallCounts {
  const people = Object.values(after.roster ?? {});
  const owners = people.filter((role) => role === "owner").length;
  const boundOwners = Math.min(owners, bindsMax / 2);
  const boundMembers = Math.min(people.length - owners, bindsMax - 2 * boundOwners);
  // Of owners the plans are read as well: the service makes no team for one who has no licence.
  const lookups =
    lookUpNewcomers(peopleIn(after), known, after.objectIds) + Math.ceil(owners / namesPerLookup);
  const channels = Object.values(after.channels ?? {});
  const tabs = channels.reduce((sum, channel) => sum + Object.keys(channel.tabs ?? {}).length, 0);
  const isArchived = after.archived === true;
  const apps = Object.values(after.apps ?? {});
  const rest: CallCounts = {
    add:
      Math.ceil((owners - boundOwners) / addMax) +
      Math.ceil((people.length - owners - boundMembers) / addMax),
    channels: channels.length,
    settings: lateFields.some((field) => after[field] !== undefined) ? 1 : 0,
    archive: isArchived ? 1 : 0,
    apps: apps.length,
    readApps: apps.filter((kind) => kind === "externalId").length,
  };
  const hasRest = Object.values(rest).some((count) => count > 0);
  const whole = lookAt(after, channels, people.length);
  return summed(
    { readDirectory: 1, readPeople: lookups, groups: 1, teams: 1, readOther: isArchived ? 2 : 1 },
    lookAt(after, [], boundOwners + boundMembers),
    rest,
    hasRest ? whole : {},
    ...(tabs > 0 ? [{ tabs }, whole] : []),
  );
}

/** What the group does not take when it is made. */
const lateFields = ["classification", ...switchGroups] as const;

/** Looks before and after, and once more when tabs had to wait for their channel. */
function changeCalls(
  { steps }: ResourceChange<Team>,
  after: Wanted,
  there: Wanted,
  known: KnownPeople,
): CallCounts {
  const first = lookAtThere(after, there, known);
  const written = steps.filter((step) => !["modes", "objectIds"].includes(partOf(step).of));
  if (written.length === 0) return first;
  const made = steps.flatMap((step) => {
    const part = partOf(step);
    return part.of === "channel" && step.kind === "create" ? [part.channel] : [];
  });
  const tabs = channelsSeen(after, made).reduce(
    (sum, { tabs: wanted = {} }) => sum + Object.keys(wanted).length,
    0,
  );
  const last = lookAt(
    after,
    channelsSeen(after, [...Object.keys(there.channels ?? {}), ...made]),
    peopleAfter(there, steps),
  );
  const calls = written.map((step) => callsOfTeamStep(step, after, known));
  return summed(first, ...calls, last, ...(tabs > 0 ? [{ tabs }, last] : []));
}

function peopleAfter(there: Wanted, steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (partOf(step).of !== "people") return sum;
    return (
      sum + (step.kind === "link" ? step.targets.length : step.kind === "unlink" ? -step.targets.length : 0)
    );
  }, peopleIn(there).length);
}
