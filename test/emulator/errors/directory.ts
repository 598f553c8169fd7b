// Errors of users, groups, applications and consent.
import { graphErrors } from "./graph.ts";
import { ServiceError } from "./service-error.ts";

const bad = (message: string): ServiceError => new ServiceError(400, "Request_BadRequest", message);

/** Errors of the directory workload: users, groups, service principals, applications, grants. */
export const directoryErrors = {
  notFound: (id: string) =>
    new ServiceError(
      404,
      "Request_ResourceNotFound",
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  invalidProperty: (name: string) => bad(`Invalid property '${name}'.`),
  wrongType: (name: string, type: string) =>
    bad(`Invalid value specified for property '${name}' of resource: expected '${type}'.`),
  required: (name: string) => bad(`A value is required for property '${name}' of resource.`),
  tooLong: (name: string, most: number) =>
    bad(`The specified value for property '${name}' exceeds the maximum length of ${most}.`),
  readOnly: (name: string) => bad(`Property '${name}' is read-only and cannot be set.`),
  dynamicMembers: () => bad("Members of a dynamic group cannot be changed by hand: its rule decides."),
  immutable: (name: string) => bad(`Property cannot be updated: ${name}`),
  invalidValue: (name: string) => bad(`Invalid value specified for property '${name}' of resource.`),
  unsupportedBind: (url: unknown) =>
    bad(
      `Unsupported resource type or invalid entity reference ${JSON.stringify(url)} in reference-property.`,
    ),
  tooManyBinds: (most: number) =>
    bad(`The number of relationships in the request exceeds the maximum of ${most}.`),
  alreadyReferenced: (relation: string) =>
    bad(
      `One or more added object references already exist for the following modified properties: '${relation}'.`,
    ),
  repeatedReference: (id: string) =>
    bad(`The object '${id}' can only be present once as an add/remove change.`),
  secretForbidden: () =>
    new ServiceError(
      400,
      "CredentialTypeNotAllowedAsPerAppPolicy",
      "Credential type not allowed as per assigned policy 'Default app management tenant policy'.",
    ),
  secretTooLong: () =>
    new ServiceError(
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      "Credential lifetime exceeds the max value allowed as per assigned policy 'Default app management tenant policy'.",
    ),
  lastOwner: () => bad("The group must have at least one owner, hence this owner cannot be removed."),
  sameValue: (property: string) =>
    new ServiceError(
      400,
      "Request_BadRequest",
      `Another object with the same value for property ${property} already exists.`,
      {
        details: [
          {
            code: "ObjectConflict",
            message: `Another object with the same value for property ${property} already exists.`,
            target: property,
          },
        ],
      },
    ),
  aloneOnly: (name: string) =>
    bad(
      `The property '${name}' must be updated in a request of its own, not together with other properties.`,
    ),
  memberOfUnified: () => bad("Only users can be members of a Microsoft 365 group."),
  invalidReference: () =>
    bad(
      "An invalid operation was included in the following modified references: the object is of the wrong kind.",
    ),
  tooManyIds: (most: number) => bad(`A request may carry at most ${most} ids.`),
  tooManyOwners: (most: number) => bad(`A group can have at most ${most} owners.`),
  noAppOnly: (name: string) =>
    new ServiceError(
      403,
      "ErrorAccessDenied",
      `The property '${name}' cannot be changed in application context.`,
    ),
  cannotReadBound: () => graphErrors.insufficientPrivileges(),
  validation: (property: string) =>
    new ServiceError(
      422,
      "Request_UnprocessableEntity",
      `The value of the property '${property}' is not valid.`,
      {
        details: [
          {
            code: "InvalidValue",
            message: `The value of the property '${property}' is not valid.`,
            target: property,
          },
        ],
      },
    ),
  noBackingApplication: (appId: string) =>
    new ServiceError(
      400,
      "Request_BadRequest",
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
      {
        details: [
          {
            code: "NoBackingApplicationObject",
            message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
            target: "appId",
          },
        ],
      },
    ),
  servicePrincipalExists: (name: string) =>
    new ServiceError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${name} is already in use.`,
    ),
  foreignApplication: () =>
    new ServiceError(
      403,
      "Authorization_RequestDenied",
      "When using this permission, the backing application of the service principal being created must in the local tenant",
    ),
  passwordByAction: () => bad("New password credentials must be generated with service actions."),
  enabledEntitlement: () =>
    new ServiceError(
      400,
      "CannotDeleteOrUpdateEnabledEntitlement",
      "Property value cannot be deleted unless it is disabled first.",
    ),
  weakPassword: () => bad("The specified password does not comply with password complexity requirements."),
  domainNotVerified: () =>
    bad(
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
    ),
  firstParty: (name: string) =>
    new ServiceError(
      403,
      "Authorization_RequestDenied",
      `The service principal of '${name}' belongs to Microsoft and cannot be deleted.`,
    ),
  noSuchPassword: () => bad("No password credential found with keyId."),
  credentialExists: () =>
    new ServiceError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "FederatedIdentityCredential with this name, or this issuer and subject, already exists.",
    ),
  grantExists: () =>
    new ServiceError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists."),
  assignmentExists: () => bad("Permission being assigned already exists on the object"),
  entitlementExists: () =>
    new ServiceError(
      400,
      "Request_MultipleObjectsWithSameKeyValue",
      "EntitlementGrant entry already exists.",
    ),
  unknownAppRole: (roleId: string, appId: string) =>
    bad(`Permission being assigned was not found on application '${appId}' (app role '${roleId}').`),
  unknownScope: (scope: string) => bad(`The scope '${scope}' is not offered by the resource.`),
};
