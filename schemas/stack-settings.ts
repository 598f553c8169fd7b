import type { ErrorObject } from "ajv";
import { textFindings } from "./text-findings.ts";
import { checks } from "./types/stack-checks.ts";

/** Everything that is wrong with a stack's settings, a sentence each; empty when all is well. Keys without prefix. */
export function settingProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const named = Object.fromEntries(given.map(([key, value]) => [`store-teams:${key}`, value]));
  const validate = checks["stackConfig"];
  if (validate === undefined) throw new Error("stack.schema.json defines no stackConfig");
  const texts = textFindings(named, []).map(({ path, message }) => `${path.join(" → ")}: ${message}`);
  return [...texts, ...(validate(named) ? [] : (validate.errors ?? []).map(sentence))];
}

function sentence(error: ErrorObject): string {
  const where = error.instancePath.split("/").slice(1).join(" → ").replaceAll("~1", "/") || "config";
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case "required":
      return `${where}: "${String(params["missingProperty"])}" is missing`;
    case "additionalProperties":
      return `${where}: there is no setting "${String(params["additionalProperty"])}"`;
    case "enum":
      return `${where}: expected one of ${(params["allowedValues"] as unknown[]).map(String).join(", ")}`;
    default:
      return `${where}: ${error.message ?? "is not valid"}`;
  }
}
