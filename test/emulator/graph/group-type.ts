// The group as Graph shows it, and the rules of its properties. Source: "group resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { JsonObject } from "../json.ts";
import type { EntityType, Property, ReadContext } from "../odata/entity-type.ts";
import { firstBodies, project } from "../odata/entity-type.ts";
import { modelled } from "../odata/modelled.ts";
import type { DirectoryObject, Group } from "../tenant/model.ts";
import { type Call, nameOf } from "./call.ts";
import { userType } from "./user-type.ts";
import { unitType } from "./unit-type.ts";
import { applicationType } from "./application-type.ts";
import { servicePrincipalType } from "./service-principal-type.ts";

const exchangeSetting = (name: string, otherwise: unknown): Property<Group> => ({
  type: name === "unseenCount" ? "Int32" : "Boolean",
  isOnRequest: true,
  write: "always",
  read: (group) => group.exchange[name] ?? otherwise,
});

/** Kept by Exchange: not settable at creation, patched alone, read on request. */
export const exchangeProperties = [
  "allowExternalSenders",
  "autoSubscribeNewMembers",
  "hideFromAddressLists",
  "hideFromOutlookClients",
  "isSubscribedByMail",
  "unseenCount",
] as const;

export function exchangeDefault(name: (typeof exchangeProperties)[number]): unknown {
  return name === "unseenCount" ? 0 : false;
}

/** What means something here. All else that the model has is kept as it was sent. */
const own: Readonly<Record<string, Property<Group>>> = {
  id: { type: "String", read: (group) => group.id },
  deletedDateTime: { type: "DateTimeOffset", read: (group) => group.deletedDateTime },
  classification: {
    type: "String",
    read: (group) => group.classification,
    write: "always",
    isNullable: true,
  },
  createdDateTime: { type: "DateTimeOffset", read: (group) => group.createdDateTime },
  // Documented, sent by the service, and left out of its model.
  creationOptions: { type: "Collection(String)", read: () => [] },
  description: {
    type: "String",
    read: (group) => group.description,
    write: "always",
    isNullable: true,
    longest: 1024,
  },
  displayName: {
    type: "String",
    read: (group) => group.displayName,
    write: "always",
    isRequired: true,
    longest: 256,
  },
  groupTypes: { type: "Collection(String)", read: (group) => [...group.groupTypes], write: "always" },
  hasMembersWithLicenseErrors: { type: "Boolean", read: () => null, isOnRequest: true },
  isArchived: { type: "Boolean", read: ({ team }) => team?.isArchived ?? null, isOnRequest: true },
  isAssignableToRole: {
    type: "Boolean",
    read: (group) => group.isAssignableToRole,
    write: "create",
    isNullable: true,
  },
  mail: { type: "String", read: (group) => group.mail },
  mailEnabled: { type: "Boolean", read: (group) => group.mailEnabled, write: "always", isRequired: true },
  mailNickname: {
    type: "String",
    read: (group) => group.mailNickname,
    write: "always",
    isRequired: true,
    longest: 64,
  },
  onPremisesProvisioningErrors: { type: "Collection(Object)", read: () => [] },
  preferredDataLocation: {
    type: "String",
    read: (group) => group.preferredDataLocation,
    write: "always",
    isNullable: true,
  },
  preferredLanguage: {
    type: "String",
    read: (group) => group.preferredLanguage,
    write: "always",
    isNullable: true,
  },
  proxyAddresses: {
    type: "Collection(String)",
    read: (group) => (group.mail === null ? [] : [`SMTP:${group.mail}`]),
  },
  renewedDateTime: { type: "DateTimeOffset", read: (group) => group.renewedDateTime },
  // Documented for v1.0 and sent there, though only the model of beta has the two.
  resourceBehaviorOptions: {
    type: "Collection(String)",
    read: (group) => [...group.resourceBehaviorOptions],
    write: "create",
  },
  resourceProvisioningOptions: {
    type: "Collection(String)",
    read: provisioningOf,
    write: "always",
  },
  securityEnabled: {
    type: "Boolean",
    read: (group) => group.securityEnabled,
    write: "always",
    isRequired: true,
  },
  securityIdentifier: { type: "String", read: (group) => securityIdentifier(group.id) },
  serviceProvisioningErrors: { type: "Collection(Object)", read: () => [] },
  theme: { type: "String", read: (group) => group.theme, write: "always", isNullable: true },
  uniqueName: {
    type: "String",
    read: (group) => group.uniqueName,
    write: "always",
    isNullable: true,
    longest: 128,
  },
  visibility: {
    type: "String",
    read: (group) => group.visibility,
    write: "always",
    isNullable: true,
    oneOf: ["Private", "Public", "HiddenMembership"],
  },
  allowExternalSenders: exchangeSetting("allowExternalSenders", false),
  autoSubscribeNewMembers: exchangeSetting("autoSubscribeNewMembers", false),
  hideFromAddressLists: exchangeSetting("hideFromAddressLists", false),
  hideFromOutlookClients: exchangeSetting("hideFromOutlookClients", false),
  isSubscribedByMail: exchangeSetting("isSubscribedByMail", false),
  unseenCount: exchangeSetting("unseenCount", 0),
};

