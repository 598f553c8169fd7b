// What a Dataverse handler gets, and the form of its answers.
import { dataverseErrors } from "../errors/dataverse.ts";
import type { Reply, Request } from "../http/message.ts";
import type { Key } from "../http/path.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Lag } from "../lag.ts";
import type { Query } from "../odata/query.ts";
import type { World } from "../world.ts";
import { wireName } from "./columns.ts";
import type { Environment, Row, TableState } from "./environment.ts";

export interface DataverseCall {
  readonly environment: Environment;
  readonly world: World;
  readonly lag: Lag;
  readonly request: Request;
  /** Address of the API with its version, for example https://127.0.0.1:8444/api/data/v9.2. */
  readonly api: string;
  readonly keys: Readonly<Record<string, Key>>;
  readonly query: Query;
  /** The systemuser who asks. */
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
  if (table === undefined) throw dataverseErrors.unknownSegment(set);
  return table;
}

/** The id in the brackets of the path. Throws 400 when it is not a GUID. */
export function rowIdOf(call: DataverseCall, table: TableState, name = "row"): string {
  const key = call.keys[name];
  const { definition, rows } = table;
  if (key === undefined) throw dataverseErrors.badRequest("A key is missing in the path.");
  if (key.kind === "id") return asGuid(key.value);
  const parts = Object.entries(key.parts);
  const byPrimary = key.parts[definition.primaryId];
  if (byPrimary !== undefined && parts.length === 1) return asGuid(byPrimary);
  // Alternate keys: a row that holds all the values, if any.
  for (const [column] of parts) {
    const plain = /^_(.+)_value$/.exec(column)?.[1] ?? column;
    if (!(plain in definition.columns)) throw dataverseErrors.unknownProperty(column, definition.logicalName);
  }
  const found = [...rows.values()].find((row) =>
    parts.every(([column, value]) => {
      const plain = /^_(.+)_value$/.exec(column)?.[1] ?? column;
      return String(row.values[plain]).toLowerCase() === value.toLowerCase();
    }),
  );
  if (found === undefined)
    throw dataverseErrors.rowMissing(definition.logicalName, JSON.stringify(key.parts));
  return found.id;
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

/** A row as JSON, with its etag. */
export function rowBody(table: TableState, row: Row, select: readonly string[] | undefined): JsonObject {
  const body: JsonObject = { "@odata.etag": etagOf(row) };
  const { columns, primaryId, logicalName } = table.definition;
  const names = new Map(Object.entries(columns).map(([name, column]) => [wireName(name, column), name]));
  if (select === undefined) {
    for (const [wire, name] of names) body[wire] = row.values[name] ?? null;
    return body;
  }
  for (const wire of select) {
    // The plain name of a lookup is its navigation property: selecting it gives the value.
    const name = names.get(wire) ?? (columns[wire]?.type === "lookup" ? wire : undefined);
    if (name === undefined) throw dataverseErrors.unknownProperty(wire, logicalName);
    body[wireName(name, columns[name] ?? { type: "string" })] = row.values[name] ?? null;
  }
  // The key always comes along.
  body[primaryId] = row.id;
  return body;
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
