// Columns and relations of a table as metadata. Source: "AttributeMetadata EntityType",
// "OneToManyRelationshipMetadata EntityType", "Query table definitions".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { JsonObject } from "../json.ts";
import { passes } from "../odata/evaluate.ts";
import type { Expression } from "../odata/parser.ts";
import { guidFrom } from "../world.ts";
import type { DataverseCall } from "./call.ts";
import type { Column } from "./columns.ts";
import type { TableState } from "./environment.ts";
import { lookupsOf } from "./navigation.ts";
import { columnTypes } from "./values.ts";

function levelOf(column: Column): string {
  return column.isRequired === true ? "SystemRequired" : "None";
}

export function attributesOf(table: TableState): JsonObject[] {
  const { logicalName, primaryId, primaryName, columns } = table.definition;
  return Object.entries(columns).map(([name, column]) => ({
    "@odata.type": `#Microsoft.Dynamics.CRM.${columnTypes[column.type].attribute}AttributeMetadata`,
    MetadataId: guidFrom(`column ${logicalName} ${name}`),
    LogicalName: name,
    SchemaName: name,
    EntityLogicalName: logicalName,
    AttributeType: columnTypes[column.type].attribute,
    IsPrimaryId: name === primaryId,
    IsPrimaryName: name === primaryName,
    IsValidForCreate: column.isReadOnly !== true,
    IsValidForRead: true,
    IsValidForUpdate: column.isReadOnly !== true && column.isCreateOnly !== true,
    IsCustomAttribute: false,
    RequiredLevel: {
      Value: name === primaryId ? "SystemRequired" : levelOf(column),
      CanBeChanged: false,
      ManagedPropertyLogicalName: "canmodifyrequirementlevelsettings",
    },
    ...(column.longest === undefined ? {} : { MaxLength: column.longest }),
    ...(column.type === "lookup" ? { Targets: column.targets ?? [] } : {}),
  }));
}

/** What tells clients how a lookup is bound. */
export function manyToOneOf(call: DataverseCall, table: TableState): JsonObject[] {
  const { logicalName } = table.definition;
  return lookupsOf(call.environment, table).flatMap(({ name, column, targets }) =>
    targets.map((target) => ({
      "@odata.type": "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
      MetadataId: guidFrom(`relation ${logicalName} ${name} ${target}`),
      SchemaName: `${target}_${logicalName}_${column}`,
      RelationshipType: "OneToManyRelationship",
      ReferencingEntity: logicalName,
      ReferencingAttribute: column,
      ReferencingEntityNavigationPropertyName: name,
      ReferencedEntity: target,
      ReferencedAttribute: call.environment.tables.get(target)?.definition.primaryId ?? `${target}id`,
    })),
  );
}

/** Keeps the rows of the filter and the properties of the selection. Throws 400 for a property there is none of. */
export function metadataRows(
  rows: readonly JsonObject[],
  type: string,
  wish: { filter: Expression | undefined; select: readonly string[] | undefined },
): JsonObject[] {
  const { filter, select } = wish;
  const known = new Set(rows.flatMap((row) => Object.keys(row)));
  const check = (name: string): void => {
    if (!known.has(name)) throw dataverseErrors.unknownProperty(name, type);
  };
  for (const name of select ?? []) check(name);
  const kept = rows.filter(
    (row) =>
      filter === undefined ||
      passes(filter, ([first = "", second]) => {
        check(first);
        const value = row[first];
        return second === undefined ? value : (value as JsonObject | undefined)?.[second];
      }),
  );
  if (select === undefined) return kept;
  const always = ["@odata.type", "MetadataId", ...select];
  return kept.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => always.includes(name))));
}
