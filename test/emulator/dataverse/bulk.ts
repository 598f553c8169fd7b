// CreateMultiple, UpdateMultiple, UpsertMultiple: many rows of one table, all or nothing.
// Source: "Use bulk operation messages".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { parseKey } from "../http/path.ts";
import { asGuid, bodyOf, type DataverseCall, onPost, rowKeyIn, tableOf } from "./call.ts";
import type { TableState } from "./environment.ts";
import { insertRow, updateRow } from "./records.ts";
import { isObject } from "../json.ts";

type Work = (call: DataverseCall, table: TableState, target: JsonObject) => string;

function targetsOf(call: DataverseCall, table: TableState): JsonObject[] {
  const { Targets: targets } = bodyOf(call);
  if (!Array.isArray(targets) || !targets.every(isObject) || targets.length === 0)
    throw dataverseErrors.badRequest("The parameter 'Targets' must hold rows.");
  const type = `Microsoft.Dynamics.CRM.${table.definition.logicalName}`;
  for (const target of targets) {
    if (target["@odata.type"] !== type && target["@odata.type"] !== `#${type}`)
      throw dataverseErrors.badRequest(`Every row needs "@odata.type": "${type}".`);
  }
  return targets;
}

function addressIn({ "@odata.id": address }: JsonObject): string {
  return typeof address === "string" ? address : "";
}

/** The id in the row itself, or the key in its @odata.id: an id, or an alternate key that some row has. */
function idIn(table: TableState, target: JsonObject): string | undefined {
  const given = target[table.definition.primaryId];
  if (typeof given === "string") return asGuid(given);
  const inside = /\(([^()]*)\)$/.exec(addressIn(target))?.[1];
  return inside === undefined ? undefined : rowKeyIn(table, parseKey(inside)).id;
}

/** Values of the alternate key in the @odata.id: a new row gets them. */
function keyValuesIn(table: TableState, target: JsonObject): Readonly<Record<string, unknown>> {
  const inside = /\(([^()]*)\)$/.exec(addressIn(target))?.[1];
  return inside === undefined ? {} : (rowKeyIn(table, parseKey(inside)).values ?? {});
}

const create: Work = (call, table, target) =>
  insertRow(call, table, { id: idIn(table, target), values: keyValuesIn(table, target) }, target).id;

const update: Work = (call, table, target) => {
  const row = table.rows.get(idIn(table, target) ?? "");
  if (row === undefined)
    throw dataverseErrors.rowMissing(table.definition.logicalName, String(idIn(table, target)));
  updateRow(call, table, row, target);
  return row.id;
};

const upsert: Work = (call, table, target) =>
  table.rows.has(idIn(table, target) ?? "") ? update(call, table, target) : create(call, table, target);

function many(name: string, work: Work, isAnswered: boolean) {
  return (call: DataverseCall): Reply => {
    const table = tableOf(call);
    const targets = targetsOf(call, table);
    const ids = call.environment.atomically(() => targets.map((target) => work(call, table, target)));
    if (!isAnswered) return { status: 204 };
    const context = `${call.api}/$metadata#Microsoft.Dynamics.CRM.${name}Response`;
    return { status: 200, body: { "@odata.context": context, Ids: ids } };
  };
}

export const bulkRoutes = [
  onPost("/{set}/Microsoft.Dynamics.CRM.CreateMultiple", many("CreateMultiple", create, true)),
  onPost("/{set}/Microsoft.Dynamics.CRM.UpdateMultiple", many("UpdateMultiple", update, false)),
  onPost("/{set}/Microsoft.Dynamics.CRM.UpsertMultiple", many("UpsertMultiple", upsert, false)),
];
