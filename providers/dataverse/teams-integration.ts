import type { TeamsIntegration } from "../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../core/api.ts";
import { changedFields } from "../core/compare.ts";
import { ApiError, RefusedError } from "../core/errors.ts";
import { isObject, textAt } from "../core/json.ts";
import { asRemoteId, presentId, type FieldChange, type ResourceType } from "../core/resource-type.ts";

interface Switches {
  readonly basic: boolean;
  readonly enhanced: boolean;
}

interface Remote {
  /** The switches as they stood before we came. Destroy puts them back. */
  readonly before: Switches | undefined;
}

/** Config word to organization column. Source: Dataverse "Organization table reference", read 2026-11. */
const columns = { basic: "ismsteamsenabled", enhanced: "ismsteamscollaborationenabled" } as const;

/**
 * The switches for Microsoft Teams in one environment: columns of its one organization row, which can be neither
 * created nor deleted. So "create" notes the earlier values and "delete" puts them back. The service ignores a
 * write to a read-only column without a word; the run reads back and says so.
 */
export const teamsIntegration: ResourceType<TeamsIntegration, Remote> = {
  token: "dataverse:TeamsIntegration",
  // Dataverse has no Graph permissions: the identity is an application user with System Administrator.
  permissions: { observe: [], apply: [] },
  title: (props) => `Teams integration of ${props.environment}`,
  check: (props) =>
    props.enhanced && !props.basic ? [{ property: "enhanced", reason: "enhanced needs basic: true" }] : [],

  observe: async (api, props, place) => {
    const row = await organizationRow(api, props.environment);
    const value = { basic: row[columns.basic] === true, enhanced: row[columns.enhanced] === true };
    return {
      kind: "present",
      id: asRemoteId(textAt(row, "organizationid")),
      value: { environment: props.environment, ...value },
      // Without an earlier note this is the first look, so what is there now is what was before.
      remote: { before: switchesIn(place.remembered["before"]) ?? value },
    };
  },

  refuseAdoption: () => undefined,

  plan: (desired, observed) => {
    if (observed.kind === "absent") return [{ kind: "create", part: "switches", body: { ...desired } }];
    const because = changedFields({ environment: desired.environment }, observed.value);
    if (because.length > 0) return [{ kind: "replace", part: "switches", because }];
    return stepsBetween(desired, observed.value);
  },

  planRemoval: (_last, observed) => {
    if (observed.kind === "absent" || observed.remote.before === undefined) return [];
    return stepsBetween(observed.remote.before, observed.value);
  },

  apply: async (api, step, { props, observed }) => {
    const id = presentId(observed);
    if (step.kind !== "update") throw new Error(`the switches have no step "${step.kind}"`);
    for (const change of step.changes) await setSwitch(api, props.environment, id, change);
    return id;
  },

  describe: (observed, mentioned) => ({
    environment: mentioned.environment,
    basic: observed.value.basic ?? false,
    enhanced: observed.value.enhanced ?? false,
  }),
  remember: (remote) => (remote.before === undefined ? {} : { before: remote.before }),
  recall: (remembered) => ({ before: switchesIn(remembered["before"]) }),
};

/** Basic goes on before enhanced and off after it: the service keeps enhanced only while basic is on. */
function stepsBetween(desired: Switches, there: Partial<Switches>): ReturnType<typeof teamsIntegration.plan> {
  const changes = changedFields({ basic: desired.basic, enhanced: desired.enhanced }, there);
  if (changes.length === 0) return [];
  return [{ kind: "update", part: "switches", changes: desired.basic ? changes : changes.toReversed() }];
}

async function organizationRow(api: Reader, environment: string): Promise<JsonObject> {
  const select = ["organizationid", columns.basic, columns.enhanced].join(",");
  const [row] = await api.dataverse(environment).list(`/organizations?$select=${select}`);
  if (row === undefined) throw new Error(`${environment}: the organization row cannot be read`);
  return row;
}

async function setSwitch(
  api: Parameters<typeof teamsIntegration.apply>[0],
  environment: string,
  id: string,
  change: FieldChange,
): Promise<void> {
  const column = columns[change.path === "basic" ? "basic" : "enhanced"];
  try {
    await api
      .dataverse(environment)
      .send("PATCH", `/organizations(${id})`, { [column]: change.to }, { "if-match": "*" });
  } catch (error) {
    if (error instanceof ApiError && /800503ca/i.test(error.code)) throw notReady(environment, error);
    throw error;
  }
}

/** Source: Dynamics 365 "Enable linking of records to Microsoft Teams channels", read 2026-11. */
function notReady(environment: string, error: ApiError): RefusedError {
  return new RefusedError(
    `${environment}: Teams integration cannot be turned on (800503ca). SharePoint integration is not set up while ` +
      "OneDrive integration is on, or SharePoint sites or document locations with absolute URLs are active. " +
      `Set up server-based SharePoint integration, or turn those off. The service says: ${error.serviceMessage}`,
  );
}

function switchesIn(value: unknown): Switches | undefined {
  if (!isObject(value)) return undefined;
  return { basic: value["basic"] === true, enhanced: value["enhanced"] === true };
}
