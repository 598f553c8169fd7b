// What a body says of a row: values of columns, lookups that are bound or cleared, rows to be made along with it.
// Source: "Create a table row using the Web API", "Associate and disassociate table rows using the Web API".
import { dataverseErrors } from "../errors/dataverse.ts";
import { isObject, type JsonObject } from "../json.ts";
import { asGuid, type DataverseCall } from "./call.ts";
import { columnNamed } from "./columns.ts";
import type { TableState } from "./environment.ts";
import { missingInBody, missingSegment } from "./missing.ts";
import { type Lookup, lookupsOf, type Relation, relationOf } from "./navigation.ts";
import { checkValue } from "./values.ts";

export interface Payload {
  /** By column; lookups hold the id. */
  readonly values: Record<string, unknown>;
  /** Rows that are made first, and that a lookup of this one then points at. */
  readonly before: readonly { readonly lookup: Lookup; readonly body: JsonObject }[];
  /** Rows that are made afterwards and related to this one. */
  readonly after: readonly { readonly relation: Relation; readonly body: JsonObject }[];
}

/** Checks a body against the table. Read-only columns are dropped silently, as the service does. */
export function readPayload(
  call: DataverseCall,
  table: TableState,
  body: JsonObject,
  isCreate: boolean,
): Payload {
  const { columns, logicalName } = table.definition;
  const values: Record<string, unknown> = {};
  const before: Payload["before"][number][] = [];
  const after: Payload["after"][number][] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith("@odata.bind")) {
      const bound = readBind(call, table, name.slice(0, -"@odata.bind".length), value);
      values[bound.column] = bound.id;
      continue;
    }
    if (name.includes("@")) continue;
    const column = columnNamed(columns, name);
    if (column !== undefined && column.type !== "lookup") {
      checkValue(table, name, column, value);
      if (column.isReadOnly === true || (column.isCreateOnly === true && !isCreate)) continue;
      values[name] = typeof value === "string" && column.type === "guid" ? value.toLowerCase() : value;
      continue;
    }
    const lookup = lookupsOf(call.environment, table).find((candidate) => candidate.name === name);
    const relation = relationOf(call.environment, table, name);
    if (lookup !== undefined && value === null) values[lookup.column] = null;
    else if (lookup !== undefined && isCreate && isObject(value)) before.push({ lookup, body: value });
    else if (relation !== undefined && isCreate && Array.isArray(value) && value.every(isObject))
      after.push(...value.map((row) => ({ relation, body: row })));
    else if (lookup !== undefined || relation !== undefined)
      throw dataverseErrors.wrongType(name, `Microsoft.Dynamics.CRM.${logicalName}`);
    else throw missingInBody(table, name);
  }
  return { values: withFullName(table, values), before, after };
}

/** The name of a person is put together from its parts. Source: contact table reference, FullName. */
function withFullName(table: TableState, values: Record<string, unknown>): Record<string, unknown> {
  return table.definition.logicalName === "contact" ? { ...values, ...partsOfName(values) } : values;
}

function partsOfName(values: Record<string, unknown>): Record<string, unknown> {
  return "firstname" in values || "lastname" in values
    ? { fullname: [values["firstname"], values["lastname"]].filter(Boolean).join(" ") || null }
    : {};
}

/** `parentsite@odata.bind`, or `regardingobjectid_account@odata.bind` for a lookup with several targets. */
function readBind(
  call: DataverseCall,
  table: TableState,
  navigation: string,
  value: unknown,
): { column: string; id: string | null } {
  const found = lookupsOf(call.environment, table).find(({ name }) => name === navigation);
  if (found === undefined) throw missingInBody(table, `${navigation}@odata.bind`);
  const { column, targets } = found;
  if (value === null) return { column, id: null };
  const reference = /(?:^|\/)(\w+)\(([^()]+)\)$/.exec(typeof value === "string" ? value : "");
  if (reference?.[1] === undefined || reference[2] === undefined)
    throw dataverseErrors.badRequest(`Invalid reference in '${navigation}@odata.bind'.`);
  const target = call.environment.tableOfSet(reference[1]);
  if (target === undefined) throw missingSegment(call.environment, reference[1]);
  const id = keyInBind(target, reference[2]);
  if (id === undefined || !targets.includes(target.definition.logicalName))
    throw dataverseErrors.badRequest(`Invalid reference in '${navigation}@odata.bind'.`);
  if (!target.rows.has(id)) throw dataverseErrors.rowMissing(target.definition.logicalName, id);
  return { column, id };
}

/** An id, also with the name of the key before it, or an alternate key. */
function keyInBind(target: TableState, inside: string): string | undefined {
  const named = /^(\w+)=(?:'((?:[^']|'')*)'|([^,]+))$/.exec(inside);
  if (named?.[1] === undefined) return asGuid(inside);
  const value = named[2]?.replaceAll("''", "'") ?? named[3] ?? "";
  if (named[1] === target.definition.primaryId) return asGuid(value);
  const isKey = (target.definition.alternateKeys ?? []).some(
    (key) => key.length === 1 && key[0] === named[1],
  );
  if (!isKey) return undefined;
  const name = named[1];
  return [...target.rows.values()].find(({ values }) => String(values[name]) === value)?.id;
}
