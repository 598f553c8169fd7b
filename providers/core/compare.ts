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

/** Equal as far as a service can tell: "" and null and unset are one, lists are sets. */
export function sameValue(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  if (value === undefined || value === null || value === "") return "null";
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join(",")}]`;
  if (typeof value === "object") {
    const fields = Object.entries(value)
      .filter(([, fieldValue]) => fieldValue !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1));
    return `{${fields.map(([key, fieldValue]) => `${JSON.stringify(key)}:${canonical(fieldValue)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The pieces of a list, at most `size` (≥ 1) long each. */
export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
