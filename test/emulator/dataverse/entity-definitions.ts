// Table metadata, and the action that turns tables on for Teams. Source: "Query table definitions",
// "Work with Microsoft Teams integration using code".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply } from "../http/message.ts";
import { isStringArray } from "../json.ts";
import { bodyOf, type DataverseCall, onPatch, onPost, onPut, requireWrite } from "./call.ts";
import type { TableState } from "./environment.ts";
import { definedTable, metadataReadRoutes } from "./metadata/read.ts";
import { metadataWriteRoutes } from "./metadata/write.ts";

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
  ...metadataReadRoutes,
  ...metadataWriteRoutes,
  onPatch("/EntityDefinitions/{table}", () => {
    throw dataverseErrors.wrongVerb("EntityMetadata", ["GET", "PUT"]);
  }),
  onPut("/EntityDefinitions/{table}", replaceDefinition),
  // Nothing waits to be published here: what is written shows at once, or after the lag.
  onPost("/PublishXml", () => ({ status: 204 })),
  onPost("/PublishAllXml", () => ({ status: 204 })),
  onPost("/msdyn_SetTeamsDocumentStatus", setTeamsDocumentStatus),
];
