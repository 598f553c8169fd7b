// Columns of a table: how they are described here and how they are read and written on the wire.

export type ColumnType =
  | "string"
  | "guid"
  | "integer"
  | "bigint"
  | "double"
  | "decimal"
  | "money"
  | "boolean"
  | "date"
  | "datetime"
  | "choice"
  | "lookup";

export interface Column {
  readonly type: ColumnType;
  /** Its name as it was made, such as FirstName. Absent: the logical name. */
  readonly schemaName?: string;
  /** Unit: characters. */
  readonly longest?: number;
  readonly isRequired?: boolean;
  /** Written by the platform only: what a client sends is ignored without a word. */
  readonly isReadOnly?: boolean;
  readonly isCreateOnly?: boolean;
  /** Tables a lookup may point at. "*" stands for any table. */
  readonly targets?: readonly string[];
  /** Name of the lookup's navigation property where it is not made from the column's. */
  readonly navigation?: string;
  /** Name for people. Absent: made from the schema name. */
  readonly displayName?: string;
  /** Digits after the point. */
  readonly precision?: number;
  /** Added in this environment. */
  readonly isOwn?: boolean;
  readonly otherwise?: unknown;
  /** What a choice shows for each of its values. */
  readonly labels?: Readonly<Record<number, string>>;
}

export type Columns = Readonly<Record<string, Column>>;

/** The column of this name; undefined for names that only a JavaScript object knows, such as `__proto__`. */
export function columnNamed(columns: Columns, name: string): Column | undefined {
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}

export const text = (longest: number, more: Partial<Column> = {}): Column => ({
  type: "string",
  longest,
  ...more,
});
export const flag = (otherwise: boolean | null = false, more: Partial<Column> = {}): Column => ({
  type: "boolean",
  otherwise,
  ...more,
});
export const choice = (otherwise: number | null, more: Partial<Column> = {}): Column => ({
  type: "choice",
  otherwise,
  ...more,
});
export const guid = (more: Partial<Column> = {}): Column => ({ type: "guid", ...more });
export const lookup = (...targets: string[]): Column => ({ type: "lookup", targets });
export const readOnly = (type: ColumnType): Column => ({ type, isReadOnly: true });

/** What every table has. */
export const commonColumns: Columns = {
  createdon: readOnly("datetime"),
  modifiedon: readOnly("datetime"),
  versionnumber: readOnly("bigint"),
  createdby: { type: "lookup", targets: ["systemuser"], isReadOnly: true },
  modifiedby: { type: "lookup", targets: ["systemuser"], isReadOnly: true },
};

export const stateColumns: Columns = {
  statecode: choice(0, { labels: { 0: "Active", 1: "Inactive" } }),
  statuscode: choice(1, { labels: { 1: "Active", 2: "Inactive" } }),
};

/** The name under which a column is read: lookups are read as `_name_value`. */
export function wireName(name: string, column: Column): string {
  return column.type === "lookup" ? `_${name}_value` : name;
}
