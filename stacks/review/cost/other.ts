import type { CallCounts } from "../../../providers/limits/call-kinds.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import { defaultTables } from "../../../schemas/default-tables.ts";
import { summed } from "../../../providers/limits/call-sum.ts";
import { registrationCalls, registrationLook, secretCalls, secretLook } from "./apps.ts";
import { tasksCalls, tasksLook } from "./tasks.ts";
import { objectIn, textIn, textsIn, type Inputs, type PlannedStep } from "../../changes/planned-steps.ts";

/**
 * What the types other than teams call: to look once, to make a thing, to change it, to take it away. A thing that is
 * there already is taken over with fewer calls, which nobody knows before. `test/stacks/review/calls.test.ts` holds
 * these to what the types really do.
 */
interface Calls {
  readonly look: CallCounts;
  readonly create: CallCounts;
  readonly update: CallCounts;
  readonly delete: CallCounts;
}

const none: CallCounts = {};
const link: Calls = {
  look: { readDirectory: 1, readChannels: 1, readTabs: 1, readDataverse: 1 },
  create: {
    ...{ readDirectory: 3, readTeams: 1, readChannels: 3, readTabs: 2, readOther: 1, tabs: 1 },
    ...{ readDataverse: 4, dataverse: 1 },
  },
  update: { readDirectory: 2, readChannels: 2, readTabs: 2, readDataverse: 2, tabChanges: 1 },
  delete: { readDirectory: 1, readChannels: 1, readTabs: 1, deletions: 1, readDataverse: 1, dataverse: 1 },
};
const constant: Readonly<Record<string, Calls>> = {
  "graph:EnterpriseApp": {
    look: { readDirectory: 1 },
    create: { readDirectory: 2, directory: 1 },
    update: { readDirectory: 2, directory: 1 },
    delete: { readDirectory: 1, directory: 1 },
  },
  "graph:DelegatedGrant": {
    look: { readDirectory: 3 },
    create: { readDirectory: 8, directory: 1 },
    update: { readDirectory: 7, directory: 1 },
    delete: { readDirectory: 3, directory: 1 },
  },
  "graph:AppRoleGrant": {
    look: { readDirectory: 3 },
    create: { readDirectory: 8, directory: 1 },
    update: none,
    delete: { readDirectory: 5, directory: 1 },
  },
  "graph:TeamApp": {
    look: { readDirectory: 1, readApps: 1 },
    create: { readDirectory: 3, readApps: 3, apps: 1 },
    update: none,
    delete: { readDirectory: 2, readApps: 2, readChannels: 1, readTabs: 1, appRemovals: 1 },
  },
  "dataverse:ChannelLink": link,
};

/** Calls of one look at a resource. */
export function otherLook(token: string, inputs: Inputs | undefined): CallCounts {
  if (token === "dataverse:TeamsIntegration") return { readDataverse: 2 };
  if (token === "dataverse:TeamsTables") return { readDataverse: 3 };
  if (token === "graph:TaskPlan") return tasksLook(inputs);
  if (token === "graph:AppRegistration") return registrationLook(inputs);
  if (token === "graph:ClientSecret") return secretLook(inputs);
  const { look } = constant[token] ?? { look: none };
  return token === "dataverse:ChannelLink" && inputs?.["documents"] === true
    ? summed(look, { readDataverse: 1 })
    : look;
}

/** Calls of one step. `channelsOf`: how many channels config declares in a team, beside the one it is born with. */
export function otherCalls(step: PlannedStep, channelsOf: (teamUniqueName: string) => number): CallCounts {
  const { token, op, before, after } = step;
  if (op === "same") return none;
  if (token === "dataverse:TeamsIntegration") return switchCalls(before, op === "delete" ? undefined : after);
  if (token === "dataverse:TeamsTables") return tableCalls(before, after);
  if (token === "graph:TaskPlan") return tasksCalls(step);
  if (token === "graph:AppRegistration") return registrationCalls(step);
  if (token === "graph:ClientSecret") return secretCalls(step);
  if (token === "dataverse:ChannelLink") return linkCalls(step);
  const calls = constant[token];
  if (calls === undefined) return none;
  if (op === "replace") return summed(calls.create, calls.delete);
  // An app is in use in any channel of its team.
  return token === "graph:TeamApp" && op === "delete"
    ? summed(calls.delete, { readTabs: channelsOf(textIn(before, "teamUniqueName")) })
    : calls[op];
}

/** A link with documents: the location is looked for with each look that finds the row; the platform makes it. */
function linkCalls({ op, before, after }: PlannedStep): CallCounts {
  const { create, update, delete: gone } = link;
  const looks = (inputs: Inputs | undefined, count: number): CallCounts => ({
    readDataverse: inputs?.["documents"] === true ? count : 0,
  });
  if (op === "create") return summed(create, looks(after, 1));
  if (op === "replace") return summed(create, looks(after, 1), gone, looks(before, 1));
  if (op === "delete") return summed(gone, looks(before, 1));
  const hasOtherTab = JSON.stringify(before?.["tab"]) !== JSON.stringify(after?.["tab"]);
  return summed({ ...update, tabChanges: hasOtherTab ? 1 : 0 }, looks(after, 2));
}

