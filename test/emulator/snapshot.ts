// The whole tenant as JSON, for tests and for eyes: names beside ids, lists in a fixed order.
import type { Environment } from "./dataverse/environment.ts";
import { settingsNames } from "./graph/team-type.ts";
import type { JsonObject } from "./json.ts";
import type { State } from "./seed/plant.ts";
import type { Channel, Group, Team } from "./tenant/model.ts";
import type { Plan } from "./tenant/planner.ts";
import type { Tenant } from "./tenant/tenant.ts";
import type { SecretVersion, Vault } from "./vault/vault.ts";

export function snapshot({ tenant, environments, vaults }: State): JsonObject {
  return {
    tenantId: tenant.id,
    domain: tenant.domain,
    users: [...tenant.users.values()].map((user) => ({
      id: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      accountEnabled: user.accountEnabled,
      hasTeamsLicence: user.licences.some(({ plans }) =>
        plans.some((plan) => plan.servicePlanName === "TEAMS1" && plan.isEnabled),
      ),
    })),
    groups: [...tenant.groups.values()].map((group) => groupState(tenant, group)),
    deletedGroups: [...tenant.deleted.values()].flatMap((object) =>
      object.kind === "group" ? [groupState(tenant, object)] : [],
    ),
    teams: [...tenant.groups.values()].flatMap((group) =>
      group.team === null ? [] : [teamState(tenant, group, group.team)],
    ),
    plans: [...tenant.planner.plans.values()].flatMap((plan) => planState(tenant, plan)),
    servicePrincipals: [...tenant.servicePrincipals.values()].map(
      ({ id, appId, displayName, accountEnabled, tags, properties }) => ({
        id,
        appId,
        displayName,
        accountEnabled,
        tags,
        notes: properties["notes"] ?? null,
      }),
    ),
    deletedServicePrincipals: [...tenant.deleted.values()].flatMap((object) =>
      object.kind === "servicePrincipal" ? [{ id: object.id, appId: object.appId }] : [],
    ),
    applications: [...tenant.applications.values()].map((application) => ({
      id: application.id,
      appId: application.appId,
      displayName: application.displayName,
      uniqueName: application.uniqueName,
      signInAudience: application.properties["signInAudience"] ?? null,
      web: application.properties["web"] ?? null,
      requiredResourceAccess: application.properties["requiredResourceAccess"] ?? [],
      owners: names(tenant, application.owners),
      // Never the values: this is shown to people.
      secrets: application.secrets.map(({ keyId, displayName, startDateTime, endDateTime }) => ({
        keyId,
        displayName,
        startDateTime,
        endDateTime,
      })),
      federatedCredentials: application.federatedCredentials.map(({ name, issuer, subject, audiences }) => ({
        name,
        issuer,
        subject,
        audiences,
      })),
    })),
    grants: grantStates(tenant),
    assignments: assignmentStates(tenant),
    environments: Object.fromEntries(
      [...environments].map(([key, environment]) => [key, environmentState(environment)]),
    ),
    vaults: Object.fromEntries([...vaults].map(([name, vault]) => [name, vaultState(vault)])),
  };
}

function names(tenant: Tenant, ids: Iterable<string>): string[] {
  // What waits in the recycle bin keeps its edges, unseen.
  const seen = [...ids].filter((id) => !tenant.deleted.has(id));
  return seen.map((id) => tenant.users.get(id)?.userPrincipalName ?? id).sort((a, b) => (a < b ? -1 : 1));
}

function groupState(tenant: Tenant, group: Group): JsonObject {
  return {
    id: group.id,
    displayName: group.displayName,
    description: group.description,
    mailNickname: group.mailNickname,
    uniqueName: group.uniqueName,
    visibility: group.visibility,
    groupTypes: group.groupTypes,
    owners: names(tenant, group.owners),
    members: names(tenant, group.members),
    hasTeam: group.team !== null,
    deletedDateTime: group.deletedDateTime,
  };
}

function teamState(tenant: Tenant, group: Group, team: Team): JsonObject {
  const members = [...team.members.values()];
  return {
    id: group.id,
    displayName: group.displayName,
    description: group.description,
    mailNickname: group.mailNickname,
    uniqueName: group.uniqueName,
    visibility: group.visibility,
    template: team.template,
    isArchived: team.isArchived,
    owners: names(
      tenant,
      members.filter(({ isOwner }) => isOwner).map(({ userId }) => userId),
    ),
    members: names(
      tenant,
      members.filter(({ isOwner }) => !isOwner).map(({ userId }) => userId),
    ),
    settings: Object.fromEntries(settingsNames.map((name) => [name, team[name]])),
    channels: [...team.channels.values()].map((channel) => channelState(tenant, channel)),
    deletedChannels: team.deletedChannels,
    installedApps: [...team.installedApps.keys()],
  };
}

