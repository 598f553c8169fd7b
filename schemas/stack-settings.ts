import type { ErrorObject } from "ajv";
import { textFindings } from "./text-findings.ts";
import { checks } from "./types/stack-checks.ts";

/** The settings that each program reads, without prefix. Any other one would be without effect. */
const settingsOfProgram: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["tenant", ["program", "org", "protect", "brakes", "approvals", "doneByHand", "vendor"]],
  [
    "environment",
    [
      ...["program", "org", "environment", "tenantStack", "regions", "shared"],
      ...["brakes", "approvals", "doneByHand", "vendor"],
    ],
  ],
  ["identities", ["program", "identities"]],
]);

/** The settings that the program of a stack does not read; none for a program that there is not. */
export function settingsWithoutEffect(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const read = settingsOfProgram.get(settings["program"]);
  if (read === undefined) return [];
  const every = [...settingsOfProgram.values()].flat();
  return Object.keys(settings).filter((name) => every.includes(name) && !read.includes(name));
}

/** Why a setting without effect is refused, and how to mend it. */
export const withoutEffect = (name: string, program: unknown): { message: string; mend: string } => ({
  message: `the program "${String(program)}" does not read "store-teams:${name}"`,
  mend: "Remove it, or correct the program.",
});

/** Everything that is wrong with a stack's settings, a sentence each; empty when all is well. Keys without prefix. */
export function settingProblems(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const named = Object.fromEntries(given.map(([key, value]) => [`store-teams:${key}`, value]));
  const validate = checks["stackConfig"];
  if (validate === undefined) throw new Error("stack.schema.json defines no stackConfig");
  const texts = textFindings(named, []).map(({ path, message }) => `${path.join(" → ")}: ${message}`);
  const idle = settingsWithoutEffect(Object.fromEntries(given)).map(
    (name) => withoutEffect(name, settings["program"]).message,
  );
  return [...texts, ...(validate(named) ? [] : (validate.errors ?? []).map(sentence)), ...idle];
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
