import type { CompleteOrg } from "../../../schemas/validate.ts";

/** An org with one environment, as little as there can be. */
export function smallOrg(environment: object): CompleteOrg {
  return {
    apiVersion: "org/v1",
    tenant: { id: "7a1c0000-0000-4000-8000-000000000001", domain: "contoso.example" },
    environments: [{ key: "dev", url: "https://Contoso-Dev.crm4.dynamics.com", ...environment }],
    nodes: [],
    people: [],
  };
}
