import type { Reader } from "../../providers/core/api.ts";
import { answeringOrganization, answeringTenant } from "../../providers/who-answers.ts";
import { otherOrganization, otherTenant, type OtherTarget } from "./compare.ts";
import type { DeclaredTarget } from "./declared.ts";

/**
 * What answers and is not what config names; empty when all is right. Asks for the tenant first, since nothing else
 * means anything in another one. Throws what a read throws: then nothing is known.
 */
export async function otherTargets(api: Reader, declared: DeclaredTarget): Promise<readonly OtherTarget[]> {
  const tenant = otherTenant(declared, await answeringTenant(api));
  if (tenant.length > 0 || declared.environment === undefined) return tenant;
  return otherOrganization(declared, await answeringOrganization(api, declared.environment.url));
}
