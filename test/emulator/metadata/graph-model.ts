// Microsoft's metadata as the tenant uses it while it runs: types, enumerations, documented operations.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelFile } from "./make-graph-model.ts";

export type Version = "v1.0" | "beta";

/** A property of a type of the model. */
export interface ModelProperty {
  readonly name: string;
  /** String, Boolean, …, or the name of a complex type or an enumeration. */
  readonly type: string;
  readonly isCollection: boolean;
  readonly isNullable: boolean;
  /** The description says that only the service sets it. */
  readonly isReadOnly: boolean;
  /** Sent only when $select names it. */
  readonly isOnSelect: boolean;
  readonly isBeta: boolean;
}

const file = JSON.parse(readFileSync(join(import.meta.dirname, "graph-model.json"), "utf8")) as ModelFile;

type Properties = ReadonlyMap<string, ModelProperty>;
const propertiesKnown = new Map<string, Properties>();
const navigationKnown = new Map<string, Properties>();

function plain(typeName: string): string {
  return typeName.replace(/^#?(?:microsoft\.)?graph\./, "");
}

export function isModelType(typeName: string): boolean {
  return plain(typeName) in file.types;
}

/** Members of an enumeration; undefined when the name is not that of an enumeration. */
export function membersOf(typeName: string): readonly string[] | undefined {
  return file.enumerations[plain(typeName)]?.split(" ");
}

/** Structural properties of a type with those it inherits. Empty for a type that is not in the model. */
export function modelProperties(typeName: string): Properties {
  return collected(plain(typeName), "properties", propertiesKnown);
}

/** Properties that lead to other entities. */
export function modelNavigation(typeName: string): Properties {
  return collected(plain(typeName), "navigation", navigationKnown);
}

function collected(
  name: string,
  what: "properties" | "navigation",
  known: Map<string, Properties>,
): Properties {
  const present = known.get(name);
  if (present !== undefined) return present;
  const type = file.types[name];
  const all = new Map(type?.base === undefined ? [] : collected(type.base, what, known));
  for (const [property, text] of Object.entries(type?.[what] ?? {})) all.set(property, read(property, text));
  known.set(name, all);
  return all;
}

function read(name: string, text: string): ModelProperty {
  const [kind = "", ...flags] = text.split(" ");
  const collection = /^Collection\((.+)\)$/.exec(kind)?.[1];
  return {
    name,
    type: collection ?? kind.replace(/\?$/, ""),
    isCollection: collection !== undefined,
    isNullable: kind.endsWith("?"),
    isReadOnly: flags.includes("readOnly"),
    isOnSelect: flags.includes("onSelect"),
    isBeta: flags.includes("beta"),
  };
}

/** Finds a name whatever its case. */
export function ignoringCase<Value>(
  map: ReadonlyMap<string, Value>,
  name: string,
): readonly [name: string, value: Value] | undefined {
  const exact = map.get(name);
  if (exact !== undefined) return [name, exact];
  const wanted = name.toLowerCase();
  for (const entry of map) if (entry[0].toLowerCase() === wanted) return entry;
  return undefined;
}

/** Documented operations of v1.0: template with {} for parameters to methods. */
export const documentedOperations: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(file.operations).map(([template, methods]) => [template, methods.split(" ")]),
);

/** How a path of the emulator's own list is written in the model: casts and functions differ. */
function comparable(template: string): string {
  return template
    .replaceAll(/\{[^}]*\}/g, "{}")
    .replaceAll("microsoft.graph.", "graph.")
    .replaceAll("()", "")
    .toLowerCase();
}

const byComparable = new Map(
  [...documentedOperations].map(([template, methods]) => [comparable(template), methods]),
);

/** Every documented path up to a word: "/applications/delta" tells that `delta` there is no id. */
const words = new Set(
  [...byComparable.keys(), ...file.words.map(comparable)].flatMap((template) => {
    const segments = template.split("/");
    return segments.flatMap((segment, index) =>
      segment === "" || segment.startsWith("{") ? [] : [segments.slice(0, index + 1).join("/")],
    );
  }),
);

/** True when the documents have a word of their own there, such as a function. `template` ends in the word. */
export function isDocumentedWord(template: string): boolean {
  return words.has(comparable(template));
}

/** True when v1.0 documents the method for the path. `template` may have any names for parameters. */
export function isDocumented(method: string, template: string): boolean {
  return byComparable.get(comparable(template))?.includes(method) === true;
}
