import type { TeamsTables } from "../../schemas/types/resources.ts";
import { madeIn } from "../core/answers.ts";
import type { Reader, Writer } from "../core/api.ts";
import { changedFields } from "../core/compare.ts";
import { ApiError, RefusedError } from "../core/errors.ts";
import { optionalFlag, optionalText, textAt } from "../core/json.ts";
import { asRemoteId, presentId, type ResourceType, type Step } from "../core/resource-type.ts";
import { defaultTables } from "../../schemas/default-tables.ts";
import { flagsIn, forgetValues, notedValues, noteValues, type EarlierValues } from "./earlier-values.ts";
import { isCustomizable } from "./readiness.ts";

export interface Remote {
  /** Tables as they stood before we turned them on or off. Destroy puts them back. */
  readonly before: EarlierValues;
  /** Whether the environment holds our note of them. */
  readonly hasNote: boolean;
  /** Every table that is on, the default ones too. */
  readonly enabled: readonly string[];
  /** Why a table cannot be turned on, by logical name. */
  readonly refused: Readonly<Record<string, string>>;
}

const about = "tables for Microsoft Teams";

/**
 * The tables whose records can be linked, beyond those that the environment turns on by itself. A default table is
 * left alone unless it is declared; any other that is on without being declared is turned off.
 *
 * The action reports success for tables that it cannot change, and metadata shows a change up to a minute late: only
 * what is read back counts. Source: "Teams integration using code" (msdyn_SetTeamsDocumentStatus), read 2026-11.
 */
export const teamsTables: ResourceType<TeamsTables, Remote> = {
  token: "dataverse:TeamsTables",
  permissions: { observe: [], apply: [] },
  title: (props) => `tables for Teams of ${props.environment}`,
  check: () => [],

  observe: async (api, props, place) => {
    const { environment } = props;
    const noted = await notedValues(api, environment, about);
    const before = { ...flagsIn(place.remembered["before"]), ...noted };
    const enabled = await enabledTables(api, environment);
    const wanted = [...props.tables, ...Object.keys(before).filter((table) => before[table] === true)];
    const off = wanted.filter((table) => !enabled.includes(table));
    const refused = await refusals(api, environment, new Set(off));
    const shown = enabled.filter((table) => props.tables.includes(table) || !defaultTables.has(table));
    const whoAmI = await api.dataverse(environment).get("/WhoAmI");
    return {
      kind: "present",
      id: asRemoteId(textAt(whoAmI, "OrganizationId")),
      value: { environment, tables: shown.toSorted() },
      remote: { before, hasNote: Object.keys(noted).length > 0, enabled, refused },
    };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "tables", body: { ...desired } }];
    const because = changedFields({ environment: desired.environment }, observed.value);
    if (because.length > 0) return [{ kind: "replace", part: "tables", because }];
    const { tables: on = [] } = observed.value;
    const toTurnOn = desired.tables.filter((table) => !on.includes(table));
    const toTurnOff = on.filter((table) => !desired.tables.includes(table) && !defaultTables.has(table));
    return stepsFor(toTurnOn, toTurnOff, observed.remote.before);
  },

  planRemoval: (_last, observed) => {
    if (observed.kind === "absent") return [];
    const { before, hasNote, enabled, refused } = observed.remote;
    // The state alone knows of those that config names; a look shows them among all others.
    const on = new Set([...enabled, ...(observed.value.tables ?? [])]);
    const changed = Object.keys(before).filter((table) => on.has(table) !== before[table]);
    // A table that is gone since cannot be put back, and need not be.
    const toTurnOn = changed.filter((table) => before[table] === true && refused[table] === undefined);
    const toTurnOff = changed.filter((table) => before[table] === false);
    const steps = stepsFor(toTurnOn, toTurnOff, before);
    return hasNote ? [...steps, { kind: "delete", part: "note" }] : steps;
  },

  apply: async (api, step, { props, observed }) => {
    const id = presentId(observed);
    if (observed.kind === "absent") return id;
    if (step.part === "note" && step.kind === "link") {
      refuse(props.environment, step.targets, observed.remote.refused);
      const { enabled } = observed.remote;
      const added = step.targets.map((table) => [table, enabled.includes(table)]);
      const values = { ...Object.fromEntries(added), ...observed.remote.before } as EarlierValues;
      await noteValues(api, props.environment, about, values);
    } else if (step.part === "note") await forgetValues(api, props.environment, about);
    else if (step.kind === "link" || step.kind === "unlink") {
      refuse(props.environment, step.targets, observed.remote.refused);
      await setTables(api, props.environment, step.kind === "link", step.targets);
    } else throw new Error(`tables have no step "${step.kind}"`);
    return id;
  },

  describe: ({ value }, mentioned) => ({ ...value, environment: mentioned.environment }),
  remember: ({ before }) => ({ before }),
  recall: (remembered) => {
    const before = flagsIn(remembered["before"]) ?? {};
    return { before, hasNote: Object.keys(before).length > 0, enabled: [], refused: {} };
  },
};

