import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { quickCompile } from "./quick-compile.ts";
import schema from "./resources.schema.json" with { type: "json" };

/** One thing wrong with the inputs of a resource. */
export interface InputProblem {
  readonly property: string;
  readonly reason: string;
}

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, ...quickCompile });
ajv.addSchema(schema);
const compiled = new Map<string, ValidateFunction>();

/** Checks inputs against the definition of their type. Returns every problem; empty when all is well. */
export function inputProblems(token: string, inputs: unknown): readonly InputProblem[] {
  const validate = validatorOf(token);
  if (validate(inputs)) return [];
  return (validate.errors ?? []).map((error) => ({ property: propertyOf(error), reason: reasonOf(error) }));
}

/** Compiled at first use: a run usually needs few of the types. */
function validatorOf(token: string): ValidateFunction {
  let validate = compiled.get(token);
  if (validate === undefined) {
    const definition = token.slice(token.indexOf(":") + 1);
    validate = ajv.compile({ $ref: `${schema.$id}#/definitions/${definition}` });
    compiled.set(token, validate);
  }
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
