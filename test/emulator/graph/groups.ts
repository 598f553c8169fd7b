// Groups: create, upsert by unique name, read, update, delete. Source: "Create group", "Upsert group",
// "Update group", "Delete group".
import { directoryErrors } from "../errors/directory.ts";
import type { Reply } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { directoryOptions } from "../odata/list.ts";
import type { Group } from "../tenant/model.ts";
import { toSeconds } from "../world.ts";
import { requirePermission } from "./access.ts";
import { audit } from "./audit.ts";
import {
  bodyOf,
  type Call,
  directoryBody,
  entityReply,
  listReply,
  noContent,
  onDelete,
  onGet,
  onPatch,
  onPost,
  onQueryPost,
  prefers,
  checkedBody,
} from "./call.ts";
import { mergeProperties } from "./application-rules.ts";
import { addEdges, readBinds } from "./group-edges.ts";
import {
  exchangeDefault,
  exchangeProperties,
  findGroup,
  groupOf,
  groupType,
  isMailNickname,
  isUnified,
} from "./group-type.ts";
import { permissions } from "./permissions.ts";

function listGroups(call: Call): Reply {
  const { tenant } = call;
  return listReply(call, {
    type: groupType,
    rows: () => tenant.groups.values(),
    context: "groups",
    page: { usual: 100, largest: 999 },
    lookups: {
      id: (value) => tenant.group(value),
      uniqueName: (value) => tenant.groupByUniqueName(value),
    },
    hasAdvancedQueries: true,
    lag: { key: ({ id }) => id, kind: "group" },
    options: directoryOptions,
  });
}

function createGroup(call: Call): Reply {
  return entityReply(call, groupType, makeGroup(call, {}), "groups", 201);
}

const relations = ["owners", "members"] as const;

/** Makes a group from the body and `fixed`. Throws before anything is changed. */
export function makeGroup(call: Call, fixed: JsonObject): Group {
  const body = {
    ...checkedBody(call, groupType, "create", directoryBody, { ...bodyOf(call), ...fixed }, relations),
  };
  const early = exchangeProperties.find((name) => name in body);
  if (early !== undefined) throw directoryErrors.readOnly(early);
  const group = newGroup(call, body);
  checkNewGroup(call, group);
  const binds = readBinds(call, group);
  requireBindPermission(call, [...binds.owners, ...binds.members]);
  // Without owners a person becomes owner; an application leaves the group without one.
  if (binds.owners.length === 0 && call.caller.kind === "user") binds.owners.push(call.caller.user.id);
  call.tenant.add(group);
  auditGroup(call, group, "Add group", "Add", body);
  addEdges(call, group, "owners", binds.owners);
  addEdges(call, group, "members", binds.members);
  return group;
}

/** A group with the defaults of the service. */
export function newGroup(call: Pick<Call, "world" | "tenant">, body: JsonObject): Group {
  const now = toSeconds(call.world.now());
  const id = call.world.guid();
  const groupTypes = (body["groupTypes"] as string[] | undefined) ?? [];
  const isOffice = groupTypes.includes("Unified");
  const mailNickname = body["mailNickname"] as string;
  // The address is the service's own: alias and a number.
  const suffix = 1000 + (Number.parseInt(id.slice(0, 8), 16) % 9000);
  return {
    kind: "group",
    id,
    displayName: body["displayName"] as string,
    description: (body["description"] as string | null | undefined) ?? null,
    mailNickname,
    mail: body["mailEnabled"] === true ? `${mailNickname}${suffix}@${call.tenant.domain}` : null,
    mailEnabled: body["mailEnabled"] as boolean,
    securityEnabled: body["securityEnabled"] as boolean,
    groupTypes,
    visibility: visibilityOf(body["visibility"]) ?? (isOffice ? "Public" : null),
    uniqueName: (body["uniqueName"] as string | null | undefined) ?? null,
    classification: (body["classification"] as string | null | undefined) ?? null,
    preferredLanguage: (body["preferredLanguage"] as string | null | undefined) ?? null,
    preferredDataLocation: (body["preferredDataLocation"] as string | null | undefined) ?? null,
    theme: (body["theme"] as string | null | undefined) ?? null,
    isAssignableToRole: (body["isAssignableToRole"] as boolean | null | undefined) ?? null,
    resourceBehaviorOptions: (body["resourceBehaviorOptions"] as string[] | undefined) ?? [],
    createdDateTime: now,
    renewedDateTime: now,
    deletedDateTime: null,
    owners: new Set(),
    members: new Set(),
    properties: keptOf(body),
    exchange: {},
    team: null,
  };
}

/** What has no place of its own in a group, to be kept as it was sent. */
function keptOf(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !placed.has(name)));
}

const placed = new Set(
  [
    "classification description displayName groupTypes isAssignableToRole mailEnabled mailNickname",
    "preferredDataLocation preferredLanguage resourceBehaviorOptions securityEnabled theme uniqueName visibility",
  ].flatMap((names) => names.split(" ")),
);

