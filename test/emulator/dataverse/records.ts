// Rows of any table: create, read, update, upsert, delete, with conditions and returned representations.
// Source: "Perform conditional operations using the Web API", "Upsert a table row".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import {
  bodyOf,
  conditionOf,
  type DataverseCall,
  etagOf,
  onDelete,
  onGet,
  onPatch,
  onPost,
  onPut,
  preferences,
  requireWrite,
  type RowKey,
  rowKeyOf,
  tableOf,
} from "./call.ts";
import { checkQuery } from "./check-query.ts";
import type { Row, TableState } from "./environment.ts";
import { afterLinkCreate, afterLinkDelete, checkLocation } from "./links.ts";
import { missingColumn, missingRelation } from "./missing.ts";
import { type Lookup, setRelated } from "./navigation.ts";
import { readPayload } from "./payload.ts";
import { prepareOrganization } from "./organizations.ts";
import { readRows } from "./query.ts";
import { readRelated } from "./references.ts";
import { appliedPreferences, rowBody } from "./row-body.ts";
import { rowOf } from "./row-of.ts";

function requireColumns(table: TableState, values: Record<string, unknown>): void {
  for (const [name, column] of Object.entries(table.definition.columns)) {
    if (column.isRequired === true && (values[name] === undefined || values[name] === null)) {
      throw dataverseErrors.required(name);
    }
  }
}

/** No two rows share a unique column or an alternate key. */
function checkUnique(table: TableState, values: Record<string, unknown>, self?: Row): void {
  const { uniqueColumns = [], alternateKeys = [] } = table.definition;
  for (const columns of [...uniqueColumns.map((column) => [column]), ...alternateKeys]) {
    if (columns.some((column) => values[column] === undefined || values[column] === null)) continue;
    const isTaken = [...table.rows.values()].some(
      (row) => row !== self && columns.every((column) => row.values[column] === values[column]),
    );
    if (isTaken) throw dataverseErrors.duplicateKey();
  }
}

function createRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  if (table.definition.isSingleton === true)
    throw dataverseErrors.wrongVerb(table.definition.entitySetName, ["GET", "PATCH"]);
  const row = insertRow(call, table, {}, bodyOf(call));
  return createdReply(call, table, row);
}

/** Creates a row with the id or the key values of the path, if any. Throws before anything is changed. */
export function insertRow(
  call: DataverseCall,
  table: TableState,
  { id, values: keyValues }: Partial<RowKey>,
  body: JsonObject,
): Row {
  const { environment, world, user } = call;
  requireWrite(call, table.definition.logicalName, "Create");
  return environment.atomically(() => {
    const payload = readPayload(call, table, body, true);
    // What the body says wins over the key of the path.
    const values = withOwner(table, user.id, { ...keyValues, ...payload.values });
    for (const { lookup, body: inner } of payload.before)
      values[lookup.column] = insertRow(call, targetOf(call, lookup), {}, inner).id;
    const { primaryId, logicalName } = table.definition;
    const given = id ?? (values[primaryId] as string | undefined);
    if (given !== undefined && table.rows.has(given)) throw dataverseErrors.duplicateKey();
    requireColumns(table, values);
    checkUnique(table, values);
    checkLocation(table, values);
    const row = environment.insert(logicalName, given ?? world.guid(), values, world, user.id);
    afterLinkCreate(call, table, row);
    for (const { relation, body: inner } of payload.after) {
      const there = insertRow(call, environment.table(relation.table), {}, inner);
      setRelated(call, relation, { here: row, there }, true);
    }
    return row;
  });
}

/** The caller owns what nobody else is said to own. */
function withOwner(
  { definition }: TableState,
  userId: string,
  values: Record<string, unknown>,
): Record<string, unknown> {
  return definition.columns["ownerid"] === undefined ? values : { ownerid: userId, ...values };
}

/** The table of a row that is made along with another. Throws 400 where the lookup does not say which one. */
function targetOf(call: DataverseCall, { name, targets }: Lookup): TableState {
  const target = targets.length === 1 ? call.environment.tables.get(targets[0] ?? "") : undefined;
  if (target !== undefined) return target;
  if (targets.length === 1) throw dataverseErrors.notEmulated(`rows of '${targets[0]}'`);
  throw dataverseErrors.badRequest(`'${name}' does not say of which table a new row is.`);
}

function entityId(call: DataverseCall, table: TableState, row: Row): string {
  return `${call.api}/${table.definition.entitySetName}(${row.id})`;
}

function wantsRow(call: DataverseCall): boolean {
  return preferences(call).includes("return=representation");
}

function createdReply(call: DataverseCall, table: TableState, row: Row): Reply {
  const headers = { "OData-EntityId": entityId(call, table, row), Location: entityId(call, table, row) };
  if (!wantsRow(call)) return { status: 204, headers };
  return {
    status: 201,
    headers: { ...headers, ...appliedPreferences(call, honoured) },
    body: singleBody(call, table, row),
  };
}

const honoured = ["return=representation", "odata.include-annotations"];

