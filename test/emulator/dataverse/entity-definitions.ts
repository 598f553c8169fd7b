// Table metadata, and the action that turns tables on for Teams. Source: "Query table definitions",
// "Work with Microsoft Teams integration using code".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray, type JsonObject } from "../json.ts";
import { attributesOf, manyToOneOf, metadataRows } from "./attributes.ts";
import { bodyOf, type DataverseCall, onGet, onPatch, onPost, onPut, requireWrite } from "./call.ts";
import type { TableState } from "./environment.ts";

function definitionBody(call: DataverseCall, table: TableState): JsonObject {
  const { definition } = table;
  return {
    MetadataId: table.metadataId,
    LogicalName: definition.logicalName,
    SchemaName: definition.logicalName,
    LogicalCollectionName: definition.entitySetName,
    EntitySetName: definition.entitySetName,
    ObjectTypeCode: definition.objectTypeCode,
    PrimaryIdAttribute: definition.primaryId,
    PrimaryNameAttribute: definition.primaryName,
    OwnershipType: definition.ownership,
    IsCustomEntity: /^[a-z]+_/.test(definition.logicalName),
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

/** Columns or relations of a table. Throws 400 for a collection that is not emulated. */
function partsOf(
  call: DataverseCall,
  table: TableState,
  name: string,
  wish: Parameters<typeof metadataRows>[2],
): JsonObject[] {
  if (name === "Attributes") return metadataRows(attributesOf(table), "AttributeMetadata", wish);
  if (name !== "ManyToOneRelationships") throw dataverseErrors.unknownProperty(name, "EntityMetadata");
  return metadataRows(manyToOneOf(call, table), "OneToManyRelationshipMetadata", wish);
}

function visibleTables(call: DataverseCall): TableState[] {
  return [...call.environment.tables.values()].filter(
    ({ definition }) => definition.isFromTeamsSolution !== true || call.environment.hasTeamsSolution,
  );
}

function listDefinitions(call: DataverseCall): Reply {
  const { filter, select, options } = call.query;
  for (const name of ["orderby", "top", "skip", "search"]) {
    if (options[name] !== undefined)
      throw dataverseErrors.badRequest(`The query parameter $${name} is not supported`);
  }
  const isWanted = (table: TableState): boolean =>
    metadataRows([definitionBody(call, table)], "EntityMetadata", { filter, select }).length > 0;
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#EntityDefinitions`,
      value: visibleTables(call)
        .filter(isWanted)
        .map((table) => selectedBody(call, table)),
    },
  };
}

/** The table of the path, by logical name or metadata id. Throws 404. */
function definedTable(call: DataverseCall): TableState {
  const key = call.keys["table"];
  const byName = key?.kind === "alternate" ? key.parts["LogicalName"] : undefined;
  const byId = key?.kind === "id" ? key.value.toLowerCase() : undefined;
  const table = visibleTables(call).find(
    ({ definition, metadataId }) => definition.logicalName === byName || metadataId === byId,
  );
  if (table === undefined) throw dataverseErrors.unknownEntity(byName ?? byId ?? "");
  return table;
}

function readDefinition(call: DataverseCall): Reply {
  const context = `${call.api}/$metadata#EntityDefinitions/$entity`;
  return { status: 200, body: { "@odata.context": context, ...selectedBody(call, definedTable(call)) } };
}

function listParts(name: string) {
  return (call: DataverseCall): Reply => {
    const table = definedTable(call);
    const context = `${call.api}/$metadata#EntityDefinitions('${table.definition.logicalName}')/${name}`;
    return {
      status: 200,
      body: { "@odata.context": context, value: partsOf(call, table, name, call.query) },
    };
  };
}

/** PUT replaces the whole definition: what may not change must say what is there. Only document management is
 *  taken over. Source: "Create and update table definitions using the Web API". */
