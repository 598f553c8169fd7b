import type { Environment, Org } from "../../schemas/types/org.ts";
import type { Desired, DesiredResource } from "./desired-resource.ts";
import type { Places } from "./positions.ts";

/** Resource names of the switches and tables of an environment: links rest on both. */
export function switchesOf({ key, collaboration, tables }: Environment): readonly string[] {
  return [
    ...(collaboration === undefined ? [] : [switchResource(key)]),
    ...(tables === undefined ? [] : [tablesResource(key)]),
  ];
}

/** The switches for Teams and the tables of one environment, as far as config mentions them. */
export function environmentSwitches(
  org: Org,
  environment: Environment,
  places: Places,
): readonly DesiredResource[] {
  const config = places.at(["environments", org.environments?.indexOf(environment) ?? 0]);
  return [...integrationOf(environment, config), ...tablesOf(environment, config)];
}

type Place = DesiredResource["config"];

function switchResource(key: string): string {
  return `switch-${key}`;
}

function tablesResource(key: string): string {
  return `tables-${key}`;
}

function integrationOf(
  { key, url, collaboration }: Environment,
  config: Place,
): readonly Desired<"dataverse:TeamsIntegration">[] {
  if (collaboration === undefined) return [];
  const { basic, enhanced, chat, chatColumn } = collaboration;
  const level = enhanced ? "enhanced" : basic ? "basic" : "no";
  const withChat = chat === undefined ? "" : chat ? " and chat" : ", without chat";
  return [
    {
      token: "dataverse:TeamsIntegration",
      name: switchResource(key),
      props: {
        environment: url.toLowerCase(),
        basic,
        enhanced,
        ...(chat === undefined ? {} : { chat }),
        ...(chat === undefined || chatColumn === undefined ? {} : { chatColumn }),
      },
      label: `${key}: Teams integration`,
      because: `environment "${key}" has ${level} collaboration${withChat}`,
      dependsOn: [],
      protect: false,
      retainOnDelete: false,
      config,
    },
  ];
}

/** After the switch: turning it on brings the default tables. */
function tablesOf(environment: Environment, config: Place): readonly Desired<"dataverse:TeamsTables">[] {
  const { key, url, tables, collaboration } = environment;
  if (tables === undefined) return [];
  const named = tables.length === 0 ? "no table" : tables.toSorted().join(", ");
  return [
    {
      token: "dataverse:TeamsTables",
      name: tablesResource(key),
      props: { environment: url.toLowerCase(), tables: tables.toSorted() },
      label: `${key}: tables for Teams`,
      because: `environment "${key}" links ${named} beyond the default tables`,
      dependsOn: collaboration === undefined ? [] : [switchResource(key)],
      protect: false,
      retainOnDelete: false,
      config,
    },
  ];
}
