// Turns a seed into tenant and environments.
import { Environment } from "../dataverse/environment.ts";
import { newChannel } from "../graph/channel-rules.ts";
import { followGroup } from "../graph/group-edges.ts";
import { newGroup } from "../graph/groups.ts";
import { rolesInUse } from "../graph/permissions.ts";
import { newPrincipal } from "../graph/service-principals.ts";
import { settingsDefaults } from "../graph/team-type.ts";
import { exchangeAudience, pipelineIssuer } from "../identity/identity.ts";
import { graphAppId } from "../tenant/first-party.ts";
import type { Group, Licence, ServicePrincipal, Team, User } from "../tenant/model.ts";
import { type DirectoryRole, globalAdministrator } from "../tenant/policies.ts";
import { catalogue } from "../tenant/teams-apps.ts";
import { Tenant } from "../tenant/tenant.ts";
import { emptyVault, type Vault } from "../vault/vault.ts";
import { guidFrom, toSeconds, type World } from "../world.ts";
import type { Seed, SeedClient, SeedEnvironment, SeedGroup, SeedUser } from "./shape.ts";
import { SeedProblem } from "./check-seed.ts";

/** All that a reset brings back. */
export interface State {
  readonly tenant: Tenant;
  readonly environments: Map<string, Environment>;
  /** By name. */
  readonly vaults: Map<string, Vault>;
}

const teamsPlanId = "57ff2da0-773e-42df-b2af-ffb7a2317929";

export function plant(seed: Seed, world: World): State {
  const tenant = new Tenant(seed.tenantId, seed.domain, seed.displayName);
  for (const app of catalogue) tenant.teamsApps.set(app.id, app);
  const state: State = { tenant, environments: new Map(), vaults: new Map() };
  plantMore(seed, state, world);
  return state;
}

/** Adds what a seed says to a tenant that is there. */
export function plantMore(seed: Partial<Seed>, state: State, world: World): void {
  const { tenant, environments, vaults } = state;
  for (const user of seed.users ?? []) {
    const made = makeUser(user, world);
    tenant.add(made);
    if (made.isAdmin) tenant.policies.roles.push(administratorRole(made.id));
  }
  for (const { id, appId, displayName } of seed.applications ?? []) {
    addApplication(tenant, world, id, appId, displayName);
  }
  for (const { appId, id } of seed.servicePrincipals ?? []) addPrincipal(tenant, world, appId, id);
  for (const client of seed.clients ?? []) plantClient(tenant, world, client);
  for (const group of seed.groups ?? []) plantGroup(tenant, world, group);
  for (const environment of seed.environments ?? []) {
    environments.set(environment.key, plantEnvironment(environment, world));
  }
  for (const environment of environments.values()) {
    for (const client of seed.clients ?? []) addApplicationUser(environment, tenant, world, client);
  }
  for (const { url } of seed.vaults ?? []) {
    const vault = emptyVault(url);
    vaults.set(vault.name, vault);
  }
  for (const vault of vaults.values()) {
    for (const { clientId, vaultRole } of seed.clients ?? []) {
      if (vaultRole !== undefined) vault.roles.set(clientId.toLowerCase(), vaultRole);
    }
  }
}

function administratorRole(principalId: string): DirectoryRole {
  return { id: guidFrom(`role of ${principalId}`), roleDefinitionId: globalAdministrator, principalId };
}

function makeUser(seed: SeedUser, world: World): User {
  const [givenName = null, ...rest] = seed.displayName.split(" ");
  return {
    kind: "user",
    id: seed.id.toLowerCase(),
    userPrincipalName: seed.userPrincipalName,
    displayName: seed.displayName,
    givenName,
    surname: rest.length > 0 ? rest.join(" ") : null,
    mail: seed.userPrincipalName,
    jobTitle: seed.jobTitle ?? null,
    department: null,
    officeLocation: null,
    usageLocation: "US",
    accountEnabled: seed.isEnabled ?? true,
    userType: seed.isGuest === true ? "Guest" : "Member",
    licences: seed.hasTeams === false ? [] : [frontlineLicence()],
    manager: null,
    properties: {},
    createdDateTime: toSeconds(world.now()),
    deletedDateTime: null,
    isAdmin: seed.isAdmin ?? false,
  };
}