function visibilityOf(value: unknown): Group["visibility"] {
  const known = ["Private", "Public", "HiddenMembership"] as const;
  const text = typeof value === "string" ? value.toLowerCase() : "";
  return known.find((name) => name.toLowerCase() === text) ?? null;
}

function checkNewGroup(call: Call, group: Group): void {
  if (group.groupTypes.some((type) => type !== "Unified" && type !== "DynamicMembership")) {
    throw directoryErrors.invalidValue("groupTypes");
  }
  // Only Microsoft 365 groups can be mail-enabled through Graph.
  if (isUnified(group) !== group.mailEnabled) throw directoryErrors.invalidValue("mailEnabled");
  if (!group.mailEnabled && !group.securityEnabled) throw directoryErrors.invalidValue("securityEnabled");
  checkRule(group.groupTypes, group.properties);
  checkAlias(call, group, group.mailNickname);
  checkUniqueName(call, group, group.uniqueName);
}

/** A dynamic group has a rule. Source: "Dynamic membership rules for groups". */
function checkRule(groupTypes: readonly string[], { membershipRule }: JsonObject): void {
  if (!groupTypes.includes("DynamicMembership")) return;
  const isRule =
    typeof membershipRule === "string" && /\b(?:user|device|group)\.[\w.]+\s+-\w+/i.test(membershipRule);
  if (!isRule) throw directoryErrors.invalidValue("membershipRule");
}

/** An alias is unique among Microsoft 365 groups only. */
export function checkAlias(call: Call, group: Group, alias: string): void {
  if (!isMailNickname(alias)) throw directoryErrors.invalidValue("mailNickname");
  if (!isUnified(group)) return;
  if (call.tenant.groupsByAlias(alias).some((other) => other !== group && isUnified(other))) {
    throw directoryErrors.sameValue("mailNickname");
  }
}

function checkUniqueName(call: Call, group: Group, uniqueName: string | null): void {
  if (uniqueName === null) return;
  if (uniqueName === "") throw directoryErrors.invalidValue("uniqueName");
  const holder = call.tenant.groupByUniqueName(uniqueName);
  if (holder !== undefined && holder !== group) throw directoryErrors.sameValue("uniqueName");
}

/** Group.Create alone cannot bind users: reading them must be allowed too. */
function requireBindPermission(call: Call, ids: readonly string[]): void {
  if (call.caller.kind === "user" || ids.length === 0) return;
  const { roles } = call.caller;
  const enough = [
    ...permissions.writeGroup.anyOf,
    "User.Read.All",
    "User.ReadWrite.All",
    "Directory.Read.All",
  ];
  if (!enough.some((role) => roles.has(role))) throw directoryErrors.cannotReadBound();
}

/** PATCH on an id or key; on a key with Prefer: create-if-missing it creates what is not there. */
function updateGroup(call: Call): Reply {
  const group = findGroup(call);
  if (group === undefined) {
    const key = call.keys["group"];
    if (key?.kind !== "alternate" || !prefers(call, "create-if-missing")) groupOf(call);
    const uniqueName = key?.kind === "alternate" ? key.parts["uniqueName"] : undefined;
    return entityReply(call, groupType, makeGroup(call, { uniqueName }), "groups", 201);
  }
  // The route also admits those who may only create.
  requirePermission(call, permissions.writeGroup, true);
  changeGroup(call, group);
  return noContent();
}

function changeGroup(call: Call, group: Group): void {
  const changes = checkedBody(
    call,
    groupType,
    "update",
    directoryBody,
    withoutUnchanged(group, bodyOf(call)),
    relations,
  );
  const binds = readBinds(call, group);
  const exchange = exchangeProperties.filter((name) => name in changes);
  if (exchange.length > 0 && Object.keys(changes).length > exchange.length) {
    throw directoryErrors.aloneOnly(exchange.join(", "));
  }
  // Exchange answers for these, and it does not know applications. To say what is there already changes nothing.
  const isChange = exchange.some((name) => changes[name] !== (group.exchange[name] ?? exchangeDefault(name)));
  if (isChange && call.caller.kind === "app") throw directoryErrors.noAppOnly(exchange.join(", "));
  checkChanges(call, group, changes);
  for (const relation of relations) addEdges(call, group, relation, binds[relation]);
  if (Object.keys(changes).length === 0) return;
  for (const name of exchange) {
    group.exchange[name] = changes[name];
    delete changes[name];
  }
  call.tenant.rekeyGroup(group, () => {
    if (typeof changes["visibility"] === "string")
      changes["visibility"] = visibilityOf(changes["visibility"]);
    const kept = keptOf(changes);
    group.properties = mergeProperties(group.properties, kept);
    for (const [name, value] of Object.entries(changes))
      if (!(name in kept)) Object.assign(group, { [name]: value });
  });
  auditGroup(call, group, "Update group", "Update", changes);
}

