// One description per resource type: what its properties are, how they are read, and which may be written.
// Lists, single reads, filters and body checks all go by it.
import { graphErrors } from "../errors/graph.ts";
import { type ServiceError } from "../errors/service-error.ts";
import { isObject, isStringArray, type JsonObject } from "../json.ts";
import type { Tenant } from "../tenant/tenant.ts";

export type PropertyType =
  | "String"
  | "Guid"
  | "Boolean"
  | "Int32"
  | "DateTimeOffset"
  | "Object"
  | "Collection(String)"
  | "Collection(Object)";

/** What a property may need besides its own entity. */
export interface ReadContext {
  readonly tenant: Tenant;
  readonly origin: string;
}

export interface Property<Entity> {
  readonly type: PropertyType;
  readonly read: (entity: Entity, context: ReadContext) => unknown;
  /** Sent only when $select names it. */
  readonly isOnRequest?: boolean;
  /** Absent: the service alone sets it. */
  readonly write?: "create" | "always";
  readonly isRequired?: boolean;
  /** True when null may be written. */
  readonly isNullable?: boolean;
  /** Unit: characters. */
  readonly longest?: number;
  /** The only values, compared without regard to case. */
  readonly oneOf?: readonly string[];
}

export interface EntityType<Entity> {
  /** For example microsoft.graph.group. */
  readonly name: string;
  readonly properties: Readonly<Record<string, Property<Entity>>>;
  /** Relations that $expand can bring along. */
  readonly expands?: Readonly<
    Record<string, (entity: Entity, context: ReadContext) => JsonObject | JsonObject[] | null>
  >;
}

/** The entity as JSON: the selected properties, or those sent by default. */
export function project<Entity>(
  type: EntityType<Entity>,
  entity: Entity,
  context: ReadContext,
  select: readonly string[] | undefined,
): JsonObject {
  const result: JsonObject = {};
  if (select === undefined) {
    for (const [name, property] of Object.entries(type.properties)) {
      if (property.isOnRequest !== true) result[name] = property.read(entity, context);
    }
    return result;
  }
  for (const name of select) {
    if (name.startsWith("@")) continue;
    const property = type.properties[name] ?? findIgnoringCase(type, name);
    if (property === undefined) {
      if (type.expands !== undefined && name in type.expands) continue;
      throw graphErrors.badQuery(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type.name}'.`,
      );
    }
    result[name] = property.read(entity, context);
  }
  return result;
}

function findIgnoringCase<Entity>(type: EntityType<Entity>, name: string): Property<Entity> | undefined {
  const wanted = name.toLowerCase();
  const found = Object.keys(type.properties).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : type.properties[found];
}

/** Reads a property path for a filter: type casts are skipped, complex values are walked into. */
export function readPath<Entity>(
  type: EntityType<Entity>,
  entity: Entity,
  context: ReadContext,
  segments: readonly string[],
): unknown {
  const path = segments.filter((segment) => !segment.startsWith("microsoft.graph."));
  const [first = "", ...others] = path;
  const property = type.properties[first];
  let value: unknown;
  if (property !== undefined) value = property.read(entity, context);
  else if (type.expands?.[first] !== undefined) value = type.expands[first](entity, context);
  else throw graphErrors.unknownProperty(first, type.name);
  for (const name of others) {
    if (Array.isArray(value)) throw graphErrors.badQuery(`'${first}' is a collection: use any or all.`);
    value = isObject(value) ? value[name] : null;
  }
  return value ?? null;
}

/** How a workload words its complaints about a body. */
export interface BodyErrors {
  readonly unknown: (name: string) => ServiceError;
  readonly wrongType: (name: string, type: string) => ServiceError;
  readonly required: (name: string) => ServiceError;
  readonly readOnly: (name: string) => ServiceError;
  readonly tooLong: (name: string, most: number) => ServiceError;
  readonly invalidValue: (name: string) => ServiceError;
}

/** Checks a body against the type and gives the properties that may be written.
 *  Annotations (names with an @) are left to the handler. Throws ServiceError 400. */
export function checkBody<Entity>(
  type: EntityType<Entity>,
  body: JsonObject,
  mode: "create" | "update",
  errors: BodyErrors,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.includes("@")) continue;
    const property = type.properties[name];
    if (property === undefined) throw errors.unknown(name);
    if (property.write === undefined) throw errors.readOnly(name);
    checkValue(name, value, property, errors);
    result[name] = value;
  }
  if (mode === "create") {
    for (const [name, property] of Object.entries(type.properties)) {
      if (property.isRequired === true && (result[name] === undefined || result[name] === null)) {
        throw errors.required(name);
      }
    }
  }
  return result;
}

function checkValue<Entity>(
  name: string,
  value: unknown,
  property: Property<Entity>,
  errors: BodyErrors,
): void {
  if (value === null) {
    if (property.isNullable !== true) throw errors.invalidValue(name);
    return;
  }
  if (!hasType(value, property.type)) throw errors.wrongType(name, `Edm.${property.type}`);
  if (typeof value !== "string") return;
  if (property.longest !== undefined && value.length > property.longest) {
    throw errors.tooLong(name, property.longest);
  }
  if (property.isRequired === true && value === "") throw errors.invalidValue(name);
  const { oneOf } = property;
  if (oneOf !== undefined && !oneOf.some((known) => known.toLowerCase() === value.toLowerCase())) {
    throw errors.invalidValue(name);
  }
}

function hasType(value: unknown, type: PropertyType): boolean {
  switch (type) {
    case "String":
      return typeof value === "string";
    case "Guid":
      return typeof value === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
    case "DateTimeOffset":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "Boolean":
      return typeof value === "boolean";
    case "Int32":
      return Number.isInteger(value);
    case "Object":
      return isObject(value);
    case "Collection(String)":
      return isStringArray(value);
    case "Collection(Object)":
      return Array.isArray(value) && value.every(isObject);
  }
}