/** `$expand` is for reads only. */
function singleBody(call: DataverseCall, table: TableState, row: Row): JsonObject {
  const { select, expand } = call.query;
  const isRead = call.request.method === "GET";
  const names = [...(select ?? []), ...(isRead ? expand : []).map(({ name }) => `${name}()`)];
  const suffix = names.length === 0 ? "" : `(${names.join(",")})`;
  return {
    "@odata.context": `${call.api}/$metadata#${table.definition.entitySetName}${suffix}/$entity`,
    ...rowBody(call, table, row, { select, expand: isRead ? expand : [] }),
  };
}

function readRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  checkQuery(call.environment, table, call.query);
  const row = rowOf(call, table);
  const isPlain =
    call.query.expand.length === 0 && !/annotations/i.test(call.request.headers["prefer"] ?? "");
  if (isPlain && conditionOf(call, "if-none-match") === etagOf(row)) return { status: 304 };
  const headers = { ETag: etagOf(row), ...appliedPreferences(call, honoured) };
  return { status: 200, headers, body: singleBody(call, table, row) };
}

/** Update, or create with the given id unless If-Match forbids it. */
function patchRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  const key = rowKeyOf(call, table);
  const row = table.rows.get(key.id ?? "");
  const ifMatch = conditionOf(call, "if-match");
  if (row === undefined) {
    if (ifMatch !== undefined || table.definition.isSingleton === true) {
      throw dataverseErrors.rowMissing(table.definition.logicalName, key.id ?? JSON.stringify(key.values));
    }
    return createdReply(call, table, insertRow(call, table, key, bodyOf(call)));
  }
  if (conditionOf(call, "if-none-match") === "*") throw dataverseErrors.duplicateKey();
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(row))
    throw dataverseErrors.versionMismatch();
  updateRow(call, table, row, withoutKey(bodyOf(call), key));
  const headers = { "OData-EntityId": entityId(call, table, row) };
  if (!wantsRow(call)) return { status: 204, headers };
  return {
    status: 200,
    headers: { ...headers, ...appliedPreferences(call, honoured) },
    body: singleBody(call, table, row),
  };
}

/** On update the columns of the key in the path are dropped from the body. */
function withoutKey(body: JsonObject, { values = {} }: RowKey): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !(name in values)));
}

export function updateRow(call: DataverseCall, table: TableState, row: Row, body: JsonObject): void {
  requireWrite(call, table.definition.logicalName, "Write");
  const { values } = readPayload(call, table, body, false);
  Object.assign(values, nameOf(table, row, values));
  const next = { ...row.values, ...values };
  requireColumns(table, next);
  checkUnique(table, next, row);
  checkLocation(table, next);
  const changes =
    table.definition.logicalName === "organization" ? prepareOrganization(call, row, values) : values;
  call.environment.change(row, changes, call.world, call.user.id);
}

/** A person's name keeps the part that is not changed. */
function nameOf(table: TableState, row: Row, values: Record<string, unknown>): Record<string, unknown> {
  if (table.definition.logicalName !== "contact" || !("fullname" in values)) return {};
  const { firstname, lastname } = { ...row.values, ...values };
  return { fullname: [firstname, lastname].filter(Boolean).join(" ") || null };
}

function deleteRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  if (table.definition.isSingleton === true)
    throw dataverseErrors.wrongVerb(table.definition.entitySetName, ["GET", "PATCH"]);
  const row = rowOf(call, table);
  requireWrite(call, table.definition.logicalName, "Delete");
  const ifMatch = conditionOf(call, "if-match");
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(row))
    throw dataverseErrors.versionMismatch();
  call.environment.delete(table, row);
  afterLinkDelete(call, table, row);
  return { status: 204 };
}

function columnOf(call: DataverseCall, table: TableState): string {
  const key = call.keys["column"];
  const name = key?.kind === "id" ? key.value : "";
  const { columns } = table.definition;
  if (columns[name] === undefined)
    throw name.includes("_") ? missingRelation(table, name) : missingColumn(table, name);
  return name;
}

function readColumn(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  const key = call.keys["column"];
  const related = key?.kind === "id" ? readRelated(call, table, row, key.value) : undefined;
  if (related !== undefined) return related;
  const name = columnOf(call, table);
  const value = row.values[name] ?? null;
  if (value === null) return { status: 204 };
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#${table.definition.entitySetName}(${row.id})/${name}`,
      value,
    },
  };
}

function writeColumn(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  const name = columnOf(call, table);
  const value = call.request.method === "DELETE" ? null : bodyOf(call)["value"];
  updateRow(call, table, row, { [name]: value });
  return { status: 204 };
}

export const recordRoutes = [
  onGet("/{set}", (call) => {
    const table = tableOf(call);
    return readRows(call, table, table.rows.values());
  }),
  onPost("/{set}", createRow),
  onGet("/{set}/{row}", readRow),
  onPatch("/{set}/{row}", patchRow),
  onDelete("/{set}/{row}", deleteRow),
  onGet("/{set}/{row}/{column}", readColumn),
  onPut("/{set}/{row}/{column}", writeColumn),
  onDelete("/{set}/{row}/{column}", writeColumn),
];