/** What stands now is noted first, for tables that are not noted yet; then tables go on, then off. */
function stepsFor(
  toTurnOn: readonly string[],
  toTurnOff: readonly string[],
  before: EarlierValues,
): readonly Step[] {
  const unnoted = [...toTurnOn, ...toTurnOff].filter((table) => before[table] === undefined);
  return [
    { kind: "link" as const, part: "note", targets: unnoted },
    { kind: "link" as const, part: "tables", targets: toTurnOn },
    { kind: "unlink" as const, part: "tables", targets: toTurnOff },
  ].filter(({ targets }) => targets.length > 0);
}

/** Filtering definitions by this flag is documented for its siblings. Sorted. */
async function enabledTables(api: Reader, environment: string): Promise<readonly string[]> {
  const query = "$select=LogicalName&$filter=IsMSTeamsIntegrationEnabled eq true";
  const definitions = await api
    .dataverse(environment)
    .list(`/EntityDefinitions?${query}`, { consistency: "Strong" });
  return definitions.map((definition) => textAt(definition, "LogicalName")).toSorted();
}

/** Why tables that are off can never go on, by logical name; those that can are not in it. */
async function refusals(
  api: Reader,
  environment: string,
  tables: ReadonlySet<string>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of [...tables].toSorted()) {
    const path = `/EntityDefinitions(LogicalName='${table}')?$select=LogicalName,IsCustomizable`;
    const definition = await api.dataverse(environment).find(path);
    if (definition === undefined) found[table] = "does not exist in this environment";
    else if (!isCustomizable(definition)) found[table] = "cannot be customized, so the flag never takes";
  }
  return found;
}

/** Before the first write: nothing is changed when one of the tables cannot be. */
function refuse(environment: string, targets: readonly string[], refused: Remote["refused"]): void {
  const lines = targets.flatMap((table) =>
    refused[table] === undefined ? [] : [`table "${table}" ${refused[table]}`],
  );
  if (lines.length === 0) return;
  throw new RefusedError(
    `${environment}: ${lines.join("; ")}. Expected logical names of tables that can be customized: mend ` +
      "`tables` of the environment.",
  );
}

async function setTables(
  api: Writer,
  environment: string,
  isOn: boolean,
  tables: readonly string[],
): Promise<void> {
  // A text that holds a JSON array, not an array.
  const body = { Enable: isOn, LogicalEntityNames: JSON.stringify(tables) };
  try {
    const sent = await api.dataverse(environment).send("POST", "/msdyn_SetTeamsDocumentStatus", body);
    const answer = madeIn(sent) ?? {};
    // Bracketed, without quotes: "[account,contact]".
    const failed = (optionalText(answer, "FailedLogicalEntityNames") ?? "").replaceAll(/[[\]\s]/g, "");
    if (failed === "" && optionalFlag(answer, "OperationResult") !== false) return;
    throw new RefusedError(
      `${environment}: the service could not turn ${isOn ? "on" : "off"} for Teams: ${failed || tables.join(", ")}. ` +
        "Check the logical names in `tables` of the environment.",
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      throw new RefusedError(
        `${environment}: the action msdyn_SetTeamsDocumentStatus is not there, because the solution Office ` +
          "Productivity is not installed. Install a Dynamics 365 app that brings it, such as Sales.",
      );
    }
    throw error;
  }
}
