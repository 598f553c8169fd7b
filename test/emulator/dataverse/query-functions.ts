// Query functions in a filter, such as Microsoft.Dynamics.CRM.In(PropertyName='statecode',PropertyValues=["0","1"]):
// each is turned into the comparisons it stands for. Days are those of UTC. Source: "Web API Query Function Reference".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Literal } from "../odata/lexer.ts";
import type { Argument, Comparison, Expression } from "../odata/parser.ts";
import type { ColumnType } from "./columns.ts";

export interface FunctionContext {
  readonly now: Date;
  readonly userId: string;
  readonly businessUnitId: string;
  /** Type of the column with this name. Throws 400 or 501 for a name the table does not have. */
  readonly typeOf: (name: string) => ColumnType;
}

type Named = Extract<Expression, { kind: "function" }>;
const namespace = "Microsoft.Dynamics.CRM.";
const dayMs = 86_400_000;

/** The filter without functions. Throws 400 for a function or argument that is none, 501 for one not emulated. */
export function withoutFunctions(filter: Expression, context: FunctionContext): Expression {
  const inner = (part: Expression): Expression => withoutFunctions(part, context);
  switch (filter.kind) {
    case "and":
    case "or":
    case "compare":
      return { ...filter, left: inner(filter.left), right: inner(filter.right) };
    case "not":
      return { kind: "not", operand: inner(filter.operand) };
    case "function":
      return resolved(filter, context);
    default:
      return filter;
  }
}

function resolved(call: Named, context: FunctionContext): Expression {
  const name = call.name.slice(namespace.length);
  const column = textOf(call, "PropertyName");
  const type = context.typeOf(column);
  const path: Expression = { kind: "path", segments: [column] };
  const same = sameAs(name, context);
  if (same !== undefined) {
    const id: Literal = { type: "Guid", value: same.id };
    return { kind: "compare", operator: same.operator, left: path, right: { kind: "literal", literal: id } };
  }
  if (name === "In" || name === "NotIn") {
    const values = listOf(call).map((value) => literalOf(value, type));
    return negated(name === "NotIn", { kind: "in", left: path, values });
  }
  if (name === "Between" || name === "NotBetween") {
    const [from, to, ...others] = listOf(call).map((value) => literalOf(value, type));
    if (from === undefined || to === undefined || others.length > 0)
      throw dataverseErrors.badRequest(`${name} takes two values.`);
    return negated(name === "NotBetween", both(compared(path, "ge", from), compared(path, "le", to)));
  }
  const span = spanOf(call, name, context.now);
  if (span === undefined) {
    if (known.test(name)) throw dataverseErrors.notEmulated(`the query function ${name}`);
    throw dataverseErrors.badRequest(`An unknown function with name '${call.name}' was found.`);
  }
  if (type !== "date" && type !== "datetime")
    throw dataverseErrors.badRequest(`${name} takes a column of dates, '${column}' is none.`);
  const from = span.from === undefined ? undefined : compared(path, "ge", momentOf(span.from, type));
  const to = span.to === undefined ? undefined : compared(path, "lt", momentOf(span.to, type));
  if (from !== undefined && to !== undefined) return both(from, to);
  return from ?? to ?? path;
}

/** What the reference lists beside what is emulated. */
const known =
  /^(?:Above|AboveOrEqual|Under|UnderOrEqual|NotUnder|Contains|ContainValues|DoesNotContainValues|EqualRoleBusinessId|EqualUserLanguage|EqualUserOr\w+|EqualUserTeams|InFiscal\w+|InOr(?:After|Before)Fiscal\w+|(?:Last|Next|This)(?:Fiscal\w+|X\w+|Week|Month|Year)|OlderThanX\w+|NotOn)$/;

function sameAs(
  name: string,
  { userId, businessUnitId }: FunctionContext,
): { operator: Comparison; id: string } | undefined {
  switch (name) {
    case "EqualUserId":
      return { operator: "eq", id: userId };
    case "NotEqualUserId":
      return { operator: "ne", id: userId };
    case "EqualBusinessId":
      return { operator: "eq", id: businessUnitId };
    case "NotBusinessId":
      return { operator: "ne", id: businessUnitId };
    default:
      return undefined;
  }
}

