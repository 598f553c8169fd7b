// The service principal as Graph shows it. Source: "servicePrincipal resource type".
import { isObject, type JsonObject } from "../json.ts";
import { type EntityType, firstBodies, type Property } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { Application, ServicePrincipal } from "../tenant/model.ts";
import { assignmentBodies } from "./assignment-type.ts";
import { keyCredentials, passwordCredentials } from "./credentials.ts";
import { rolesOffered, scopesOffered } from "./offers.ts";

type Reader = Property<ServicePrincipal>["read"];

/** Tells what the application of this tenant says, unless the principal was told otherwise. */
const following =
  (name: string, ofApplication: (application: Application) => unknown, otherwise: unknown): Reader =>
  ({ appId, properties }, { tenant }) => {
    const own = properties[name];
    if (own !== undefined && own !== null) return own;
    const application = tenant.applicationByAppId(appId);
    return (application === undefined ? undefined : ofApplication(application)) ?? otherwise;
  };

const partOf =
  (name: string, part: string) =>
  (application: Application): unknown => {
    const value = application.properties[name];
    return isObject(value) ? value[part] : undefined;
  };

/** Every address an answer may be sent to. */
function replyUrlsOf({ properties }: Application): string[] {
  return ["web", "spa", "publicClient"].flatMap((name) => {
    const client = properties[name];
    return isObject(client) ? ((client["redirectUris"] as string[] | undefined) ?? []) : [];
  });
}

const verifiedPublisher: JsonObject = { displayName: null, verifiedPublisherId: null, addedDateTime: null };
const noInfo: JsonObject = {
  logoUrl: null,
  marketingUrl: null,
  privacyStatementUrl: null,
  supportUrl: null,
  termsOfServiceUrl: null,
};

const own: Readonly<Record<string, Property<ServicePrincipal>>> = {
  id: { type: "String", read: (principal) => principal.id },
  deletedDateTime: { type: "DateTimeOffset", read: (principal) => principal.deletedDateTime },
  accountEnabled: {
    type: "Boolean",
    read: (principal) => principal.accountEnabled,
    write: "always",
    isNullable: true,
  },
  appDescription: {
    type: "String",
    read: following("", ({ properties }) => properties["description"], null),
  },
  appDisplayName: {
    type: "String",
    read: ({ appId, displayName }, { tenant }) =>
      tenant.applicationByAppId(appId)?.displayName ?? displayName,
  },
  appId: { type: "String", read: (principal) => principal.appId, write: "create", isRequired: true },
  applicationTemplateId: {
    type: "String",
    read: following("", ({ properties }) => properties["applicationTemplateId"], null),
  },
  appOwnerOrganizationId: { type: "Guid", read: (principal) => principal.appOwnerOrganizationId },
  appRoleAssignmentRequired: {
    type: "Boolean",
    read: (principal) => principal.appRoleAssignmentRequired,
    write: "always",
  },
  appRoles: {
    type: "Collection(Object)",
    read: (principal, { tenant }) => rolesOffered(principal, tenant),
    write: "always",
    complex: "appRole",
  },
  createdDateTime: { type: "DateTimeOffset", read: (principal) => principal.createdDateTime },
  description: {
    type: "String",
    read: ({ properties }) => properties["description"] ?? null,
    write: "always",
    isNullable: true,
    longest: 1024,
  },
  disabledByMicrosoftStatus: { type: "String", read: () => null },
  displayName: { type: "String", read: (principal) => principal.displayName, write: "always" },
  homepage: {
    type: "String",
    read: following("homepage", partOf("web", "homePageUrl"), null),
    write: "always",
    isNullable: true,
  },
  info: {
    type: "Object",
    read: following("", ({ properties }) => ({ ...noInfo, ...toObject(properties["info"]) }), noInfo),
  },
  keyCredentials: keyCredentials,
  logoutUrl: {
    type: "String",
    read: following("logoutUrl", partOf("web", "logoutUrl"), null),
    write: "always",
    isNullable: true,
  },
  notes: {
    type: "String",
    read: ({ properties }) => properties["notes"] ?? null,
    write: "always",
    isNullable: true,
    longest: 1024,
  },
  oauth2PermissionScopes: {
    type: "Collection(Object)",
    read: (principal, { tenant }) => scopesOffered(principal, tenant),
    write: "always",
    complex: "permissionScope",
  },
  passwordCredentials: passwordCredentials,
  replyUrls: {
    type: "Collection(String)",
    read: following("replyUrls", replyUrlsOf, []),
    write: "always",
  },
  samlMetadataUrl: {
    type: "String",
    read: ({ properties, appId }, { tenant, origin }) =>
      properties["preferredSingleSignOnMode"] === "saml"
        ? `${origin}/${tenant.id}/federationmetadata/2007-06/federationmetadata.xml?appid=${appId}`
        : null,
    isOnRequest: true,
  },
  servicePrincipalNames: {
    type: "Collection(String)",
    read: ({ appId, servicePrincipalNames }, { tenant }) => {
      const uris = tenant.applicationByAppId(appId)?.properties["identifierUris"];
      return [...new Set([...((uris as string[] | undefined) ?? []), ...servicePrincipalNames])];
    },
    write: "always",
  },
  servicePrincipalType: { type: "String", read: () => "Application" },
  signInAudience: {
    type: "String",
    read: ({ appId }, { tenant }) => {
      const application = tenant.applicationByAppId(appId);
      if (application === undefined) return "AzureADMultipleOrgs";
      return application.properties["signInAudience"] ?? "AzureADMyOrg";
    },
  },
  tags: { type: "Collection(String)", read: ({ tags }) => [...tags], write: "always" },
  verifiedPublisher: { type: "Object", read: () => verifiedPublisher },
};

function toObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export const servicePrincipalType: EntityType<ServicePrincipal> = modelled("servicePrincipal", {
  own,
  kept: ({ properties }) => properties,
  expands: {
    appRoleAssignments: ({ id }, context) => assignmentBodies(context, "principalId", id),
    appRoleAssignedTo: ({ id }, context) => assignmentBodies(context, "resourceId", id),
    owners: ({ owners }, context) => firstBodies(owners, context),
    oauth2PermissionGrants: ({ id }, { tenant }) =>
      [...tenant.grants.values()]
        .filter((grant) => grant.clientId === id && tenant.isLiveGrant(grant))
        .map((grant) => ({ ...grant })),
  },
});
