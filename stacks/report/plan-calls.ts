import type { CallEstimate, CallKind } from "./plan-model.ts";
import { switchGroups } from "../../schemas/team-settings.ts";
import { objectIn, type Inputs, type PlannedStep } from "./plan-steps.ts";

/**
 * Kinds of calls with the limit of one app in one tenant, in calls a second. Sources: Microsoft Graph "Throttling
 * limits" (Teams; identity: 3,000 writes in 150 s), Dataverse "Service protection API limits" (6,000 in 5 minutes),
 * read 2026-11.
 */
const kinds = {
  reads: ["read groups, teams, people and consent", 30],
  groups: ["make or mark groups", 20],
  teams: ["make teams", 10],
  add: ["add people to teams, up to 200 a call", 30],
  remove: ["remove people from teams, up to 20 a call", 30],
  roles: ["change owners and members", 30],
  settings: ["change, archive, reopen or delete teams", 30],
  channels: ["make and change channels", 30],
  apps: ["install and remove apps", 15],
  tabs: ["pin and remove tabs", 15],
  directory: ["change apps and consent", 20],
  dataverse: ["change Dynamics rows and switches", 20],
} as const satisfies Readonly<Record<string, readonly [string, number]>>;

type Kind = keyof typeof kinds;
type Calls = Partial<Record<Kind, number>>;

/** Groups take 20 people when they are made; an owner counts twice. */
const bindsMax = 20;
const addMax = 200;
const removeMax = 20;
const namesPerLookup = 15;

const assumption =
  "Counted from the planned steps. Each kind of call runs at the service's documented limit for one app in one " +
  "tenant, one kind after the other. Not counted: retries, and how long the service takes to get a new team ready.";

/** How many calls a run of these steps makes, and how long they take at least. */
export function callEstimate(steps: readonly PlannedStep[], refreshed: boolean): CallEstimate {
  const sum: Calls = {};
  let names = 0;
  for (const step of steps) {
    const calls = step.op === "same" || step.retained ? {} : callsOf(step);
    for (const [kind, count] of Object.entries(calls) as [Kind, number][])
      sum[kind] = (sum[kind] ?? 0) + count;
    if (refreshed && step.before !== undefined)
      sum.reads = (sum.reads ?? 0) + readsOf(step.token, step.after);
    if (step.op !== "same" && step.token === "graph:Team") {
      names += Object.keys(objectIn(step.after, "roster")).length;
    }
  }
  if (names > 0) sum.reads = (sum.reads ?? 0) + Math.ceil(names / namesPerLookup);
  const listed = (Object.keys(kinds) as Kind[]).flatMap((kind): CallKind[] => {
    const calls = sum[kind] ?? 0;
    const [what, perSecond] = kinds[kind];
    return calls === 0 ? [] : [{ what, calls, perSecond, seconds: Math.ceil(calls / perSecond) }];
  });
  return {
    kinds: listed,
    calls: listed.reduce((total, { calls }) => total + calls, 0),
    seconds: listed.reduce((total, { seconds }) => total + seconds, 0),
    assumption,
  };
}

/** Reads that one look at a resource takes: a team is group, team, members, channels, and what config mentions. */
function readsOf(token: string, inputs: Inputs | undefined): number {
  if (token === "graph:Team") {
    const channels = Object.values(objectIn(inputs, "channels")) as Inputs[];
    const more = channels.flatMap((channel) => [channel["private"], channel["tabs"]]);
    return 4 + [...more, inputs?.["apps"]].filter((mentioned) => mentioned !== undefined).length;
  }
  return token === "dataverse:ChannelLink" ? 4 : 2;
}

/** Each change looks before and after. */
function callsOf(step: PlannedStep): Calls {
  const reads = 2 * readsOf(step.token, step.after ?? step.before);
  switch (step.token) {
    case "graph:Team":
      return { reads, ...teamCalls(step) };
    case "dataverse:ChannelLink":
      return { reads, tabs: 1, dataverse: 1 };
    case "graph:TeamApp":
      return { reads, apps: 1 };
    case "dataverse:TeamsIntegration":
    case "dataverse:TeamsTables":
      return { reads, dataverse: 2 };
    default:
      return { reads, directory: 1 };
  }
}

function teamCalls({ op, before, after }: PlannedStep): Calls {
  if (op === "delete") return { settings: 1 };
  const was = objectIn(before, "roster");
  const is = objectIn(after, "roster");
  const content = contentCalls(before, after);
  if (op === "create" || op === "replace") {
    const people = Object.values(is);
    const binds = people.length + people.filter((role) => role === "owner").length;
    const late = Math.max(0, binds - bindsMax);
    const adopted = after?.["existingTeamId"] !== undefined;
    return {
      groups: 1,
      teams: adopted ? 0 : 1,
      add: adopted ? 1 : Math.ceil(late / addMax),
      remove: adopted ? 1 : 0,
      settings: (adopted || after?.["archived"] === true ? 1 : 0) + (op === "replace" ? 1 : 0),
      ...(op === "create" ? content : contentCalls(undefined, after)),
    };
  }
  const joining = Object.keys(is).filter((person) => was[person] === undefined);
  const owners = joining.filter((person) => is[person] === "owner").length;
  const leaving = Object.keys(was).filter((person) => is[person] === undefined).length;
  const settings = settingFields.some((field) => differ(before?.[field], after?.[field]));
  return {
    add: Math.ceil(owners / addMax) + Math.ceil((joining.length - owners) / addMax),
    remove: Math.ceil(leaving / removeMax),
    ...content,
    roles:
      content.roles +
      Object.keys(is).filter((person) => was[person] !== undefined && was[person] !== is[person]).length,
    settings: (settings ? 1 : 0) + (before?.["archived"] === after?.["archived"] ? 0 : 1),
  };
}

/** What one call changes, however many of them change. */
const settingFields = ["displayName", "description", "visibility", "classification", ...switchGroups];

function differ(was: unknown, is: unknown): boolean {
  return is !== undefined && JSON.stringify(was) !== JSON.stringify(is);
}

/** Calls for channels, the people of private ones, tabs and apps. A new private channel brings its people. */
function contentCalls(
  before: Inputs | undefined,
  after: Inputs | undefined,
): { channels: number; roles: number; tabs: number; apps: number } {
  const was = objectIn(before, "channels");
  const is = objectIn(after, "channels");
  const calls = {
    channels: 0,
    roles: 0,
    tabs: 0,
    apps: changesIn(before?.["apps"], after?.["apps"]),
  };
  for (const key of Object.keys(is)) {
    const [old, made] = [objectIn(was, key), objectIn(is, key)];
    if (["displayName", "description"].some((field) => differ(old[field], made[field]))) calls.channels += 1;
    calls.tabs += changesIn(old["tabs"], made["tabs"]);
    if (was[key] === undefined) continue;
    const roster = (inputs: Inputs): Inputs => objectIn(objectIn(inputs, "private"), "roster");
    calls.roles += changesIn(roster(old), roster(made));
  }
  return calls;
}

/** How many entries differ; none when config does not mention them. */
function changesIn(before: unknown, after: unknown): number {
  if (after === undefined) return 0;
  const was = objectIn({ before }, "before");
  const is = objectIn({ after }, "after");
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]),
  ).length;
}
