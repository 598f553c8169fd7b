import { switchGroups } from "../../../schemas/team-settings.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { summed, times } from "./sum.ts";
import { objectIn, textsIn, type Inputs, type PlannedStep } from "../../changes/planned-steps.ts";

const {
  groupBinds: bindsMax,
  peopleAdded: addMax,
  peopleRemoved: removeMax,
  filterValues: namesPerLookup,
  membersOnPage: membersPerPage,
} = bulkSizes;

/** Names that an earlier call has found. */
type Known = Set<string>;

/** Lookups for these people; from then on they are known. */
function lookUp(people: readonly string[], known: Known): number {
  const unknown = people.filter((person) => !known.has(person));
  for (const person of unknown) known.add(person);
  return Math.ceil(unknown.length / namesPerLookup);
}

/** Lookups of people who come in: those whom config knows by their object id are asked for by it. */
function lookUpNewcomers(people: readonly string[], known: Known, after: Inputs | undefined): number {
  const objectIds = objectIn(after, "objectIds");
  const [byId, byName] = [true, false].map((isDeclared) =>
    people.filter((person) => (objectIds[person] !== undefined) === isDeclared),
  );
  return lookUp(byId ?? [], known) + lookUp(byName ?? [], known);
}

function channelsIn(inputs: Inputs | undefined): readonly Inputs[] {
  return Object.values(objectIn(inputs, "channels")) as readonly Inputs[];
}

/** Group, team, members and channels; of channels that are there also private members and tabs; apps. */
function lookAt(
  inputs: Inputs | undefined,
  channelsThere: readonly Inputs[],
  peopleThere = Object.keys(objectIn(inputs, "roster")).length,
): CallCounts {
  const withPeople = channelsThere.filter((channel) => channel["private"] !== undefined).length;
  const withTabs = channelsThere.filter((channel) => channel["tabs"] !== undefined).length;
  return {
    ...{ readDirectory: 1, readTeams: 1, readChannels: 1 + withPeople, readTabs: withTabs },
    readMembers: Math.max(1, Math.ceil(peopleThere / membersPerPage)),
    readApps: inputs?.["apps"] === undefined ? 0 : 1,
  };
}

/** Calls of one look at a team that is there. */
export function teamLook(inputs: Inputs | undefined, known: Known): CallCounts {
  const people = Object.keys(objectIn(inputs, "roster"));
  return summed(lookAt(inputs, channelsIn(inputs)), { readPeople: lookUp(people, known) });
}

/** Calls of one step of a plan. */
export function teamCalls(step: PlannedStep, known: Known): CallCounts {
  const { op, before, after } = step;
  if (op === "same") return {};
  if (op === "delete") return summed(teamLook(before, known), { groups: 1 });
  if (op === "replace") return summed(makeCalls(after, known), teamLook(before, known), { groups: 1 });
  if (op === "update") return changeCalls(before, after, known);
  return after?.["existingTeamId"] === undefined ? makeCalls(after, known) : adoptCalls(after, known);
}

/** Looks, makes group and team, looks, does the rest of it, looks; tabs follow when their channels are there. */
function makeCalls(after: Inputs | undefined, known: Known): CallCounts {
  const people = Object.values(objectIn(after, "roster"));
  const owners = people.filter((role) => role === "owner").length;
  const boundOwners = Math.min(owners, bindsMax / 2);
  const boundMembers = Math.min(people.length - owners, bindsMax - 2 * boundOwners);
  // Of owners the plans are read as well: the service makes no team for one who has no licence.
  const lookups =
    lookUpNewcomers(Object.keys(objectIn(after, "roster")), known, after) +
    Math.ceil(owners / namesPerLookup);
  const channels = channelsIn(after);
  const tabs = channels.reduce((sum, channel) => sum + Object.keys(objectIn(channel, "tabs")).length, 0);
  const isArchived = after?.["archived"] === true;
  const rest: CallCounts = {
    add:
      Math.ceil((owners - boundOwners) / addMax) +
      Math.ceil((people.length - owners - boundMembers) / addMax),
    channels: channels.length,
    settings: lateFields.some((field) => after?.[field] !== undefined) ? 1 : 0,
    archive: isArchived ? 1 : 0,
    ...appCalls(undefined, after),
  };
  const hasRest = Object.values(rest).some((count) => count > 0);
  return summed(
    { readDirectory: 1, readPeople: lookups, groups: 1, teams: 1, readOther: isArchived ? 2 : 1 },
    lookAt(after, [], boundOwners + boundMembers),
    rest,
    hasRest ? lookAt(after, channels) : {},
    ...(tabs > 0 ? [{ tabs }, lookAt(after, channels)] : []),
  );
}

/** What the group does not take when it is made. */
const lateFields = ["classification", ...switchGroups];

/** Nobody knows before what a team that is taken over looks like: it is marked, then all of it may differ. */
function adoptCalls(after: Inputs | undefined, known: Known): CallCounts {
  const people = Object.keys(objectIn(after, "roster"));
  const channels = channelsIn(after);
  return summed(times(3, lookAt(after, channels)), {
    ...{ readPeople: lookUpNewcomers(people, known, after) + 1, groups: 1, settings: 1, add: 1, remove: 1 },
    channels: channels.length,
    ...appCalls(undefined, after),
  });
}

