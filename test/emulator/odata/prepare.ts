// Holds a query to the type before any row is looked at: what it names must exist, also when there are no rows.
// Names may be in any case and come out in the type's own spelling.
import { graphErrors } from "../errors/graph.ts";
import {
  ignoringCase,
  isModelType,
  modelNavigation,
  modelProperties,
  type ModelProperty,
} from "../metadata/graph-model.ts";
import { type EntityType, isOffered, type Property, type ReadContext } from "./entity-type.ts";
import type { Literal } from "./lexer.ts";
import type { Expression } from "./parser.ts";
import type { Expand, Query } from "./query.ts";

/** What a variable of a lambda stands for: a type of the model, or "" for a plain value or one not known. */
type Scope = ReadonlyMap<string, string>;

/** Kinds of directory objects whose properties a path over mixed objects may name. */
const objectKinds = ["user", "group", "servicePrincipal", "application", "device", "orgContact"];

/** Literals that values of a plain type can be compared with. */
const comparableWith: Readonly<Record<string, readonly Literal["type"][]>> = {
  String: ["String"],
  Guid: ["Guid", "String"],
  Boolean: ["Boolean"],
  Int32: ["Int", "Decimal"],
  Double: ["Int", "Decimal"],
  DateTimeOffset: ["DateTimeOffset", "Date"],
};

class Preparation<Entity> {
  readonly #type: EntityType<Entity>;
  readonly #context: ReadContext;
  readonly #properties: ReadonlyMap<string, Property<Entity>>;
  readonly #expands: ReadonlyMap<string, unknown>;

  constructor(type: EntityType<Entity>, context: ReadContext) {
    this.#type = type;
    this.#context = context;
    this.#properties = new Map(Object.entries(type.properties));
    this.#expands = new Map(Object.entries(type.expands ?? {}));
  }

