import type { JsonObject } from "./api.ts";
import { partOf, siteOf } from "./call-sites.ts";
import { BadAnswerError } from "./errors.ts";

// Fields of what a service sent. A field that is there in another form than the service documents makes the whole
// answer one that says nothing: BadAnswerError, which names the call.

/** The text under a key. Throws BadAnswerError when it is missing: for fields the service promises. */
export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : refuse(object, key, "text");
}

/** The text under a key, or undefined for absent and null. Throws BadAnswerError for anything else. */
export function optionalText(object: JsonObject, key: string): string | undefined {
  return isUnset(object[key]) ? undefined : textAt(object, key);
}

/** The object under a key, or undefined for absent and null. Throws BadAnswerError for anything else. */
export function optionalObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = object[key];
  if (isUnset(value)) return undefined;
  return isObject(value) ? partOf(object, value) : refuse(object, key, "object");
}

/** The list of objects under a key. Throws BadAnswerError when there is none: an absent list is no empty one. */
export function objectsAt(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  if (!Array.isArray(value) || !value.every(isObject)) return refuse(object, key, "list of objects");
  return value.map((item) => partOf(object, item));
}

/** The list of texts under a key. Throws BadAnswerError when there is none. */
export function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  const isText = (item: unknown): item is string => typeof item === "string";
  return Array.isArray(value) && value.every(isText) ? value : refuse(object, key, "list of texts");
}

/** Yes or no under a key. Throws BadAnswerError when neither is there: what is not said is not "no". */
export function flagAt(object: JsonObject, key: string): boolean {
  const value = object[key];
  return typeof value === "boolean" ? value : refuse(object, key, "yes or no");
}

/** The same for what the service leaves unset, as null or not at all, until somebody decides. */
export function optionalFlag(object: JsonObject, key: string): boolean | undefined {
  return isUnset(object[key]) ? undefined : flagAt(object, key);
}

/**
 * Yes or no under a key that was asked for by name: unset (null) means no, as for the columns of a table; not there at
 * all says nothing. Throws BadAnswerError then.
 */
export function columnFlag(object: JsonObject, key: string): boolean {
  return object[key] === null ? false : flagAt(object, key);
}

function isUnset(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function refuse(object: JsonObject, key: string, kind: string): never {
  const value = object[key];
  const got = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
  throw new BadAnswerError(siteOf(object), `it holds no ${kind} in "${key}" (got ${got})`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that a text of JSON holds; undefined when it is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The text under a key; undefined for anything else. For what nobody promises, such as answers to a failure. */
export function textIn(object: JsonObject | undefined, key: string): string | undefined {
  const value = object?.[key];
  return typeof value === "string" ? value : undefined;
}

/** Texts by key, without the values of other types. For what we have written ourselves, such as state. */
export function textRecord(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
