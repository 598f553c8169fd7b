// Table definitions, their columns, keys, relations and choices: the reading side.
// Source: "Query table definitions using the Web API".
import { dataverseErrors } from "../../errors/dataverse.ts";
import type { Reply } from "../../http/message.ts";
import type { Key } from "../../http/path.ts";
import type { JsonObject } from "../../json.ts";
import type { Expand } from "../../odata/query.ts";
import { type DataverseCall, onGet } from "../call.ts";
import type { Column } from "../columns.ts";
import type { TableState } from "../environment.ts";
import {
  attributeBody,
  attributesOf,
  castTypes,
  columnId,
  enumTypes,
  kindOf,
  metadataType,
  optionSetOf,
} from "./attributes.ts";
import { labelOf, words } from "./labels.ts";
import { allRelations, keysOf, manyToManyOf, manyToOneOf, oneToManyOf } from "./relationships.ts";
import { metadataRows, refuseRowOptions, type Wish } from "./select.ts";

export function definitionBody(call: DataverseCall, table: TableState): JsonObject {
  const { definition } = table;
  const schemaName = definition.schemaName ?? definition.logicalName;
  const name = definition.displayName ?? words(schemaName);
  return {
    MetadataId: table.metadataId,
    LogicalName: definition.logicalName,
    SchemaName: schemaName,
    LogicalCollectionName: definition.entitySetName,
    EntitySetName: definition.entitySetName,
    DisplayName: labelOf(name),
    DisplayCollectionName: labelOf(`${name}s`),
    ObjectTypeCode: definition.objectTypeCode,
    PrimaryIdAttribute: definition.primaryId,
    PrimaryNameAttribute: definition.primaryName,
    OwnershipType: definition.ownership,
    IsPrivate: false,
    IsIntersect: false,
    IsActivity: false,
    IsManaged: table.isOwn ? false : !definition.logicalName.startsWith("new_"),
    IsCustomEntity: /^[a-z0-9]+_/.test(definition.logicalName),
    IsMSTeamsIntegrationEnabled: call.environment.teamsFlag(table, call.world.now()),
    IsDocumentManagementEnabled: table.isDocumentManagementEnabled,
    IsOptimisticConcurrencyEnabled: true,
    ChangeTrackingEnabled: definition.hasChangeTracking === true,
    IsCustomizable: {
      Value: definition.isCustomizable,
      CanBeChanged: false,
      ManagedPropertyLogicalName: "iscustomizable",
    },
  };
}

/** What hangs on a definition: rows, and the type they are of. */
function partsOf(call: DataverseCall, table: TableState, name: string, wish: Wish): JsonObject[] {
  const { environment } = call;
  switch (name) {
    case "Attributes":
      return metadataRows(attributesOf(table), "AttributeMetadata", wish);
    case "Keys":
      return metadataRows(keysOf(table), "EntityKeyMetadata", wish);
    case "ManyToOneRelationships":
      return metadataRows(manyToOneOf(environment, table), "OneToManyRelationshipMetadata", wish);
    case "OneToManyRelationships":
      return metadataRows(oneToManyOf(environment, table), "OneToManyRelationshipMetadata", wish);
    case "ManyToManyRelationships":
      return metadataRows(manyToManyOf(environment, table), "ManyToManyRelationshipMetadata", wish);
    case "Privileges":
    case "Settings":
      throw dataverseErrors.notEmulated(`${name} of a table definition`);
    default:
      throw dataverseErrors.unknownProperty(name, "EntityMetadata");
  }
}

export const partNames = [
  "Keys",
  "ManyToOneRelationships",
  "OneToManyRelationships",
  "ManyToManyRelationships",
] as const;

/** The definition with the properties of $select and the collections of $expand. */
function selectedBody(call: DataverseCall, table: TableState): JsonObject {
  const { select, expand } = call.query;
  const [body = {}] = metadataRows([definitionBody(call, table)], "EntityMetadata", {
    filter: undefined,
    select,
  });
  for (const { name, ...wish } of expand) body[name] = partsOf(call, table, name, wish);
  return body;
}

function visibleTables(call: DataverseCall): TableState[] {
  return [...call.environment.tables.values()].filter(
    ({ definition }) => definition.isFromTeamsSolution !== true || call.environment.hasTeamsSolution,
  );
}

function listDefinitions(call: DataverseCall): Reply {
  const { filter, select } = call.query;
  refuseRowOptions(call.query);
  const tables = visibleTables(call);
  const bodies = tables.map((table) => definitionBody(call, table));
  const kept = new Set(
    metadataRows(bodies, "EntityMetadata", { filter, select }).map((body) => body["MetadataId"]),
  );
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#EntityDefinitions`,
      value: tables
        .filter(({ metadataId }) => kept.has(metadataId))
        .map((table) => selectedBody(call, table)),
    },
  };
}

