// Tables, columns and keys that are made in an environment, and taken away again.
// Source: "Create and update table definitions using the Web API", "Work with alternate keys".
import { dataverseErrors } from "../../errors/dataverse.ts";
import type { Reply } from "../../http/message.ts";
import { isObject, isStringArray, type JsonObject } from "../../json.ts";
import { bodyOf, type DataverseCall, onDelete, onPost, onPut, requireWrite } from "../call.ts";
import { type Columns, commonColumns, guid, lookup, stateColumns } from "../columns.ts";
import type { TableState } from "../environment.ts";
import type { TableDefinition } from "../tables.ts";
import { columnId } from "./attributes.ts";
import { checkOwnName, readColumnPayload } from "./column-payload.ts";
import { textOfLabel } from "./labels.ts";
import { definedColumn, definedTable, nameOrId } from "./read.ts";
import { redefine } from "./redefine.ts";
import { keyId } from "./relationships.ts";
import { relationWriteRoutes } from "./write-relations.ts";

/** Numbers of tables made here begin above those that are known from the start. */
const firstOwnTypeCode = 10_500;

/** A table as a client describes it. Throws before anything is changed. */
function readTable(call: DataverseCall, body: JsonObject): TableDefinition {
  const schemaName = checkOwnName(body["SchemaName"]);
  const logicalName = schemaName.toLowerCase();
  const { environment } = call;
  if (environment.tables.has(logicalName)) throw dataverseErrors.duplicateMetadata("An entity", schemaName);
  const displayName = textOfLabel(body["DisplayName"]);
  if (displayName === undefined) throw dataverseErrors.required("DisplayName");
  const attributes = body["Attributes"];
  if (!Array.isArray(attributes) || !attributes.every(isObject)) throw dataverseErrors.required("Attributes");
  const columns = attributes.map(readColumnPayload);
  const [primary, ...others] = columns.filter(({ isPrimaryName }) => isPrimaryName);
  if (primary === undefined || others.length > 0)
    throw dataverseErrors.badRequest("Exactly one column of a new table must have IsPrimaryName.");
  const ownership = body["OwnershipType"] ?? "UserOwned";
  if (ownership !== "UserOwned" && ownership !== "OrganizationOwned")
    throw dataverseErrors.wrongType("OwnershipType", "Microsoft.Dynamics.CRM.OwnershipTypes");
  const own = Object.fromEntries(columns.map(({ name, column }) => [name, column]));
  const owner: Columns = ownership === "UserOwned" ? { ownerid: lookup("systemuser", "team") } : {};
  return {
    logicalName,
    schemaName,
    displayName,
    entitySetName: plural(logicalName),
    objectTypeCode: firstOwnTypeCode + environment.tables.size,
    primaryId: `${logicalName}id`,
    primaryName: primary.name,
    ownership,
    isCustomizable: true,
    isComplete: true,
    columns: {
      ...commonColumns,
      ...stateColumns,
      ...owner,
      ...own,
      [`${logicalName}id`]: guid({ isCreateOnly: true, schemaName: `${schemaName}Id` }),
    },
  };
}

