import type { JsonObject, Reader } from "../../../providers/core/api.ts";
import { chunksOf } from "../../../providers/core/compare.ts";
import { flagAt, objectsAt, optionalText, textAt } from "../../../providers/core/json.ts";
import { usersByKey, type UserKey } from "../../../providers/core/users.ts";
import { bulkSizes } from "../../../providers/limits/bulk-sizes.ts";
import type { VendorValues } from "../../../schemas/vendor/facts.ts";
import type { CompleteOrg } from "../../../schemas/validate.ts";
import type { Derived } from "../../derive/desired-resource.ts";

/** Somebody whom a team of the stack would have, and what for. */
export interface Sought {
  /** Name and user principal name, for people. */
  readonly label: string;
  /** In lower case. */
  readonly upn: string;
  /** As config declares it, in lower case. */
  readonly objectId?: string;
  readonly isOwner: boolean;
  /** In a team with a linked record. */
  readonly usesLinks: boolean;
  /** In a team with a task list. */
  readonly usesTasks: boolean;
  /** On leave: an account that is disabled is no fault then. */
  readonly isAway: boolean;
}

/** What the directory says of an account, as far as rows ask. */
export interface Account {
  readonly id: string;
  /** In lower case. */
  readonly upn: string;
  readonly isEnabled: boolean;
  readonly isGuest: boolean;
  readonly hasTeams: boolean;
  readonly hasDynamics: boolean;
  readonly hasPlanner: boolean;
}

export interface AccountsFound {
  readonly people: readonly Sought[];
  readonly byName: ReadonlyMap<string, Account>;
  readonly byId: ReadonlyMap<string, Account>;
}

/** Everybody of the stack's teams, each once, in the order of the config. */
export function peopleOf(org: CompleteOrg, { resources }: Derived): readonly Sought[] {
  const owners = new Set<string>();
  const everybody = new Map<string, { usesLinks: boolean; usesTasks: boolean }>();
  const teamsWith = (token: "dataverse:ChannelLink" | "graph:TaskPlan"): ReadonlySet<string> =>
    new Set(resources.flatMap((one) => (one.token === token ? [one.props.teamUniqueName] : [])));
  const [linked, tasked] = [teamsWith("dataverse:ChannelLink"), teamsWith("graph:TaskPlan")];
  for (const { token, props } of resources) {
    if (token !== "graph:Team") continue;
    for (const [upn, role] of Object.entries(props.roster)) {
      if (role === "owner") owners.add(upn);
      const before = everybody.get(upn);
      everybody.set(upn, {
        usesLinks: linked.has(props.uniqueName) || before?.usesLinks === true,
        usesTasks: tasked.has(props.uniqueName) || before?.usesTasks === true,
      });
    }
  }
  return org.people.flatMap(({ name, upn, objectId, status }): Sought[] => {
    const uses = everybody.get(upn.toLowerCase());
    if (uses === undefined) return [];
    const lower = upn.toLowerCase();
    return [
      {
        ...{ label: `${name} (${upn})`, upn: lower, isOwner: owners.has(lower), isAway: status === "leave" },
        ...uses,
        ...(objectId === undefined ? {} : { objectId: objectId.toLowerCase() }),
      },
    ];
  });
}

/**
 * So many accounts are held as the service sent them at a time: those of 200,000 people with all their plans would fill
 * the memory, and what rows ask of them is little.
 */
const accountsAtOnce = 3_000;
const fields = ["id", "userPrincipalName", "accountEnabled", "userType", "assignedPlans"];

/**
 * The accounts of these people, by name and by declared object id: one read for 15 people, in batches. Throws what a
 * read throws. Source: Microsoft Graph "List users", "assignedPlan resource type", read 2026-11.
 */
export async function accountsOf(
  { graph }: Reader,
  people: readonly Sought[],
  vendor: VendorValues,
): Promise<AccountsFound> {
  const read = async (key: UserKey, values: readonly string[]): Promise<ReadonlyMap<string, Account>> => {
    const found = new Map<string, Account>();
    for (const some of chunksOf(values, accountsAtOnce)) {
      const users = await usersByKey(graph, key, some, { select: fields, inOneRead: bulkSizes.filterValues });
      for (const [value, user] of users) found.set(value, accountIn(user, vendor));
    }
    return found;
  };
  const byId = await read(
    "id",
    people.flatMap(({ objectId }) => objectId ?? []),
  );
  const byName = await read(
    "userPrincipalName",
    people.map(({ upn }) => upn),
  );
  return { people, byName, byId };
}

function accountIn(user: JsonObject, { teamsPlans, dynamicsPlans, plannerPlans }: VendorValues): Account {
  const plans = new Set(
    objectsAt(user, "assignedPlans").flatMap(({ servicePlanId, capabilityStatus }) =>
      typeof servicePlanId === "string" && ["Enabled", "Warning"].includes(String(capabilityStatus))
        ? [servicePlanId.toLowerCase()]
        : [],
    ),
  );
  const hasOneOf = (ids: readonly string[]): boolean => ids.some((id) => plans.has(id.toLowerCase()));
  return {
    id: textAt(user, "id").toLowerCase(),
    upn: textAt(user, "userPrincipalName").toLowerCase(),
    isEnabled: flagAt(user, "accountEnabled"),
    isGuest: optionalText(user, "userType") === "Guest",
    hasTeams: hasOneOf(teamsPlans),
    hasDynamics: hasOneOf(dynamicsPlans),
    hasPlanner: hasOneOf(plannerPlans),
  };
}

/** The account that is the person: by the declared object id where there is one, else by the name. */
export function accountOf(
  { objectId, upn }: Sought,
  { byId, byName }: Pick<AccountsFound, "byId" | "byName">,
): Account | undefined {
  return objectId === undefined ? byName.get(upn) : byId.get(objectId);
}
