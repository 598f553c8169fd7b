import type { Api } from "../../../schemas/types/org.ts";

/**
 * Application ids of the APIs, the same in every tenant. Permission ids are read from the tenant.
 * Source: Microsoft "Verify first-party Microsoft applications in sign-in reports"; for the Retail Service a public
 * list of first-party apps exported from Graph; read 2026-11.
 */
export const wellKnownApis: Readonly<Record<Api, string>> = {
  graph: "00000003-0000-0000-c000-000000000000",
  teamsRetailService: "75efb5bc-18a1-4e7b-8a66-2ad2503d79c6",
};

/**
 * APIs whose service principal a tenant may lack until somebody brings it: the tenant's stack does. Microsoft Graph is
 * in every tenant. Source: Microsoft Entra "Verify first-party Microsoft applications", read 2026-11.
 */
export const apisOutsideEveryTenant: ReadonlySet<Api> = new Set(["teamsRetailService"]);

export const apiNames: Readonly<Record<Api, string>> = {
  graph: "Microsoft Graph",
  teamsRetailService: "Microsoft Teams Retail Service",
};
