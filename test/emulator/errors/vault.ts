// Errors of Azure Key Vault. Source: "Azure Key Vault REST API error codes", "Authentication, requests and responses".
import { ServiceError } from "./service-error.ts";

const forbidden = (inner: string, message: string): ServiceError =>
  new ServiceError(403, "Forbidden", message, { inner: { code: inner } });

export const vaultErrors = {
  unauthorized: (tenantId: string, message: string) =>
    new ServiceError(401, "Unauthorized", message, {
      headers: {
        "WWW-Authenticate": `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.azure.net"`,
      },
    }),
  notAllowed: (action: string) =>
    forbidden(
      "ForbiddenByRbac",
      `Caller is not authorized to perform action on resource. Action: 'Microsoft.KeyVault/vaults/secrets/${action}'`,
    ),
  disabled: (action: string) =>
    forbidden("SecretDisabled", `Operation ${action} is not allowed on a disabled secret.`),
  notFound: (name: string) =>
    new ServiceError(
      404,
      "SecretNotFound",
      `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`,
    ),
  deleted: (name: string) =>
    new ServiceError(
      409,
      "Conflict",
      `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      { inner: { code: "ObjectIsDeletedButRecoverable" } },
    ),
  badParameter: (message: string) => new ServiceError(400, "BadParameter", message),
  wrongVerb: (allowed: readonly string[]) =>
    new ServiceError(405, "MethodNotAllowed", "The requested resource does not support this method.", {
      headers: { Allow: allowed.join(", ") },
    }),
  notEmulated: (what: string) =>
    new ServiceError(501, "NotEmulated", `The emulated key vault does not answer ${what}`),
};