/** Name or id in the brackets of metadata. */
export function nameOrId(key: Key | undefined): { name: string | undefined; id: string | undefined } {
  if (key?.kind === "alternate") {
    const id = key.parts["MetadataId"]?.toLowerCase();
    return { name: key.parts["LogicalName"] ?? key.parts["SchemaName"], id };
  }
  return { name: undefined, id: key?.value.toLowerCase() };
}

/** The table of the path, by logical name or metadata id. Throws 404. */
export function definedTable(call: DataverseCall): TableState {
  const { name, id } = nameOrId(call.keys["table"]);
  const table = visibleTables(call).find(
    ({ definition, metadataId }) => definition.logicalName === name || metadataId === id,
  );
  if (table === undefined) throw dataverseErrors.unknownEntity(name ?? id ?? "");
  return table;
}

/** The column of the path. Throws 404. */
export function definedColumn(call: DataverseCall, table: TableState): { name: string; column: Column } {
  const { name, id } = nameOrId(call.keys["attribute"]);
  const { logicalName, columns } = table.definition;
  const found = Object.entries(columns).find(
    ([column]) => column === name || columnId(logicalName, column) === id,
  );
  if (found === undefined) throw dataverseErrors.unknownAttribute(name ?? id ?? "", logicalName);
  return { name: found[0], column: found[1] };
}

function readDefinition(call: DataverseCall): Reply {
  const context = `${call.api}/$metadata#EntityDefinitions/$entity`;
  return { status: 200, body: { "@odata.context": context, ...selectedBody(call, definedTable(call)) } };
}

function contextOf(call: DataverseCall, table: TableState, name: string): string {
  return `${call.api}/$metadata#EntityDefinitions('${table.definition.logicalName}')/${name}`;
}

function listParts(name: string) {
  return (call: DataverseCall): Reply => {
    refuseRowOptions(call.query);
    const table = definedTable(call);
    const value = partsOf(call, table, name, call.query);
    return { status: 200, body: { "@odata.context": contextOf(call, table, name), value } };
  };
}

/** The type that a path casts to, without its namespace. Throws 400. */
function castOf(call: DataverseCall): string | undefined {
  const key = call.keys["cast"];
  if (key === undefined) return undefined;
  const type = key.kind === "id" ? key.value.replace(/^Microsoft\.Dynamics\.CRM\./, "") : "";
  if (castTypes.has(type)) return type;
  throw dataverseErrors.notEmulated(`the cast '${type}'`);
}

function isOfType(kind: string, cast: string): boolean {
  const type = metadataType(kind);
  return type === cast || (cast === "EnumAttributeMetadata" && enumTypes.includes(type));
}

/** A column with $select and, for choices, $expand of its options. */
function columnBody(
  call: DataverseCall,
  table: TableState,
  { name, column }: { name: string; column: Column },
  cast: string | undefined,
): JsonObject {
  const full = attributeBody(table, name, column);
  const own = cast === undefined ? new Set<string>() : ownProperties(cast, full);
  const [body = {}] = metadataRows([full], "AttributeMetadata", { ...call.query, filter: undefined }, own);
  for (const expand of call.query.expand)
    body[expand.name] = expandedOptions(table, { name, column }, cast, expand);
  return body;
}

/** Properties that the cast adds to those of every column. */
function ownProperties(cast: string, full: JsonObject): Set<string> {
  const names = new Set(Object.keys(full));
  if (cast === "EnumAttributeMetadata") names.add("DefaultFormValue");
  return names;
}

function expandedOptions(
  table: TableState,
  { name, column }: { name: string; column: Column },
  cast: string | undefined,
  expand: Expand,
): JsonObject | null {
  const hasOptions = cast !== undefined && (/^Boolean|^Enum/.test(cast) || enumTypes.includes(cast));
  if (!hasOptions || !["OptionSet", "GlobalOptionSet"].includes(expand.name))
    throw dataverseErrors.unknownProperty(expand.name, cast ?? "AttributeMetadata");
  // Choices that tables share are not emulated: each column has its own.
  if (expand.name === "GlobalOptionSet") return null;
  const options = optionSetOf(table, name, column);
  if (options === undefined || expand.select === undefined) return options ?? null;
  const unknown = expand.select.find((property) => !(property in options));
  if (unknown !== undefined) throw dataverseErrors.notEmulated(`the property '${unknown}' of an option set`);
  const names = ["MetadataId", ...expand.select];
  return Object.fromEntries(Object.entries(options).filter(([property]) => names.includes(property)));
}

