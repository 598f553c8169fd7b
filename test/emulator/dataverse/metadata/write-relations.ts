// Relations between tables that are made in an environment: a lookup, or pairs with many rows on both sides.
// Source: "Create and update table relationships using the Web API".
import { dataverseErrors } from "../../errors/dataverse.ts";
import type { Reply } from "../../http/message.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { guidFrom } from "../../world.ts";
import { bodyOf, type DataverseCall, onDelete, onPost, requireWrite } from "../call.ts";
import type { TableState } from "../environment.ts";
import type { OwnRelation } from "../own-relation.ts";
import { checkOwnName } from "./column-payload.ts";
import { textOfLabel } from "./labels.ts";
import { nameOrId } from "./read.ts";
import { allRelations } from "./relationships.ts";
import { redefine } from "./redefine.ts";

function createRelation(call: DataverseCall): Reply {
  requireWrite(call, "Relationship", "Create");
  const body = bodyOf(call);
  const type = String(body["@odata.type"]).replace(/^#?Microsoft\.Dynamics\.CRM\./, "");
  const relation = call.environment.atomically(() => {
    if (type === "OneToManyRelationshipMetadata") return addLookup(call, body);
    if (type === "ManyToManyRelationshipMetadata") return addPairs(call, body);
    throw dataverseErrors.badRequest(`'${type}' is no type of a relationship.`);
  });
  const address = `${call.api}/RelationshipDefinitions(${relation.metadataId})`;
  return { status: 204, headers: { "OData-EntityId": address, Location: address } };
}

function freshName(call: DataverseCall, body: JsonObject): string {
  // Names of relationships begin with the names of tables as often as with a prefix.
  const name = body["SchemaName"];
  if (typeof name !== "string" || !/^\w+$/.test(name)) throw dataverseErrors.required("SchemaName");
  const isTaken = allRelations(call.environment).some(
    (relation) => String(relation["SchemaName"]).toLowerCase() === name.toLowerCase(),
  );
  if (isTaken) throw dataverseErrors.duplicateMetadata("A relationship", name);
  return name;
}

function tableNamed(call: DataverseCall, body: JsonObject, property: string): TableState {
  const name = body[property];
  const table = typeof name === "string" ? call.environment.tables.get(name) : undefined;
  if (table === undefined) throw dataverseErrors.unknownEntity(String(name));
  return table;
}

function keep<Kept extends OwnRelation>({ environment }: DataverseCall, relation: Kept): Kept {
  environment.relations.push(relation);
  environment.remember(() => environment.relations.pop());
  return relation;
}

/** One row there, many here: the lookup is made along with the relation. */
function addLookup(call: DataverseCall, body: JsonObject): OwnRelation {
  const schemaName = freshName(call, body);
  const referenced = tableNamed(call, body, "ReferencedEntity");
  const referencing = tableNamed(call, body, "ReferencingEntity");
  const { Lookup: lookup } = body;
  if (!isObject(lookup)) throw dataverseErrors.required("Lookup");
  const lookupName = checkOwnName(lookup["SchemaName"]);
  const column = lookupName.toLowerCase();
  const { columns } = referencing.definition;
  if (columns[column] !== undefined) throw dataverseErrors.duplicateMetadata("An attribute", column);
  const target = referenced.definition.logicalName;
  const displayName = textOfLabel(lookup["DisplayName"]) ?? lookupName;
  // The navigation property keeps the case of the lookup's schema name.
  redefine(call, referencing, {
    columns: {
      ...columns,
      [column]: {
        type: "lookup",
        targets: [target],
        schemaName: lookupName,
        navigation: lookupName,
        displayName,
        isOwn: true,
      },
    },
  });
  return keep(call, {
    kind: "oneToMany",
    metadataId: guidFrom(`relation ${schemaName}`),
    schemaName,
    referenced: target,
    referencing: referencing.definition.logicalName,
    column,
    lookupName,
    collectionName: schemaName,
  });
}

function addPairs(call: DataverseCall, body: JsonObject): OwnRelation {
  const schemaName = freshName(call, body);
  const first = tableNamed(call, body, "Entity1LogicalName").definition.logicalName;
  const second = tableNamed(call, body, "Entity2LogicalName").definition.logicalName;
  const nameOf = (property: string): string => {
    const name = body[property];
    return typeof name === "string" && name !== "" ? name : schemaName;
  };
  const intersect = body["IntersectEntityName"];
  return keep(call, {
    kind: "manyToMany",
    metadataId: guidFrom(`relation ${schemaName}`),
    schemaName,
    first: { table: first, name: nameOf("Entity1NavigationPropertyName") },
    second: { table: second, name: nameOf("Entity2NavigationPropertyName") },
    intersect: typeof intersect === "string" ? intersect.toLowerCase() : schemaName.toLowerCase(),
  });
}

function deleteRelation(call: DataverseCall): Reply {
  requireWrite(call, "Relationship", "Delete");
  const { environment } = call;
  const { name, id } = nameOrId(call.keys["relation"]);
  const isMeant = (one: { readonly schemaName: string; readonly metadataId: string }): boolean =>
    one.metadataId === id || one.schemaName === name;
  const index = environment.relations.findIndex(isMeant);
  const relation = environment.relations[index];
  if (relation === undefined) {
    const known = allRelations(environment).some(
      (row) => row["MetadataId"] === id || row["SchemaName"] === name,
    );
    if (known) throw dataverseErrors.notCustomizable(name ?? id ?? "");
    throw dataverseErrors.unknownRelation(name ?? id ?? "");
  }
  environment.relations.splice(index, 1);
  environment.remember(() => environment.relations.splice(index, 0, relation));
  if (relation.kind === "manyToMany") {
    const pairs = environment.pairs.get(relation.schemaName);
    environment.pairs.delete(relation.schemaName);
    environment.remember(() => pairs && environment.pairs.set(relation.schemaName, pairs));
    return { status: 204 };
  }
  // The lookup goes with its relation.
  const table = environment.table(relation.referencing);
  const { [relation.column]: _gone, ...columns } = table.definition.columns;
  redefine(call, table, { columns });
  return { status: 204 };
}

export const relationWriteRoutes = [
  onPost("/RelationshipDefinitions", createRelation),
  onDelete("/RelationshipDefinitions/{relation}", deleteRelation),
];
