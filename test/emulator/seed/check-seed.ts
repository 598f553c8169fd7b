// What a seed must be, by its schema, with the file and line of what is not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import { LineCounter, parseDocument } from "yaml";
import type { Seed } from "./shape.ts";

/** A seed is not what it should be; the message says where and what was expected. */
export class SeedProblem extends Error {}

/** Most problems that are told. */
const toldMost = 10;

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "seed.schema.json"), "utf8")) as object;
const isPart = new Ajv({ allErrors: true }).compile<Partial<Seed>>(schema);

/** The text of one file as a part of a seed. Throws SeedProblem. */
export function partIn(text: string, file: string): Partial<Seed> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (problem) {
    throw new SeedProblem(
      `${file}: no JSON: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
  if (isPart(read)) return read;
  // Of "one of these" only the whole is told.
  const problems = (isPart.errors ?? []).filter(({ schemaPath }) => !schemaPath.includes("/oneOf/"));
  const lineOf = linesIn(text);
  const told = problems.slice(0, toldMost).map((error) => `${file}:${lineOf(error)}: ${sentence(error)}`);
  const more = problems.length > told.length ? [`… ${problems.length - told.length} more`] : [];
  throw new SeedProblem([...told, ...more].join("\n"));
}

function sentence({
  instancePath,
  keyword,
  message = "is not as it should be",
  params,
}: ErrorObject): string {
  const at = instancePath === "" ? "the seed" : instancePath.slice(1).replaceAll("/", ".");
  const named = params as { additionalProperty?: string; allowedValues?: readonly unknown[] };
  if (keyword === "additionalProperties") return `${at}: "${named.additionalProperty ?? ""}" is not known`;
  if (keyword === "oneOf") return `${at}: expected "all" or a list of app roles`;
  if (keyword === "enum") return `${at}: expected ${(named.allowedValues ?? []).join(" or ")}`;
  return `${at}: ${message}`;
}

/** JSON is YAML, whose reader knows the lines. */
function linesIn(text: string): (error: ErrorObject) => number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return ({ instancePath, params }) => {
    const path = instancePath.split("/").slice(1);
    const { additionalProperty: extra } = params as { additionalProperty?: string };
    const wanted = extra === undefined ? path : [...path, extra];
    const node = document.getIn(wanted.map(stepOf), true) as { range?: readonly number[] } | undefined;
    return lines.linePos(node?.range?.[0] ?? 0).line;
  };
}

const stepOf = (step: string): string | number =>
  /^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~");

const single = ["tenantId", "domain", "displayName"] as const;

/** The parts together: what only the whole can lack, and names that lead nowhere. Throws SeedProblem. */
export function checkWhole(seed: Partial<Seed>, path: string): void {
  const missing = single.filter((name) => seed[name] === undefined);
  if (missing.length > 0) throw new SeedProblem(`${path}: "${missing.join('", "')}" is missing`);
  const users = seed.users ?? [];
  const known = new Set(users.flatMap(({ id, userPrincipalName }) => [id, userPrincipalName.toLowerCase()]));
  const strangers = (seed.groups ?? []).flatMap(({ displayName, owners, members }) =>
    [...owners, ...members]
      .filter((name) => !known.has(name.toLowerCase()) && !known.has(name))
      .map((name) => `${path}: the group "${displayName}" names "${name}", who is no user of the seed`),
  );
  const twice = [users, seed.groups ?? []].flatMap((list) => repeated(list.map(({ id }) => id)));
  const problems = [...strangers, ...twice.map((id) => `${path}: the id ${id} is there twice`)];
  if (problems.length > 0) throw new SeedProblem(problems.slice(0, toldMost).join("\n"));
}

function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}
