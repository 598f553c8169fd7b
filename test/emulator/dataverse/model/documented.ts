// The vendor's metadata as far as it is kept here: columns of the best known tables, properties of table definitions.
// columns.json is made by make-columns.mjs, which says of what.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Columns } from "../columns.ts";

interface Model {
  readonly tables: Readonly<Record<string, Columns>>;
  readonly metadata: Readonly<Record<string, readonly string[]>>;
}

const model = JSON.parse(readFileSync(join(import.meta.dirname, "columns.json"), "utf8")) as Model;

/** All columns of a table by logical name. Throws for a table that the file does not have. */
export function documentedColumns(logicalName: string): Columns {
  const columns = model.tables[logicalName];
  if (columns === undefined) throw new Error(`columns.json has no table "${logicalName}"`);
  return columns;
}

export const documentedTables: readonly string[] = Object.keys(model.tables);

/** Names of the properties of a metadata type, such as EntityMetadata. */
export function metadataProperties(type: string): readonly string[] {
  return model.metadata[type] ?? [];
}
