// Checks a query against the table it is for before any row is looked at, so that a mistake in it is told also when
// there is nothing to find. Source: "Query data using the Web API".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Literal } from "../odata/lexer.ts";
import type { Expression } from "../odata/parser.ts";
import type { Expand, Query } from "../odata/query.ts";
import { type Column, columnNamed } from "./columns.ts";
import type { Environment, TableState } from "./environment.ts";
import { missingColumn, missingRelation } from "./missing.ts";
import { lookupsOf, relationOf } from "./navigation.ts";
import { columnTypes } from "./values.ts";

type Wish = Pick<Query, "select" | "filter" | "orderBy"> & { readonly expand: readonly Expand[] };

/** Throws 400 for a name that the table does not have, 501 for one that it may have in a real environment. */
export function checkQuery(environment: Environment, table: TableState, query: Wish): void {
  for (const name of query.select ?? []) checkSelected(environment, table, name);
  for (const { path } of query.orderBy) columnAt(environment, table, path);
  if (query.filter !== undefined) checkFilter(environment, table, query.filter);
  for (const expand of query.expand) {
    const targets = targetsOf(environment, table, expand.name);
    // A lookup with several tables has the columns of no table: none of its options can be checked, nor used.
    const [target] = targets;
    if (targets.length === 1 && target !== undefined) checkQuery(environment, target, expand);
  }
}

function targetsOf(environment: Environment, table: TableState, name: string): TableState[] {
  const lookup = lookupsOf(environment, table).find((candidate) => candidate.name === name);
  if (lookup !== undefined) return lookup.targets.flatMap((target) => environment.tables.get(target) ?? []);
  const relation = relationOf(environment, table, name);
  if (relation === undefined) throw missingRelation(table, name);
  return [environment.table(relation.table)];
}

function checkSelected(environment: Environment, table: TableState, name: string): void {
  if (lookupsOf(environment, table).some((lookup) => lookup.name === name)) return;
  if (columnOf(table, name) === undefined) throw missingColumn(table, name);
}

/** The column that a name on the wire stands for: lookups go by `_name_value` only. */
export function columnOf(table: TableState, wire: string): { name: string; column: Column } | undefined {
  const lookup = /^_(.+)_value$/.exec(wire)?.[1];
  const name = lookup ?? wire;
  const column = columnNamed(table.definition.columns, name);
  if (column === undefined || (column.type === "lookup") !== (lookup !== undefined)) return undefined;
  return { name, column };
}

/** The column at the end of a path, along lookups. Throws 400 and 501. */
export function columnAt(environment: Environment, table: TableState, path: readonly string[]): Column {
  const [first = "", ...rest] = path;
  if (rest.length > 0) {
    const lookup = lookupsOf(environment, table).find(({ name }) => name === first);
    const target = environment.tables.get(lookup?.targets[0] ?? "");
    if (lookup === undefined || target === undefined) throw missingRelation(table, first);
    return columnAt(environment, target, rest);
  }
  const found = columnOf(table, first);
  if (found === undefined) throw missingColumn(table, first);
  return found.column;
}

function checkFilter(environment: Environment, table: TableState, filter: Expression): void {
  const check = (inner: Expression): void => {
    checkFilter(environment, table, inner);
  };
  switch (filter.kind) {
    case "literal":
      return;
    case "path":
      columnAt(environment, table, filter.segments);
      return;
    case "compare":
      check(filter.left);
      check(filter.right);
      checkTypes(environment, table, filter.left, filter.right);
      return;
    case "and":
    case "or":
      check(filter.left);
      check(filter.right);
      return;
    case "not":
      check(filter.operand);
      return;
    case "in":
      check(filter.left);
      for (const literal of filter.values)
        checkTypes(environment, table, filter.left, { kind: "literal", literal });
      return;
    case "call":
      filter.args.forEach(check);
      return;
    case "lambda":
      checkLambda(environment, table, filter);
      return;
    case "function":
      throw dataverseErrors.notEmulated(`the query function ${filter.name}`);
  }
}

/** Inside a lambda, names after its variable are those of the related table. */
function checkLambda(
  environment: Environment,
  table: TableState,
  { collection, variable, predicate }: Extract<Expression, { kind: "lambda" }>,
): void {
  const [name = "", ...rest] = collection;
  const relation = rest.length === 0 ? relationOf(environment, table, name) : undefined;
  if (relation === undefined) throw missingRelation(table, collection.join("/"));
  if (predicate === undefined || variable === undefined) return;
  checkFilter(environment, environment.table(relation.table), withoutVariable(predicate, variable));
}

function withoutVariable(expression: Expression, variable: string): Expression {
  const inner = (part: Expression): Expression => withoutVariable(part, variable);
  switch (expression.kind) {
    case "path":
      return expression.segments[0] === variable
        ? { kind: "path", segments: expression.segments.slice(1) }
        : expression;
    case "compare":
    case "and":
    case "or":
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case "not":
      return { ...expression, operand: inner(expression.operand) };
    case "in":
      return { ...expression, left: inner(expression.left) };
    case "call":
      return { ...expression, args: expression.args.map(inner) };
    default:
      return expression;
  }
}

/** Text is compared with text only, numbers with numbers, yes and no with yes and no. */
function checkTypes(environment: Environment, table: TableState, left: Expression, right: Expression): void {
  if (left.kind !== "path" || right.kind !== "literal") return;
  const { edm } = columnTypes[columnAt(environment, table, left.segments).type];
  const groups: Readonly<Record<string, readonly Literal["type"][]>> = {
    "Edm.String": ["String"],
    "Edm.Guid": ["Guid", "String"],
    "Edm.Boolean": ["Boolean"],
    "Edm.Date": ["Date", "DateTimeOffset", "String"],
    "Edm.DateTimeOffset": ["Date", "DateTimeOffset", "String"],
  };
  const { type } = right.literal;
  if (type === "Null" || (groups[edm] ?? ["Int", "Decimal"]).includes(type)) return;
  throw dataverseErrors.incompatible(edm, `Edm.${type}`);
}
