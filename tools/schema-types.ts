// Makes of schemas/*.schema.json, committed in schemas/types/: the TypeScript types, <name>.ts, and the checks,
// <name>-checks.ts, so that no command compiles a schema when it starts.
//
//   npm run types               writes what is stale and removes what has no schema any more
//   npm run types -- --check    writes nothing; exit code 1 when something is stale
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile, type JSONSchema } from "json-schema-to-typescript";
import { VerbCommand } from "./verb-command.ts";
import { checksOf } from "./schema-checks.ts";

const schemasFolder = join(import.meta.dirname, "..", "schemas");
const typesFolder = join(schemasFolder, "types");
const schemaSuffix = ".schema.json";

/** No date and no version in it: the same schema must always give the same bytes. */
function banner(schemaFile: string): string {
  return `// Generated from schemas/${schemaFile}. Do not edit: change the schema, then run \`npm run types\`.`;
}

/** The generator notes on each type where it was referenced from; that says nothing to a reader. */
function withoutReferenceNotes(text: string): string {
  const note =
    / \* This interface was referenced by `[^`]+`'s JSON-Schema\n \* via the `definition` "[^"]+"\.\n/g;
  return text.replace(note, "").replaceAll("/**\n */\n", "").replaceAll("\n *\n */", "\n */");
}

type SchemaWithId = Parameters<typeof checksOf>[1];

/** The TypeScript text for one schema file. */
async function typesOf(schemaFile: string): Promise<string> {
  const schema = JSON.parse(await readFile(join(schemasFolder, schemaFile), "utf8")) as JSONSchema;
  const text = await compile(schema, schemaFile, {
    additionalProperties: false,
    bannerComment: banner(schemaFile),
    cwd: schemasFolder,
    // "At least one" is for ajv to check; as tuples such lists are awkward to build.
    ignoreMinAndMaxItems: true,
    style: { printWidth: 110 },
    // Definitions are the point of a schema file even where its root does not lead to them.
    unreachableDefinitions: true,
  });
  return withoutReferenceNotes(text);
}

async function namesIn(folder: string, suffix: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(suffix)).sort();
}

/** What schemas/types should hold, by file name. */
async function wantedFiles(): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const schemaFile of await namesIn(schemasFolder, schemaSuffix)) {
    wanted.set(schemaFile.replace(schemaSuffix, ".ts"), await typesOf(schemaFile));
    const schema = JSON.parse(await readFile(join(schemasFolder, schemaFile), "utf8")) as SchemaWithId;
    const checks = checksOf(schemaFile, schema);
    if (checks !== undefined) wanted.set(schemaFile.replace(schemaSuffix, "-checks.ts"), checks);
  }
  return wanted;
}

/** Names of the files that differ from what they should hold; a file without a schema wants to be gone. */
async function staleFiles(wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const present = new Map<string, string>();
  for (const name of await namesIn(typesFolder, ".ts")) {
    present.set(name, await readFile(join(typesFolder, name), "utf8"));
  }
  const names = new Set([...wanted.keys(), ...present.keys()]);
  return [...names].filter((name) => wanted.get(name) !== present.get(name)).sort();
}

async function write(stale: readonly string[], wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const name of stale) {
    const text = wanted.get(name);
    const path = join(typesFolder, name);
    await (text === undefined ? rm(path) : writeFile(path, text));
    console.log(`${text === undefined ? "removed" : "wrote"} schemas/types/${name}`);
  }
}

const options = new VerbCommand({
  name: "npm run types --",
  does: "Makes the TypeScript types and checks of the schemas, and removes what has no schema any more.",
  exits: { 0: "all are as the schemas say", 1: "with --check: something is stale" },
})
  .option("--check", "write nothing, tell what is stale", false)
  .parse()
  .opts<{ check: boolean }>();
await mkdir(typesFolder, { recursive: true });
const wanted = await wantedFiles();
const stale = await staleFiles(wanted);
if (!options.check) {
  await write(stale, wanted);
} else if (stale.length > 0) {
  console.error(`Stale: ${stale.map((name) => `schemas/types/${name}`).join(", ")}. Run: npm run types`);
  process.exitCode = 1;
}