/**
 * One call a switch and one for the note of what stood there, which is asked for before and after; before basic goes
 * on, whether the environment is ready: two reads.
 */
function switchCalls(before: Inputs | undefined, after: Inputs | undefined): CallCounts {
  const isOn = (inputs: Inputs | undefined, name: string): boolean => inputs?.[name] === true;
  const changed = ["basic", "enhanced", "chat"].filter((name) => isOn(before, name) !== isOn(after, name));
  if (changed.length === 0) return { readDataverse: 2 };
  const goesOn = changed.includes("basic") && isOn(after, "basic") ? 2 : 0;
  const looks = after === undefined ? 2 : 4;
  return { readDataverse: looks + goesOn, dataverse: changed.length + 1 };
}

/** What stands is noted, then tables go on in one call and off in another; each that is to go on is asked for. */
function tableCalls(before: Inputs | undefined, after: Inputs | undefined): CallCounts {
  const was = textsIn(before, "tables");
  const is = textsIn(after, "tables");
  const on = is.filter((table) => !was.includes(table)).length;
  const gone = was.filter((table) => !is.includes(table));
  if (after === undefined) return { readDataverse: 3, dataverse: 1 + (gone.length > 0 ? 1 : 0) };
  // Those that the product itself turns on stay on.
  const off = gone.filter((table) => !defaultTables.has(table)).length;
  const steps = (on > 0 ? 2 : 0) + (off > 0 ? 1 : 0);
  return { readDataverse: (steps > 0 ? 6 : 3) + on, dataverse: steps };
}

/** What the program asks of an environment before it declares anything: see stacks/program/checks/environment-ready.ts. */
export function readinessCalls(steps: readonly PlannedStep[]): CallCounts {
  const tables = new Set<string>();
  let reads = 0;
  let takenOver = 0;
  for (const { token, before, after } of steps) {
    if (after === undefined) continue;
    if (token === "graph:Team" && after["existingTeamId"] !== undefined) takenOver += 1;
    const isWish = token === "dataverse:TeamsIntegration" && after["basic"] === true;
    const isTables = token === "dataverse:TeamsTables";
    const isLink = token === "dataverse:ChannelLink";
    if (isWish || isTables || isLink) reads = Math.max(reads, 1);
    // Sites are asked for only when basic goes on.
    if (isWish && before?.["basic"] !== true) reads = 2;
    for (const table of isTables ? textsIn(after, "tables") : []) tables.add(table);
    if (isLink) tables.add(textIn(after, "table"));
  }
  return {
    ...(takenOver === 0 ? {} : { readDirectory: takenOver }),
    ...(reads === 0 ? {} : { readDataverse: reads + (tables.size === 0 ? 0 : 1 + tables.size) }),
  };
}

/** As many as the program looks up: see stacks/program/checks/accounts.ts. */
const lookedUpMax = 1500;

/**
 * What the program asks about people before it declares anything: about everybody who comes into a team and was in none
 * before, and about those whom config knows by their object id. See stacks/program/checks/newcomers.ts.
 */
export function accountCalls(steps: readonly PlannedStep[]): CallCounts {
  const teams = steps.filter(({ token }) => token === "graph:Team");
  const known = new Set(teams.flatMap(({ before }) => Object.keys(objectIn(before, "roster"))));
  const asked = new Map<string, { readonly hasId: boolean; readonly isMissing: boolean }>();
  const ask = (isNew: boolean): void => {
    for (const { after } of teams) {
      const [ids, away] = [objectIn(after, "objectIds"), objectIn(after, "away")];
      for (const person of Object.keys({ ...objectIn(after, "roster"), ...away })) {
        const hasId = ids[person] !== undefined;
        const counts = isNew ? !known.has(person) : known.has(person) && hasId;
        if (counts && away[person] !== "leave" && asked.size < lookedUpMax)
          asked.set(person, { hasId, isMissing: away[person] === "missing" });
      }
    }
  };
  ask(true);
  ask(false);
  const all = [...asked.values()];
  const byId = all.filter(({ hasId }) => hasId).length;
  // Who is not found in bulk is asked for alone, by each key.
  const byName = all.filter(({ hasId, isMissing }) => !hasId || isMissing).length;
  const alone = all.reduce((sum, { hasId, isMissing }) => sum + (isMissing ? (hasId ? 2 : 1) : 0), 0);
  const reads = [byId, byName].reduce((sum, count) => sum + Math.ceil(count / bulkSizes.filterValues), alone);
  return reads === 0 ? {} : { readPeople: reads };
}
