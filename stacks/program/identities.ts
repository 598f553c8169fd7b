import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Identity } from "../../schemas/types/stack.ts";
import { exchangeAudience, trustedToken } from "../derive/tenant/federated-credential.ts";
import { permissionsFor, unservedStacks } from "../permissions/pipeline-identities.ts";

const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * The app registrations that the pipelines of one tenant sign in with: a service principal each, federated
 * credentials instead of secrets, owners, and the permissions that their stacks need. Applied by an administrator,
 * since whoever may grant permissions may grant them to themselves. The provider's plugin is fetched by Pulumi;
 * tests use Pulumi's mocks.
 */
export function identitiesProgram(
  identities: readonly Identity[],
): Readonly<Record<string, pulumi.Output<string>>> {
  for (const sentence of unservedStacks()) void pulumi.log.warn(sentence);
  const graph = azuread.getServicePrincipalOutput({ clientId: graphAppId });
  const ownerId = objectIds();
  const clientIds = identities.map((identity): [string, pulumi.Output<string>] => {
    const { key, displayName } = identity;
    const owners = identity.owners.map(ownerId);
    const application = new azuread.Application(key, {
      displayName,
      owners,
      signInAudience: "AzureADMyOrg",
      preventDuplicateNames: true,
    });
    const principal = new azuread.ServicePrincipal(key, { clientId: application.clientId, owners });
    for (const credential of identity.credentials) {
      const { name, issuer, subject } = trustedToken(credential);
      new azuread.ApplicationFederatedIdentityCredential(`${key}-${name}`, {
        applicationId: application.id,
        displayName: name,
        audiences: [exchangeAudience],
        issuer,
        subject,
      });
    }
    for (const permission of permissionsFor(identity)) {
      new azuread.AppRoleAssignment(`${key}-${permission}`, {
        appRoleId: graph.appRoleIds.apply((ids) => roleId(ids, permission)),
        principalObjectId: principal.objectId,
        resourceObjectId: graph.objectId,
      });
    }
    return [key, application.clientId];
  });
  return Object.fromEntries(clientIds);
}

/** Looks each person up once. */
function objectIds(): (userPrincipalName: string) => pulumi.Output<string> {
  const known = new Map<string, pulumi.Output<string>>();
  return (userPrincipalName) => {
    const found = known.get(userPrincipalName) ?? azuread.getUserOutput({ userPrincipalName }).objectId;
    known.set(userPrincipalName, found);
    return found;
  };
}

function roleId(ids: Readonly<Record<string, string>>, permission: string): string {
  const id = ids[permission];
  if (id === undefined)
    throw new pulumi.RunError(`Microsoft Graph declares no application permission "${permission}"`);
  return id;
}
