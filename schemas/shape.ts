import type { ErrorObject, ValidateFunction } from "ajv";
import type { DocumentPath, Finding } from "./problem.ts";
import { describeShapeError } from "./shape-messages.ts";
import { closest } from "./suggest.ts";
import { textFindings } from "./text-findings.ts";
import { checks } from "./types/org-checks.ts";
import { checks as stackChecks } from "./types/stack-checks.ts";
import orgSchema from "./org.schema.json" with { type: "json" };

/** The parts of a config that are checked on their own, so that one broken row does not spoil the rest. */
export type ShapePart = "org" | "orgPart" | "node" | "person" | "fileMapping" | "stack";

/** The sections that an org may have. */
export const sectionNames: readonly string[] = Object.keys(orgSchema.properties);

/** By the names that the generated checks go by. */
function validatorOf(part: ShapePart): ValidateFunction {
  const validator = part === "stack" ? stackChecks["root"] : checks[part === "org" ? "root" : part];
  if (validator === undefined) throw new Error(`the schema has no part ${part}`);
  return validator;
}

/** `/managers/1` as a path. List indexes become numbers when the value there is a list. */
function pathOf(pointer: string, value: unknown): DocumentPath {
  const path: (string | number)[] = [];
  let at = value;
  for (const segment of pointer.split("/").slice(1)) {
    const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(at) ? Number(key) : key);
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  }
  return path;
}

/** Errors that only repeat another one: of a node without kind, and of the one branch that was tried. */
function repeats(error: ErrorObject): boolean {
  const params = error.params as { error?: string };
  return error.keyword === "discriminator" && params.error === "tag" && typeof error.data !== "string"
    ? (error.data as { kind?: unknown } | null)?.kind === undefined
    : false;
}

/** That a key is missing follows from its being there misspelled, or with its value joined to it. */
function followsFromKey(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword !== "required") return false;
  const { missingProperty } = error.params as { missingProperty: string };
  return errors.some((other) => {
    if (other.keyword !== "additionalProperties" || other.instancePath !== error.instancePath) return false;
    const { additionalProperty: key } = other.params as { additionalProperty: string };
    return key.startsWith(`${missingProperty}:`) || closest(key, [missingProperty]) === missingProperty;
  });
}

/**
 * Of an entry under `files` that may be a path or a mapping, only what is wrong with the one that it is: the check
 * tells what it is not, too.
 */
function isOfFile({ instancePath, keyword, schemaPath }: ErrorObject, root: unknown): boolean {
  const index = /^\/files\/(\d+)/.exec(instancePath)?.[1];
  if (index === undefined) return true;
  const entry = (root as { files?: readonly unknown[] } | null)?.files?.[Number(index)];
  if (typeof entry === "object" && entry !== null && !Array.isArray(entry))
    return (
      instancePath !== `/files/${index}` || !(keyword === "anyOf" || schemaPath.endsWith("/anyOf/0/type"))
    );
  if (keyword === "anyOf") return false;
  return schemaPath.includes("/anyOf/0/");
}

/** What a part of the config has against its schema; empty when its shape is right. */
export function shapeFindings(
  part: ShapePart,
  value: unknown,
  base: DocumentPath,
  written: (path: DocumentPath) => string | undefined,
): readonly Finding[] {
  const validate = validatorOf(part);
  const texts = textFindings(value, base);
  if (validate(value)) return texts;
  const all = (validate.errors ?? []).filter((error) => !repeats(error));
  const errors = part === "org" ? all.filter((error) => isOfFile(error, value)) : all;
  const shapes = errors
    .filter((error) => !followsFromKey(error, errors))
    .map((error) => describeShapeError(error, [...base, ...pathOf(error.instancePath, value)], written));
  // A letter that does not show explains best why a text does not fit.
  const told = new Set(texts.map(({ path }) => path.join("/")));
  return [...texts, ...shapes.filter(({ path }) => !told.has(path.join("/")))];
}
