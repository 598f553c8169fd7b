// What a request may write: every name and value of a body is held to the type before a handler sees it.
import { graphErrors } from "../errors/graph.ts";
import type { ServiceError } from "../errors/service-error.ts";
import { isObject, isStringArray, type JsonObject } from "../json.ts";
import {
  ignoringCase,
  membersOf,
  modelNavigation,
  type ModelProperty,
  modelProperties,
  type Version,
} from "../metadata/graph-model.ts";
import { type EntityType, isOffered, type Property, type PropertyType } from "./entity-type.ts";

/** How a workload words its complaints about a body. */
export interface BodyErrors {
  readonly unknown: (name: string) => ServiceError;
  readonly wrongType: (name: string, type: string) => ServiceError;
  readonly required: (name: string) => ServiceError;
  readonly readOnly: (name: string) => ServiceError;
  readonly tooLong: (name: string, most: number) => ServiceError;
  readonly invalidValue: (name: string) => ServiceError;
}

export interface BodyRules {
  readonly mode: "create" | "update";
  readonly errors: BodyErrors;
  /** Absent: v1.0. */
  readonly version?: Version;
  /** Relations whose `@odata.bind` the handler reads itself. Others are 501, or 400 when there are none such. */
  readonly binds?: readonly string[];
}

/** Checks a body against the type and gives the properties that may be written, in the type's own spelling.
 *  The key of the object in its own update means nothing. Throws ServiceError 400, 501. */
export function checkBody<Entity>(type: EntityType<Entity>, body: JsonObject, rules: BodyRules): JsonObject {
  const { mode, errors, version = "v1.0" } = rules;
  const result: JsonObject = {};
  const known = new Map(Object.entries(type.properties));
  for (const [sent, value] of Object.entries(body)) {
    if (sent.includes("@")) {
      checkAnnotation(type, sent, rules);
      continue;
    }
    const [name, property] = ignoringCase(known, sent) ?? [];
    if (name === "id" && mode === "update") continue;
    if (name === undefined || property === undefined || !isOffered(property, { version })) {
      if (isRelation(type, sent, version))
        throw graphErrors.notEmulated(`'${sent}' in the body of ${type.name}`);
      throw errors.unknown(sent);
    }
    if (property.write === undefined) throw errors.readOnly(name);
    if (property.write === "unknown") throw graphErrors.notEmulated(`writing '${name}' of ${type.name}`);
    result[name] = checkValue(name, value, property, rules);
  }
  if (mode === "create") requireAll(type, result, errors);
  return result;
}

function requireAll<Entity>(type: EntityType<Entity>, body: JsonObject, errors: BodyErrors): void {
  for (const [name, property] of Object.entries(type.properties)) {
    if (property.isRequired === true && (body[name] === undefined || body[name] === null))
      throw errors.required(name);
  }
}

function isRelation<Entity>(type: EntityType<Entity>, name: string, version: Version): boolean {
  const found = ignoringCase(modelNavigation(type.name), name);
  return found !== undefined && (version === "beta" || !found[1].isBeta);
}

/** `x@odata.bind` must name a relation. Other annotations tell nothing that would be written. */
function checkAnnotation<Entity>(type: EntityType<Entity>, sent: string, rules: BodyRules): void {
  const [name = "", annotation = ""] = sent.split("@");
  if (annotation.toLowerCase() !== "odata.bind" || name === "") return;
  if (rules.binds?.some((bind) => bind.toLowerCase() === name.toLowerCase()) === true) return;
  if (isRelation(type, name, rules.version ?? "v1.0"))
    throw graphErrors.notEmulated(`'${sent}' in the body of ${type.name}`);
  throw rules.errors.unknown(sent);
}

function checkValue<Entity>(
  name: string,
  value: unknown,
  property: Property<Entity>,
  { errors, version = "v1.0" }: BodyRules,
): unknown {
  if (value === null) {
    if (property.isNullable !== true) throw errors.invalidValue(name);
    return null;
  }
  if (!hasType(value, property.type)) throw errors.wrongType(name, `Edm.${property.type}`);
  if (typeof value === "string") checkText(name, value, property, errors);
  const { complex } = property;
  if (complex === undefined) return value;
  const check = (item: unknown): unknown =>
    isObject(item) ? checkComplex(`${name}/`, item, complex, errors, version) : item;
  return Array.isArray(value) ? value.map(check) : check(value);
}

function checkText<Entity>(
  name: string,
  value: string,
  property: Property<Entity>,
  errors: BodyErrors,
): void {
  if (property.longest !== undefined && value.length > property.longest) {
    throw errors.tooLong(name, property.longest);
  }
  if (property.isRequired === true && value === "") throw errors.invalidValue(name);
  const { oneOf } = property;
  if (oneOf !== undefined && !oneOf.some((known) => known.toLowerCase() === value.toLowerCase())) {
    throw errors.invalidValue(name);
  }
}

/** What stands inside a value of a complex type: names in the model's spelling, types as declared. */
function checkComplex(
  path: string,
  value: JsonObject,
  typeName: string,
  errors: BodyErrors,
  version: Version,
): JsonObject {
  const properties = modelProperties(typeName);
  // A type of which the model tells no property is open: it takes any.
  if (properties.size === 0) return value;
  const result: JsonObject = {};
  for (const [sent, inner] of Object.entries(value)) {
    // The model's own spelling of what an open annotation says is not known: it is kept.
    if (sent.includes("@")) continue;
    const [name, property] = ignoringCase(properties, sent) ?? [];
    if (name === undefined || property === undefined || (property.isBeta && version !== "beta"))
      throw errors.unknown(`${path}${sent}`);
    result[name] = checkInner(`${path}${name}`, inner, property, errors, version);
  }
  return result;
}

function checkInner(
  path: string,
  value: unknown,
  property: ModelProperty,
  errors: BodyErrors,
  version: Version,
): unknown {
  if (value === null) return null;
  if (property.isCollection !== Array.isArray(value)) throw errors.wrongType(path, property.type);
  const check = (item: unknown): unknown => {
    if (isObject(item)) return checkComplex(`${path}/`, item, property.type, errors, version);
    if (item !== null && !fitsModel(item, property.type))
      throw errors.wrongType(path, `Edm.${property.type}`);
    return item;
  };
  return Array.isArray(value) ? value.map(check) : check(value);
}

function fitsModel(value: unknown, type: string): boolean {
  if (membersOf(type) !== undefined) return typeof value === "string";
  if (type === "Any") return true;
  const plain = plainTypes[type];
  return plain === undefined ? false : hasType(value, plain);
}

/** Types of the model and how the tenant tells them apart. */
export const plainTypes: Readonly<Record<string, PropertyType>> = {
  String: "String",
  Guid: "Guid",
  Boolean: "Boolean",
  Int32: "Int32",
  Int64: "Int32",
  Double: "Double",
  DateTimeOffset: "DateTimeOffset",
  Date: "String",
  Duration: "String",
  TimeOfDay: "String",
  Binary: "String",
};

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
    case "Double":
      return typeof value === "number";
    case "Object":
      return isObject(value);
    case "Collection(String)":
      return isStringArray(value);
    case "Collection(Object)":
      return Array.isArray(value) && value.every(isObject);
  }
}
