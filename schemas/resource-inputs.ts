import type { ErrorObject, ValidateFunction } from "ajv";
import { checks } from "./types/resources-checks.ts";

/** One thing wrong with the inputs of a resource. */
export interface InputProblem {
  readonly property: string;
  readonly reason: string;
}

/** Checks inputs against the definition of their type. Returns every problem; empty when all is well. */
export function inputProblems(token: string, inputs: unknown): readonly InputProblem[] {
  const validate = validatorOf(token);
  if (validate(inputs)) return [];
  return (validate.errors ?? []).map((error) => ({ property: propertyOf(error), reason: reasonOf(error) }));
}

function validatorOf(token: string): ValidateFunction {
  const definition = token.slice(token.indexOf(":") + 1);
  const validate = checks[definition];
  if (validate === undefined) throw new Error(`resources.schema.json defines no "${definition}"`);
  return validate;
}

function propertyOf(error: ErrorObject): string {
  const missing: unknown = error.keyword === "required" ? error.params["missingProperty"] : undefined;
  const path = error.instancePath.split("/").slice(1);
  return [...path, ...(typeof missing === "string" ? [missing] : [])].join(".");
}

function reasonOf(error: ErrorObject): string {
  switch (error.keyword) {
    case "required":
      return "is missing";
    case "additionalProperties":
      return `has an unknown field "${String(error.params["additionalProperty"])}"`;
    case "enum":
      return `must be one of ${(error.params["allowedValues"] as unknown[]).map(String).join(", ")}`;
    default:
      return error.message ?? "is not valid";
  }
}
