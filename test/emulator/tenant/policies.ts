// What an administrator has set for the whole tenant. Plain data, changed by hand: Graph shows it here and no more.
import type { JsonObject } from "../json.ts";

/** Who holds a role of the directory. */
export interface DirectoryRole {
  readonly id: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
}

export interface TenantPolicies {
  /** Settings of groups that were made; none at all means the defaults. */
  groupSettings: { id: string; displayName: string; templateId: string; values: JsonObject[] }[];
  /** The tenant's policy for the credentials of apps. */
  appManagement: {
    isEnabled: boolean;
    passwordCredentials: JsonObject[];
  };
  conditionalAccess: {
    id: string;
    displayName: string;
    state: string;
    conditions: JsonObject;
    sessionControls: JsonObject | null;
  }[];
  roles: DirectoryRole[];
  /** Service plans that the tenant has. */
  plans: { service: string; servicePlanId: string; capabilityStatus: string }[];
  /** Names of verified domains beside the first. */
  moreDomains: string[];
}

/** Global Administrator. Source: "Microsoft Entra built-in roles". */
export const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

/** A tenant in which nobody has set anything. */
export function usualPolicies(): TenantPolicies {
  return {
    groupSettings: [],
    appManagement: { isEnabled: false, passwordCredentials: [] },
    conditionalAccess: [],
    roles: [],
    plans: [
      {
        service: "TeamspaceAPI",
        servicePlanId: "57ff2da0-773e-42df-b2af-ffb7a2317929",
        capabilityStatus: "Enabled",
      },
    ],
    moreDomains: [],
  };
}