/** Microsoft 365 F3 with Teams. */
function frontlineLicence(): Licence {
  return {
    skuId: "66b55226-6b4f-492c-910c-a3b7a3c9d993",
    skuPartNumber: "SPE_F1",
    plans: [{ servicePlanId: teamsPlanId, servicePlanName: "TEAMS1", isEnabled: true }],
  };
}

function addApplication(tenant: Tenant, world: World, id: string, appId: string, displayName: string): void {
  tenant.add({
    kind: "application",
    id,
    appId: appId.toLowerCase(),
    displayName,
    uniqueName: null,
    properties: {},
    secrets: [],
    federatedCredentials: [],
    owners: new Set(),
    createdDateTime: toSeconds(world.now()),
    deletedDateTime: null,
  });
}

function addPrincipal(tenant: Tenant, world: World, appId: string, id?: string): ServicePrincipal {
  const principal = newPrincipal(
    { tenant, world },
    appId.toLowerCase(),
    id ?? guidFrom(`principal ${appId}`),
  );
  if (principal === undefined)
    throw new SeedProblem(`The seed names the app "${appId}", which nothing backs`);
  tenant.add(principal);
  return principal;
}

function plantClient(tenant: Tenant, world: World, client: SeedClient): void {
  addApplication(tenant, world, guidFrom(`application ${client.clientId}`), client.clientId, client.name);
  const application = tenant.applicationByAppId(client.clientId);
  const principal = addPrincipal(tenant, world, client.clientId);
  if (application === undefined) return;
  const now = world.now();
  const ends = new Date(now);
  ends.setUTCFullYear(now.getUTCFullYear() + 2);
  application.secrets.push({
    keyId: guidFrom(`secret ${client.clientId}`),
    secretText: client.clientSecret ?? `emu~${world.guid().replaceAll("-", "")}`,
    displayName: "seed",
    startDateTime: toSeconds(now),
    endDateTime: toSeconds(ends),
  });
  if (client.federatedSubject !== undefined) {
    application.federatedCredentials.push({
      id: guidFrom(`credential ${client.clientId}`),
      name: "pipeline",
      issuer: pipelineIssuer,
      subject: client.federatedSubject,
      audiences: [exchangeAudience],
      description: null,
    });
  }
  assignRoles(tenant, world, client, principal);
}

function assignRoles(tenant: Tenant, world: World, client: SeedClient, principal: ServicePrincipal): void {
  const graph = tenant.servicePrincipalByAppId(graphAppId);
  if (graph === undefined)
    throw new SeedProblem("A seed with clients needs the service principal of Microsoft Graph");
  const offered = new Set(graph.appRoles.map(({ value }) => value));
  // Those of a team or chat are given by the people in it, not in the directory.
  const names =
    client.appRoles === "all" ? rolesInUse().filter((role) => offered.has(role)) : client.appRoles;
  for (const name of names) {
    const role = graph.appRoles.find(({ value }) => value === name);
    if (role === undefined)
      throw new SeedProblem(`The seed gives "${client.name}" the unknown app role "${name}"`);
    const id = Buffer.from(guidFrom(`${client.clientId} ${name}`)).toString("base64url");
    tenant.assignments.set(id, {
      id,
      principalId: principal.id,
      principalType: "ServicePrincipal",
      resourceId: graph.id,
      appRoleId: role.id,
      createdDateTime: world.now().toISOString(),
    });
  }
}

function plantGroup(tenant: Tenant, world: World, seed: SeedGroup): void {
  const made = newGroup(
    { tenant, world: { ...world, guid: () => seed.id } },
    {
      displayName: seed.displayName,
      description: seed.description ?? null,
      mailNickname: seed.mailNickname,
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ["Unified"],
      visibility: seed.visibility ?? "Private",
      uniqueName: seed.uniqueName ?? null,
    },
  );
  const find = (name: string): string => {
    const user = tenant.user(name);
    if (user === undefined)
      throw new SeedProblem(`The seed's group "${seed.displayName}" names the unknown user "${name}"`);
    return user.id;
  };
  for (const owner of seed.owners) made.owners.add(find(owner));
  for (const member of [...seed.owners, ...seed.members]) made.members.add(find(member));
  if (seed.team !== undefined) made.team = makeTeam(made, seed.team, world);
  tenant.add(made);
  if (made.team !== null) followGroup(tenant, made, made.team);
}

