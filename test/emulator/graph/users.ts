// Users: reads, and the few writes an administrator does. Source: "user resource type".
import { limits } from "../limits/route-limits.ts";
import { directoryErrors } from "../errors/directory.ts";
import { graphErrors } from "../errors/graph.ts";
import type { Reply } from "../http/message.ts";
import { isObject, type JsonObject } from "../json.ts";
import {
  listReply,
  nameOf,
  type Call,
  entityReply,
  onGet,
  ok,
  directoryBody,
  onPatch,
  onPost,
  onPut,
  bodyOf,
  noContent,
  onDelete,
  checkedBody,
} from "./call.ts";
import { directoryOptions } from "../odata/list.ts";
import type { User } from "../tenant/model.ts";
import { permissions } from "./permissions.ts";
import { userType } from "./user-type.ts";
import { toSeconds } from "../world.ts";
import { mergeProperties } from "./application-rules.ts";
import { audit } from "./audit.ts";
import { verifiedDomains } from "./domains.ts";
import { bindIn, resolveBind } from "./group-edges.ts";

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

/** Properties with a place of their own; all others are kept as they were sent. */
const placed = [
  "displayName",
  "givenName",
  "surname",
  "mail",
  "jobTitle",
  "department",
  "officeLocation",
  "usageLocation",
  "accountEnabled",
  "userType",
] as const;

/** Takes over what the body says, but the name to sign in by. */
function changeUser(user: User, changes: JsonObject): void {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(changes)) {
    // A password is set and never told again.
    if (name === "userPrincipalName" || name === "passwordProfile") continue;
    if (placed.some((known) => known === name)) Object.assign(user, { [name]: value });
    else kept[name] = value;
  }
  user.properties = mergeProperties(user.properties, kept);
}