/** Without ids and hints: what people see. A plan is there as long as its group is. */
function planState(tenant: Tenant, plan: Plan): JsonObject[] {
  const group = tenant.groups.get(plan.groupId);
  if (group === undefined) return [];
  const { buckets, tasks } = tenant.planner;
  const inPlan = ({ planId }: { readonly planId: string }): boolean => planId === plan.id;
  return [
    {
      group: group.uniqueName ?? group.displayName,
      title: plan.title,
      buckets: [...buckets.values()].filter(inPlan).map(({ name }) => name),
      tasks: [...tasks.values()].filter(inPlan).map((task) => ({
        title: task.title,
        bucket: buckets.get(task.bucketId ?? "")?.name ?? null,
        due: task.dueDateTime,
        percentComplete: task.percentComplete,
        priority: task.priority,
        assignments: names(tenant, Object.keys(task.assignments)),
        description: task.details.description,
        checklist: Object.values(task.details.checklist).map((item) => [item["title"], item["isChecked"]]),
        references: Object.entries(task.details.references).map(([name, one]) => [name, one["alias"]]),
      })),
    },
  ];
}

function channelState(tenant: Tenant, channel: Channel): JsonObject {
  return {
    id: channel.id,
    displayName: channel.displayName,
    description: channel.description,
    membershipType: channel.membershipType,
    isPrimary: channel.isPrimary,
    members: names(tenant, channel.members.keys()),
    tabs: [...channel.tabs.values()].map(({ id, displayName, teamsAppId, configuration }) => ({
      id,
      displayName,
      teamsAppId,
      configuration,
    })),
  };
}

function grantStates(tenant: Tenant): JsonObject[] {
  const live = [...tenant.grants.values()].filter((grant) => tenant.isLiveGrant(grant));
  return live.map((grant) => ({
    ...grant,
    client: tenant.servicePrincipals.get(grant.clientId)?.displayName,
    resource: tenant.servicePrincipals.get(grant.resourceId)?.displayName,
    scopes: grant.scope
      .split(" ")
      .filter((scope) => scope !== "")
      .sort(),
  }));
}

function assignmentStates(tenant: Tenant): JsonObject[] {
  const live = [...tenant.assignments.values()].filter((assignment) => tenant.isLiveAssignment(assignment));
  return live.map((assignment) => {
    const resource = tenant.servicePrincipals.get(assignment.resourceId);
    return {
      ...assignment,
      principal: tenant.object(assignment.principalId)?.displayName,
      resource: resource?.displayName,
      appRole: resource?.appRoles.find(({ id }) => id === assignment.appRoleId)?.value,
    };
  });
}

/** Secrets by name, versions oldest first. Never the values: this is shown to people. */
function vaultState({ url, secrets, deleted }: Vault): JsonObject {
  const versionsOf = (versions: readonly SecretVersion[]): JsonObject[] =>
    versions.map(({ version, enabled, contentType, tags, created, expires }) => ({
      versionId: version,
      enabled,
      contentType: contentType ?? null,
      tags,
      createdDateTime: new Date(created * 1000).toISOString(),
      expiresDateTime: expires === undefined ? null : new Date(expires * 1000).toISOString(),
    }));
  return {
    url,
    secrets: Object.fromEntries([...secrets].map(([name, versions]) => [name, versionsOf(versions)])),
    deletedSecrets: Object.fromEntries([...deleted].map(([name, versions]) => [name, versionsOf(versions)])),
  };
}

/** Flags of the tables, the organization row, and the rows of every table that has some. */
function environmentState(environment: Environment): JsonObject {
  const tables = [...environment.tables.values()];
  const nameOf = (table: (typeof tables)[number]): string => table.definition.logicalName;
  const rowsOf = (logicalName: string): JsonObject[] =>
    [...environment.table(logicalName).rows.values()].map(({ values }) => ({ ...values }));
  const rows = tables.filter(
    (table) => table.rows.size > 0 && !["organization", "entity"].includes(nameOf(table)),
  );
  return {
    url: environment.url,
    organization: { ...environment.organization.values },
    teamsTables: tables
      .filter(({ isTeamsEnabled }) => isTeamsEnabled)
      .map(nameOf)
      .sort(),
    documentTables: tables
      .filter((table) => table.isDocumentManagementEnabled)
      .map(nameOf)
      .sort(),
    links: rowsOf("msdyn_teamscollaboration"),
    rows: Object.fromEntries(rows.map((table) => [nameOf(table), rowsOf(nameOf(table))])),
  };
}
