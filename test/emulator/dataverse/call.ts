// What a Dataverse handler gets, and the form of its answers.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply, Request } from "../http/message.ts";
import type { Key } from "../http/path.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Lag } from "../lag.ts";
import type { Query } from "../odata/query.ts";
import type { World } from "../world.ts";
import { columnNamed } from "./columns.ts";
import type { Environment, Row, TableState } from "./environment.ts";
import { missingColumn, missingSegment } from "./missing.ts";

export interface DataverseCall {
  readonly environment: Environment;
  /** Id of the Entra tenant that the environment belongs to. */
  readonly tenantId: string;
  readonly world: World;
  readonly lag: Lag;
  readonly request: Request;
  /** Address of the API with its version, for example https://127.0.0.1:8444/api/data/v9.2. */
  readonly api: string;
  readonly keys: Readonly<Record<string, Key>>;
  readonly query: Query;
  /** The systemuser who asks, or for whom it is asked. */
  readonly user: Row;
}

export interface DataverseRoute {
  readonly method: string;
  readonly template: string;
  readonly handler: (call: DataverseCall) => Reply;
  readonly isWrite: boolean;
}

const route =
  (method: string, isWrite: boolean) =>
  (template: string, handler: DataverseRoute["handler"]): DataverseRoute => ({
    method,
    template,
    handler,
    isWrite,
  });

export const onGet = route("GET", false);
export const onPost = route("POST", true);
export const onPatch = route("PATCH", true);
export const onPut = route("PUT", true);
export const onDelete = route("DELETE", true);

/** The table of the entity set in the path. Throws 404. */
export function tableOf(call: DataverseCall, name = "set"): TableState {
  const key = call.keys[name];
  const set = key?.kind === "id" ? key.value : "";
  const table = call.environment.tableOfSet(set);
  if (table === undefined) throw missingSegment(call.environment, set);
  return table;
}

/** What the brackets of the path name: an id, or the values of an alternate key and the id that has them. */
export interface RowKey {
  readonly id: string | undefined;
  /** Values of the alternate key by column; undefined for a plain id. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

/** Reads the key of the path. Throws 400 for what is no GUID and no alternate key of the table. */
export function rowKeyOf(call: DataverseCall, table: TableState, name = "row"): RowKey {
  const key = call.keys[name];
  if (key === undefined) throw dataverseErrors.badRequest("A key is missing in the path.");
  return rowKeyIn(table, key);
}

/** As `rowKeyOf`, of a key that stands elsewhere. */
export function rowKeyIn(table: TableState, key: Key): RowKey {
  const { definition, rows } = table;
  if (key.kind === "id") return { id: asGuid(key.value), values: undefined };
  const byPrimary = key.parts[definition.primaryId];
  if (byPrimary !== undefined && Object.keys(key.parts).length === 1)
    return { id: asGuid(byPrimary), values: undefined };
  const values = alternateValues(table, key.parts);
  const found = [...rows.values()].find((row) =>
    Object.entries(values).every(
      ([column, value]) => String(row.values[column]).toLowerCase() === value.toLowerCase(),
    ),
  );
  return { id: found?.id, values };
}

/** Lookups in a key go by their `_name_value`. */
function alternateValues(table: TableState, parts: Readonly<Record<string, string>>): Record<string, string> {
  const { definition } = table;
  const values: Record<string, string> = {};
  for (const [wire, value] of Object.entries(parts)) {
    const lookup = /^_(.+)_value$/.exec(wire)?.[1];
    const column = columnNamed(definition.columns, lookup ?? wire);
    if (column === undefined || (column.type === "lookup") !== (lookup !== undefined))
      throw missingColumn(table, wire);
    values[lookup ?? wire] = value;
  }
  const names = Object.keys(values).sort().join();
  const isKey = (definition.alternateKeys ?? []).some((key) => [...key].sort().join() === names);
  if (!isKey) throw dataverseErrors.noSuchKey(names, definition.logicalName);
  return values;
}

/** The id in the brackets of the path. Throws 400 for a bad key, 404 for an alternate key that no row has. */
export function rowIdOf(call: DataverseCall, table: TableState, name = "row"): string {
  const { id, values } = rowKeyOf(call, table, name);
  if (id === undefined)
    throw dataverseErrors.rowMissing(table.definition.logicalName, JSON.stringify(values));
  return id;
}

export function asGuid(text: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw dataverseErrors.badRequest(`Guid should contain 32 digits with 4 dashes: '${text}'.`);
  }
  return text.toLowerCase();
}

export function etagOf(row: Row): string {
  return `W/"${row.version}"`;
}

/** The JSON body. Throws 400 when there is none. */
export function bodyOf(call: DataverseCall): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(call.request.bodyText);
  } catch {
    throw dataverseErrors.badRequest(
      "Error identified in Payload provided by the user: it is not valid JSON.",
    );
  }
  if (!isObject(body)) throw dataverseErrors.badRequest("Error identified in Payload provided by the user.");
  return body;
}

/** Throws 403 unless the user is a System Administrator: the other role in use only reads. */
export function requireWrite(call: DataverseCall, table: string, verb: "Create" | "Write" | "Delete"): void {
  if (call.environment.isAdministrator(call.user.id)) return;
  throw dataverseErrors.privilege(call.user.id, `prv${verb}${table}`);
}

export function preferences(call: DataverseCall): readonly string[] {
  return (call.request.headers["prefer"] ?? "").split(",").map((part) => part.trim().toLowerCase());
}

/** The condition of a header. Shape: none, any (`*`), or a version. */
export function conditionOf(call: DataverseCall, header: "if-match" | "if-none-match"): string | undefined {
  const value = call.request.headers[header];
  return value === undefined || value === "null" || value === "" ? undefined : value;
}
