// Related rows and $ref: reading along a lookup or relation, setting and clearing it.
// Source: "Associate and disassociate table rows using the Web API".
import { dataverseErrors } from "../errors/dataverse.ts";
import { type Reply, searchOf } from "../http/message.ts";
import {
  bodyOf,
  type DataverseCall,
  onDelete,
  onGet,
  onPost,
  onPut,
  requireWrite,
  rowIdOf,
  tableOf,
} from "./call.ts";
import { checkQuery } from "./check-query.ts";
import type { Row, TableState } from "./environment.ts";
import { missingRelation } from "./missing.ts";
import {
  type Lookup,
  lookupsOf,
  type Relation,
  relatedRows,
  relationOf,
  rowAt,
  setRelated,
} from "./navigation.ts";
import { countRows, readRows } from "./query.ts";
import { rowBody } from "./row-body.ts";
import { rowOf } from "./row-of.ts";

function nameIn(call: DataverseCall): string {
  const key = call.keys["column"];
  return key?.kind === "id" ? key.value : "";
}

function lookupOf(call: DataverseCall, table: TableState, name: string): Lookup | undefined {
  return lookupsOf(call.environment, table).find((candidate) => candidate.name === name);
}

/** GET of a navigation property; undefined when the name is none. */
export function readRelated(
  call: DataverseCall,
  table: TableState,
  row: Row,
  name: string,
): Reply | undefined {
  const lookup = lookupOf(call, table, name);
  if (lookup !== undefined) {
    const only =
      lookup.targets.length === 1 ? call.environment.tables.get(lookup.targets[0] ?? "") : undefined;
    if (only !== undefined) checkQuery(call.environment, only, call.query);
    const target = rowAt(call.environment, row, lookup);
    if (target === undefined) return { status: 204 };
    const context = `${call.api}/$metadata#${target.table.definition.entitySetName}/$entity`;
    return {
      status: 200,
      body: { "@odata.context": context, ...rowBody(call, target.table, target.row) },
    };
  }
  const related = relatedRows(call.environment, table, row, name);
  return related === undefined ? undefined : readRows(call, related.table, related.rows);
}

/** GET of the addresses alone. */
function readReferences(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  const name = nameIn(call);
  const address = (other: TableState, { id }: Row): { "@odata.id": string } => ({
    "@odata.id": `${call.api}/${other.definition.entitySetName}(${id})`,
  });
  const lookup = lookupOf(call, table, name);
  if (lookup !== undefined) {
    const target = rowAt(call.environment, row, lookup);
    if (target === undefined) return { status: 204 };
    const context = `${call.api}/$metadata#$ref`;
    return { status: 200, body: { "@odata.context": context, ...address(target.table, target.row) } };
  }
  const related = relatedRows(call.environment, table, row, name);
  if (related === undefined) throw missingRelation(table, name);
  const value = related.rows.map((other) => address(related.table, other));
  return { status: 200, body: { "@odata.context": `${call.api}/$metadata#Collection($ref)`, value } };
}

/** The row an @odata.id names: absolute, or relative to the API. Throws 400 and 404. */
export function rowReferred(call: DataverseCall, reference: unknown): { table: TableState; row: Row } {
  const found = /(?:^|\/)(\w+)\(([0-9a-f-]{36})\)$/i.exec(typeof reference === "string" ? reference : "");
  const table = call.environment.tableOfSet(found?.[1] ?? "");
  const id = found?.[2]?.toLowerCase();
  if (table === undefined || id === undefined)
    throw dataverseErrors.badRequest(`Invalid reference '${String(reference)}' in @odata.id.`);
  const row = table.rows.get(id);
  if (row === undefined) throw dataverseErrors.rowMissing(table.definition.logicalName, id);
  return { table, row };
}

/** PUT and DELETE of a lookup's $ref; DELETE also of a relation's, with the address of the row in the query. */
function setLookup(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  const name = nameIn(call);
  const lookup = lookupOf(call, table, name);
  requireWrite(call, table.definition.logicalName, "Write");
  if (lookup === undefined) {
    const relation = relationNamed(call, table, name);
    if (call.request.method === "PUT")
      throw dataverseErrors.badRequest(`'${name}' holds many rows: add one with POST.`);
    const there = rowReferred(call, new URLSearchParams(searchOf(call.request.url)).get("$id"));
    return takeApart(call, relation, row, there.row);
  }
  let id: string | null = null;
  if (call.request.method === "PUT") {
    const target = rowReferred(call, bodyOf(call)["@odata.id"]);
    if (!lookup.targets.includes(target.table.definition.logicalName))
      throw dataverseErrors.badRequest(`'${name}' cannot point at a row of that table.`);
    id = target.row.id;
  }
  call.environment.change(row, { [lookup.column]: id }, call.world, call.user.id);
  return { status: 204 };
}

/** The relation with many rows. Throws 400 for a name that is none, 501 for one that is not emulated. */
function relationNamed(call: DataverseCall, table: TableState, name: string): Relation {
  const relation = relationOf(call.environment, table, name);
  if (relation === undefined) throw missingRelation(table, name);
  return relation;
}

function addReferred(call: DataverseCall): Reply {
  const table = tableOf(call);
  const here = rowOf(call, table);
  const name = nameIn(call);
  requireWrite(call, table.definition.logicalName, "Write");
  const relation = relationNamed(call, table, name);
  const there = rowReferred(call, bodyOf(call)["@odata.id"]);
  if (there.table.definition.logicalName !== relation.table)
    throw dataverseErrors.badRequest(`'${name}' cannot hold a row of that table.`);
  setRelated(call, relation, { here, there: there.row }, true);
  return { status: 204 };
}

function takeApart(call: DataverseCall, relation: Relation, here: Row, there: Row): Reply {
  if (!setRelated(call, relation, { here, there }, false))
    throw dataverseErrors.rowMissing(relation.table, there.id);
  return { status: 204 };
}

/** DELETE …/relation(<id>)/$ref */
function removeReferred(call: DataverseCall): Reply {
  const table = tableOf(call);
  requireWrite(call, table.definition.logicalName, "Write");
  const here = rowOf(call, table);
  const relation = relationNamed(call, table, nameIn(call));
  const other = call.environment.table(relation.table);
  const id = rowIdOf(call, other, "related");
  const there = other.rows.get(id);
  if (there === undefined) throw dataverseErrors.rowMissing(relation.table, id);
  return takeApart(call, relation, here, there);
}

const relation = "/{set}/{row}/{column}";
export const referenceRoutes = [
  onGet("/{set}/$count", (call) => countRows(call, tableOf(call))),
  onGet(`${relation}/$ref`, readReferences),
  onGet(`${relation}/$count`, (call) => {
    const table = tableOf(call);
    const related = relatedRows(call.environment, table, rowOf(call, table), nameIn(call));
    if (related === undefined) throw missingRelation(table, nameIn(call));
    return countRows(call, related.table, related.rows);
  }),
  onPost(`${relation}/$ref`, addReferred),
  onPut(`${relation}/$ref`, setLookup),
  onDelete(`${relation}/$ref`, setLookup),
  onDelete(`${relation}/{related}/$ref`, removeReferred),
];
