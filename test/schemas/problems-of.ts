import type { Problem } from "../../schemas/problem.ts";
import { readSource } from "../../schemas/source/read-source.ts";
import type { SourceDocument } from "../../schemas/source/source-document.ts";
import { validateOrg } from "../../schemas/validate.ts";
import type { ValidatedOrg } from "../../schemas/validate.ts";

/** Three lines that most fixtures begin with; what a fixture adds begins in line 4. */
const header = `apiVersion: org/v1
tenant: { id: 7a1c0000-0000-4000-8000-000000000001, domain: contoso.example }
hierarchy: { id: by-region, name: By region, purposes: [retailReporting] }
`;

/** The root and a region, for fixtures about stores. */
export const root = `nodes:
  - { id: contoso, kind: organization, name: Contoso }
`;

export function sourceOf(file: string, content: string | Uint8Array): SourceDocument {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readSource(file, bytes, file.slice(file.lastIndexOf(".")));
}

/** Validates the text of one whole file. */
export function validateText(content: string | Uint8Array, file = "org.yaml"): ValidatedOrg {
  return validateOrg(sourceOf(file, content));
}

/** Validates what follows the usual three lines. */
export function validateBelowHeader(text: string): ValidatedOrg {
  return validateText(header + text);
}

/** `5:12 error R2 node "a" → parent: no node has … ⇒ Did you mean …` */
export function problemLine({ place, severity, ruleId, where, message, mend }: Problem): string {
  const position = `${String(place.line)}:${String(place.column)}`;
  return `${position} ${severity} ${ruleId} ${where === "" ? "" : `${where}: `}${message} ⇒ ${mend}`;
}

/** The letters that a problem underlines. */
export function underlined({ place: { lineText, column, length } }: Problem): string {
  return lineText.slice(column - 1, column - 1 + length);
}

/** Every problem as a line. */
export function problemLines({ problems }: ValidatedOrg): readonly string[] {
  return problems.map(problemLine);
}
