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
import type { Row, TableState } from "./environment.ts";
import { lookupsOf, relatedRows, rowAt } from "./navigation.ts";
import { countRows, readRows } from "./query.ts";
import { rowBody } from "./row-body.ts";
import { rowOf } from "./row-of.ts";

function nameIn(call: DataverseCall): string {
  const key = call.keys["column"];
  return key?.kind === "id" ? key.value : "";
}

/** GET of a navigation property; undefined when the name is none. */
export function readRelated(
  call: DataverseCall,
  table: TableState,
  row: Row,
  name: string,
): Reply | undefined {
  const lookup = lookupsOf(call.environment, table).find((candidate) => candidate.name === name);
  if (lookup !== undefined) {
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

/** PUT and DELETE of a lookup's $ref. */
function setLookup(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  const name = nameIn(call);
  const lookup = lookupsOf(call.environment, table).find((candidate) => candidate.name === name);
  requireWrite(call, table.definition.logicalName, "Write");
  if (lookup === undefined) {
    if (call.request.method === "DELETE") return removeReferred(call, table, row, name);
    throw dataverseErrors.unknownProperty(name, table.definition.logicalName);
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

/** The two sides of the role assignment, whichever the path starts from. */
function rolePair(table: TableState, row: Row, other: string, name: string): { user: string; role: string } {
  const { logicalName } = table.definition;
  if (name !== "systemuserroles_association") throw dataverseErrors.unknownProperty(name, logicalName);
  return logicalName === "role" ? { user: other, role: row.id } : { user: row.id, role: other };
}

function addReferred(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  requireWrite(call, table.definition.logicalName, "Write");
  const target = rowReferred(call, bodyOf(call)["@odata.id"]);
  const name = nameIn(call);
  const expected = table.definition.logicalName === "role" ? "systemuser" : "role";
  const { user, role } = rolePair(table, row, target.row.id, name);
  if (target.table.definition.logicalName !== expected)
    throw dataverseErrors.badRequest(`'${name}' cannot hold a row of that table.`);
  const roles = call.environment.rolesOfUser.get(user) ?? new Set<string>();
  const isNew = !roles.has(role);
  call.environment.rolesOfUser.set(user, roles.add(role));
  call.environment.remember(() => isNew && roles.delete(role));
  return { status: 204 };
}

/** DELETE …/association(<id>)/$ref, or …/association/$ref?$id=<address>. */
function removeReferred(call: DataverseCall, table: TableState, row: Row, name: string): Reply {
  const address = new URLSearchParams(searchOf(call.request.url)).get("$id");
  const { logicalName } = table.definition;
  const otherTable = call.environment.table(logicalName === "role" ? "systemuser" : "role");
  const other =
    call.keys["related"] === undefined
      ? rowReferred(call, address).row.id
      : rowIdOf(call, otherTable, "related");
  const { user, role } = rolePair(table, row, other, name);
  const roles = call.environment.rolesOfUser.get(user);
  if (roles?.delete(role) !== true)
    throw dataverseErrors.rowMissing(otherTable.definition.logicalName, other);
  call.environment.remember(() => roles.add(role));
  return { status: 204 };
}

const relation = "/{set}/{row}/{column}";
export const referenceRoutes = [
  onGet("/{set}/$count", (call) => countRows(call, tableOf(call))),
  onPost(`${relation}/$ref`, addReferred),
  onPut(`${relation}/$ref`, setLookup),
  onDelete(`${relation}/$ref`, setLookup),
  onDelete(`${relation}/{related}/$ref`, (call) => {
    const table = tableOf(call);
    requireWrite(call, table.definition.logicalName, "Write");
    return removeReferred(call, table, rowOf(call, table), nameIn(call));
  }),
];
