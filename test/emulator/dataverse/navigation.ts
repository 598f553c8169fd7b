// Navigation properties: how a lookup, or a relation between two tables, is named in a path, a bind or $expand.
// Source: "Web API EntityType Reference", "Associate and disassociate table rows using the Web API".
import type { World } from "../world.ts";
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
  return Object.entries(table.definition.columns).flatMap(([column, { type, targets = [], navigation }]) => {
    if (type !== "lookup") return [];
    if (navigation !== undefined) return [{ name: navigation, column, targets }];
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

/** A relation seen from the side that has many rows on the other: either a lookup there points here, or pairs are
 *  kept for both. */
export interface Relation {
  readonly name: string;
  /** Logical name of the table on the other side. */
  readonly table: string;
  /** The lookup on the other side. Absent: many rows on both sides. */
  readonly column?: string;
  /** Name of the pairs. */
  readonly schemaName?: string;
  /** In a pair, this side stands first. */
  readonly isFirst?: boolean;
}

/** Relations read from the side of the one, by the names of the entity reference. */
const oneToMany: readonly (Relation & { readonly target: string; readonly column: string })[] = [
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
  { name: "contact_customer_contacts", target: "contact", table: "contact", column: "parentcustomerid" },
  { name: "account_parent_account", target: "account", table: "account", column: "parentaccountid" },
  { name: "account_primary_contact", target: "contact", table: "account", column: "primarycontactid" },
  { name: "opportunity_customer_accounts", target: "account", table: "opportunity", column: "customerid" },
  { name: "opportunity_customer_contacts", target: "contact", table: "opportunity", column: "customerid" },
  { name: "opportunity_parent_account", target: "account", table: "opportunity", column: "parentaccountid" },
  { name: "opportunity_parent_contact", target: "contact", table: "opportunity", column: "parentcontactid" },
  { name: "incident_customer_accounts", target: "account", table: "incident", column: "customerid" },
  { name: "incident_customer_contacts", target: "contact", table: "incident", column: "customerid" },
];

const rolesName = "systemuserroles_association";

/** All relations of a table that lead to many rows. */
export function relationsOf(environment: Environment, table: TableState): Relation[] {
  const { logicalName } = table.definition;
  const known: Relation[] = oneToMany.filter(({ target }) => target === logicalName);
  if (logicalName === "systemuser") known.push({ name: rolesName, table: "role", isFirst: true });
  if (logicalName === "role") known.push({ name: rolesName, table: "systemuser", isFirst: false });
  for (const relation of environment.relations) {
    if (relation.kind === "oneToMany") {
      if (relation.referenced !== logicalName) continue;
      known.push({ name: relation.collectionName, table: relation.referencing, column: relation.column });
      continue;
    }
    const { first, second, schemaName } = relation;
    if (first.table === logicalName)
      known.push({ name: first.name, table: second.table, schemaName, isFirst: true });
    if (second.table === logicalName)
      known.push({ name: second.name, table: first.table, schemaName, isFirst: false });
  }
  return known;
}

export function relationOf(environment: Environment, table: TableState, name: string): Relation | undefined {
  return relationsOf(environment, table).find((relation) => relation.name === name);
}

/** Rows on the other side of a relation with many rows. Undefined: the table has no such relation. */
export function relatedRows(
  environment: Environment,
  table: TableState,
  row: Row,
  name: string,
): { table: TableState; rows: Row[] } | undefined {
  const relation = relationOf(environment, table, name);
  if (relation === undefined) return undefined;
  const other = environment.table(relation.table);
  const { column } = relation;
  const isRelated =
    column === undefined
      ? ({ id }: Row): boolean => hasPair(environment, relation, row.id, id)
      : ({ values }: Row): boolean => values[column] === row.id;
  return { table: other, rows: [...other.rows.values()].filter(isRelated) };
}

function hasPair(environment: Environment, relation: Relation, here: string, there: string): boolean {
  const [first, second] = relation.isFirst === true ? [here, there] : [there, here];
  if (relation.schemaName === undefined) return environment.rolesOfUser.get(first)?.has(second) === true;
  return environment.pairs.get(relation.schemaName)?.has(`${first} ${second}`) === true;
}

/** Relates two rows, or takes them apart. False: there was nothing to change. Undone with what is around it. */
export function setRelated(
  call: { environment: Environment; world: World; user: Row },
  relation: Relation,
  rows: { here: Row; there: Row },
  isRelated: boolean,
): boolean {
  const { environment, world, user } = call;
  const { here, there } = rows;
  if (relation.column !== undefined) {
    if (!isRelated && there.values[relation.column] !== here.id) return false;
    environment.change(there, { [relation.column]: isRelated ? here.id : null }, world, user.id);
    return true;
  }
  if (hasPair(environment, relation, here.id, there.id) === isRelated) return false;
  const [first, second] = relation.isFirst === true ? [here.id, there.id] : [there.id, here.id];
  const { set, key } = pairSet(environment, relation, first, second);
  const put = (isIn: boolean): unknown => (isIn ? set.add(key) : set.delete(key));
  put(isRelated);
  environment.remember(() => put(!isRelated));
  return true;
}

function pairSet(
  environment: Environment,
  { schemaName }: Relation,
  first: string,
  second: string,
): { set: Set<string>; key: string } {
  if (schemaName === undefined) {
    const set = environment.rolesOfUser.get(first) ?? new Set<string>();
    environment.rolesOfUser.set(first, set);
    return { set, key: second };
  }
  const set = environment.pairs.get(schemaName) ?? new Set<string>();
  environment.pairs.set(schemaName, set);
  return { set, key: `${first} ${second}` };
}