function replaceDefinition(call: DataverseCall): Reply {
  const table = definedTable(call);
  requireWrite(call, "Entity", "Write");
  const body = bodyOf(call);
  const { MetadataId: id, LogicalName: name, IsDocumentManagementEnabled: isDocumented } = body;
  if (id !== table.metadataId || name !== table.definition.logicalName)
    throw dataverseErrors.badRequest("The whole definition must be sent, with MetadataId and LogicalName.");
  if (typeof isDocumented !== "boolean")
    throw dataverseErrors.wrongType("IsDocumentManagementEnabled", "Edm.Boolean");
  const before = table.isDocumentManagementEnabled;
  call.environment.remember(() => (table.isDocumentManagementEnabled = before));
  table.isDocumentManagementEnabled = isDocumented;
  return { status: 204 };
}

/** Takes a string that holds a JSON array, answers with bracketed lists without quotes, and calls it a
 *  success even for a table that cannot be changed. */
function setTeamsDocumentStatus(call: DataverseCall): Reply {
  if (!call.environment.hasTeamsSolution)
    throw dataverseErrors.unknownSegment("msdyn_SetTeamsDocumentStatus");
  requireWrite(call, "Entity", "Write");
  const body = bodyOf(call);
  const { Enable: isEnable, LogicalEntityNames: sent } = body;
  if (typeof isEnable !== "boolean") throw dataverseErrors.wrongType("Enable", "Edm.Boolean");
  if (typeof sent !== "string") throw dataverseErrors.wrongType("LogicalEntityNames", "Edm.String");
  for (const name of Object.keys(body)) {
    if (name !== "Enable" && name !== "LogicalEntityNames") {
      throw dataverseErrors.badRequest(
        `The parameter '${name}' in the request payload is not a valid parameter.`,
      );
    }
  }
  const names = readNames(sent);
  const passed: string[] = [];
  const failed: string[] = [];
  for (const name of names) {
    const table = call.environment.tables.get(name);
    (table === undefined ? failed : passed).push(name);
    if (table?.definition.isCustomizable === true) setFlag(call, table, isEnable);
  }
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#Microsoft.Dynamics.CRM.msdyn_SetTeamsDocumentStatusResponse`,
      PassedLogicalEntityNames: `[${passed.join(",")}]`,
      FailedLogicalEntityNames: `[${failed.join(",")}]`,
      OperationResult: failed.length === 0,
    },
  };
}

function readNames(text: string): string[] {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  if (!isStringArray(names))
    throw dataverseErrors.badRequest("LogicalEntityNames must hold a JSON array of names.");
  return names;
}

function setFlag(call: DataverseCall, table: TableState, isEnabled: boolean): void {
  const now = call.world.now();
  const state = { isTeamsEnabled: table.isTeamsEnabled, lateFlag: table.lateFlag };
  call.environment.remember(() => Object.assign(table, state));
  if (call.lag.tableFlagSeconds > 0) {
    const before = call.environment.teamsFlag(table, now);
    table.lateFlag = { before, dueMilliseconds: now.getTime() + call.lag.tableFlagSeconds * 1000 };
  }
  table.isTeamsEnabled = isEnabled;
}

export const entityDefinitionRoutes = [
  onGet("/EntityDefinitions", listDefinitions),
  onGet("/EntityDefinitions/{table}", readDefinition),
  onPatch("/EntityDefinitions/{table}", () => {
    throw dataverseErrors.wrongVerb("EntityMetadata", ["GET", "PUT"]);
  }),
  onPut("/EntityDefinitions/{table}", replaceDefinition),
  onGet("/EntityDefinitions/{table}/Attributes", listParts("Attributes")),
  onGet("/EntityDefinitions/{table}/ManyToOneRelationships", listParts("ManyToOneRelationships")),
  // Nothing waits to be published here: what is written shows at once, or after the lag.
  onPost("/PublishXml", () => ({ status: 204 })),
  onPost("/PublishAllXml", () => ({ status: 204 })),
  onPost("/msdyn_SetTeamsDocumentStatus", setTeamsDocumentStatus),
];
