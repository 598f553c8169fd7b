import { RefusedError } from "../../../providers/core/errors.ts";

/** What the emulated tenant says about itself when it is ready. */
export interface TenantFacts {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  /** Where each service is that config and clients know by its public address. */
  readonly publicUrls: Readonly<Record<string, string>>;
  readonly adminUrl: string;
  readonly portalUrl?: string;
  readonly caFile: string;
  readonly tenantId: string;
  readonly clients: readonly { name: string; clientId: string; clientSecret: string }[];
}

/**
 * What makes this tool and Pulumi work on an emulated tenant as one of its clients. Config and state keep the services'
 * public names; `STORE_TEAMS_ENDPOINTS` sends the calls to this machine instead. Throws RefusedError when there is no
 * such client.
 */
export function emulatedTenantEnvironment(
  { clients, publicUrls, tenantId, authorityUrl, caFile }: TenantFacts,
  clientName: string,
): Readonly<Record<string, string>> {
  const client = clients.find((candidate) => candidate.name === clientName);
  if (client === undefined) {
    const known = clients.map(({ name }) => name).join(", ");
    throw new RefusedError(`the emulated tenant has no client "${clientName}"; it has: ${known}.`);
  }
  return {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: client.clientId,
    AZURE_CLIENT_SECRET: client.clientSecret,
    AZURE_AUTHORITY_HOST: authorityUrl,
    NODE_EXTRA_CA_CERTS: caFile,
    STORE_TEAMS_ENDPOINTS: JSON.stringify(publicUrls),
  };
}
