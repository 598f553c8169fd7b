// $select and $filter over metadata. Unlike rows, metadata has no $top, $orderby and paging.
// Source: "Query table definitions using the Web API".
import { dataverseErrors } from "../../errors/dataverse.ts";
import type { JsonObject } from "../../json.ts";
import { passes } from "../../odata/evaluate.ts";
import type { Expression } from "../../odata/parser.ts";
import type { Query } from "../../odata/query.ts";
import { metadataProperties } from "../model/documented.ts";

export interface Wish {
  readonly filter: Expression | undefined;
  readonly select: readonly string[] | undefined;
}

/** Properties of a type: those of the base type and, after a cast, the derived type's own. */
function isProperty(type: string, name: string): boolean {
  return metadataProperties(type).includes(name) || name === "MetadataId";
}

/** Keeps the rows of the filter and the properties of the selection. Throws 400 for a property there is none of, 501
 *  for one that is not emulated. `own` are properties that a cast adds. */
export function metadataRows(
  rows: readonly JsonObject[],
  type: string,
  { filter, select }: Wish,
  own: ReadonlySet<string> = new Set(),
): JsonObject[] {
  const known = new Set(rows.flatMap((row) => Object.keys(row)));
  const check = (name: string): void => {
    if (name.startsWith("@odata.") || own.has(name)) return;
    if (!isProperty(type, name)) throw dataverseErrors.unknownProperty(name, type);
    if (rows.length > 0 && !known.has(name))
      throw dataverseErrors.notEmulated(`the property '${name}' of ${type}`);
  };
  for (const name of select ?? []) check(name);
  if (filter !== undefined) for (const [name = ""] of pathsOf(filter)) check(name);
  const kept = rows.filter(
    (row) =>
      filter === undefined ||
      passes(filter, ([first = "", second]) => {
        const value = row[first];
        return second === undefined ? value : (value as JsonObject | undefined)?.[second];
      }),
  );
  if (select === undefined) return kept;
  const always = ["@odata.type", "MetadataId", ...select];
  return kept.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => always.includes(name))));
}

/** Every path that a filter reads. */
function pathsOf(filter: Expression): (readonly string[])[] {
  switch (filter.kind) {
    case "path":
      return [filter.segments];
    case "compare":
    case "and":
    case "or":
      return [...pathsOf(filter.left), ...pathsOf(filter.right)];
    case "not":
      return pathsOf(filter.operand);
    case "in":
      return pathsOf(filter.left);
    case "call":
      return filter.args.flatMap(pathsOf);
    case "lambda":
    case "function":
      throw dataverseErrors.notEmulated("lambdas and functions in filters of metadata");
    default:
      return [];
  }
}

/** Throws 400 for options that metadata does not have. */
export function refuseRowOptions({ options }: Query): void {
  for (const name of ["orderby", "top", "skip", "search"])
    if (options[name] !== undefined)
      throw dataverseErrors.badRequest(`The query parameter $${name} is not supported`);
}
