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
  rowBody,
  rowIdOf,
  tableOf,
} from "./call.ts";
import type { Column } from "./columns.ts";
import type { Row, TableState } from "./environment.ts";
import { afterLinkCreate, afterLinkDelete, checkLocation } from "./links.ts";
import { prepareOrganization } from "./organizations.ts";
import { readRows } from "./query.ts";

/** Checks a payload against the table and gives values by column. Read-only columns are dropped silently. */
function readValues(
  call: DataverseCall,
  table: TableState,
  body: JsonObject,
  isCreate: boolean,
): Record<string, unknown> {
  const { columns, logicalName } = table.definition;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith("@odata.bind")) {
      const bound = readBind(call, table, name.slice(0, -"@odata.bind".length), value);
      values[bound.column] = bound.id;
      continue;
    }
    if (name.includes("@")) continue;
    const column = columns[name];
    if (column === undefined || column.type === "lookup")
      throw dataverseErrors.undeclaredProperty(name, logicalName);
    checkValue(table, name, column, value);
    if (column.isReadOnly === true || (column.isCreateOnly === true && !isCreate)) continue;
    values[name] = typeof value === "string" && column.type === "guid" ? value.toLowerCase() : value;
  }
  return values;
}

function checkValue(table: TableState, name: string, column: Column, value: unknown): void {
  if (value === null) return;
  const types = {
    string: "string",
    guid: "string",
    datetime: "string",
    boolean: "boolean",
    integer: "number",
    bigint: "number",
    choice: "number",
    lookup: "string",
  } as const;
  const isRight =
    typeof value === types[column.type] &&
    (column.type !== "guid" || /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value as string)) &&
    (column.type !== "datetime" || !Number.isNaN(Date.parse(value as string))) &&
    (types[column.type] !== "number" || Number.isInteger(value));
  if (!isRight) throw dataverseErrors.wrongType(name, `Edm.${column.type}`);
  if (column.longest !== undefined && (value as string).length > column.longest) {
    throw dataverseErrors.tooLong(name, table.definition.logicalName, column.longest);
  }
}

/** `parentsite@odata.bind`, or `regardingobjectid_account@odata.bind` for a lookup with several targets. */
function readBind(
  call: DataverseCall,
  table: TableState,
  navigation: string,
  value: unknown,
): { column: string; id: string | null } {
  const { columns, logicalName } = table.definition;
  const found = Object.entries(columns).find(([name, column]) => {
    if (column.type !== "lookup") return false;
    const targets = column.targets ?? [];
    if (targets.length === 1 && targets[0] !== "*") return navigation === name;
    const target = navigation.startsWith(`${name}_`) ? navigation.slice(name.length + 1) : undefined;
    return (
      target !== undefined &&
      (targets.includes(target) || (targets[0] === "*" && call.environment.tables.has(target)))
    );
  });
  if (found === undefined) throw dataverseErrors.undeclaredProperty(`${navigation}@odata.bind`, logicalName);
  const [column] = found;
  if (value === null) return { column, id: null };
  const reference = /(?:^|\/)(\w+)\(([0-9a-f-]{36})\)$/i.exec(typeof value === "string" ? value : "");
  const target = call.environment.tableOfSet(reference?.[1] ?? "");
  const id = reference?.[2]?.toLowerCase();
  if (target === undefined || id === undefined) {
    throw dataverseErrors.badRequest(`Invalid reference in '${navigation}@odata.bind'.`);
  }
  if (!target.rows.has(id)) throw dataverseErrors.rowMissing(target.definition.logicalName, id);
  return { column, id };
}

function requireColumns(table: TableState, values: Record<string, unknown>): void {
  for (const [name, column] of Object.entries(table.definition.columns)) {
    if (column.isRequired === true && (values[name] === undefined || values[name] === null)) {
      throw dataverseErrors.required(name);
    }
  }
}

function createRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  if (table.definition.isSingleton === true)
    throw dataverseErrors.wrongVerb(table.definition.entitySetName, ["GET", "PATCH"]);
  const row = insertRow(call, table, undefined, bodyOf(call));
  return createdReply(call, table, row);
}

function insertRow(call: DataverseCall, table: TableState, id: string | undefined, body: JsonObject): Row {
  const { environment, world, user } = call;
  requireWrite(call, table.definition.logicalName, "Create");
  const values = readValues(call, table, body, true);
  const { primaryId, logicalName } = table.definition;
  const given = id ?? (values[primaryId] as string | undefined);
  if (given !== undefined && table.rows.has(given)) throw dataverseErrors.duplicateKey();
  requireColumns(table, values);
  checkLocation(table, values);
  const row = environment.insert(logicalName, given ?? world.guid(), values, world, user.id);
  afterLinkCreate(call, table, row);
  return row;
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
    headers: { ...headers, "Preference-Applied": "return=representation" },
    body: singleBody(call, table, row),
  };
}

function singleBody(call: DataverseCall, table: TableState, row: Row): JsonObject {
  const { select } = call.query;
  const suffix = select === undefined ? "" : `(${select.join(",")})`;
  return {
    "@odata.context": `${call.api}/$metadata#${table.definition.entitySetName}${suffix}/$entity`,
    ...rowBody(table, row, select),
  };
}

function rowOf(call: DataverseCall, table: TableState): Row {
  const id = rowIdOf(call, table);
  const row = table.rows.get(id);
  if (row === undefined) throw dataverseErrors.rowMissing(table.definition.logicalName, id);
  return row;
}

function readRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
  if (conditionOf(call, "if-none-match") === etagOf(row)) return { status: 304 };
  return { status: 200, headers: { ETag: etagOf(row) }, body: singleBody(call, table, row) };
}

/** Update, or create with the given id unless If-Match forbids it. */
function patchRow(call: DataverseCall): Reply {
  const table = tableOf(call);
  const id = rowIdOf(call, table);
  const row = table.rows.get(id);
  const ifMatch = conditionOf(call, "if-match");
  if (row === undefined) {
    if (ifMatch !== undefined || table.definition.isSingleton === true) {
      throw dataverseErrors.rowMissing(table.definition.logicalName, id);
    }
    return createdReply(call, table, insertRow(call, table, id, bodyOf(call)));
  }
  if (conditionOf(call, "if-none-match") === "*") throw dataverseErrors.duplicateKey();
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(row))
    throw dataverseErrors.versionMismatch();
  updateRow(call, table, row, bodyOf(call));
  const headers = { "OData-EntityId": entityId(call, table, row) };
  if (!wantsRow(call)) return { status: 204, headers };
  return {
    status: 200,
    headers: { ...headers, "Preference-Applied": "return=representation" },
    body: singleBody(call, table, row),
  };
}

function updateRow(call: DataverseCall, table: TableState, row: Row, body: JsonObject): void {
  requireWrite(call, table.definition.logicalName, "Write");
  const values = readValues(call, table, body, false);
  requireColumns(table, { ...row.values, ...values });
  checkLocation(table, { ...row.values, ...values });
  const changes =
    table.definition.logicalName === "organization" ? prepareOrganization(call, row, values) : values;
  call.environment.change(row, changes, call.world, call.user.id);
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
  table.rows.delete(row.id);
  afterLinkDelete(call, table, row);
  return { status: 204 };
}

function columnOf(call: DataverseCall, table: TableState): string {
  const key = call.keys["column"];
  const name = key?.kind === "id" ? key.value : "";
  const { columns, logicalName } = table.definition;
  if (columns[name] === undefined) throw dataverseErrors.unknownProperty(name, logicalName);
  return name;
}

function readColumn(call: DataverseCall): Reply {
  const table = tableOf(call);
  const row = rowOf(call, table);
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