interface Span {
  readonly from?: number;
  /** Not part of the span itself. */
  readonly to?: number;
}

/** The time that a function stands for; undefined for a function that stands for none. */
function spanOf(call: Named, name: string, now: Date): Span | undefined {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  const day = (): number => {
    const found = Date.parse(textOf(call, "PropertyValue"));
    if (Number.isNaN(found)) throw dataverseErrors.badRequest(`${name} takes a date.`);
    return Math.floor(found / dayMs) * dayMs;
  };
  switch (name) {
    case "Today":
      return { from: today, to: today + dayMs };
    case "Yesterday":
      return { from: today - dayMs, to: today };
    case "Tomorrow":
      return { from: today + dayMs, to: today + 2 * dayMs };
    case "Last7Days":
      return { from: today - 7 * dayMs, to: today + dayMs };
    case "Next7Days":
      return { from: today, to: today + 8 * dayMs };
    case "On":
      return { from: day(), to: day() + dayMs };
    case "OnOrAfter":
      return { from: day() };
    case "OnOrBefore":
      return { to: day() + dayMs };
    default:
      return countedSpan(call, name, now.getTime());
  }
}

const unitMs: Readonly<Record<string, number>> = {
  Minutes: 60_000,
  Hours: 3_600_000,
  Days: dayMs,
  Weeks: 7 * dayMs,
};

/** LastXHours, NextXDays, OlderThanXMinutes. Months and years have no length of their own: not emulated. */
function countedSpan(call: Named, name: string, now: number): Span | undefined {
  const found = /^(Last|Next|OlderThan)X(Minutes|Hours|Days|Weeks)$/.exec(name);
  const unit = unitMs[found?.[2] ?? ""];
  if (found?.[1] === undefined || unit === undefined) return undefined;
  const count = Number(textOf(call, "PropertyValue"));
  if (!Number.isInteger(count) || count < 1)
    throw dataverseErrors.badRequest(`${name} takes a whole number.`);
  // Days and weeks are whole days; today belongs to both sides.
  const isDays = unit >= dayMs;
  const start = isDays ? Math.floor(now / dayMs) * dayMs : now;
  const rest = isDays ? dayMs : 0;
  if (found[1] === "OlderThan") return { to: start - count * unit };
  return found[1] === "Last"
    ? { from: start - count * unit, to: now }
    : { from: now, to: start + count * unit + rest };
}

function momentOf(time: number, type: "date" | "datetime"): Literal {
  const value = new Date(time).toISOString();
  return type === "date" ? { type: "Date", value: value.slice(0, 10) } : { type: "DateTimeOffset", value };
}

function compared(left: Expression, operator: Comparison, literal: Literal): Expression {
  return { kind: "compare", operator, left, right: { kind: "literal", literal } };
}

const both = (left: Expression, right: Expression): Expression => ({ kind: "and", left, right });
const negated = (isNegated: boolean, operand: Expression): Expression =>
  isNegated ? { kind: "not", operand } : operand;

/** Values come as text, whatever the column is. */
function literalOf(text: string, type: ColumnType): Literal {
  switch (type) {
    case "string":
      return { type: "String", value: text };
    case "guid":
    case "lookup":
      return { type: "Guid", value: text.toLowerCase() };
    case "boolean":
      return { type: "Boolean", value: text === "true" || text === "1" };
    case "date":
      return { type: "Date", value: text };
    case "datetime":
      return { type: "DateTimeOffset", value: text };
    default: {
      const value = Number(text);
      if (Number.isNaN(value)) throw dataverseErrors.badRequest(`'${text}' is no number.`);
      return { type: "Decimal", value };
    }
  }
}

function argument(call: Named, name: string): Argument {
  const found = call.args[name];
  if (found === undefined) throw dataverseErrors.badRequest(`${call.name} needs ${name}.`);
  return found;
}

function textOf(call: Named, name: string): string {
  const value = argument(call, name);
  if (Array.isArray(value)) throw dataverseErrors.badRequest(`${name} of ${call.name} is one value.`);
  return String(value);
}

function listOf(call: Named): string[] {
  const value = argument(call, "PropertyValues");
  if (!Array.isArray(value)) throw dataverseErrors.badRequest(`PropertyValues of ${call.name} is a list.`);
  return value.map(String);
}