/** As the service makes the name of an entity set. */
function plural(name: string): string {
  if (/(?:[sxz]|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function addTable(call: DataverseCall, body: JsonObject): TableState {
  const { environment } = call;
  const table = environment.addTable(readTable(call, body), true);
  environment.remember(() => {
    environment.removeTable(table);
  });
  return table;
}

function createTable(call: DataverseCall): Reply {
  requireWrite(call, "Entity", "Create");
  return made(`${call.api}/EntityDefinitions(${addTable(call, bodyOf(call)).metadataId})`);
}

/** Several tables at once, all or none. */
function createTables(call: DataverseCall): Reply {
  requireWrite(call, "Entity", "Create");
  const { Entities: bodies } = bodyOf(call);
  if (!Array.isArray(bodies) || !bodies.every(isObject)) throw dataverseErrors.required("Entities");
  const ids = call.environment.atomically(() => bodies.map((body) => addTable(call, body).metadataId));
  const context = `${call.api}/$metadata#Microsoft.Dynamics.CRM.CreateEntitiesResponse`;
  return { status: 200, body: { "@odata.context": context, EntityIds: ids } };
}

function made(address: string): Reply {
  return { status: 204, headers: { "OData-EntityId": address, Location: address } };
}

function deleteTable(call: DataverseCall): Reply {
  requireWrite(call, "Entity", "Delete");
  const table = definedTable(call);
  const { environment } = call;
  const { logicalName } = table.definition;
  if (!table.isOwn || environment.isFromStart(logicalName))
    throw dataverseErrors.notCustomizable(logicalName);
  const isNeeded = environment.relations.some(
    (relation) => relation.kind === "oneToMany" && relation.referenced === logicalName,
  );
  if (isNeeded)
    throw dataverseErrors.badRequest(`The entity '${logicalName}' has relationships that others depend on.`);
  environment.removeTable(table);
  environment.remember(() => {
    environment.putBack(table);
  });
  return { status: 204 };
}

function createColumn(call: DataverseCall): Reply {
  requireWrite(call, "Attribute", "Create");
  const table = definedTable(call);
  const { logicalName, columns } = table.definition;
  const { name, column } = readColumnPayload(bodyOf(call));
  if (columns[name] !== undefined) throw dataverseErrors.duplicateMetadata("An attribute", name);
  redefine(call, table, { columns: { ...columns, [name]: column } });
  const id = columnId(logicalName, name);
  return made(`${call.api}/EntityDefinitions(${table.metadataId})/Attributes(${id})`);
}

/** PUT replaces the whole column: its type and names must be those it has. */
function replaceColumn(call: DataverseCall): Reply {
  requireWrite(call, "Attribute", "Write");
  const table = definedTable(call);
  const found = definedColumn(call, table);
  if (found.column.isOwn !== true) throw dataverseErrors.notEmulated(`changes of the column '${found.name}'`);
  const body = bodyOf(call);
  const schemaName = body["SchemaName"] ?? found.column.schemaName;
  const { name, column } = readColumnPayload({ ...body, SchemaName: schemaName });
  if (name !== found.name || column.type !== found.column.type)
    throw dataverseErrors.badRequest(`The name and the type of '${found.name}' cannot be changed.`);
  redefine(call, table, { columns: { ...table.definition.columns, [name]: column } });
  return { status: 204 };
}

function deleteColumn(call: DataverseCall): Reply {
  requireWrite(call, "Attribute", "Delete");
  const table = definedTable(call);
  const { name, column } = definedColumn(call, table);
  const { columns, alternateKeys = [], primaryName } = table.definition;
  if (column.isOwn !== true || name === primaryName) throw dataverseErrors.notCustomizable(name);
  if (alternateKeys.some((key) => key.includes(name)))
    throw dataverseErrors.badRequest(`The attribute '${name}' is part of an alternate key.`);
  const { [name]: _gone, ...kept } = columns;
  redefine(call, table, { columns: kept });
  return { status: 204 };
}

function createKey(call: DataverseCall): Reply {
  requireWrite(call, "Entity", "Write");
  const table = definedTable(call);
  const body = bodyOf(call);
  const schemaName = checkOwnName(body["SchemaName"]);
  const { KeyAttributes: names } = body;
  if (!isStringArray(names) || names.length === 0) throw dataverseErrors.required("KeyAttributes");
  const { logicalName, columns, alternateKeys = [], keyNames = {} } = table.definition;
  const unknown = names.find((name) => columns[name] === undefined);
  if (unknown !== undefined) throw dataverseErrors.unknownAttribute(unknown, logicalName);
  const sorted = [...names].sort();
  if (alternateKeys.some((key) => [...key].sort().join() === sorted.join()))
    throw dataverseErrors.duplicateMetadata("A key", schemaName);
  redefine(call, table, {
    alternateKeys: [...alternateKeys, names],
    keyNames: { ...keyNames, [names.join()]: schemaName },
  });
  return made(`${call.api}/EntityDefinitions(${table.metadataId})/Keys(${keyId(logicalName, names)})`);
}

function deleteKey(call: DataverseCall): Reply {
  requireWrite(call, "Entity", "Write");
  const table = definedTable(call);
  const { name, id } = nameOrId(call.keys["key"]);
  const { logicalName, alternateKeys = [], keyNames = {} } = table.definition;
  const isMeant = (columns: readonly string[]): boolean =>
    keyId(logicalName, columns) === id || keyNames[columns.join()]?.toLowerCase() === name?.toLowerCase();
  const kept = alternateKeys.filter((columns) => !isMeant(columns));
  if (kept.length === alternateKeys.length) throw dataverseErrors.unknownRelation(name ?? id ?? "");
  redefine(call, table, { alternateKeys: kept });
  return { status: 204 };
}

const table = "/EntityDefinitions/{table}";
export const metadataWriteRoutes = [
  onPost("/EntityDefinitions", createTable),
  onPost("/CreateEntities", createTables),
  onDelete(table, deleteTable),
  onPost(`${table}/Attributes`, createColumn),
  onPut(`${table}/Attributes/{attribute}`, replaceColumn),
  onDelete(`${table}/Attributes/{attribute}`, deleteColumn),
  onPost(`${table}/Keys`, createKey),
  onDelete(`${table}/Keys/{key}`, deleteKey),
  ...relationWriteRoutes,
];
