import type { Reader } from "../../../providers/core/api.ts";
import { optionalObject, optionalText } from "../../../providers/core/json.ts";

export interface ConditionalAccess {
  /** Names of policies in force that limit unmanaged devices in SharePoint, and so the files of channels. */
  readonly onUnmanagedDevices: readonly string[];
  /** Policies in force that hold for apps, with the ids of their service principals. */
  readonly onApps: readonly { readonly name: string; readonly principalIds: readonly string[] }[];
}

/**
 * Source: Microsoft Graph "List conditionalAccessPolicies", SharePoint "Control access from unmanaged devices" (its
 * policies are named "[SharePoint admin center]…"), read 2026-11.
 */
export async function conditionalAccessIn({ graph }: Reader): Promise<ConditionalAccess> {
  const policies = await graph.list("/identity/conditionalAccess/policies");
  const inForce = policies.filter(({ state }) => state === "enabled");
  const nameOf = (policy: (typeof policies)[number]): string => optionalText(policy, "displayName") ?? "";
  const limits = inForce.filter((policy) => {
    const session = optionalObject(policy, "sessionControls") ?? {};
    const restrictions = optionalObject(session, "applicationEnforcedRestrictions") ?? {};
    return restrictions["isEnabled"] === true || nameOf(policy).startsWith("[SharePoint admin center]");
  });
  const onApps = inForce.flatMap((policy) => {
    const conditions = optionalObject(policy, "conditions") ?? {};
    const apps = optionalObject(conditions, "clientApplications") ?? {};
    const included = apps["includeServicePrincipals"];
    const principalIds = Array.isArray(included) ? included.map((id) => String(id).toLowerCase()) : [];
    return principalIds.length === 0 ? [] : [{ name: nameOf(policy), principalIds }];
  });
  return { onUnmanagedDevices: limits.map(nameOf), onApps };
}
