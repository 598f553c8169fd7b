// Table metadata, and the action that turns tables on for Teams. Source: "Query table definitions",
// "Work with Microsoft Teams integration using code".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray, type JsonObject } from "../json.ts";
import { passes } from "../odata/evaluate.ts";
import { bodyOf, type DataverseCall, onGet, onPatch, onPost, requireWrite } from "./call.ts";
import type { TableState } from "./environment.ts";

function definitionBody(
  call: DataverseCall,
  table: TableState,
  select: readonly string[] | undefined,
): JsonObject {
  const { definition } = table;
  const all: JsonObject = {
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
    ChangeTrackingEnabled: false,
    IsCustomizable: {
      Value: definition.isCustomizable,
      CanBeChanged: false,
      ManagedPropertyLogicalName: "iscustomizable",
    },
  };
  if (select === undefined) return all;
  const body: JsonObject = {};
  for (const name of select) {
    if (!(name in all)) throw dataverseErrors.unknownProperty(name, "EntityMetadata");
    body[name] = all[name];
  }
  body["MetadataId"] = table.metadataId;
  return body;
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
  const isWanted = (table: TableState): boolean => {
    if (filter === undefined) return true;
    const body = definitionBody(call, table, undefined);
    return passes(filter, ([first = "", second]) => {
      if (!(first in body)) throw dataverseErrors.unknownProperty(first, "EntityMetadata");
      const value = body[first];
      return second === undefined ? value : (value as JsonObject)[second];
    });
  };
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#EntityDefinitions`,
      value: visibleTables(call)
        .filter(isWanted)
        .map((table) => definitionBody(call, table, select)),
    },
  };
}

function readDefinition(call: DataverseCall): Reply {
  const key = call.keys["table"];
  const byName = key?.kind === "alternate" ? key.parts["LogicalName"] : undefined;
  const byId = key?.kind === "id" ? key.value.toLowerCase() : undefined;
  const table = visibleTables(call).find(
    ({ definition, metadataId }) => definition.logicalName === byName || metadataId === byId,
  );
  if (table === undefined) throw dataverseErrors.unknownEntity(byName ?? byId ?? "");
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata#EntityDefinitions/$entity`,
      ...definitionBody(call, table, call.query.select),
    },
  };
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
  onPost("/msdyn_SetTeamsDocumentStatus", setTeamsDocumentStatus),
];
