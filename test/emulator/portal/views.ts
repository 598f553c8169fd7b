// What the portal shows, as JSON: lists in pages, one thing in full. Names beside ids, for eyes.
import type { Environment, Row } from "../dataverse/environment.ts";
import type { JournalLine } from "../journal.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { State } from "../seed/plant.ts";
import type { Channel, Group, Team } from "../tenant/model.ts";
import type { Tenant } from "../tenant/tenant.ts";

type GroupWithTeam = Group & { readonly team: Team };

export function overview({ tenant, environments }: State): JsonObject {
  return {
    displayName: tenant.displayName,
    domain: tenant.domain,
    tenantId: tenant.id,
    users: tenant.users.size,
    teams: teamsOf(tenant).length,
    apps: tenant.servicePrincipals.size,
    environments: environments.size,
  };
}

function teamsOf(tenant: Tenant): GroupWithTeam[] {
  return [...tenant.groups.values()].filter((group): group is GroupWithTeam => group.team !== null);
}

function hasWord(needle: string, ...texts: readonly (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(needle) === true);
}

/** A page of the teams that hold the text in their name, alias, or an owner's name. */
export function teamPage({ tenant }: State, search: string, start: number, most: number): JsonObject {
  const needle = search.trim().toLowerCase();
  const found = teamsOf(tenant).filter((group) => {
    if (needle === "" || hasWord(needle, group.displayName, group.mailNickname, group.uniqueName))
      return true;
    return ownersOf(tenant, group).some(({ name, userPrincipalName }) =>
      hasWord(needle, name, userPrincipalName),
    );
  });
  return {
    total: found.length,
    start,
    rows: found.slice(start, start + most).map((group) => teamRow(tenant, group)),
  };
}

function teamRow(tenant: Tenant, group: GroupWithTeam): JsonObject {
  const { team } = group;
  const owners = ownersOf(tenant, group);
  return {
    id: group.id,
    name: group.displayName,
    owner: owners[0]?.name ?? null,
    owners: owners.length,
    members: team.members.size - owners.length,
    channels: team.channels.size,
    isArchived: team.isArchived,
  };
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly userPrincipalName: string;
}

function person(tenant: Tenant, id: string): Person {
  const user = tenant.users.get(id);
  return { id, name: user?.displayName ?? id, userPrincipalName: user?.userPrincipalName ?? "" };
}

function ownersOf(tenant: Tenant, { team }: GroupWithTeam): Person[] {
  return [...team.members.values()].flatMap(({ userId, isOwner }) =>
    isOwner ? [person(tenant, userId)] : [],
  );
}

/** One team with everybody and everything in it; undefined when there is none. */
export function teamInFull({ tenant }: State, id: string): JsonObject | undefined {
  const group = tenant.groups.get(id);
  if (group?.team == null) return undefined;
  const found = group as GroupWithTeam;
  const { team } = found;
  const plans = [...tenant.planner.plans.values()].filter(({ groupId }) => groupId === id);
  return {
    ...teamRow(tenant, found),
    description: group.description,
    mail: group.mail,
    uniqueName: group.uniqueName,
    visibility: group.visibility,
    template: team.template,
    createdDateTime: team.createdDateTime,
    ownerList: ownersOf(tenant, found),
    memberList: [...team.members.values()]
      .filter(({ isOwner }) => !isOwner)
      .map(({ userId, isGuest }) => ({ ...person(tenant, userId), isGuest })),
    channelList: [...team.channels.values()].map((channel) => channelView(tenant, channel)),
    appList: [...team.installedApps.keys()].map((appId) => tenant.teamsApps.get(appId)?.displayName ?? appId),
    planList: plans.map((plan) => ({
      title: plan.title,
      tasks: [...tenant.planner.tasks.values()].filter(({ planId }) => planId === plan.id).length,
    })),
  };
}

function channelView(tenant: Tenant, channel: Channel): JsonObject {
  return {
    id: channel.id,
    name: channel.displayName,
    description: channel.description,
    membershipType: channel.membershipType,
    members: [...channel.members.keys()].map((id) => person(tenant, id).name),
    tabs: [...channel.tabs.values()].map((tab) => ({
      name: tab.displayName,
      app: tenant.teamsApps.get(tab.teamsAppId)?.displayName ?? tab.teamsAppId,
      address: tab.configuration["websiteUrl"] ?? tab.configuration["contentUrl"] ?? null,
    })),
  };
}

