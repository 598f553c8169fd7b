import type { Wish } from "../../providers/dataverse/readiness.ts";
import type { Environment } from "../../schemas/types/org.ts";
import type { Derived } from "./desired-resource.ts";

/** What this config asks of the environment itself; undefined when it asks nothing. */
export function wishOf(environment: Environment, { resources }: Derived): Wish | undefined {
  const tables = resources.flatMap((one) => (one.token === "dataverse:ChannelLink" ? [one.props.table] : []));
  const linkedTables = [...new Set(tables)];
  if (
    environment.collaboration?.basic !== true &&
    environment.tables === undefined &&
    linkedTables.length === 0
  ) {
    return undefined;
  }
  return {
    environment: environment.url.toLowerCase(),
    basic: environment.collaboration?.basic,
    tables: environment.tables,
    linkedTables,
  };
}
