import type { TeamsIntegration } from "../../schemas/types/resources.ts";
import type { Reader, Writer } from "../core/api.ts";
import { changedFields } from "../core/compare.ts";
import { ApiError, RefusedError } from "../core/errors.ts";
import { columnFlag, textAt } from "../core/json.ts";
import {
  asRemoteId,
  presentId,
  type FieldChange,
  type ResourceType,
  type Step,
} from "../core/resource-type.ts";
import { flagsIn, forgetValues, notedValues, noteValues, type EarlierValues } from "./earlier-values.ts";
import { readinessProblems, type NotReady } from "./readiness.ts";

/** Switches by their word in config. Config may leave `chat` out; then it is not touched. */
type Switches = Readonly<Partial<Record<Switch, boolean>>>;
const switches = ["basic", "enhanced", "chat"] as const;
type Switch = (typeof switches)[number];

export interface Remote {
  /** The switches as they stood before we came. Destroy puts them back. */
  readonly before: EarlierValues;
  /** Those of them that are noted in the environment itself: only these have been changed. */
  readonly noted: EarlierValues;
}

const about = "switches for Microsoft Teams";

/**
 * Which column holds the chat switch is not documented; of the documented ones only this fits its description
 * ("Teams chat data sync"). Config can name another. Source: Dataverse "Organization table reference", read 2026-11.
 */
const usualChatColumn = "teamschatdatasync";

/** Config word to organization column. Source: Dataverse "Organization table reference", read 2026-11. */
function columnOf(name: Switch, { chatColumn }: Pick<TeamsIntegration, "chatColumn">): string {
  if (name === "chat") return chatColumn ?? usualChatColumn;
  return name === "basic" ? "ismsteamsenabled" : "ismsteamscollaborationenabled";
}

/**
 * The switches for Microsoft Teams in one environment: columns of its one organization row, which can be neither
 * created nor deleted. So the earlier values are noted in the environment before the first write, and "delete" puts
 * them back. The service ignores a write to a read-only column without a word; the run reads back and says so.
 */
export const teamsIntegration: ResourceType<TeamsIntegration, Remote> = {
  token: "dataverse:TeamsIntegration",
  // Dataverse has no Graph permissions: the identity is an application user with System Administrator.
  permissions: { observe: [], apply: [] },
  title: (props) => `Teams integration of ${props.environment}`,
  check: (props) =>
    props.enhanced && !props.basic ? [{ property: "enhanced", reason: "enhanced needs basic: true" }] : [],

  observe: async (api, props, place) => {
    const noted = await notedValues(api, props.environment, about);
    const { id, value } = await observedSwitches(api, props, noted);
    return {
      kind: "present",
      id: asRemoteId(id),
      value: { environment: props.environment, ...value },
      // Without an earlier note this is the first look, so what is there now is what was before.
      remote: {
        before: { ...mentionedOf(value, props), ...flagsIn(place.remembered["before"]), ...noted },
        noted,
      },
    };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "switches", body: { ...desired } }];
    const because = changedFields({ environment: desired.environment }, observed.value);
    if (because.length > 0) return [{ kind: "replace", part: "switches", because }];
    const changes = changesBetween(desired, observed.value);
    const unnoted = changes.filter(({ path }) => !Object.hasOwn(observed.remote.noted, path));
    return [
      ...(unnoted.length === 0 ? [] : [{ kind: "update" as const, part: "note", changes: unnoted }]),
      ...stepsFor(changes, desired),
    ];
  },

  planRemoval: (last, observed) => {
    if (observed.kind === "absent") return [];
    const { before, noted } = observed.remote;
    // What config never mentioned, or mentions no more, was ours only if we changed it.
    const toPutBack: Switches = { ...mentionedOf(before, last), ...noted };
    const steps = stepsFor(changesBetween(toPutBack, observed.value), toPutBack);
    return Object.keys(noted).length === 0 ? steps : [...steps, { kind: "delete", part: "note" }];
  },

  apply: async (api, step, { props, observed }) => {
    const id = presentId(observed);
    if (step.part === "note") {
      await applyNote(api, step, props, observed.kind === "present" ? observed.remote : undefined);
      return id;
    }
    if (step.kind !== "update") throw new Error(`the switches have no step "${step.kind}"`);
    for (const change of step.changes) await setSwitch(api, props, id, change);
    return id;
  },

  describe: ({ value }, mentioned) => ({
    environment: mentioned.environment,
    basic: value.basic ?? false,
    enhanced: value.enhanced ?? false,
    ...(mentioned.chat === undefined ? {} : { chat: value.chat ?? false }),
    ...(mentioned.chatColumn === undefined ? {} : { chatColumn: mentioned.chatColumn }),
  }),
  // A state of an older version does not say what is noted: a plan then counts a note more than the run writes.
  remember: ({ before, noted }) => ({ before, noted }),
  recall: (remembered) => ({
    before: flagsIn(remembered["before"]) ?? {},
    noted: flagsIn(remembered["noted"]) ?? {},
  }),
};

