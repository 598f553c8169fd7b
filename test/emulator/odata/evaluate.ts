// Decides whether a row passes a filter. Text compares without regard to case, as both services do.
import type { Literal } from "./lexer.ts";
import type { Comparison, Expression } from "./parser.ts";

/** Reads the value at a path of the row. Throws when the row's type has no such property. */
export type Reader = (segments: readonly string[]) => unknown;

export function passes(expression: Expression, read: Reader): boolean {
  return evaluate(expression, read, undefined) === true;
}

interface Scope {
  readonly variable: string;
  readonly value: unknown;
}

function evaluate(expression: Expression, read: Reader, scope: Scope | undefined): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.literal.value;
    case "path":
      return readPath(expression.segments, read, scope);
    case "compare":
      return compare(
        expression.operator,
        evaluate(expression.left, read, scope),
        evaluate(expression.right, read, scope),
      );
    case "and":
      return (
        evaluate(expression.left, read, scope) === true && evaluate(expression.right, read, scope) === true
      );
    case "or":
      return (
        evaluate(expression.left, read, scope) === true || evaluate(expression.right, read, scope) === true
      );
    case "not":
      return evaluate(expression.operand, read, scope) !== true;
    case "in": {
      const value = evaluate(expression.left, read, scope);
      return expression.values.some((literal) => compare("eq", value, literal.value));
    }
    case "function":
      // A service that has such functions replaces them before any row is looked at.
      throw new Error(`${expression.name} was not replaced`);
    case "call":
      return call(
        expression.name,
        expression.args.map((arg) => evaluate(arg, read, scope)),
      );
    case "lambda": {
      const rows = readPath(expression.collection, read, scope);
      if (!Array.isArray(rows)) return expression.quantifier === "all";
      const { predicate, variable } = expression;
      if (predicate === undefined || variable === undefined) return rows.length > 0;
      const test = (value: unknown): boolean => evaluate(predicate, read, { variable, value }) === true;
      return expression.quantifier === "any" ? rows.some(test) : rows.every(test);
    }
  }
}

function readPath(segments: readonly string[], read: Reader, scope: Scope | undefined): unknown {
  const [first, ...others] = segments;
  if (scope === undefined || first !== scope.variable) return read(segments);
  return others.reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    scope.value,
  );
}

/** Null equals null only, and is neither less nor greater than anything. */
export function compare(operator: Comparison, left: unknown, right: unknown): boolean {
  const order = orderOf(left ?? null, right ?? null);
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "gt":
      return order !== undefined && order > 0;
    case "ge":
      return order !== undefined && order >= 0 && left !== null;
    case "lt":
      return order !== undefined && order < 0;
    case "le":
      return order !== undefined && order <= 0 && left !== null;
  }
}

/** Negative, zero or positive; undefined when the two cannot be ordered. */
export function orderOf(left: unknown, right: unknown): number | undefined {
  if (left === null || right === null) return left === right ? 0 : undefined;
  if (typeof left === "string" && typeof right === "string") {
    const a = left.toLowerCase();
    const b = right.toLowerCase();
    if (a === b) return 0;
    const times = [Date.parse(left), Date.parse(right)] as const;
    if (isTime(left) && isTime(right)) return times[0] - times[1];
    return a < b ? -1 : 1;
  }
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  return undefined;
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(?:T|$)/.test(text);
}

function call(name: string, args: readonly unknown[]): unknown {
  const [first, second] = args;
  if (typeof first !== "string") return null;
  if (name === "tolower") return first.toLowerCase();
  if (name === "toupper") return first.toUpperCase();
  if (name === "length") return first.length;
  if (typeof second !== "string") return null;
  const text = first.toLowerCase();
  const part = second.toLowerCase();
  if (name === "startswith") return text.startsWith(part);
  if (name === "endswith") return text.endsWith(part);
  return text.includes(part);
}

/** Values one of which the property must have for the filter to hold, or undefined when nothing is known:
 *  lets a list read an index instead of every row. */
export function keyCandidates(expression: Expression, property: string): string[] | undefined {
  switch (expression.kind) {
    case "compare":
      if (expression.operator !== "eq" || !isProperty(expression.left, property)) return undefined;
      return expression.right.kind === "literal" ? textsOf([expression.right.literal]) : undefined;
    case "in":
      return isProperty(expression.left, property) ? textsOf(expression.values) : undefined;
    case "and":
      return keyCandidates(expression.left, property) ?? keyCandidates(expression.right, property);
    case "or": {
      const left = keyCandidates(expression.left, property);
      const right = left && keyCandidates(expression.right, property);
      return left && right ? [...left, ...right] : undefined;
    }
    default:
      return undefined;
  }
}

/** The property itself, or the property behind a type cast; `teamsApp/id` is not `id`. */
function isProperty(expression: Expression, property: string): boolean {
  if (expression.kind !== "path" || expression.segments.at(-1) !== property) return false;
  return expression.segments.slice(0, -1).every((segment) => segment.includes("."));
}

function textsOf(literals: readonly Literal[]): string[] | undefined {
  const texts = literals.flatMap((literal) => (typeof literal.value === "string" ? [literal.value] : []));
  return texts.length === literals.length ? texts : undefined;
}
