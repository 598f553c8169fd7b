// Values of columns on the wire: which are right for a column. Source: "AttributeMetadata", "Web API types".
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Column, ColumnType } from "./columns.ts";
import type { TableState } from "./environment.ts";

interface TypeFacts {
  /** Its type in $metadata. */
  readonly edm: string;
  /** AttributeType of its metadata; the metadata's own type is this with "AttributeMetadata". */
  readonly attribute: string;
  readonly isRight: (value: unknown) => boolean;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);

export const columnTypes: Readonly<Record<ColumnType, TypeFacts>> = {
  string: { edm: "Edm.String", attribute: "String", isRight: isText },
  guid: {
    edm: "Edm.Guid",
    attribute: "Uniqueidentifier",
    isRight: (value) => isText(value) && guid.test(value),
  },
  integer: { edm: "Edm.Int32", attribute: "Integer", isRight: Number.isInteger },
  bigint: { edm: "Edm.Int64", attribute: "BigInt", isRight: Number.isInteger },
  double: { edm: "Edm.Double", attribute: "Double", isRight: isNumber },
  decimal: { edm: "Edm.Decimal", attribute: "Decimal", isRight: isNumber },
  money: { edm: "Edm.Decimal", attribute: "Money", isRight: isNumber },
  boolean: { edm: "Edm.Boolean", attribute: "Boolean", isRight: (value) => typeof value === "boolean" },
  date: {
    edm: "Edm.Date",
    attribute: "DateTime",
    isRight: (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  },
  datetime: {
    edm: "Edm.DateTimeOffset",
    attribute: "DateTime",
    isRight: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
  },
  choice: { edm: "Edm.Int32", attribute: "Picklist", isRight: Number.isInteger },
  lookup: { edm: "Edm.Guid", attribute: "Lookup", isRight: isText },
};

/** Throws 400 for a value of the wrong type, too long, or outside a choice. Null is right for every column. */
export function checkValue(table: TableState, name: string, column: Column, value: unknown): void {
  if (value === null) return;
  const { edm, isRight } = columnTypes[column.type];
  if (!isRight(value)) throw dataverseErrors.wrongType(name, edm);
  const { logicalName } = table.definition;
  if (column.longest !== undefined && (value as string).length > column.longest)
    throw dataverseErrors.tooLong(name, logicalName, column.longest);
  if (column.labels !== undefined && column.labels[value as number] === undefined)
    throw dataverseErrors.outsideChoice(name, logicalName, Number(value), Object.keys(column.labels));
}
