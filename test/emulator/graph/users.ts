// Users: reads, and the few writes an administrator does. Source: "user resource type".
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import {
  listReply,
  nameOf,
  type Call,
  entityReply,
  onGet,
  ok,
  directoryBody,
  bodyOf,
  onPatch,
  noContent,
  onDelete,
} from "./call.ts";
import { checkBody, type EntityType } from "../odata/entity-type.ts";
import { directoryOptions } from "../odata/list.ts";
import type { User } from "../tenant/model.ts";
import { permissions } from "./permissions.ts";
import { toSeconds } from "../world.ts";
import { audit } from "./audit.ts";

const service = (name: string): string => (name === "TEAMS1" ? "TeamspaceAPI" : name);

export const userType: EntityType<User> = {
  name: "microsoft.graph.user",
  properties: {
    businessPhones: { type: "Collection(String)", read: () => [] },
    displayName: { type: "String", read: (user) => user.displayName, write: "always", longest: 256 },
    givenName: {
      type: "String",
      read: (user) => user.givenName,
      write: "always",
      isNullable: true,
      longest: 64,
    },
    id: { type: "String", read: (user) => user.id },
    jobTitle: {
      type: "String",
      read: (user) => user.jobTitle,
      write: "always",
      isNullable: true,
      longest: 128,
    },
    mail: { type: "String", read: (user) => user.mail },
    mobilePhone: { type: "String", read: () => null },
    officeLocation: {
      type: "String",
      read: (user) => user.officeLocation,
      write: "always",
      isNullable: true,
    },
    preferredLanguage: { type: "String", read: () => null },
    surname: { type: "String", read: (user) => user.surname, write: "always", isNullable: true, longest: 64 },
    userPrincipalName: { type: "String", read: (user) => user.userPrincipalName, write: "always" },
    accountEnabled: {
      type: "Boolean",
      read: (user) => user.accountEnabled,
      isOnRequest: true,
      write: "always",
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
    department: {
      type: "String",
      read: (user) => user.department,
      isOnRequest: true,
      write: "always",
      isNullable: true,
    },
    mailNickname: {
      type: "String",
      read: (user) => user.userPrincipalName.split("@")[0],
      isOnRequest: true,
    },
    usageLocation: {
      type: "String",
      read: (user) => user.usageLocation,
      isOnRequest: true,
      write: "always",
      isNullable: true,
    },
    userType: { type: "String", read: (user) => user.userType, isOnRequest: true },
  },
};

/** The user of the path: by id, by user principal name, or by the alternate key. Throws 404. */
export function userOf(call: Call, name = "user"): User {
  const key = call.keys[name];
  const text = nameOf(key);
  if (key?.kind === "alternate" && !("userPrincipalName" in key.parts)) throw graphErrors.badPath();
  const user = call.tenant.user(text);
  if (user === undefined) throw directoryErrors.notFound(text);
  return user;
}

function listUsers(call: Call): Reply {
  const { tenant } = call;
  return listReply(call, {
    type: userType,
    rows: () => tenant.users.values(),
    context: "users",
    page: { usual: 100, largest: 999 },
    lookups: {
      id: (value) => tenant.users.get(value.toLowerCase()),
      userPrincipalName: (value) => tenant.user(value),
    },
    hasAdvancedQueries: true,
    lag: { key: ({ id }) => id, kind: "user" },
    options: directoryOptions,
  });
}

function licenceDetails(call: Call): Reply {
  const user = userOf(call);
  return ok({
    "@odata.context": `${call.origin}/${call.version}/$metadata#users('${user.id}')/licenseDetails`,
    value: user.licences.map(({ skuId, skuPartNumber, plans }) => ({
      id: `${user.id}_${skuId}`,
      skuId,
      skuPartNumber,
      servicePlans: plans.map((plan) => ({
        servicePlanId: plan.servicePlanId,
        servicePlanName: plan.servicePlanName,
        provisioningStatus: plan.isEnabled ? "Success" : "Disabled",
        appliesTo: "User",
      })),
    })),
  });
}

function updateUser(call: Call): Reply {
  const user = userOf(call);
  const changes = checkBody(userType, bodyOf(call), "update", directoryBody);
  const { userPrincipalName, ...others } = changes;
  if (typeof userPrincipalName === "string") {
    const holder = call.tenant.user(userPrincipalName);
    if (holder !== undefined && holder !== user) throw directoryErrors.sameValue("userPrincipalName");
    call.tenant.rekeyUser(user, userPrincipalName);
  }
  Object.assign(user, others);
  audit(call, {
    activity: "Update user",
    category: "UserManagement",
    operation: "Update",
    targets: [{ id: user.id, displayName: user.displayName, type: "User" }],
    changes,
  });
  return noContent();
}

function deleteUser(call: Call): Reply {
  const user = userOf(call);
  call.tenant.remove(user);
  user.deletedDateTime = toSeconds(call.world.now());
  call.tenant.deleted.set(user.id, user);
  audit(call, {
    activity: "Delete user",
    category: "UserManagement",
    operation: "Delete",
    targets: [{ id: user.id, displayName: user.displayName, type: "User" }],
  });
  return noContent();
}

export const userRoutes = [
  onGet("/users", permissions.readUsers, listUsers),
  onGet("/users/{user}", permissions.readUsers, (call) => entityReply(call, userType, userOf(call), "users")),
  onPatch("/users/{user}", permissions.writeUsers, updateUser),
  onDelete("/users/{user}", permissions.writeUsers, deleteUser),
  onGet("/users/{user}/licenseDetails", permissions.readLicences, licenceDetails),
];
