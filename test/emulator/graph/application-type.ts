// The registered application as Graph shows it. Source: "application resource type".
import type { JsonObject } from "../json.ts";
import { type EntityType, firstBodies, type Property } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Application } from "../tenant/model.ts";
import { keyCredentials, passwordCredentials } from "./credentials.ts";

/** What an application has before it is told otherwise. Complex values are these with what was sent. */
export const applicationDefaults: JsonObject = {
  signInAudience: "AzureADMyOrg",
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
  verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    redirectUriSettings: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
  },
};

/** Asked for by name only: the service leaves them out of its usual answer. */
const onRequest = new Set([
  "authenticationBehaviors",
  "logo",
  "nativeAuthenticationApisEnabled",
  "oauth2RequirePostResponse",
  "onPremisesPublishing",
  "windows",
]);

const own: Readonly<Record<string, Property<Application>>> = {
  id: { type: "String", read: (application) => application.id },
  deletedDateTime: { type: "DateTimeOffset", read: (application) => application.deletedDateTime },
  appId: { type: "String", read: (application) => application.appId },
  applicationTemplateId: {
    type: "String",
    read: ({ properties }) => properties["applicationTemplateId"] ?? null,
  },
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
  certification: { type: "Object", read: () => null },
  passwordCredentials: passwordCredentials,
  keyCredentials: keyCredentials,
  oauth2RequirePostResponse: {
    type: "Boolean",
    read: ({ properties }) => properties["oauth2RequirePostResponse"] ?? false,
    isOnRequest: true,
    write: "always",
  },
};

export const applicationType: EntityType<Application> = modelled("application", {
  own,
  kept: ({ properties }) => properties,
  usual: applicationDefaults,
  isUsual: (name) => !onRequest.has(name),
  expands: { owners: ({ owners }, context) => firstBodies(owners, context) },
});
