// The row that a path names.
import { dataverseErrors } from "../errors/dataverse.ts";
import { type DataverseCall, rowIdOf } from "./call.ts";
import type { Row, TableState } from "./environment.ts";

/** The row in the brackets of the path. Throws 400 for a bad key, 404 for a row that is not there. */
export function rowOf(call: DataverseCall, table: TableState): Row {
  const id = rowIdOf(call, table);
  const row = table.rows.get(id);
  if (row === undefined) throw dataverseErrors.rowMissing(table.definition.logicalName, id);
  return row;
}
