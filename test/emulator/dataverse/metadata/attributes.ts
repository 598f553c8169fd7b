// Columns as metadata. Each is of a derived type with properties of its own, which only a path that casts to that type
// lets be selected. Source: "AttributeMetadata EntityType", "Query table definitions using the Web API".
import type { JsonObject } from "../../json.ts";
import { guidFrom } from "../../world.ts";
import type { Column } from "../columns.ts";
import type { TableState } from "../environment.ts";
import { columnTypes } from "../values.ts";
import { labelOf, words } from "./labels.ts";

const memoLength = 2000;

/** AttributeType of a column. */
export function kindOf(name: string, { type, longest, targets = [] }: Column): string {
  if (name === "statecode") return "State";
  if (name === "statuscode") return "Status";
  if (name === "ownerid") return "Owner";
  if (type === "string" && longest !== undefined && longest >= memoLength) return "Memo";
  if (type === "lookup" && targets.includes("account") && targets.includes("contact")) return "Customer";
  return columnTypes[type].attribute;
}

/** The metadata type of an AttributeType, without the namespace. */
export function metadataType(kind: string): string {
  const names: Readonly<Record<string, string>> = {
    Uniqueidentifier: "UniqueIdentifier",
    Owner: "Lookup",
    Customer: "Lookup",
  };
  return `${names[kind] ?? kind}AttributeMetadata`;
}

/** Types of columns with options to choose from. EnumAttributeMetadata is their base. */
export const enumTypes: readonly string[] = [
  "PicklistAttributeMetadata",
  "StateAttributeMetadata",
  "StatusAttributeMetadata",
];

/** Types of metadata that a path may cast to. */
export const castTypes: ReadonlySet<string> = new Set([
  ...enumTypes,
  ...["BigInt", "Boolean", "DateTime", "Decimal", "Double", "Enum", "Integer", "Lookup", "Memo", "Money"].map(
    (kind) => `${kind}AttributeMetadata`,
  ),
  ...["StringAttributeMetadata", "UniqueIdentifierAttributeMetadata"],
]);

/** What only the derived type has. Choices are navigation properties: they come by $expand. */
function derived(kind: string, column: Column): JsonObject {
  switch (kind) {
    case "String":
      return { MaxLength: column.longest ?? 100, Format: "Text", FormatName: { Value: "Text" } };
    case "Memo":
      return { MaxLength: column.longest, Format: "TextArea", FormatName: { Value: "TextArea" } };
    case "Integer":
      return { MinValue: -2_147_483_648, MaxValue: 2_147_483_647, Format: "None" };
    case "Decimal":
    case "Double":
    case "Money":
      return { MinValue: -100_000_000_000, MaxValue: 100_000_000_000, Precision: column.precision ?? 2 };
    case "DateTime":
      return { Format: column.type === "date" ? "DateOnly" : "DateAndTime" };
    case "Lookup":
    case "Owner":
    case "Customer":
      return { Targets: column.targets ?? [], Format: "None" };
    case "Boolean":
      return { DefaultValue: column.otherwise ?? false };
    case "Picklist":
      return { DefaultFormValue: column.otherwise ?? -1 };
    default:
      return {};
  }
}

export function columnId(logicalName: string, name: string): string {
  return guidFrom(`column ${logicalName} ${name}`);
}

/** A column's metadata with everything that its derived type adds. */
export function attributeBody(table: TableState, name: string, column: Column): JsonObject {
  const { logicalName, primaryId, primaryName } = table.definition;
  const kind = kindOf(name, column);
  const schemaName = column.schemaName ?? name;
  return {
    "@odata.type": `#Microsoft.Dynamics.CRM.${metadataType(kind)}`,
    MetadataId: columnId(logicalName, name),
    LogicalName: name,
    SchemaName: schemaName,
    EntityLogicalName: logicalName,
    AttributeType: kind,
    AttributeTypeName: { Value: `${kind}Type` },
    AttributeOf: null,
    DisplayName: labelOf(column.displayName ?? words(schemaName)),
    IsPrimaryId: name === primaryId,
    IsPrimaryName: name === primaryName,
    IsValidForCreate: column.isReadOnly !== true,
    IsValidForRead: true,
    IsValidForUpdate: column.isReadOnly !== true && column.isCreateOnly !== true,
    IsCustomAttribute: column.isOwn === true,
    IsManaged: column.isOwn !== true,
    IsLogical: false,
    RequiredLevel: {
      Value: name === primaryId ? "SystemRequired" : levelOf(column),
      CanBeChanged: column.isOwn === true,
      ManagedPropertyLogicalName: "canmodifyrequirementlevelsettings",
    },
    ...derived(kind, column),
  };
}

function levelOf(column: Column): string {
  return column.isRequired === true ? "SystemRequired" : "None";
}

export function attributesOf(table: TableState): JsonObject[] {
  return Object.entries(table.definition.columns).map(([name, column]) => attributeBody(table, name, column));
}

/** The options of a choice, or of a yes-or-no column; undefined for a column without any. */
export function optionSetOf(table: TableState, name: string, column: Column): JsonObject | undefined {
  const { logicalName } = table.definition;
  const base = {
    MetadataId: guidFrom(`options ${logicalName} ${name}`),
    Name: `${logicalName}_${name}`,
    IsGlobal: false,
    IsCustomOptionSet: column.isOwn === true,
    OptionSetType: kindOf(name, column),
    DisplayName: labelOf(words(column.schemaName ?? name)),
  };
  if (column.type === "boolean")
    return { ...base, TrueOption: option(1, "Yes"), FalseOption: option(0, "No") };
  if (column.type !== "choice") return undefined;
  const options = Object.entries(column.labels ?? {}).map(([value, label]) => option(Number(value), label));
  return { ...base, Options: options };
}

function option(value: number, label: string): JsonObject {
  return { Value: value, Label: labelOf(label), Description: labelOf(""), Color: null, IsManaged: true };
}