  select(names: Query["select"]): Query["select"] {
    return names?.flatMap((path) => {
      if (path.startsWith("@")) return [];
      const segments = path.split("/").filter((segment) => !segment.includes("."));
      const [first = "", ...rest] = segments;
      const property = this.#property(first);
      if (property !== undefined) return [[property[0], ...rest].join("/")];
      if (this.#isRelation(first)) return [];
      throw graphErrors.badQuery(
        `Parsing OData Select and Expand failed: Could not find a property named '${first}' on type '${this.#type.name}'.`,
      );
    });
  }

  expand(one: Expand): Expand {
    if (one.filter !== undefined || one.orderBy.length > 0 || one.expand.length > 0)
      throw graphErrors.notEmulated(`$filter, $orderby or $expand inside $expand=${one.name}`);
    const found = ignoringCase(this.#expands, one.name);
    if (found !== undefined) return { ...one, name: found[0] };
    if (one.name === "*" || this.#isRelation(one.name))
      throw graphErrors.notEmulated(`$expand=${one.name} on ${this.#type.name}`);
    throw graphErrors.badQuery(
      `Parsing OData Select and Expand failed: '${one.name}' on type '${this.#type.name}' cannot be expanded.`,
    );
  }

  filter(expression: Expression, scope: Scope): Expression {
    switch (expression.kind) {
      case "literal":
        return expression;
      case "path":
        return { ...expression, segments: this.path(expression.segments, scope).segments };
      case "compare":
        this.#requireAlike(expression, scope);
        return {
          ...expression,
          left: this.filter(expression.left, scope),
          right: this.filter(expression.right, scope),
        };
      case "and":
      case "or":
        return {
          ...expression,
          left: this.filter(expression.left, scope),
          right: this.filter(expression.right, scope),
        };
      case "not":
        return { ...expression, operand: this.filter(expression.operand, scope) };
      case "in":
        return { ...expression, left: this.filter(expression.left, scope) };
      case "function":
        // Only Dataverse's filters hold these.
        return expression;
      case "call":
        return { ...expression, args: expression.args.map((arg) => this.filter(arg, scope)) };
      case "lambda": {
        const { segments, type } = this.path(expression.collection, scope);
        const { variable, predicate } = expression;
        const inner = variable === undefined ? scope : new Map([...scope, [variable, type]]);
        return {
          ...expression,
          collection: segments,
          predicate: predicate === undefined ? undefined : this.filter(predicate, inner),
        };
      }
    }
  }

  /** Throws 400 when a property is compared with a value that can never be its own. */
  #requireAlike({ left, right, operator }: Extract<Expression, { kind: "compare" }>, scope: Scope): void {
    const [path, literal] = left.kind === "path" ? [left, right] : [right, left];
    if (path.kind !== "path" || literal.kind !== "literal") return;
    const [name = "", ...rest] = path.segments;
    const property = scope.has(name) || rest.length > 0 ? undefined : this.#property(name)?.[1];
    const allowed = property === undefined ? undefined : comparableWith[property.type];
    if (allowed === undefined || literal.literal.type === "Null" || allowed.includes(literal.literal.type))
      return;
    const types = `'Edm.${property?.type ?? ""}' and 'Edm.${literal.literal.type}'`;
    throw graphErrors.badQuery(
      `A binary operator with incompatible types was detected. Found operand types ${types} for operator '${operator}'.`,
    );
  }

  /** Throws 400 for a name that is not there, 501 for a relation that cannot be followed. */
  path(segments: readonly string[], scope: Scope): { segments: string[]; type: string } {
    const [first = "", ...rest] = segments.filter((segment) => !segment.includes("."));
    const variable = scope.get(first);
    if (variable !== undefined) return this.#inside([first], rest, variable);
    const property = this.#property(first);
    if (property !== undefined)
      return this.#inside([property[0]], rest, property[1].complex ?? (isOpen(property[1]) ? "*" : ""));
    const relation = ignoringCase(this.#expands, first);
    if (relation !== undefined) {
      const target = modelNavigation(this.#type.name).get(relation[0])?.type ?? "*";
      return this.#inside([relation[0]], rest, target);
    }
    if (this.#isRelation(first))
      throw graphErrors.notEmulated(`a filter or order by '${first}' of ${this.#type.name}`);
    throw graphErrors.unknownProperty(first, this.#type.name);
  }

  /** Walks on inside a value of a type of the model. "*": anything may follow; "": nothing. */
  #inside(done: string[], rest: readonly string[], typeName: string): { segments: string[]; type: string } {
    const [name, ...others] = rest;
    if (name === undefined) return { segments: done, type: typeName };
    if (name === "$count") return { segments: [...done, name], type: "" };
    if (typeName === "*" || (typeName !== "" && !isModelType(typeName)))
      return { segments: [...done, ...rest], type: "*" };
    const found = propertyIn(typeName, name);
    if (found === undefined) throw graphErrors.unknownProperty(name, `microsoft.graph.${typeName}`);
    return this.#inside([...done, found.name], others, isModelType(found.type) ? found.type : "");
  }

  #property(name: string): readonly [string, Property<Entity>] | undefined {
    const found = ignoringCase(this.#properties, name);
    return found !== undefined && isOffered(found[1], this.#context) ? found : undefined;
  }

  #isRelation(name: string): boolean {
    return (
      ignoringCase(this.#expands, name) !== undefined ||
      ignoringCase(modelNavigation(this.#type.name), name) !== undefined
    );
  }
}

function isOpen({ type }: { readonly type: string }): boolean {
  return type === "Object" || type === "Collection(Object)";
}

function propertyIn(typeName: string, name: string): ModelProperty | undefined {
  const types = typeName === "directoryObject" ? [typeName, ...objectKinds] : [typeName];
  for (const type of types) {
    const found = ignoringCase(modelProperties(type), name);
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** The query with every name checked and in the type's spelling. Throws ServiceError 400 or 501. */
export function prepareQuery<Entity>(type: EntityType<Entity>, query: Query, context: ReadContext): Query {
  const { select, filter, orderBy, expand } = query;
  if (select === undefined && filter === undefined && orderBy.length + expand.length === 0) return query;
  const preparation = new Preparation(type, context);
  return {
    ...query,
    select: preparation.select(select),
    filter: filter === undefined ? undefined : preparation.filter(filter, new Map()),
    orderBy: orderBy.map((order) => ({ ...order, path: preparation.path(order.path, new Map()).segments })),
    expand: expand.map((one) => preparation.expand(one)),
  };
}

/** A property that $search names, in the type's spelling. Throws 400. */
export function searchedProperty<Entity>(
  type: EntityType<Entity>,
  context: ReadContext,
  name: string,
): string {
  return new Preparation(type, context).path([name], new Map()).segments.join("/");
}
