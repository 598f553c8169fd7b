// The service document and $metadata, as far as client libraries need them: tables, columns, relations,
// the functions and actions that are emulated. Source: "Web API types and operations".
import type { Reply } from "../http/message.ts";
import { type DataverseCall, onGet } from "./call.ts";
import { wireName } from "./columns.ts";
import type { Environment, TableState } from "./environment.ts";
import { relationsOf, lookupsOf } from "./navigation.ts";
import { columnTypes } from "./values.ts";

function visible(environment: Environment): TableState[] {
  return [...environment.tables.values()].filter(
    ({ definition }) => environment.tableOfSet(definition.entitySetName) !== undefined,
  );
}

function serviceDocument(call: DataverseCall): Reply {
  const sets = visible(call.environment).map(({ definition }) => definition.entitySetName);
  return {
    status: 200,
    body: {
      "@odata.context": `${call.api}/$metadata`,
      value: sets.map((name) => ({ name, kind: "EntitySet", url: name })),
    },
  };
}

function entityXml(environment: Environment, table: TableState): string {
  const { logicalName, primaryId, columns } = table.definition;
  const properties = Object.entries(columns).map(
    ([name, column]) => `<Property Name="${wireName(name, column)}" Type="${columnTypes[column.type].edm}"/>`,
  );
  const lookups = lookupsOf(environment, table).map(({ name, targets }) => {
    const type = targets.length > 1 ? "principal" : (targets[0] ?? "crmbaseentity");
    return `<NavigationProperty Name="${name}" Type="mscrm.${type}"/>`;
  });
  const collections = relationsOf(environment, table).map(
    (relation) => `<NavigationProperty Name="${relation.name}" Type="Collection(mscrm.${relation.table})"/>`,
  );
  return [
    `<EntityType Name="${logicalName}" BaseType="mscrm.crmbaseentity">`,
    `<Key><PropertyRef Name="${primaryId}"/></Key>`,
    ...properties,
    ...lookups,
    ...collections,
    "</EntityType>",
  ].join("");
}

const operationsXml = `<EntityType Name="crmbaseentity" Abstract="true"/><EntityType Name="principal" BaseType="mscrm.crmbaseentity"/><ComplexType Name="WhoAmIResponse"><Property Name="BusinessUnitId" Type="Edm.Guid" Nullable="false"/><Property Name="UserId" Type="Edm.Guid" Nullable="false"/><Property Name="OrganizationId" Type="Edm.Guid" Nullable="false"/></ComplexType><Function Name="WhoAmI"><ReturnType Type="mscrm.WhoAmIResponse" Nullable="false"/></Function>`;

const teamsXml = `<ComplexType Name="msdyn_SetTeamsDocumentStatusResponse"><Property Name="PassedLogicalEntityNames" Type="Edm.String"/><Property Name="FailedLogicalEntityNames" Type="Edm.String"/><Property Name="OperationResult" Type="Edm.Boolean" Nullable="false"/></ComplexType><Action Name="msdyn_SetTeamsDocumentStatus"><Parameter Name="Enable" Type="Edm.Boolean" Nullable="false"/><Parameter Name="LogicalEntityNames" Type="Edm.String" Nullable="false" Unicode="false"/><ReturnType Type="mscrm.msdyn_SetTeamsDocumentStatusResponse" Nullable="false"/></Action>`;

function metadata(call: DataverseCall): Reply {
  const { environment } = call;
  const tables = visible(environment);
  const sets = tables.map(({ definition }) => {
    const { entitySetName, logicalName } = definition;
    return `<EntitySet Name="${entitySetName}" EntityType="Microsoft.Dynamics.CRM.${logicalName}"/>`;
  });
  const imports = [
    `<FunctionImport Name="WhoAmI" Function="Microsoft.Dynamics.CRM.WhoAmI"/>`,
    ...(environment.hasTeamsSolution
      ? [
          `<ActionImport Name="msdyn_SetTeamsDocumentStatus" Action="Microsoft.Dynamics.CRM.msdyn_SetTeamsDocumentStatus"/>`,
        ]
      : []),
  ];
  const text = [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>`,
    `<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">`,
    operationsXml,
    environment.hasTeamsSolution ? teamsXml : "",
    ...tables.map((table) => entityXml(environment, table)),
    `<EntityContainer Name="System">${sets.join("")}${imports.join("")}</EntityContainer>`,
    `</Schema></edmx:DataServices></edmx:Edmx>`,
  ].join("\n");
  return { status: 200, headers: { "Content-Type": "application/xml" }, text };
}

export const metadataRoutes = [onGet("/", serviceDocument), onGet("/$metadata", metadata)];