/** The switches that config mentions; the others are none of our business. */
function mentionedOf(values: Switches, props: TeamsIntegration): EarlierValues {
  return Object.fromEntries(
    switches.flatMap((name) => {
      const value = values[name];
      return props[name] === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

function changesBetween(desired: Switches, there: Switches): readonly FieldChange[] {
  return changedFields(Object.fromEntries(switches.map((name) => [name, desired[name]])), there);
}

/** Basic goes on before enhanced and off after it: the service keeps enhanced only while basic is on. */
function stepsFor(changes: readonly FieldChange[], desired: Switches): readonly Step[] {
  if (changes.length === 0) return [];
  return [
    { kind: "update", part: "switches", changes: desired.basic === false ? changes.toReversed() : changes },
  ];
}

/** The switches that config mentions or that we changed: no column is read that does not matter. */
async function observedSwitches(
  api: Reader,
  props: TeamsIntegration,
  noted: EarlierValues,
): Promise<{ id: string; value: Switches }> {
  const columns = switches
    .filter((name) => props[name] !== undefined || noted[name] !== undefined)
    .map((name) => [name, columnOf(name, props)] as const);
  const select = ["organizationid", ...columns.map(([, column]) => column)].join(",");
  const [row] = await api.dataverse(props.environment).list(`/organizations?$select=${select}`);
  if (row === undefined) throw new Error(`${props.environment}: the organization row cannot be read`);
  const value = Object.fromEntries(columns.map(([name, column]) => [name, columnFlag(row, column)]));
  return { id: textAt(row, "organizationid"), value };
}

/** Notes what the switches to be changed stand at, beside what is noted already; or takes the note away. */
async function applyNote(
  api: Writer,
  step: Step,
  { environment }: TeamsIntegration,
  remote: Remote | undefined,
): Promise<void> {
  if (step.kind === "delete") return forgetValues(api, environment, about);
  if (step.kind !== "update" || remote === undefined) throw new Error(`a note has no step "${step.kind}"`);
  const { before, noted } = remote;
  if (step.changes.some(({ path, to }) => path === "basic" && to === true))
    await refuseUnready(api, environment);
  const added = step.changes.map(({ path, from }): [string, boolean] => [
    path,
    before[path] ?? from === true,
  ]);
  await noteValues(api, environment, about, { ...Object.fromEntries(added), ...noted });
}

async function setSwitch(
  api: Writer,
  props: TeamsIntegration,
  id: string,
  { path, to }: FieldChange,
): Promise<void> {
  const { environment } = props;
  const name = switches.find((known) => known === path);
  if (name === undefined) throw new Error(`there is no switch "${path}"`);
  const body = { [columnOf(name, props)]: to };
  try {
    await api.dataverse(environment).send("PATCH", `/organizations(${id})`, body, { "if-match": "*" });
  } catch (error) {
    if (!(error instanceof ApiError && /800503ca/i.test(error.code))) throw error;
    await refuseUnready(api, environment);
    throw notReady(environment, [], error.serviceMessage);
  }
}

/** Throws when the environment would not let itself be turned on, and names what stands in the way. */
async function refuseUnready(api: Reader, environment: string): Promise<void> {
  const wish = { environment, basic: true, tables: undefined, linkedTables: [] };
  const problems = await readinessProblems(api, wish);
  if (problems.length > 0) throw notReady(environment, problems, undefined);
}

/** Source: Dynamics 365 "Enable linking of records to Microsoft Teams channels", read 2026-11. */
function notReady(
  environment: string,
  problems: readonly NotReady[],
  serviceMessage: string | undefined,
): RefusedError {
  return new RefusedError(
    `${environment}: Teams integration cannot be turned on.` +
      (serviceMessage === undefined ? "" : ` The service says 800503ca: ${serviceMessage}`) +
      problems.map(({ problem, mend }) => `\n  - ${problem} ⇒ ${mend}`).join(""),
  );
}