/** Create-only properties may be repeated in an upsert as long as they say what is there. */
function withoutUnchanged(group: Group, body: JsonObject): JsonObject {
  const frozen = [
    "mailEnabled",
    "groupTypes",
    "resourceBehaviorOptions",
    "isAssignableToRole",
    "uniqueName",
  ] as const;
  return Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) =>
        !frozen.some((key) => key === name && JSON.stringify(group[key]) === JSON.stringify(value)),
    ),
  );
}

function checkChanges(call: Call, group: Group, changes: JsonObject): void {
  for (const name of ["mailEnabled", "isAssignableToRole", "resourceBehaviorOptions"]) {
    if (name in changes) throw directoryErrors.immutable(name);
  }
  checkMembershipKind(group, changes);
  if ("uniqueName" in changes) {
    if (group.uniqueName !== null || group.isAssignableToRole === true)
      throw directoryErrors.immutable("uniqueName");
    checkUniqueName(call, group, changes["uniqueName"] as string | null);
  }
  if (typeof changes["mailNickname"] === "string") checkAlias(call, group, changes["mailNickname"]);
  if ("visibility" in changes && isUnified(group)) {
    const visibility = visibilityOf(changes["visibility"]);
    const isFrozen = visibility === "HiddenMembership" || group.visibility === "HiddenMembership";
    if (visibility === null || (isFrozen && visibility !== group.visibility)) {
      throw directoryErrors.invalidValue("visibility");
    }
  }
}

/** A group may become dynamic and stop being so; what it is beside that stays. Source: "Update group". */
function checkMembershipKind(group: Group, changes: JsonObject): void {
  const groupTypes = (changes["groupTypes"] as string[] | undefined) ?? group.groupTypes;
  const fixed = (types: readonly string[]): string =>
    types.filter((type) => type !== "DynamicMembership").join();
  if (fixed(groupTypes) !== fixed(group.groupTypes)) throw directoryErrors.immutable("groupTypes");
  const isDynamic = groupTypes.includes("DynamicMembership");
  // Who stops being dynamic has no rule any more.
  if (!isDynamic && "groupTypes" in changes && changes["membershipRule"] === undefined)
    Object.assign(changes, { membershipRule: null, membershipRuleProcessingState: null });
  checkRule(groupTypes, { ...group.properties, ...changes });
}

function deleteGroup(call: Call): Reply {
  removeGroup(call, groupOf(call));
  return noContent();
}

export function removeGroup(call: Call, group: Group): void {
  call.tenant.remove(group);
  // Security groups vanish at once; Microsoft 365 groups wait 30 days, team and all.
  if (isUnified(group)) {
    group.deletedDateTime = toSeconds(call.world.now());
    call.tenant.deleted.set(group.id, group);
  } else call.tenant.purge(group.id);
  auditGroup(call, group, "Delete group", "Delete", {});
}

/** Tells that the group is still needed: it would expire otherwise. Source: "Renew group". */
function renewGroup(call: Call): Reply {
  const group = groupOf(call);
  group.renewedDateTime = toSeconds(call.world.now());
  auditGroup(call, group, "Renew group", "Update", {});
  return noContent();
}

/** Checks names without making anything. Source: "group: validateProperties". */
function validateGroup(call: Call): Reply {
  groupOf(call);
  validateNames(call, bodyOf(call));
  return noContent();
}

/** Throws 400 for what is no name, 422 for a name that may not be used. */
export function validateNames(call: Call, body: JsonObject): void {
  const { displayName, mailNickname, onBehalfOfUserId, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw directoryErrors.invalidProperty(unknown);
  for (const [name, value] of Object.entries({ displayName, mailNickname, onBehalfOfUserId })) {
    if (value !== undefined && typeof value !== "string") throw directoryErrors.wrongType(name, "Edm.String");
  }
  if (typeof displayName === "string" && displayName.length > 256)
    throw directoryErrors.validation("displayName");
  if (typeof mailNickname === "string") {
    const isTaken = call.tenant.groupsByAlias(mailNickname).some(isUnified);
    if (!isMailNickname(mailNickname) || mailNickname.length > 64 || isTaken) {
      throw directoryErrors.validation("mailNickname");
    }
  }
}

export function auditGroup(
  call: Call,
  group: Group,
  activity: string,
  operation: "Add" | "Update" | "Delete",
  changes: JsonObject,
): void {
  audit(call, {
    activity,
    category: "GroupManagement",
    operation,
    targets: [{ id: group.id, displayName: group.displayName, type: "Group" }],
    changes,
  });
}

export const groupRoutes = [
  onGet("/groups", permissions.listGroups, listGroups),
  onPost("/groups", permissions.createGroup, createGroup),
  onGet("/groups/{group}", permissions.readGroup, (call) =>
    entityReply(call, groupType, groupOf(call), "groups"),
  ),
  onPatch("/groups/{group}", permissions.upsertGroup, updateGroup),
  onDelete("/groups/{group}", permissions.writeGroup, deleteGroup),
  onPost("/groups/{group}/renew", permissions.writeGroup, renewGroup),
  onQueryPost("/groups/{group}/validateProperties", permissions.validateGroup, validateGroup),
];
