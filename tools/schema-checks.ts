// The checks of schemas/*.schema.json as code that needs no compiling when a command starts. Used by schema-types.ts.
import { Ajv } from "ajv";
import formats from "ajv-formats";
import standalone from "ajv/dist/standalone/index.js";

interface CheckedSchema {
  readonly $id: string;
  readonly definitions: Readonly<Record<string, unknown>>;
}

interface Recipe {
  /** Options beside those of all checks. */
  readonly options: ConstructorParameters<typeof Ajv>[0];
  /** What is checked on its own: the root where it is true, and these definitions. */
  readonly root: boolean;
  readonly definitions: (schema: CheckedSchema) => readonly string[];
}

/** How each schema is compiled, by its file. */
const recipes: Readonly<Record<string, Recipe>> = {
  "org.schema.json": {
    // `kind` is required where a node is told apart and declared in its two shapes: strictRequired would object.
    options: { verbose: true, discriminator: true, allowUnionTypes: true, strictRequired: false },
    root: true,
    definitions: () => ["orgPart", "node", "person", "fileMapping"],
  },
  "resources.schema.json": {
    options: { allowUnionTypes: true },
    root: false,
    definitions: ({ definitions }) => Object.keys(definitions),
  },
  "stack.schema.json": {
    options: { verbose: true, strictTypes: false },
    root: true,
    definitions: () => ["stackConfig"],
  },
};

/**
 * The module with the checks of one schema: `checks`, by "root" and by definition. Undefined where none is wanted.
 */
export function checksOf(schemaFile: string, schema: CheckedSchema): string | undefined {
  const recipe = recipes[schemaFile];
  if (recipe === undefined) return undefined;
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    inlineRefs: false,
    ...recipe.options,
    code: { source: true, esm: true },
  });
  formats.default(ajv, ["date"]);
  ajv.addSchema(schema);
  const parts = [
    ...(recipe.root ? [["root", schema.$id] as const] : []),
    ...recipe.definitions(schema).map((name) => [name, `${schema.$id}#/definitions/${name}`] as const),
  ];
  const exported = Object.fromEntries(parts.map(([, reference], index) => [`check${index}`, reference]));
  const code = standalone.default(ajv, exported).replace(/^"use strict";/, "");
  const table = parts.map(([name], index) => `  ${JSON.stringify(name)}: check${index},`).join("\n");
  return [
    "// @ts-nocheck: what ajv has made, from a schema that is checked itself",
    `// Generated from schemas/${schemaFile}. Do not edit: change the schema, then run \`npm run types\`.`,
    // ajv writes require() even into modules.
    'import { createRequire } from "node:module";',
    'import type { ValidateFunction } from "ajv";',
    "const require = createRequire(import.meta.url);",
    code.trimEnd(),
    "/** Checks that ajv would compile from the schema: of the whole (root) and of definitions, by name. */",
    `export const checks: Readonly<Record<string, ValidateFunction>> = {\n${table}\n};`,
    "",
  ].join("\n");
}
