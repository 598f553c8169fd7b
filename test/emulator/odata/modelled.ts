// A type as Microsoft's model has it: what the emulator knows nothing special of is kept as it was sent.
import type { JsonObject } from "../json.ts";
import { membersOf, type ModelProperty, modelProperties } from "../metadata/graph-model.ts";
import { plainTypes } from "./body.ts";
import type { EntityType, Property, PropertyType } from "./entity-type.ts";

export interface Modelled<Entity> {
  /** Properties that mean something here. They go before what the model says. */
  readonly own: Readonly<Record<string, Property<Entity>>>;
  /** Where what was sent is kept. Absent: nothing is kept, and writing it is 501. */
  readonly kept?: (entity: Entity) => JsonObject;
  /** Sent without being asked for, beside the own ones. Default: all that is kept, unless the model says that it
   *  is on $select. */
  readonly isUsual?: (name: string) => boolean;
  /** What a property is before it was ever set. Default: null, an empty list, or where
   *  null cannot be the service's own word for nothing. */
  readonly usual?: Readonly<JsonObject>;
  readonly expands?: EntityType<Entity>["expands"];
}

/** All types that were made of the model, by name: what may be set of each, and what is not emulated. */
export const modelledTypes = new Map<string, Readonly<Record<string, Pick<Property<never>, "write">>>>();

/** The type of this name with every property of the model. */
export function modelled<Entity>(typeName: string, wish: Modelled<Entity>): EntityType<Entity> {
  const properties: Record<string, Property<Entity>> = {};
  for (const [name, property] of modelProperties(typeName)) {
    properties[name] = asModelled(wish.own[name], property) ?? keptProperty(property, wish);
  }
  modelledTypes.set(typeName, properties);
  return {
    name: `microsoft.graph.${typeName}`,
    properties: { ...wish.own, ...properties },
    ...(wish.expands === undefined ? {} : { expands: wish.expands }),
  };
}

/** What the emulator sets by itself and clients of the service could set: 501, no refusal. */
function asModelled<Entity>(
  own: Property<Entity> | undefined,
  { isReadOnly }: ModelProperty,
): Property<Entity> | undefined {
  return own === undefined || isReadOnly || own.write !== undefined ? own : { ...own, write: "unknown" };
}

function keptProperty<Entity>(property: ModelProperty, wish: Modelled<Entity>): Property<Entity> {
  const { name, isCollection, isNullable, isReadOnly, isBeta } = property;
  const usual = wish.usual?.[name] ?? nothingOf(property);
  const isUsual = wish.isUsual?.(name) ?? (wish.kept !== undefined && !property.isOnSelect);
  const members = membersOf(property.type);
  const plain = plainTypes[property.type];
  const type = members === undefined ? plain : "String";
  return {
    type: typeOf(type, isCollection),
    read: (entity) => wish.kept?.(entity)[name] ?? usual,
    isNullable: isNullable && !isCollection,
    ...(isReadOnly ? {} : { write: wish.kept === undefined ? ("unknown" as const) : ("always" as const) }),
    ...(isUsual ? {} : { isOnRequest: true }),
    ...(isBeta ? { isBeta } : {}),
    ...(members === undefined || isCollection ? {} : { oneOf: members }),
    ...(type === undefined ? { complex: property.type } : {}),
  };
}

/** What stands for a value that was never set. */
function nothingOf({ type, isCollection, isNullable }: ModelProperty): unknown {
  if (isCollection) return [];
  return isNullable ? null : (never[type] ?? null);
}

const never: Readonly<Record<string, unknown>> = {
  Binary: "",
  Boolean: false,
  DateTimeOffset: "0001-01-01T00:00:00Z",
  Double: 0,
  Int32: 0,
  Int64: 0,
};

function typeOf(plain: PropertyType | undefined, isCollection: boolean): PropertyType {
  if (plain === undefined) return isCollection ? "Collection(Object)" : "Object";
  return isCollection ? "Collection(String)" : plain;
}