/** Channel ids of a seed follow from the group's id, so that they are the same at every start. */
function makeTeam(group: Group, seed: NonNullable<SeedGroup["team"]>, world: World): Team {
  const channel = (displayName: string, description: string | null, isPrimary: boolean) =>
    newChannel(
      { world: { ...world, guid: () => guidFrom(`channel ${group.id} ${displayName}`) } },
      { displayName, description, membershipType: "standard", isPrimary },
    );
  const channels = [
    channel("General", null, true),
    ...(seed.channels ?? []).map(({ displayName, description }) =>
      channel(displayName, description ?? null, false),
    ),
  ];
  return {
    internalId: channels[0]?.id ?? "",
    createdDateTime: group.createdDateTime,
    template: "standard",
    specialization: "none",
    isArchived: false,
    classification: null,
    memberSettings: { ...settingsDefaults.memberSettings },
    guestSettings: { ...settingsDefaults.guestSettings },
    messagingSettings: { ...settingsDefaults.messagingSettings },
    funSettings: { ...settingsDefaults.funSettings },
    members: new Map(),
    channels: new Map(channels.map((made) => [made.id, made])),
    deletedChannels: [],
    installedApps: new Map(),
    operations: new Map(),
  };
}

const roleNames = ["System Administrator", "Basic Reader"] as const;

function plantEnvironment(seed: SeedEnvironment, world: World): Environment {
  const environment = new Environment(seed.key, seed.url.replace(/\/+$/, "").toLowerCase());
  environment.hasTeamsSolution = seed.hasTeamsSolution ?? true;
  const name = new URL(seed.url).hostname.split(".")[0] ?? seed.key;
  environment.insert(
    "organization",
    environment.organizationId,
    {
      name,
      isonedriveenabled: seed.hasOneDrive ?? false,
      languagecode: 1033,
      orgdborgsettings: "<OrgSettings/>",
    },
    world,
  );
  environment.insert("businessunit", environment.businessUnitId, { name }, world);
  for (const role of roleNames) {
    const values = { name: role, businessunitid: environment.businessUnitId };
    environment.insert("role", guidFrom(`role ${seed.key} ${role}`), values, world);
  }
  if (environment.hasTeamsSolution) {
    const solution = {
      uniquename: "msdynce_OfficeProductivity",
      friendlyname: "Office Productivity",
      version: "9.0.4.3002",
    };
    environment.insert("solution", guidFrom(`solution ${seed.key}`), { ...solution, ismanaged: true }, world);
  }
  if (seed.hasSharePoint) {
    const absoluteurl = `https://${seed.url.replace(/^https:\/\//, "").split("-")[0] ?? "tenant"}.sharepoint.com/sites/d365-${seed.key}`;
    const site = { name: "Default Site", absoluteurl, isdefault: true, validationstatus: 4, servicetype: 0 };
    environment.insert("sharepointsite", guidFrom(`site ${seed.key}`), site, world);
  }
  for (const table of seed.documentManagement ?? [])
    environment.table(table).isDocumentManagementEnabled = true;
  for (const record of seed.records ?? []) {
    const { primaryName } = environment.table(record.table).definition;
    environment.insert(record.table, record.id.toLowerCase(), { [primaryName]: record.name }, world);
  }
  return environment;
}

function addApplicationUser(
  environment: Environment,
  tenant: Tenant,
  world: World,
  client: SeedClient,
): void {
  const id = guidFrom(`systemuser ${environment.key} ${client.clientId}`);
  const principal = tenant.servicePrincipalByAppId(client.clientId);
  const values = {
    fullname: `# ${client.name}`,
    applicationid: client.clientId.toLowerCase(),
    azureactivedirectoryobjectid: principal?.id ?? null,
    businessunitid: environment.businessUnitId,
    domainname: `${client.name}@${tenant.domain}`,
    accessmode: 4,
  };
  environment.insert("systemuser", id, values, world);
  environment.rolesOfUser.set(id, new Set([guidFrom(`role ${environment.key} ${client.dataverseRole}`)]));
}
