import type { Team } from "../../../schemas/types/resources.ts";
import type { JsonObject } from "../../core/api.ts";
import { changedFields } from "../../core/compare.ts";
import { isObject, optionalText } from "../../core/json.ts";
import type { FieldChange } from "../../core/resource-type.ts";

/** The groups of switches of a team, as Microsoft Graph has them. Source: "team resource type", read 2026-11. */
export const switchGroups = ["memberSettings", "guestSettings", "messagingSettings", "funSettings"] as const;

type Switches = Pick<Team, (typeof switchGroups)[number]>;
type Values = Readonly<Record<string, unknown>>;

const usualFields = "id,displayName,description,visibility,isArchived";

/** What to ask for: switches and classification only where config mentions them. */
export function teamSelect(props: Team): string {
  const mentioned = [...switchGroups, "classification" as const].filter(
    (field) => props[field] !== undefined,
  );
  return [usualFields, ...mentioned].join(",");
}

/** The fields of a team or its group. HiddenMembership is shown as private: nobody finds either. */
export function fieldsOf(object: JsonObject): Partial<Team> {
  const visibility = optionalText(object, "visibility")?.toLowerCase();
  const plain = ["displayName", "description", "classification"].flatMap((field) => {
    const value = optionalText(object, field);
    return value === undefined ? [] : [[field, value]];
  });
  const switches = switchGroups.flatMap((group) => {
    const values = object[group];
    return isObject(values) ? [[group, lowerCase(values)]] : [];
  });
  return {
    ...(Object.fromEntries([...plain, ...switches]) as Partial<Team>),
    ...(visibility === undefined ? {} : { visibility: visibility === "public" ? "public" : "private" }),
  };
}

/** The service writes its words now in capitals, now not: `Moderate`, `moderate`. */
function lowerCase(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? value.toLowerCase() : value,
    ]),
  );
}

/** Fields and switches that differ. Each switch is compared alone: what config does not mention never counts. */
export function changedTeamFields(desired: Team, there: Partial<Team>): readonly FieldChange[] {
  const { displayName, description, visibility, classification } = desired;
  return [
    ...changedFields({ displayName, description, visibility, classification }, there),
    ...switchGroups.flatMap((group) =>
      changedFields(valuesIn(desired, group), valuesIn(there, group), `${group}.`),
    ),
  ];
}

function valuesIn(team: Switches, group: keyof Switches): Values {
  return { ...team[group] };
}

/** The body of a change: switches in their groups, so that one call sends them all. */
export function bodyOf(changes: readonly FieldChange[]): JsonObject {
  const body: Record<string, unknown> = {};
  for (const { path, to } of changes) {
    const [group = "", name] = path.split(".");
    body[group] = name === undefined ? to : { ...(body[group] as Values | undefined), [name]: to };
  }
  return body;
}

/** The switches and the classification that are there, as far as config mentions them. */
export function describeFields(mentioned: Team, observed: Partial<Team>): Partial<Team> {
  const switches = switchGroups.flatMap((group) => {
    if (mentioned[group] === undefined) return [];
    const there = valuesIn(observed, group);
    const names = Object.keys(valuesIn(mentioned, group));
    return [
      [group, Object.fromEntries(names.flatMap((name) => (name in there ? [[name, there[name]]] : [])))],
    ];
  });
  return {
    ...(Object.fromEntries(switches) as Partial<Team>),
    ...(mentioned.classification === undefined ? {} : { classification: observed.classification ?? "" }),
  };
}
