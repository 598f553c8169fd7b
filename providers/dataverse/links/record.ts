import type { ChannelLink } from "../../../schemas/types/resources.ts";
import type { JsonObject, Reader } from "../../core/api.ts";
import { RefusedError } from "../../core/errors.ts";
import { textAt } from "../../core/json.ts";
import { quoted } from "../../core/odata.ts";

type Named = Pick<ChannelLink, "environment" | "table" | "recordId" | "recordKey">;

/** How people call the record: `account c000…`, `new_site new_code=SFO-1`. */
export function recordText({ table, recordId, recordKey }: Omit<Named, "environment">): string {
  return `${table} ${recordId ?? partsOf(recordKey).join(", ")}`;
}

/** The record's id; for an alternate key the id of the record that has it now, undefined when none has. */
export async function recordIdOf(api: Reader, named: Named): Promise<string | undefined> {
  if (named.recordId !== undefined) return named.recordId;
  const { EntitySetName: set, PrimaryIdAttribute: idField } = await definitionOf(api, named);
  const row = await api
    .dataverse(named.environment)
    .find(`/${String(set)}(${keyPath(named.recordKey)})?$select=${String(idField)}`);
  return row === undefined ? undefined : textAt(row, String(idField)).toLowerCase();
}

/** What the metadata says about the record's table. Throws RefusedError when there is no such table. */
export async function definitionOf(api: Reader, { environment, table }: Named): Promise<JsonObject> {
  const fields = "LogicalName,ObjectTypeCode,EntitySetName,PrimaryIdAttribute,IsDocumentManagementEnabled";
  const found = await api
    .dataverse(environment)
    .find(`/EntityDefinitions(LogicalName='${table}')?$select=${fields}`);
  if (found !== undefined) return found;
  throw new RefusedError(
    `${environment} has no table "${table}". Expected the logical name of a table, such as account: mend the link.`,
  );
}

/** For a run that needs the record. */
export function missingRecord(named: Named): RefusedError {
  return new RefusedError(
    `${named.environment}: no record is ${recordText(named)}. Expected the values of an alternate key of ` +
      `"${named.table}" that one record has: mend \`recordKey\` of the link, or make the record.`,
  );
}

function partsOf(key: ChannelLink["recordKey"]): readonly string[] {
  return Object.entries(key ?? {}).map(([column, value]) => `${column}=${String(value)}`);
}

/**
 * `new_code='SFO-1',_parent_value=<guid>`: texts in quotes with quotes doubled, numbers and the ids of lookups
 * plain. Source: Power Apps "Use an alternate key to reference a record", read 2026-11.
 */
function keyPath(key: ChannelLink["recordKey"]): string {
  return Object.entries(key ?? {})
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([column, value]) => {
      const text = typeof value === "number" || /^_.+_value$/.test(column) ? String(value) : quoted(value);
      return `${column}=${encodeURIComponent(text)}`;
    })
    .join(",");
}