/** Enterprise apps with what they may do: delegated scopes and application roles, by resource. */
export function apps({ tenant }: State, search: string): JsonObject {
  const needle = search.trim().toLowerCase();
  const name = (id: string): string => tenant.object(id)?.displayName ?? id;
  const grants = [...tenant.grants.values()].filter((grant) => tenant.isLiveGrant(grant));
  const assignments = [...tenant.assignments.values()].filter((assignment) =>
    tenant.isLiveAssignment(assignment),
  );
  const rows = [...tenant.servicePrincipals.values()]
    .filter(({ displayName, appId }) => needle === "" || hasWord(needle, displayName, appId))
    .map((principal) => ({
      id: principal.id,
      name: principal.displayName,
      appId: principal.appId,
      isEnabled: principal.accountEnabled,
      isForeign: principal.appOwnerOrganizationId !== tenant.id,
      notes: principal.properties["notes"] ?? null,
      delegated: grants
        .filter(({ clientId }) => clientId === principal.id)
        .map(({ resourceId, consentType, principalId, scope }) => ({
          resource: name(resourceId),
          for: consentType === "AllPrincipals" ? "everybody" : name(principalId ?? ""),
          scopes: scope
            .split(" ")
            .filter((word) => word !== "")
            .sort(),
        })),
      roles: Object.entries(
        Object.groupBy(
          assignments.filter(({ principalId }) => principalId === principal.id),
          ({ resourceId }) => resourceId,
        ),
      ).map(([resourceId, held = []]) => ({
        resource: name(resourceId),
        roles: held.map(({ appRoleId }) => roleName(tenant, resourceId, appRoleId)).sort(),
      })),
    }));
  // Those that may do something come first.
  const isAllowed = (row: (typeof rows)[number]): boolean => row.delegated.length + row.roles.length > 0;
  return { total: rows.length, rows: rows.sort((a, b) => Number(isAllowed(b)) - Number(isAllowed(a))) };
}

function roleName(tenant: Tenant, resourceId: string, appRoleId: string): string {
  const roles = tenant.servicePrincipals.get(resourceId)?.appRoles ?? [];
  return roles.find(({ id }) => id === appRoleId)?.value ?? appRoleId;
}

const switches: readonly (readonly [column: string, label: string])[] = [
  ["ismsteamsenabled", "Basic: link records to channels"],
  ["ismsteamscollaborationenabled", "Enhanced collaboration"],
  ["ismsteamsusersyncenabled", "User sync"],
  ["teamschatdatasync", "Chat data sync"],
  ["isonedriveenabled", "OneDrive integration"],
];

export function environmentViews(state: State, search: string): JsonObject {
  const needle = search.trim().toLowerCase();
  const rows = [...state.environments.values()].map((environment) =>
    environmentView(state.tenant, environment, needle),
  );
  return { total: rows.length, rows };
}

function textIn(row: Row | undefined, column: string): string | undefined {
  const value = row?.values[column];
  return typeof value === "string" ? value : undefined;
}

function environmentView(tenant: Tenant, environment: Environment, needle: string): JsonObject {
  const { values } = environment.organization;
  const tables = [...environment.tables.values()];
  const links = [...environment.table("msdyn_teamscollaboration").rows.values()].map((row) => {
    const table = String(row.values["regardingobjecttypename"]);
    const record = environment.tables.get(table)?.rows.get(String(row.values["regardingobjectid"]));
    const nameColumn = environment.tables.get(table)?.definition.primaryName ?? "";
    return {
      table,
      record: textIn(record, nameColumn) ?? textIn(row, "regardingobjectid"),
      isOrphan: record === undefined,
      team: tenant.group(String(row.values["msdyn_groupid"]))?.displayName ?? textIn(row, "msdyn_teamname"),
      channel: textIn(row, "msdyn_channelname") ?? textIn(row, "msdyn_channelid"),
    };
  });
  return {
    key: environment.key,
    url: environment.url,
    hasTeamsSolution: environment.hasTeamsSolution,
    switches: switches.map(([column, label]) => ({ column, label, isOn: values[column] === true })),
    teamsTables: tables
      .filter((table) => table.isTeamsEnabled)
      .map(({ definition }) => definition.logicalName)
      .sort(),
    documentTables: tables
      .filter((table) => table.isDocumentManagementEnabled)
      .map(({ definition }) => definition.logicalName)
      .sort(),
    sites: environment.table("sharepointsite").rows.size,
    links: links.filter(
      ({ record, team, channel, table }) => needle === "" || hasWord(needle, record, team, channel, table),
    ),
  };
}

/** Requests after the one with this number, newest last, shortened. */
export function requests(lines: readonly JournalLine[]): JsonObject {
  return {
    rows: lines.flatMap(({ text }) => {
      const line: unknown = JSON.parse(text);
      if (!isObject(line)) return [];
      const { number, time, service, method, url, status, client, fault, durationMilliseconds, batch } = line;
      const path = String(url).replace(/^https?:\/\/[^/]+/, "");
      const isInBatch = batch !== undefined;
      const error = isObject(line["responseBody"]) ? line["responseBody"]["error"] : undefined;
      const problem = isObject(error) ? `${String(error["code"])}: ${String(error["message"])}` : null;
      return [
        {
          number,
          time,
          service,
          method,
          path,
          status,
          client,
          fault,
          durationMilliseconds,
          isInBatch,
          problem,
        },
      ];
    }),
  };
}
