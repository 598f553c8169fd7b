// The user as Graph shows it. Source: "user resource type".
import type { JsonObject } from "../json.ts";
import type { EntityType, Property } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { User } from "../tenant/model.ts";

const service = (name: string): string => (name === "TEAMS1" ? "TeamspaceAPI" : name);

/** Sent without being asked for. Source: "Get a user", default properties. */
const usual = new Set(
  [
    "businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage",
    "surname userPrincipalName",
  ].flatMap((names) => names.split(" ")),
);

const text = (
  name: "givenName" | "surname" | "jobTitle" | "department" | "officeLocation" | "usageLocation" | "mail",
  longest?: number,
): Property<User> => ({
  type: "String",
  read: (user) => user[name],
  write: "always",
  isNullable: true,
  ...(usual.has(name) ? {} : { isOnRequest: true }),
  ...(longest === undefined ? {} : { longest }),
});

const own: Readonly<Record<string, Property<User>>> = {
  id: { type: "String", read: (user) => user.id },
  displayName: {
    type: "String",
    read: (user) => user.displayName,
    write: "always",
    isRequired: true,
    longest: 256,
  },
  givenName: text("givenName", 64),
  jobTitle: text("jobTitle", 128),
  mail: text("mail"),
  officeLocation: text("officeLocation"),
  surname: text("surname", 64),
  userPrincipalName: {
    type: "String",
    read: (user) => user.userPrincipalName,
    write: "always",
    isRequired: true,
  },
  accountEnabled: {
    type: "Boolean",
    read: (user) => user.accountEnabled,
    isOnRequest: true,
    write: "always",
    isRequired: true,
  },
  assignedLicenses: {
    type: "Collection(Object)",
    isOnRequest: true,
    read: (user) =>
      user.licences.map(({ skuId, plans }) => ({
        skuId,
        disabledPlans: plans.filter((plan) => !plan.isEnabled).map((plan) => plan.servicePlanId),
      })),
  },
  assignedPlans: {
    type: "Collection(Object)",
    isOnRequest: true,
    read: (user) =>
      user.licences.flatMap(({ plans }) =>
        plans.map((plan) => ({
          assignedDateTime: user.createdDateTime,
          capabilityStatus: plan.isEnabled ? "Enabled" : "Deleted",
          service: service(plan.servicePlanName),
          servicePlanId: plan.servicePlanId,
        })),
      ),
  },
  createdDateTime: { type: "DateTimeOffset", read: (user) => user.createdDateTime, isOnRequest: true },
  deletedDateTime: { type: "DateTimeOffset", read: (user) => user.deletedDateTime, isOnRequest: true },
  department: text("department", 64),
  identities: {
    type: "Collection(Object)",
    read: identitiesOf,
    isOnRequest: true,
    write: "always",
    complex: "objectIdentity",
  },
  mailNickname: {
    type: "String",
    read: (user) => user.properties["mailNickname"] ?? user.userPrincipalName.split("@")[0],
    isOnRequest: true,
    write: "always",
    isRequired: true,
    longest: 64,
  },
  // Set, and never told again.
  passwordProfile: {
    type: "Object",
    read: () => null,
    isOnRequest: true,
    write: "always",
    isNullable: true,
    complex: "passwordProfile",
  },
  proxyAddresses: {
    type: "Collection(String)",
    read: ({ mail }) => (mail === null ? [] : [`SMTP:${mail}`]),
    isOnRequest: true,
  },
  usageLocation: text("usageLocation"),
  userType: {
    type: "String",
    read: (user) => user.userType,
    isOnRequest: true,
    write: "always",
    isNullable: true,
    oneOf: ["Member", "Guest"],
  },
};

/** Signing in by name is an identity of its own, beside those that were sent. */
function identitiesOf({ userPrincipalName, properties }: User): JsonObject[] {
  const sent = (properties["identities"] as JsonObject[] | undefined) ?? [];
  const byName = {
    signInType: "userPrincipalName",
    issuer: userPrincipalName.split("@")[1] ?? null,
    issuerAssignedId: userPrincipalName,
  };
  return [...sent.filter(({ signInType }) => signInType !== byName.signInType), byName];
}

export const userType: EntityType<User> = modelled("user", {
  own,
  kept: (user) => user.properties,
  isUsual: (name) => usual.has(name),
  expands: {
    manager: ({ manager }, context) => {
      const person = manager === null ? undefined : context.tenant.users.get(manager);
      return person === undefined ? null : context.show(person);
    },
    directReports: ({ id }, context) =>
      [...context.tenant.users.values()]
        .filter(({ manager }) => manager === id)
        .map((person) => context.show(person)),
  },
});
