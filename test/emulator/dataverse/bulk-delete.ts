// BulkDelete: a job that deletes what a query finds. The job itself is no row here, and it is done at once.
// Source: "BulkDelete Action", "QueryExpression ComplexType".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import { asGuid, bodyOf, type DataverseCall, onPost, requireWrite } from "./call.ts";
import type { Row, TableState } from "./environment.ts";

function bulkDelete(call: DataverseCall): Reply {
  const { JobName: name, QuerySet: queries } = bodyOf(call);
  if (typeof name !== "string" || name === "") throw dataverseErrors.required("JobName");
  if (!Array.isArray(queries) || !queries.every(isObject) || queries.length === 0)
    throw dataverseErrors.required("QuerySet");
  const found = queries.map((query) => rowsOf(call, query));
  for (const { table } of found) requireWrite(call, table.definition.logicalName, "Delete");
  call.environment.atomically(() => {
    for (const { table, rows } of found) for (const row of rows) call.environment.delete(table, row);
  });
  const context = `${call.api}/$metadata#Microsoft.Dynamics.CRM.BulkDeleteResponse`;
  return { status: 200, body: { "@odata.context": context, JobId: call.world.guid() } };
}

/** Only queries for rows by their ids are emulated: other conditions are 501. */
function rowsOf(call: DataverseCall, query: JsonObject): { table: TableState; rows: Row[] } {
  const name = String(query["EntityName"]);
  const table = call.environment.tables.get(name);
  if (table === undefined) throw dataverseErrors.unknownEntity(name);
  const { Criteria: criteria } = query;
  const conditions = isObject(criteria) ? criteria["Conditions"] : undefined;
  const only: unknown = Array.isArray(conditions) && conditions.length === 1 ? conditions[0] : undefined;
  const isById =
    isObject(only) &&
    only["AttributeName"] === table.definition.primaryId &&
    (only["Operator"] === "In" || only["Operator"] === "Equal");
  if (!isById || !Array.isArray(only["Values"]))
    throw dataverseErrors.notEmulated("bulk deletes by other conditions than ids");
  const values: unknown[] = only["Values"];
  const ids = values.map((value) => asGuid(String(isObject(value) ? value["Value"] : value)));
  return { table, rows: ids.flatMap((id) => table.rows.get(id) ?? []) };
}

export const bulkDeleteRoutes = [onPost("/BulkDelete", bulkDelete)];
