// Lists of objects in what was sent or kept.
import { isObject, type JsonObject } from "../json.ts";

/** An array of objects; undefined when the value is absent or anything else. */
export function objectsOf(value: unknown): JsonObject[] | undefined {
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}
