// Microsoft's own apps. Those that can be instantiated get a service principal by POST /servicePrincipals.
import type { AppRole, Scope } from "./model.ts";
import { graphAppRoles, graphScopes } from "./graph-permissions.ts";

export interface FirstPartyApp {
  readonly appId: string;
  readonly displayName: string;
  readonly ownerTenantId: string;
  /** False: only Microsoft puts it into a tenant. */
  readonly canInstantiate: boolean;
  /** True: other services rest on it, and its principal cannot be deleted. */
  readonly isPermanent: boolean;
  readonly scopes: readonly Scope[];
  readonly appRoles: readonly AppRole[];
}

/** Owner of most first-party apps: the tenant "Microsoft Services". */
const microsoftServices = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

export const graphAppId = "00000003-0000-0000-c000-000000000000";
export const dataverseAppId = "00000007-0000-0000-c000-000000000000";

function app(
  appId: string,
  displayName: string,
  offers: {
    scopes?: readonly Scope[];
    appRoles?: readonly AppRole[];
    canInstantiate?: boolean;
    isPermanent?: boolean;
  } = {},
): FirstPartyApp {
  return {
    appId,
    displayName,
    ownerTenantId: microsoftServices,
    canInstantiate: offers.canInstantiate ?? true,
    isPermanent: offers.isPermanent ?? false,
    scopes: offers.scopes ?? [],
    appRoles: offers.appRoles ?? [],
  };
}

export const firstPartyApps: readonly FirstPartyApp[] = [
  app(graphAppId, "Microsoft Graph", { scopes: graphScopes, appRoles: graphAppRoles, isPermanent: true }),
  app(dataverseAppId, "Dataverse", {
    scopes: [{ id: "78ce3f0f-a1ce-49c2-8cde-64b5c0896db4", value: "user_impersonation", isAdmin: false }],
  }),
  app("75efb5bc-18a1-4e7b-8a66-2ad2503d79c6", "Microsoft Teams Retail Service", {
    scopes: [
      { id: "75efb5bc-18a1-4e7b-8a66-000000000005", value: "TaskPublishing.ReadWrite.All", isAdmin: true },
      { id: "75efb5bc-18a1-4e7b-8a66-000000000004", value: "TaskPublishing.Read.All", isAdmin: true },
    ],
  }),
  app("a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a", "Dynamics 365 Microsoft Teams Collaboration Integration"),
  app("cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "Microsoft Teams Services"),
  app("00000015-0000-0000-c000-000000000000", "Microsoft Dynamics ERP"),
  app("44a02aaa-7145-4925-9dcd-79e6e1b94eff", "Microsoft Dynamics 365 Apps Integration"),
  app("00000002-0000-0000-c000-000000000000", "Windows Azure Active Directory", { canInstantiate: false }),
];