function listColumns(call: DataverseCall): Reply {
  refuseRowOptions(call.query);
  const table = definedTable(call);
  const cast = castOf(call);
  const columns = Object.entries(table.definition.columns).filter(
    ([name, column]) => cast === undefined || isOfType(kindOf(name, column), cast),
  );
  const bodies = columns.map(([name, column]) => attributeBody(table, name, column));
  const own = cast === undefined ? new Set<string>() : ownProperties(cast, bodies[0] ?? {});
  const { filter, select } = call.query;
  const kept = new Set(
    metadataRows(bodies, "AttributeMetadata", { filter, select }, own).map((body) => body["MetadataId"]),
  );
  const { logicalName } = table.definition;
  const value = columns
    .filter(([name]) => kept.has(columnId(logicalName, name)))
    .map(([name, column]) => columnBody(call, table, { name, column }, cast));
  return { status: 200, body: { "@odata.context": contextOf(call, table, "Attributes"), value } };
}

function readColumn(call: DataverseCall): Reply {
  const table = definedTable(call);
  const found = definedColumn(call, table);
  const cast = castOf(call);
  if (cast !== undefined && !isOfType(kindOf(found.name, found.column), cast))
    throw dataverseErrors.unknownAttribute(found.name, table.definition.logicalName);
  const context = `${contextOf(call, table, "Attributes")}/$entity`;
  return { status: 200, body: { "@odata.context": context, ...columnBody(call, table, found, cast) } };
}

function readOptions(call: DataverseCall): Reply {
  const table = definedTable(call);
  const { name, column } = definedColumn(call, table);
  castOf(call);
  const options = optionSetOf(table, name, column);
  if (options === undefined) throw dataverseErrors.unknownSegment("OptionSet");
  return { status: 200, body: { "@odata.context": contextOf(call, table, "Attributes"), ...options } };
}

function listRelations(call: DataverseCall): Reply {
  refuseRowOptions(call.query);
  const cast = call.keys["cast"];
  const type = cast?.kind === "id" ? cast.value.replace(/^Microsoft\.Dynamics\.CRM\./, "") : undefined;
  const rows = allRelations(call.environment).filter(
    (row) => type === undefined || String(row["@odata.type"]).endsWith(`.${type}`),
  );
  const isPair = type === "ManyToManyRelationshipMetadata";
  const known = isPair ? "ManyToManyRelationshipMetadata" : "OneToManyRelationshipMetadata";
  const value = metadataRows(rows, known, call.query);
  return { status: 200, body: { "@odata.context": `${call.api}/$metadata#RelationshipDefinitions`, value } };
}

function readRelation(call: DataverseCall): Reply {
  const { name, id } = nameOrId(call.keys["relation"]);
  const row = allRelations(call.environment).find(
    (relation) => relation["MetadataId"] === id || relation["SchemaName"] === name,
  );
  if (row === undefined) throw dataverseErrors.unknownRelation(name ?? id ?? "");
  const context = `${call.api}/$metadata#RelationshipDefinitions/$entity`;
  return { status: 200, body: { "@odata.context": context, ...row } };
}

const columns = "/EntityDefinitions/{table}/Attributes";
export const metadataReadRoutes = [
  onGet("/EntityDefinitions", listDefinitions),
  onGet("/EntityDefinitions/{table}", readDefinition),
  onGet(columns, listColumns),
  onGet(`${columns}/{attribute}`, (call) => {
    // A cast of the whole list stands where a column's key would.
    const key = call.keys["attribute"];
    const isCast = key?.kind === "id" && key.value.startsWith("Microsoft.Dynamics.CRM.");
    return isCast ? listColumns({ ...call, keys: { ...call.keys, cast: key } }) : readColumn(call);
  }),
  onGet(`${columns}/{attribute}/{cast}`, readColumn),
  onGet(`${columns}/{attribute}/{cast}/OptionSet`, readOptions),
  ...partNames.map((name) => onGet(`/EntityDefinitions/{table}/${name}`, listParts(name))),
  onGet("/RelationshipDefinitions", listRelations),
  onGet("/RelationshipDefinitions/{relation}", (call) => {
    const key = call.keys["relation"];
    const isCast = key?.kind === "id" && key.value.startsWith("Microsoft.Dynamics.CRM.");
    return isCast ? listRelations({ ...call, keys: { ...call.keys, cast: key } }) : readRelation(call);
  }),
];