/** What one call changes, however many of them change. */
const settingFields = ["displayName", "description", "visibility", ...lateFields];

/** Looks before and after, and once more when tabs had to wait for their channel. */
function changeCalls(before: Inputs | undefined, after: Inputs | undefined, known: Known): CallCounts {
  const was = objectIn(before, "roster");
  const is = objectIn(after, "roster");
  const first = teamLook({ ...after, roster: was, channels: objectIn(before, "channels") }, known);
  const joining = Object.keys(is).filter((person) => was[person] === undefined);
  const owners = joining.filter((person) => is[person] === "owner");
  const members = joining.filter((person) => is[person] !== "owner");
  const { leaving, roles } = whoChanges(was, is, { ...after, keep: textsIn(after, "keep") });
  const archives = before?.["archived"] !== after?.["archived"];
  const { channelCalls, waits } = contentCalls(before, after);
  const last = lookAt(after, channelsIn(after));
  return summed(
    first,
    {
      readPeople: lookUpNewcomers(owners, known, after) + lookUpNewcomers(members, known, after),
      add: Math.ceil(owners.length / addMax) + Math.ceil(members.length / addMax),
      remove: Math.ceil(leaving / removeMax),
      roles,
      settings: settingFields.some((field) => differ(before?.[field], after?.[field])) ? 1 : 0,
      archive: archives ? 1 : 0,
      readOther: archives ? 1 : 0,
    },
    channelCalls,
    appCalls(before, after),
    last,
    waits ? last : {},
  );
}

interface RosterRules {
  readonly owners?: unknown;
  readonly members?: unknown;
  /** Whom config leaves as they are. */
  readonly keep: readonly string[];
}

/** How many people go and how many change their role: as the rules of the roster say, not each who is not named. */
function whoChanges(was: Inputs, is: Inputs, rules: RosterRules): { leaving: number; roles: number } {
  const isManaged = (person: string, role: unknown): boolean =>
    !rules.keep.includes(person) && (role === "owner" ? rules.owners : rules.members) === "authoritative";
  const gone = Object.keys(was).filter((person) => is[person] === undefined);
  const other = Object.keys(is).filter((person) => was[person] !== undefined && was[person] !== is[person]);
  return {
    leaving: gone.filter((person) => isManaged(person, was[person])).length,
    roles: other.filter((person) => is[person] === "owner" || isManaged(person, "owner")).length,
  };
}

function differ(was: unknown, is: unknown): boolean {
  return is !== undefined && JSON.stringify(was) !== JSON.stringify(is);
}

/** An app by the id in its manifest is looked up in the catalogue first. */
function appCalls(before: Inputs | undefined, after: Inputs | undefined): CallCounts {
  if (after?.["apps"] === undefined) return {};
  const was = objectIn(before, "apps");
  const is = objectIn(after, "apps");
  const missing = Object.keys(is).filter((id) => was[id] === undefined);
  return {
    apps: missing.length,
    readApps: missing.filter((id) => is[id] === "externalId").length,
    appRemovals: Object.keys(was).filter((id) => is[id] === undefined).length,
  };
}

/** Calls for channels, the people of private ones, and tabs; `waits`: tabs need a channel that is made first. */
function contentCalls(
  before: Inputs | undefined,
  after: Inputs | undefined,
): { readonly channelCalls: CallCounts; readonly waits: boolean } {
  const was = objectIn(before, "channels");
  const is = objectIn(after, "channels");
  let waits = false;
  const calls = Object.keys(is).map((key): CallCounts => {
    const [old, made] = [objectIn(was, key), objectIn(is, key)];
    const [oldTabs, madeTabs] = [objectIn(old, "tabs"), objectIn(made, "tabs")];
    const isNew = was[key] === undefined;
    waits ||= isNew && Object.keys(madeTabs).length > 0;
    const roster = (inputs: Inputs): Inputs => objectIn(objectIn(inputs, "private"), "roster");
    const rules = { ...objectIn(made, "private"), keep: textsIn(after, "keep") };
    const mentionsTabs = made["tabs"] !== undefined;
    return {
      channels: isNew ? 1 : 0,
      channelChanges:
        !isNew && ["displayName", "description"].some((field) => differ(old[field], made[field])) ? 1 : 0,
      tabs: Object.keys(madeTabs).filter((tab) => oldTabs[tab] === undefined).length,
      tabChanges: Object.keys(madeTabs).filter(
        (tab) => oldTabs[tab] !== undefined && differ(oldTabs[tab], madeTabs[tab]),
      ).length,
      deletions: mentionsTabs ? Object.keys(oldTabs).filter((tab) => madeTabs[tab] === undefined).length : 0,
      otherTeamsWrites: isNew ? 0 : membersChanged(roster(old), roster(made), rules),
    };
  });
  return { channelCalls: summed(...calls), waits };
}

/** People of a private channel come, go and change one by one. */
function membersChanged(was: Inputs, is: Inputs, rules: RosterRules): number {
  const { leaving, roles } = whoChanges(was, is, rules);
  return Object.keys(is).filter((person) => was[person] === undefined).length + leaving + roles;
}
