import * as pulumi from "@pulumi/pulumi";
import { remedies } from "../../schemas/remedies.ts";
import type { ConsentNeed } from "../derive/environment.ts";
import { appliedBy } from "./stack-outputs.ts";

/**
 * The switches of an environment rest on consent that the tenant stack gives. A preview warns, so that both stacks
 * can be reviewed before either is applied, and before the tenant's is made; a run refuses before anything is declared.
 */
export async function checkConsent(
  needed: readonly ConsentNeed[],
  tenantStack: string | undefined,
  isPreview: boolean,
): Promise<void> {
  if (needed.length === 0) return;
  const text = await whatIsMissing(needed, tenantStack);
  if (text === undefined) return;
  if (!isPreview) throw new pulumi.RunError(text);
  void pulumi.log.warn(`${text} A run would stop here.`);
}

/** Undefined when all of it was given. What could not be read is told as that: it may have been given. */
async function whatIsMissing(
  needed: readonly ConsentNeed[],
  tenantStack: string | undefined,
): Promise<string | undefined> {
  try {
    const rows = tenantStack === undefined ? [] : consentRows(await appliedBy(tenantStack, "consent"));
    const given = new Set(rows.map(keyOf));
    const missing = needed.filter((need) => !given.has(keyOf(need)));
    if (missing.length === 0) return undefined;
    const mend =
      tenantStack === undefined
        ? "Set store-teams:tenantStack to the stack that gives it."
        : `First apply its stack: ${remedies.applyStack(tenantStack.split("/").at(-1) ?? "")}`;
    return `consent is missing in the tenant: ${missing.map(inWords).join(", ")}. ${mend}`;
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    return `whether consent is given could not be checked: ${error.message}`;
  }
}

/** Rows of an output `consent`. Empty when nothing was applied. */
export function consentRows(output: unknown): readonly ConsentNeed[] {
  return Array.isArray(output) ? (output as ConsentNeed[]) : [];
}

function inWords({ permission, kind, feature }: ConsentNeed): string {
  return `${permission} (${kind}${feature === undefined ? "" : `, for ${feature}`})`;
}

function keyOf({ clientAppId, resourceAppId, permission, kind }: ConsentNeed): string {
  return [clientAppId, resourceAppId, permission, kind].join(" ");
}