/** Throws 400 for a name that is none, is taken, or stands in a domain that is not the tenant's. */
function checkName(call: Call, name: string, user?: User): void {
  const [local = "", domain = "", ...rest] = name.split("@");
  if (!/^[A-Za-z0-9'.!#^~_-]+$/.test(local) || domain === "" || rest.length > 0 || local.length > 64)
    throw directoryErrors.invalidValue("userPrincipalName");
  if (!verifiedDomains(call.tenant).includes(domain.toLowerCase())) throw directoryErrors.domainNotVerified();
  const holder = call.tenant.user(name);
  if (holder !== undefined && holder !== user) throw directoryErrors.sameValue("userPrincipalName");
}

function checkPassword(body: JsonObject): void {
  const profile = body["passwordProfile"];
  const password = isObject(profile) ? profile["password"] : undefined;
  if (typeof password !== "string" || password === "")
    throw directoryErrors.required("passwordProfile/password");
  if (password.length < 8) throw directoryErrors.weakPassword();
}

function createUser(call: Call): Reply {
  const body = checkedBody(call, userType, "create", directoryBody, bodyOf(call), ["manager"]);
  const name = body["userPrincipalName"] as string;
  checkName(call, name);
  checkPassword(body);
  const manager = bindIn(call.body, "manager");
  const user: User = {
    kind: "user",
    id: call.world.guid(),
    userPrincipalName: name,
    displayName: body["displayName"] as string,
    givenName: null,
    surname: null,
    mail: null,
    jobTitle: null,
    department: null,
    officeLocation: null,
    usageLocation: null,
    accountEnabled: true,
    userType: "Member",
    licences: [],
    manager: manager === undefined ? null : managerIn(call, manager).id,
    properties: {},
    createdDateTime: toSeconds(call.world.now()),
    deletedDateTime: null,
    isAdmin: false,
  };
  changeUser(user, body);
  call.tenant.add(user);
  auditUser(call, user, "Add user", "Add");
  return entityReply(call, userType, user, "users", 201);
}

function updateUser(call: Call): Reply {
  const user = userOf(call);
  const changes = checkedBody(call, userType, "update", directoryBody, bodyOf(call), ["manager"]);
  const { userPrincipalName } = changes;
  if (typeof userPrincipalName === "string") checkName(call, userPrincipalName, user);
  if (isObject(changes["passwordProfile"]) && changes["passwordProfile"]["password"] !== undefined)
    checkPassword(changes);
  const manager = bindIn(call.body, "manager");
  if (manager !== undefined) user.manager = managerIn(call, manager).id;
  if (typeof userPrincipalName === "string") call.tenant.rekeyUser(user, userPrincipalName);
  changeUser(user, changes);
  const { passwordProfile: _secret, ...told } = changes;
  auditUser(call, user, "Update user", "Update", told);
  return noContent();
}

function deleteUser(call: Call): Reply {
  removeUser(call, userOf(call));
  return noContent();
}

export function removeUser(call: Call, user: User): void {
  call.tenant.remove(user);
  user.deletedDateTime = toSeconds(call.world.now());
  call.tenant.deleted.set(user.id, user);
  auditUser(call, user, "Delete user", "Delete");
}

function auditUser(
  call: Call,
  user: User,
  activity: string,
  operation: "Add" | "Update" | "Delete",
  changes: JsonObject = {},
): void {
  const targets = [{ id: user.id, displayName: user.displayName, type: "User" }];
  audit(call, { activity, category: "UserManagement", operation, targets, changes });
}

/** The person that a bind names. Throws 400 for another kind of object, 404. */
function managerIn(call: Call, url: unknown): User {
  const object = resolveBind(call, url);
  if (object.kind !== "user") throw directoryErrors.invalidReference();
  return object;
}

function managerOf(call: Call): User {
  const user = userOf(call);
  const manager = user.manager === null ? undefined : call.tenant.users.get(user.manager);
  if (manager === undefined) throw directoryErrors.notFound("manager");
  return manager;
}

function setManager(call: Call): Reply {
  const user = userOf(call);
  user.manager = managerIn(call, bodyOf(call)["@odata.id"]).id;
  auditUser(call, user, "Set user manager", "Update");
  return noContent();
}

function clearManager(call: Call): Reply {
  const user = userOf(call);
  managerOf(call);
  user.manager = null;
  auditUser(call, user, "Remove user manager", "Update");
  return noContent();
}

function listReports(call: Call): Reply {
  const { id } = userOf(call);
  return listReply(call, {
    type: userType,
    rows: () => [...call.tenant.users.values()].filter(({ manager }) => manager === id),
    context: "directoryObjects",
    page: { usual: 100, largest: 999 },
    annotate: () => ({ "@odata.type": "#microsoft.graph.user" }),
  });
}

const one = "/users/{user}";
export const userRoutes = [
  onGet("/users", permissions.readUsers, listUsers, limits.listUsers),
  onPost("/users", permissions.writeUsers, createUser),
  onGet(one, permissions.readUsers, (call) => entityReply(call, userType, userOf(call), "users")),
  onPatch(one, permissions.writeUsers, updateUser),
  onDelete(one, permissions.writeUsers, deleteUser),
  onGet(`${one}/licenseDetails`, permissions.readLicences, licenceDetails, limits.readLicences),
  onGet(`${one}/manager`, permissions.readManager, (call) =>
    entityReply(call, userType, managerOf(call), "directoryObjects", 200, {
      "@odata.type": "#microsoft.graph.user",
    }),
  ),
  onGet(`${one}/manager/$ref`, permissions.readManager, (call) =>
    ok({
      "@odata.context": `${call.origin}/${call.version}/$metadata#$ref`,
      "@odata.id": `${call.origin}/${call.version}/directoryObjects/${managerOf(call).id}`,
    }),
  ),
  onPut(`${one}/manager/$ref`, permissions.writeUsers, setManager),
  onDelete(`${one}/manager/$ref`, permissions.writeUsers, clearManager),
  onGet(`${one}/directReports`, permissions.readManager, listReports),
];
