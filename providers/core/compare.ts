import type { FieldChange } from "./resource-type.ts";

/**
 * Fields of `desired` that `observed` does not show. Fields that `desired` leaves undefined never count.
 * Values are compared as JSON; lists as sets (no list in this project has an order).
 */
export function changedFields(
  desired: Readonly<Record<string, unknown>>,
  observed: Readonly<Record<string, unknown>>,
  pathPrefix = "",
): FieldChange[] {
  return Object.keys(desired)
    .filter((field) => desired[field] !== undefined && !sameValue(desired[field], observed[field]))
    .map((field) => ({ path: pathPrefix + field, from: observed[field], to: desired[field] }));
}

/**
 * Equal as far as a service can tell: "" and null and unset are one, within values too, lists are sets, and texts are
 * compared as services keep them: trimmed, with one kind of line end, in one Unicode form.
 */
export function sameValue(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

/**
 * What was found, in the spelling of what was wanted wherever both mean the same. So a spelling that only the service
 * changed never reads as a change.
 */
export function inSpellingOf(wanted: unknown, found: unknown): unknown {
  if (sameValue(wanted, found)) return wanted;
  if (!isRecord(wanted) || !isRecord(found)) return found;
  const unsaid = Object.keys(wanted).filter((key) => !(key in found) && sameValue(wanted[key], undefined));
  return Object.fromEntries(
    [...Object.keys(found), ...unsaid].map((key) => [key, inSpellingOf(wanted[key], found[key])]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function canonical(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "string") {
    const kept = value.replaceAll(/\r\n?/g, "\n").trim().normalize("NFC");
    return kept === "" ? "null" : JSON.stringify(kept);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join(",")}]`;
  if (typeof value === "object") {
    const fields = Object.entries(value)
      .map(([key, fieldValue]): [string, string] => [key, canonical(fieldValue)])
      .filter(([, text]) => text !== "null")
      .toSorted(([left], [right]) => (left < right ? -1 : 1));
    return `{${fields.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The pieces of a list, at most `size` (≥ 1) long each. */
export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
