// Service principals and applications as Graph shows them. Source: "servicePrincipal resource type",
// "application resource type".
import type { JsonObject } from "../json.ts";
import type { EntityType, Property } from "../odata/entity-type.ts";
import type { Application, ServicePrincipal } from "../tenant/model.ts";

const nullableText = (
  name: "description" | "notes" | "homepage" | "loginUrl" | "logoutUrl" | "preferredSingleSignOnMode",
  longest?: number,
): Property<ServicePrincipal> => ({
  type: "String",
  read: (principal) => principal[name],
  write: "always",
  isNullable: true,
  ...(longest === undefined ? {} : { longest }),
});

const texts = (
  name: "alternativeNames" | "notificationEmailAddresses" | "replyUrls" | "servicePrincipalNames" | "tags",
): Property<ServicePrincipal> => ({
  type: "Collection(String)",
  read: (principal) => [...principal[name]],
  write: "always",
});

export const servicePrincipalType: EntityType<ServicePrincipal> = {
  name: "microsoft.graph.servicePrincipal",
  properties: {
    id: { type: "String", read: (principal) => principal.id },
    deletedDateTime: { type: "DateTimeOffset", read: (principal) => principal.deletedDateTime },
    accountEnabled: { type: "Boolean", read: (principal) => principal.accountEnabled, write: "always" },
    alternativeNames: texts("alternativeNames"),
    appDescription: { type: "String", read: () => null },
    appDisplayName: { type: "String", read: (principal) => principal.displayName },
    appId: { type: "String", read: (principal) => principal.appId, write: "create", isRequired: true },
    appOwnerOrganizationId: { type: "Guid", read: (principal) => principal.appOwnerOrganizationId },
    appRoleAssignmentRequired: {
      type: "Boolean",
      read: (principal) => principal.appRoleAssignmentRequired,
      write: "always",
    },
    appRoles: {
      type: "Collection(Object)",
      read: (principal) =>
        principal.appRoles.map(({ id, value }) => ({
          allowedMemberTypes: ["Application"],
          description: value,
          displayName: value,
          id,
          isEnabled: true,
          origin: "Application",
          value,
        })),
    },
    createdDateTime: { type: "DateTimeOffset", read: (principal) => principal.createdDateTime },
    description: nullableText("description", 1024),
    disabledByMicrosoftStatus: { type: "String", read: () => null },
    displayName: { type: "String", read: (principal) => principal.displayName, write: "always" },
    homepage: nullableText("homepage"),
    loginUrl: nullableText("loginUrl"),
    logoutUrl: nullableText("logoutUrl"),
    notes: nullableText("notes", 1024),
    notificationEmailAddresses: texts("notificationEmailAddresses"),
    oauth2PermissionScopes: {
      type: "Collection(Object)",
      read: (principal) =>
        principal.scopes.map(({ id, value, isAdmin }) => ({
          adminConsentDescription: value,
          adminConsentDisplayName: value,
          id,
          isEnabled: true,
          type: isAdmin ? "Admin" : "User",
          userConsentDescription: null,
          userConsentDisplayName: null,
          value,
        })),
    },
    preferredSingleSignOnMode: nullableText("preferredSingleSignOnMode"),
    preferredTokenSigningKeyThumbprint: { type: "String", read: () => null },
    replyUrls: texts("replyUrls"),
    samlSingleSignOnSettings: { type: "Object", read: () => null },
    servicePrincipalNames: texts("servicePrincipalNames"),
    servicePrincipalType: { type: "String", read: () => "Application" },
    signInAudience: { type: "String", read: () => "AzureADMultipleOrgs" },
    tags: texts("tags"),
    tokenEncryptionKeyId: { type: "Guid", read: () => null },
    verifiedPublisher: {
      type: "Object",
      read: () => ({ displayName: null, verifiedPublisherId: null, addedDateTime: null }),
    },
    samlMetadataUrl: { type: "String", read: () => null, isOnRequest: true },
    passwordCredentials: { type: "Collection(Object)", read: () => [] },
    keyCredentials: { type: "Collection(Object)", read: () => [] },
  },
};

/** Kept as sent: what stands here is what an application has before it is told otherwise. */
export const applicationDefaults: JsonObject = {
  description: null,
  notes: null,
  identifierUris: [],
  tags: [],
  signInAudience: "AzureADMyOrg",
  groupMembershipClaims: null,
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  defaultRedirectUri: null,
  serviceManagementReference: null,
  samlMetadataUrl: null,
  tokenEncryptionKeyId: null,
  appRoles: [],
  keyCredentials: [],
  requiredResourceAccess: [],
  optionalClaims: null,
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  info: {
    logoUrl: null,
    marketingUrl: null,
    privacyStatementUrl: null,
    supportUrl: null,
    termsOfServiceUrl: null,
  },
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  publicClient: { redirectUris: [] },
  spa: { redirectUris: [] },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    redirectUriSettings: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
  },
};

const kept: Record<string, Property<Application>> = Object.fromEntries(
  Object.entries(applicationDefaults).map(([name, usual]) => [
    name,
    {
      type: Array.isArray(usual)
        ? ["identifierUris", "tags"].includes(name)
          ? "Collection(String)"
          : "Collection(Object)"
        : name.startsWith("is")
          ? "Boolean"
          : typeof usual === "object" && (usual !== null || name === "optionalClaims")
            ? "Object"
            : "String",
      write: "always",
      isNullable: true,
      read: (application: Application) => application.properties[name] ?? usual,
    } satisfies Property<Application>,
  ]),
);

export const applicationType: EntityType<Application> = {
  name: "microsoft.graph.application",
  properties: {
    id: { type: "String", read: (application) => application.id },
    deletedDateTime: { type: "DateTimeOffset", read: (application) => application.deletedDateTime },
    appId: { type: "String", read: (application) => application.appId },
    applicationTemplateId: { type: "String", read: () => null },
    createdDateTime: { type: "DateTimeOffset", read: (application) => application.createdDateTime },
    disabledByMicrosoftStatus: { type: "String", read: () => null },
    displayName: {
      type: "String",
      read: (application) => application.displayName,
      write: "always",
      isRequired: true,
      longest: 256,
    },
    uniqueName: {
      type: "String",
      read: (application) => application.uniqueName,
      write: "create",
      isNullable: true,
      longest: 128,
    },
    publisherDomain: { type: "String", read: (_, { tenant }) => tenant.domain },
    verifiedPublisher: {
      type: "Object",
      read: () => ({ displayName: null, verifiedPublisherId: null, addedDateTime: null }),
    },
    certification: { type: "Object", read: () => null },
    passwordCredentials: {
      type: "Collection(Object)",
      read: (application) =>
        application.secrets.map(({ keyId, secretText, displayName, startDateTime, endDateTime }) => ({
          customKeyIdentifier: null,
          displayName,
          endDateTime,
          hint: secretText.slice(0, 3),
          keyId,
          secretText: null,
          startDateTime,
        })),
    },
    oauth2RequirePostResponse: { type: "Boolean", read: () => false, isOnRequest: true },
    ...kept,
  },
};
