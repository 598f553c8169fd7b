// What is said of a word that is not known here: the vendor's own refusal where the documents make it a mistake for
// sure, else 501. Of the vendor's tables, columns and operations only some are emulated; what makers add to an
// environment is here or nowhere.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { ServiceError } from "../errors/service-error.ts";
import type { Environment, TableState } from "./environment.ts";

/** The prefixes that an environment's own default publishers give. Source: "Solution publisher". */
function isOwnName(name: string): boolean {
  return /^(?:new|cr[0-9a-f]{3,5})_/i.test(name);
}

/** Logical names have small letters only, and names are told apart by case. */
function isLogicalName(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name);
}

/** For the first segment of a path that is no entity set here: also functions, actions and metadata. */
export function missingSegment(environment: Environment, name: string): ServiceError {
  const isOtherCase = [...environment.tables.values()].some(
    ({ definition: { entitySetName, isFromTeamsSolution } }) =>
      entitySetName === name.toLowerCase() && (entitySetName !== name || isFromTeamsSolution === true),
  );
  if (isOtherCase || isOwnName(name) || !/^\w+$/.test(name)) return dataverseErrors.unknownSegment(name);
  return dataverseErrors.notEmulated(`the segment '${name}'`);
}

/** For a name that is no column of a table here. */
export function missingColumn({ definition }: TableState, name: string): ServiceError {
  const { logicalName, isComplete } = definition;
  if (isComplete === true || isOwnName(name) || !isLogicalName(name.replace(/^_(\w+)_value$/, "$1")))
    return dataverseErrors.unknownProperty(name, logicalName);
  return dataverseErrors.notEmulated(`the column '${name}' of '${logicalName}'`);
}

/** For a name in a body that is no column or navigation property here. */
export function missingInBody(table: TableState, name: string): ServiceError {
  const refusal = missingColumn(table, name.replace(/@odata\.bind$/, ""));
  return refusal.status === 501
    ? refusal
    : dataverseErrors.undeclaredProperty(name, table.definition.logicalName);
}

/** For a name that is no relation of a table here. Names of collections hold an underscore; lookups are columns. */
export function missingRelation({ definition }: TableState, name: string): ServiceError {
  const { logicalName, isComplete } = definition;
  const isMistake = isOwnName(name) || (isComplete === true && !name.includes("_")) || !/^\w+$/.test(name);
  if (isMistake) return dataverseErrors.unknownProperty(name, logicalName);
  return dataverseErrors.notEmulated(`the relation '${name}' of '${logicalName}'`);
}
