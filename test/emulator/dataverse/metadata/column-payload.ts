// A column as a client describes it, read into the form it has here.
// Source: "Create and update column definitions using the Web API".
import { dataverseErrors } from "../../errors/dataverse.ts";
import { isObject, type JsonObject } from "../../json.ts";
import type { Column, ColumnType } from "../columns.ts";
import { textOfLabel } from "./labels.ts";

/** Types of columns that can be added. Others that the service has are not emulated. */
const types: Readonly<Record<string, ColumnType>> = {
  String: "string",
  Memo: "string",
  Integer: "integer",
  BigInt: "bigint",
  Double: "double",
  Decimal: "decimal",
  Money: "money",
  Boolean: "boolean",
  DateTime: "datetime",
  Picklist: "choice",
};
const others = ["MultiSelectPicklist", "File", "Image", "UniqueIdentifier", "EntityName", "State", "Status"];

/** Prefix of a publisher, then the name. Source: "Schema names". */
const ownName = /^[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z0-9_]{1,60}$/;

/** Throws 400 for a schema name that nobody may give. */
export function checkOwnName(value: unknown, property = "SchemaName"): string {
  if (typeof value === "string" && ownName.test(value)) return value;
  throw dataverseErrors.badRequest(
    `The ${property} '${String(value)}' is not valid: it needs the prefix of a publisher, as in new_Name.`,
  );
}

export interface NamedColumn {
  readonly name: string;
  readonly column: Column;
  readonly isPrimaryName: boolean;
}

/** Throws 400 for a description that is wrong, 501 for a type that is not emulated. */
export function readColumnPayload(body: JsonObject): NamedColumn {
  const schemaName = checkOwnName(body["SchemaName"]);
  const kind = kindIn(body);
  const type = types[kind];
  if (type === undefined) {
    if (others.includes(kind)) throw dataverseErrors.notEmulated(`columns of the type ${kind}`);
    if (kind === "Lookup")
      throw dataverseErrors.badRequest("A lookup column is made with its relationship, not by itself.");
    throw dataverseErrors.badRequest(`'${kind}AttributeMetadata' is no type of a column.`);
  }
  const displayName = textOfLabel(body["DisplayName"]);
  if (displayName === undefined) throw dataverseErrors.required("DisplayName");
  const column: Column = {
    schemaName,
    displayName,
    isOwn: true,
    ...levelIn(body),
    ...(kind === "DateTime" && body["Format"] === "DateOnly" ? { type: "date" } : { type }),
    ...factsIn(kind, body),
  };
  return { name: schemaName.toLowerCase(), column, isPrimaryName: body["IsPrimaryName"] === true };
}

/** `Microsoft.Dynamics.CRM.StringAttributeMetadata`, in actions also `…ComplexStringAttributeMetadata`. */
function kindIn(body: JsonObject): string {
  const type = String(body["@odata.type"]);
  const found = /^#?Microsoft\.Dynamics\.CRM\.(?:Complex)?(\w+)AttributeMetadata$/.exec(type);
  if (found?.[1] === undefined) throw dataverseErrors.badRequest(`'${type}' is no type of a column.`);
  return found[1];
}

function levelIn({ RequiredLevel: level }: JsonObject): Pick<Column, "isRequired"> {
  // What forms ask for is not asked for by the Web API.
  return isObject(level) && level["Value"] === "SystemRequired" ? { isRequired: true } : {};
}

function factsIn(kind: string, body: JsonObject): Partial<Column> {
  switch (kind) {
    case "String":
    case "Memo":
      return { longest: wholeIn(body, "MaxLength", kind === "String" ? 100 : 2000) };
    case "Decimal":
    case "Double":
    case "Money":
      return { precision: wholeIn(body, "Precision", 2) };
    case "Boolean":
      return { otherwise: body["DefaultValue"] === true };
    case "Picklist":
      return { labels: labelsIn(body["OptionSet"]) };
    default:
      return {};
  }
}

function wholeIn(body: JsonObject, name: string, otherwise: number): number {
  const value = body[name] ?? otherwise;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw dataverseErrors.wrongType(name, "Edm.Int32");
  return value;
}

function labelsIn(options: unknown): Record<number, string> {
  const list = isObject(options) ? options["Options"] : undefined;
  if (!Array.isArray(list)) throw dataverseErrors.notEmulated("choices that tables share");
  return Object.fromEntries(
    list.map((option: unknown, index): [number, string] => {
      const value = isObject(option) ? (option["Value"] ?? 100_000_000 + index) : undefined;
      const text = isObject(option) ? textOfLabel(option["Label"]) : undefined;
      if (typeof value !== "number" || text === undefined)
        throw dataverseErrors.badRequest("Every option needs a value and a label.");
      return [value, text];
    }),
  );
}
