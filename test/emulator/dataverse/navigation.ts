// Navigation properties: how a lookup, or a relation between two tables, is named in a path, a bind or $expand.
// Source: "Web API EntityType Reference", "Associate and disassociate table rows using the Web API".
import type { Environment, Row, TableState } from "./environment.ts";

/** A lookup seen from the row that holds it. */
export interface Lookup {
  readonly name: string;
  readonly column: string;
  /** Logical names of the tables it may point at. */
  readonly targets: readonly string[];
}

/** Navigation properties of all lookups of a table: `parentsite`, or `regardingobjectid_account` where a lookup
 *  has several targets. The owner is one property for users and teams alike. */
export function lookupsOf(environment: Environment, table: TableState): Lookup[] {
  return Object.entries(table.definition.columns).flatMap(([column, { type, targets = [] }]) => {
    if (type !== "lookup") return [];
    if (targets[0] !== "*" && (targets.length === 1 || column === "ownerid"))
      return [{ name: column, column, targets }];
    const all = targets[0] === "*" ? [...environment.tables.keys()] : targets;
    return all.map((target) => ({ name: `${column}_${target}`, column, targets: [target] }));
  });
}

/** The row a lookup points at, if it is there and in one of the tables. */
export function rowAt(
  environment: Environment,
  row: Row,
  { column, targets }: Pick<Lookup, "column" | "targets">,
): { table: TableState; row: Row } | undefined {
  const id = row.values[column];
  if (typeof id !== "string") return undefined;
  const names = targets[0] === "*" ? environment.tables.keys() : targets;
  for (const name of names) {
    const table = environment.tables.get(name);
    const found = table?.rows.get(id);
    if (table !== undefined && found !== undefined) return { table, row: found };
  }
  return undefined;
}

/** Rows on the other side of a relation with many rows. Undefined: the table has no such relation. */
export function relatedRows(
  environment: Environment,
  table: TableState,
  row: Row,
  name: string,
): { table: TableState; rows: Row[] } | undefined {
  const { logicalName } = table.definition;
  if (name === "systemuserroles_association" && logicalName === "systemuser") {
    const roles = environment.table("role");
    const ids = [...(environment.rolesOfUser.get(row.id) ?? [])];
    return { table: roles, rows: ids.flatMap((id) => roles.rows.get(id) ?? []) };
  }
  if (name === "systemuserroles_association" && logicalName === "role") {
    const users = environment.table("systemuser");
    const hasRole = ({ id }: Row): boolean => environment.rolesOfUser.get(id)?.has(row.id) === true;
    return { table: users, rows: [...users.rows.values()].filter(hasRole) };
  }
  const reverse = manyToOne.find((relation) => relation.name === name && relation.target === logicalName);
  if (reverse === undefined) return undefined;
  const other = environment.table(reverse.table);
  const pointsHere = ({ values }: Row): boolean => values[reverse.column] === row.id;
  return { table: other, rows: [...other.rows.values()].filter(pointsHere) };
}

/** Relations read from the side of the one, by the names of the entity reference. */
const manyToOne: readonly { name: string; target: string; table: string; column: string }[] = [
  {
    name: "sharepointdocumentlocation_parent_sharepointsite",
    target: "sharepointsite",
    table: "sharepointdocumentlocation",
    column: "parentsiteorlocation",
  },
  {
    name: "sharepointdocumentlocation_parent_sharepointdocumentlocation",
    target: "sharepointdocumentlocation",
    table: "sharepointdocumentlocation",
    column: "parentsiteorlocation",
  },
  { name: "contact_customer_accounts", target: "account", table: "contact", column: "parentcustomerid" },
];

/** Names of the relations with many rows, for metadata. */
export function collectionsOf(table: TableState): { name: string; table: string }[] {
  const { logicalName } = table.definition;
  const reverse = manyToOne.filter(({ target }) => target === logicalName);
  if (logicalName === "systemuser") reverse.push({ ...rolesRelation, table: "role" });
  if (logicalName === "role") reverse.push({ ...rolesRelation, table: "systemuser" });
  return reverse.map(({ name, table: other }) => ({ name, table: other }));
}

const rolesRelation = { name: "systemuserroles_association", target: "", column: "" };
