import { isObject } from "./json.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What config declares of a resource goes through Pulumi as one text of JSON under this name. As nested values every
 * person of a roster would be a promise in the program and a message in three processes. Pulumi shows the difference
 * of two such texts as a difference of values. Source: docs/decisions/0016-inputs-as-one-text.md.
 */
export const declaredField = "declared";

/** Values as one text; equal values give equal texts, whatever the order of their keys. Lists keep their order. */
export function packed(value: Fields): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isObject(inner) ? withSortedKeys(inner) : inner));
}

/**
 * The reverse of `packed`; values that were never packed, as states from before 2026-11-21 hold them, come as they are.
 * Empty for what is none of our texts, such as a value that a preview does not know.
 */
export function unpacked(text: unknown): Fields {
  if (isObject(text)) return text;
  return typeof text === "string" && text.startsWith("{") ? (JSON.parse(text) as Fields) : {};
}

/** Fields of a resource as the engine holds it: those in the text and those beside it. */
export function withDeclared(fields: Fields): Fields {
  const { [declaredField]: text, ...others } = fields;
  return text === undefined ? fields : { ...unpacked(text), ...others };
}

function withSortedKeys(value: Fields): Fields {
  const keys = Object.keys(value);
  const isSorted = keys.every((key, at) => at === 0 || (keys[at - 1] ?? "") < key);
  return isSorted ? value : Object.fromEntries(keys.toSorted().map((key) => [key, value[key]]));
}
