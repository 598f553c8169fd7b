import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Token } from "../providers/core/resource-type.ts";
import { resourceTypes } from "../providers/registry.ts";

/** One identity of a pipeline, as the stack's config declares it. */
export interface IdentityConfig {
  /** Key of the resources, such as `reader`. */
  readonly key: string;
  readonly displayName: string;
  /** `read`: previews and drift; it cannot write. `write`: applies. */
  readonly access: "read" | "write";
  /** Which stacks it serves: the permissions follow from the resource types in them. */
  readonly program: "tenant" | "environment";
  /** Who may act as it: subjects of tokens that `issuer` gives out. No secret is ever made. */
  readonly issuer: string;
  readonly subjects: readonly string[];
}

const graphAppId = "00000003-0000-0000-c000-000000000000";

const typesOf: Record<IdentityConfig["program"], readonly Token[]> = {
  tenant: ["graph:AppRoleGrant", "graph:DelegatedGrant", "graph:EnterpriseApp"],
  environment: ["dataverse:ChannelLink", "dataverse:TeamsIntegration", "dataverse:TeamsTables", "graph:Team"],
};

/** The least application permissions for an identity, from the resource types themselves. Sorted. */
export function permissionsFor({
  access,
  program,
}: Pick<IdentityConfig, "access" | "program">): readonly string[] {
  const types = resourceTypes.filter(({ token }) => typesOf[program].includes(token));
  const needed = types.flatMap(({ permissions }) =>
    access === "write" ? [...permissions.observe, ...permissions.apply] : permissions.observe,
  );
  return [...new Set(needed)].toSorted();
}

/**
 * The app registrations that pipelines sign in with: a service principal each, federated credentials instead of
 * secrets, and the permissions that their stacks need. Applied once by an administrator, since whoever may grant
 * permissions may grant them to themselves. The provider's plugin is fetched by Pulumi; tests use Pulumi's mocks.
 */
export function identitiesProgram(
  identities: readonly IdentityConfig[],
): Readonly<Record<string, pulumi.Output<string>>> {
  const graph = azuread.getServicePrincipalOutput({ clientId: graphAppId });
  const clientIds = identities.map((identity): [string, pulumi.Output<string>] => {
    const application = new azuread.Application(identity.key, {
      displayName: identity.displayName,
      signInAudience: "AzureADMyOrg",
      preventDuplicateNames: true,
    });
    const principal = new azuread.ServicePrincipal(identity.key, { clientId: application.clientId });
    for (const [index, subject] of identity.subjects.entries()) {
      new azuread.ApplicationFederatedIdentityCredential(`${identity.key}-${index + 1}`, {
        applicationId: application.id,
        displayName: `${identity.key}-${index + 1}`,
        audiences: ["api://AzureADTokenExchange"],
        issuer: identity.issuer,
        subject,
      });
    }
    for (const permission of permissionsFor(identity)) {
      new azuread.AppRoleAssignment(`${identity.key}-${permission}`, {
        appRoleId: graph.appRoleIds.apply((ids) => roleId(ids, permission)),
        principalObjectId: principal.objectId,
        resourceObjectId: graph.objectId,
      });
    }
    return [identity.key, application.clientId];
  });
  return Object.fromEntries(clientIds);
}

function roleId(ids: Readonly<Record<string, string>>, permission: string): string {
  const id = ids[permission];
  if (id === undefined)
    throw new pulumi.RunError(`Microsoft Graph declares no application permission "${permission}"`);
  return id;
}
