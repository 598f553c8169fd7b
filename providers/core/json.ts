import type { JsonObject } from "./api.ts";

/** The text under a key. Throws when it is missing: for fields the service promises. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value !== "string") {
    throw new Error(
      `the service sent no text in "${key}" (got ${value === undefined ? "nothing" : JSON.stringify(value)})`,
    );
  }
  return value;
}

/** The text under a key, or undefined for absent, null and other types. */
export function optionalText(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" ? value : undefined;
}

/** The object under a key, or undefined. */
export function optionalObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key];
  return isObject(value) ? value : undefined;
}

/** The list of objects under a key; empty when there is none. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts by key, without the values of other types. */
export function textRecord(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
