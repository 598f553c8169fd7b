// Relations and keys of tables as metadata. Source: "OneToManyRelationshipMetadata EntityType",
// "ManyToManyRelationshipMetadata EntityType", "EntityKeyMetadata EntityType".
import type { JsonObject } from "../../json.ts";
import { guidFrom } from "../../world.ts";
import type { Environment, TableState } from "../environment.ts";
import { lookupsOf, relationsOf } from "../navigation.ts";
import type { OwnRelation } from "../own-relation.ts";
import { labelOf, words } from "./labels.ts";

/** All lookups of a table, seen from it: this also tells clients how a lookup is bound. */
export function manyToOneOf(environment: Environment, table: TableState): JsonObject[] {
  const { logicalName } = table.definition;
  return lookupsOf(environment, table).flatMap(({ name, column, targets }) =>
    targets.map((target) => {
      const own = environment.relations.find(
        (relation) =>
          relation.kind === "oneToMany" &&
          relation.referencing === logicalName &&
          relation.column === column &&
          relation.referenced === target,
      );
      const other = environment.tables.get(target);
      const back =
        other &&
        relationsOf(environment, other).find((one) => one.table === logicalName && one.column === column);
      const schemaName = own?.schemaName ?? back?.name ?? `${target}_${logicalName}_${column}`;
      return {
        "@odata.type": "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
        MetadataId: own?.metadataId ?? guidFrom(`relation ${logicalName} ${name} ${target}`),
        SchemaName: schemaName,
        RelationshipType: "OneToManyRelationship",
        IsCustomRelationship: own !== undefined,
        ReferencingEntity: logicalName,
        ReferencingAttribute: column,
        ReferencingEntityNavigationPropertyName: name,
        ReferencedEntity: target,
        ReferencedAttribute: other?.definition.primaryId ?? `${target}id`,
        ReferencedEntityNavigationPropertyName: back?.name ?? schemaName,
      };
    }),
  );
}

/** All lookups that point at a table. */
export function oneToManyOf(environment: Environment, table: TableState): JsonObject[] {
  const { logicalName } = table.definition;
  return [...environment.tables.values()]
    .flatMap((other) => manyToOneOf(environment, other))
    .filter((relation) => relation["ReferencedEntity"] === logicalName);
}

export function manyToManyOf(environment: Environment, table?: TableState): JsonObject[] {
  const rows = [
    rolesOfUsers,
    ...environment.relations.flatMap((one) => (one.kind === "manyToMany" ? [one] : [])),
  ];
  const name = table?.definition.logicalName;
  return rows
    .filter(({ first, second }) => name === undefined || first.table === name || second.table === name)
    .map(pairBody);
}

const rolesOfUsers: Extract<OwnRelation, { kind: "manyToMany" }> = {
  kind: "manyToMany",
  metadataId: guidFrom("relation systemuserroles_association"),
  schemaName: "systemuserroles_association",
  first: { table: "systemuser", name: "systemuserroles_association" },
  second: { table: "role", name: "systemuserroles_association" },
  intersect: "systemuserroles",
};

function pairBody(relation: Extract<OwnRelation, { kind: "manyToMany" }>): JsonObject {
  const { first, second, schemaName, metadataId, intersect } = relation;
  return {
    "@odata.type": "#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
    MetadataId: metadataId,
    SchemaName: schemaName,
    RelationshipType: "ManyToManyRelationship",
    IsCustomRelationship: relation !== rolesOfUsers,
    IntersectEntityName: intersect,
    Entity1LogicalName: first.table,
    Entity1IntersectAttribute: `${first.table}id`,
    Entity1NavigationPropertyName: first.name,
    Entity2LogicalName: second.table,
    Entity2IntersectAttribute: `${second.table}id`,
    Entity2NavigationPropertyName: second.name,
  };
}

/** All relations of an environment, each once. */
export function allRelations(environment: Environment): JsonObject[] {
  return [
    ...[...environment.tables.values()].flatMap((table) => manyToOneOf(environment, table)),
    ...manyToManyOf(environment),
  ];
}

export function keyId(logicalName: string, columns: readonly string[]): string {
  return guidFrom(`key ${logicalName} ${columns.join()}`);
}

/** Alternate keys. An index is active as soon as it is made. */
export function keysOf({ definition }: TableState): JsonObject[] {
  const { logicalName, alternateKeys = [], keyNames = {} } = definition;
  return alternateKeys.map((columns) => {
    const schemaName = keyNames[columns.join()] ?? `${columns.join("_")}_key`;
    return {
      MetadataId: keyId(logicalName, columns),
      LogicalName: schemaName.toLowerCase(),
      SchemaName: schemaName,
      EntityLogicalName: logicalName,
      DisplayName: labelOf(words(schemaName)),
      KeyAttributes: columns,
      EntityKeyIndexStatus: "Active",
      IsManaged: false,
    };
  });
}
