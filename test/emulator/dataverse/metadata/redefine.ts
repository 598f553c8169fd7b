// Changes the definition of a table.
import type { DataverseCall } from "../call.ts";
import type { TableState } from "../environment.ts";
import type { TableDefinition } from "../tables.ts";

/** Replaces the definition; undone with what is around it. */
export function redefine(
  { environment }: Pick<DataverseCall, "environment">,
  table: TableState,
  change: Partial<TableDefinition>,
): void {
  const { definition, isOwn } = table;
  environment.remember(() => Object.assign(table, { definition, isOwn }));
  table.definition = { ...definition, ...change };
  table.isOwn = true;
}
