// Makes graph-model.json, the part of Microsoft's metadata that the tenant goes by while it runs: the types in
// scope with everything they refer to, and the documented operations. A test makes it anew and compares.
// Run: node test/emulator/metadata/make-graph-model.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BetaDeclarations,
  type Declarations,
  type DeclaredProperty,
  OpenApiDeclarations,
} from "./declarations.ts";
import { isInScope, typesInScope } from "./scope.ts";

export interface ModelFile {
  readonly types: Record<string, ModelFileType>;
  readonly enumerations: Record<string, string>;
  /** Template without names of parameters to methods. */
  readonly operations: Record<string, string>;
  /** Words out of scope that stand where an id of something in scope could: they are no id. */
  readonly words: readonly string[];
}

interface ModelFileType {
  base?: string;
  /** "String? readOnly onSelect beta": type, whether null is allowed, what the description says, and beta for
   *  what v1.0 does not have. */
  properties: Record<string, string>;
  /** Properties that lead to entities. */
  navigation: Record<string, string>;
}

const openApi = new OpenApiDeclarations();
const sources: readonly (readonly [mark: string, source: Declarations])[] = [
  ["", openApi],
  [" beta", new BetaDeclarations()],
];

function isEntity(name: string, source: Declarations): boolean {
  for (let type: string | undefined = name; type !== undefined; type = source.find(type)?.base) {
    if (type === "entity") return true;
  }
  return false;
}

function textOf(property: DeclaredProperty, mark: string): string {
  const { description } = property;
  const type = property.type.replace(/^#/, "");
  const kind = property.isCollection ? `Collection(${type})` : type;
  const nothing = property.isNullable && !property.isCollection ? "?" : "";
  // "Read-only." is meant, not "read-only for users synced from on-premises" nor "a team in read-only mode".
  const readOnly = /\bread-?only(?=[.;,]|$| in Microsoft Graph| and)/i.test(description) ? " readOnly" : "";
  const onSelect = /(?:returned only on|requires?) \$select|only returned on \$select/i.test(description)
    ? " onSelect"
    : "";
  return `${kind}${nothing}${readOnly}${onSelect}${mark}`;
}

/** Beta tells no formats: its times are known by their names. */
function withFormat(name: string, property: DeclaredProperty): DeclaredProperty {
  return property.type === "String" && /DateTime$/.test(name)
    ? { ...property, type: "DateTimeOffset" }
    : property;
}

export function makeGraphModel(): ModelFile {
  const types: ModelFile["types"] = {};
  const enumerations: ModelFile["enumerations"] = {};
  const waiting: string[] = [...typesInScope];
  const known = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (known.has(name)) continue;
    known.add(name);
    const made: ModelFileType = { properties: {}, navigation: {} };
    const members: string[] = [];
    for (const [mark, source] of sources) {
      const type = source.find(name);
      if (type === undefined) continue;
      for (const member of type.members) if (!members.includes(member)) members.push(member);
      if (type.base !== undefined) {
        made.base ??= type.base;
        waiting.push(type.base);
      }
      for (const [property, declared] of type.properties) {
        if (property in made.properties || property in made.navigation) continue;
        const target = declared.type.startsWith("#") ? declared.type.slice(1) : undefined;
        const isNavigation = target !== undefined && isEntity(target, source);
        const text = textOf(withFormat(property, declared), mark);
        if (isNavigation) made.navigation[property] = text;
        else made.properties[property] = text;
        if (target !== undefined && !isNavigation) waiting.push(target);
      }
    }
    if (members.length > 0) enumerations[name] = members.join(" ");
    else types[name] = made;
  }
  return {
    types: sorted(types),
    enumerations: sorted(enumerations),
    operations: operationsInScope(),
    words: wordsOutOfScope(),
  };
}

function operationsInScope(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [template, methods] of openApi.operations()) {
    const plain = template.replaceAll(/\{[^}]*\}/g, "{}");
    if (isInScope(plain)) found[plain] = methods.join(" ");
  }
  return sorted(found);
}

function wordsOutOfScope(): string[] {
  const templates = [...openApi.operations()].map(([template]) => template.replaceAll(/\{[^}]*\}/g, "{}"));
  const places = new Set(
    templates
      .filter(isInScope)
      .flatMap((template) => [...template.matchAll(/\/\{\}/g)].map(({ index }) => template.slice(0, index))),
  );
  const found = templates
    .filter((template) => !isInScope(template))
    .flatMap((template) => {
      const segments = template.split("/");
      return segments.flatMap((segment, index) => {
        const place = segments.slice(0, index).join("/");
        return segment !== "" && segment !== "{}" && places.has(place) ? [`${place}/${segment}`] : [];
      });
    });
  return [...new Set(found)].sort();
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] === import.meta.filename) {
  const path = join(import.meta.dirname, "graph-model.json");
  writeFileSync(path, `${JSON.stringify(makeGraphModel(), null, 1)}\n`);
}
