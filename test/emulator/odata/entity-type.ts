// One description per resource type: what its properties are, how they are read, and which may be written.
// Lists, single reads, filters and body checks all go by it.
import { graphErrors } from "../errors/graph.ts";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import type { Version } from "../metadata/graph-model.ts";
import type { DirectoryObject } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";

export type PropertyType =
  | "String"
  | "Guid"
  | "Boolean"
  | "Int32"
  | "Double"
  | "DateTimeOffset"
  | "Object"
  | "Collection(String)"
  | "Collection(Object)";

/** What a property may need besides its own entity. */
export interface ReadContext {
  readonly tenant: Tenant;
  readonly origin: string;
  /** Absent: v1.0. */
  readonly version?: Version;
  /** True while $select names the property on one object: some then tell more. */
  readonly isSelected?: boolean;
  /** A directory object of any kind as JSON, with its type. */
  readonly show: (object: DirectoryObject) => JsonObject;
}

/** $expand gives at most so many, without a link to the rest. */
const expandMost = 20;

/** Directory objects as they come along with $expand: the first ones. */
export function firstBodies(ids: Iterable<string>, context: ReadContext): JsonObject[] {
  return [...ids]
    .slice(0, expandMost)
    .flatMap((id) => context.tenant.object(id) ?? [])
    .map((object) => context.show(object));
}

export interface Property<Entity> {
  readonly type: PropertyType;
  readonly read: (entity: Entity, context: ReadContext) => unknown;
  /** Sent only when $select names it. */
  readonly isOnRequest?: boolean;
  /** Absent: the service alone sets it. "unknown": the model lets clients set it and the emulator does not. */
  readonly write?: "create" | "always" | "unknown";
  readonly isRequired?: boolean;
  /** True when null may be written. */
  readonly isNullable?: boolean;
  /** Unit: characters. */
  readonly longest?: number;
  /** The only values, compared without regard to case. */
  readonly oneOf?: readonly string[];
  /** Not known to v1.0. */
  readonly isBeta?: boolean;
  /** Name of the complex type of the value or its items, for what may stand inside. Absent: anything. */
  readonly complex?: string;
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

/** The entity as JSON: the selected properties, or those sent by default. Names are the type's own spelling. */
export function project<Entity>(
  type: EntityType<Entity>,
  entity: Entity,
  context: ReadContext,
  select: readonly string[] | undefined,
): JsonObject {
  const result: JsonObject = {};
  if (select === undefined) {
    for (const [name, property] of Object.entries(type.properties)) {
      if (property.isOnRequest === true || !isOffered(property, context)) continue;
      result[name] = property.read(entity, context);
    }
    return result;
  }
  for (const path of select) {
    const [name = ""] = path.split("/");
    const property = type.properties[name];
    if (property !== undefined) result[name] = property.read(entity, context);
  }
  return result;
}

/** Whether the version of the request knows the property. */
export function isOffered(
  property: { readonly isBeta?: boolean },
  { version }: Pick<ReadContext, "version">,
): boolean {
  return property.isBeta !== true || version === "beta";
}

/** Reads a property path for a filter whose names have been checked. Type casts are skipped, complex values
 *  are walked into, `/$count` counts. */
export function readPath<Entity>(
  type: EntityType<Entity>,
  entity: Entity,
  context: ReadContext,
  segments: readonly string[],
): unknown {
  const path = segments.filter((segment) => !segment.includes("."));
  const [first = "", ...others] = path;
  const property = type.properties[first];
  let value: unknown;
  if (property !== undefined) value = property.read(entity, context);
  else if (type.expands?.[first] !== undefined) value = type.expands[first](entity, context);
  else throw graphErrors.unknownProperty(first, type.name);
  for (const name of others) {
    if (name === "$count") value = Array.isArray(value) ? value.length : 0;
    else if (Array.isArray(value)) throw graphErrors.badQuery(`'${first}' is a collection: use any or all.`);
    else value = isObject(value) ? value[name] : null;
  }
  return value ?? null;
}