export const groupType: EntityType<Group> = modelled("group", {
  own,
  kept: (group) => group.properties,
  expands: {
    owners: ({ owners }, context) => firstBodies(owners, context),
    members: ({ members }, context) => firstBodies(members, context),
    memberOf: ({ id }, context) =>
      firstBodies(
        context.tenant.groupsOf(id, "members").map((group) => group.id),
        context,
      ),
  },
});

/** A team shows, whoever made it. */
function provisioningOf({ team, properties }: Group): string[] {
  const kept = (properties["resourceProvisioningOptions"] as string[] | undefined) ?? [];
  return team === null || kept.includes("Team") ? [...kept] : [...kept, "Team"];
}

/** Any directory object as JSON with its type, for lists that mix kinds. */
export function objectBody(
  object: DirectoryObject,
  context: ReadContext,
  select: readonly string[] | undefined,
): JsonObject {
  const annotation = { "@odata.type": `#microsoft.graph.${object.kind}` };
  const show = <Entity>(type: EntityType<Entity>, entity: Entity): JsonObject => ({
    ...annotation,
    // A property that this kind has not is left out, not refused: the list mixes kinds.
    ...project(type, entity, context, select),
  });
  switch (object.kind) {
    case "user":
      return show(userType, object);
    case "group":
      return show(groupType, object);
    case "servicePrincipal":
      return show(servicePrincipalType, object);
    case "application":
      return show(applicationType, object);
    case "administrativeUnit":
      return show(unitType, object);
  }
}

/** A SID made from the id, as the directory does for cloud groups. */
function securityIdentifier(id: string): string {
  const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
  const parts = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
  return `S-1-12-1-${parts.join("-")}`;
}

/** The group of the path, by id or unique name. Throws 404. */
export function groupOf(call: Call, name = "group"): Group {
  const group = findGroup(call, name);
  if (group === undefined) throw directoryErrors.notFound(nameOf(call.keys[name]));
  return group;
}

export function findGroup(call: Call, name = "group"): Group | undefined {
  const key = call.keys[name];
  if (key?.kind !== "alternate") return call.tenant.group(nameOf(key));
  const uniqueName = key.parts["uniqueName"];
  if (uniqueName === undefined) throw graphErrors.badPath();
  return call.tenant.groupByUniqueName(uniqueName);
}

/** ASCII without the characters the directory forbids. Source: "Create group", mailNickname. */
export function isMailNickname(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text) && !/[@()\\[\]";:<>, ]/.test(text);
}

export function isUnified(group: Pick<Group, "groupTypes">): boolean {
  return group.groupTypes.includes("Unified");
}
