// A walk through every area of Graph that the tenant emulates: the traffic the model is tried on.
import type { JsonObject } from "../json.ts";
import { boston, type Client, graphBase, groupBody, memberBody, person, userUrl } from "../support.ts";

const website = `${graphBase}/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web`;
const dynamics = `${graphBase}/appCatalogs/teamsApps/cd2d8695-bdc9-4d8e-9620-cc963ed81f41`;

class Tour {
  readonly #graph: Client;
  constructor(graph: Client) {
    this.#graph = graph;
  }

  /** Throws when a step of the tour fails: then it is the tour that is wrong. */
  async go(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<JsonObject> {
    const answer = await this.#graph.send(method, `/v1.0${path}`, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** Reads, then writes with the etag that was read. */
  async withEtag(method: string, path: string, body?: unknown): Promise<void> {
    const { "@odata.etag": etag } = await this.go("GET", path);
    await this.go(method, path, body, { "if-match": String(etag) });
  }
}

const eventual = { consistencylevel: "eventual" };
const ref = (id: unknown) => ({ "@odata.id": `${graphBase}/directoryObjects/${String(id)}` });

async function directory(tour: Tour): Promise<void> {
  await tour.go("GET", "/users?$select=id,displayName,assignedPlans&$top=2");
  await tour.go("GET", '/users?$count=true&$search="displayName:ana"', undefined, eventual);
  await tour.go("GET", `/users/${person(301)}/licenseDetails`);
  await tour.go("PATCH", `/users/${person(301)}`, { jobTitle: "Lead" });
  await tour.go("POST", "/directoryObjects/getByIds", {
    ids: [person(301), boston],
    types: ["user", "group"],
  });
  await tour.go("GET", "/organization");
  await tour.go("GET", "/auditLogs/directoryAudits");
  await tour.go("GET", "/users/delta()?$select=displayName");
  await tour.go("GET", "/groups/delta()?$select=displayName,members");
}

async function groups(tour: Tour): Promise<void> {
  const { id } = await tour.go(
    "POST",
    "/groups",
    groupBody("Tour", { "owners@odata.bind": [userUrl(person(201))] }),
  );
  const path = `/groups/${String(id)}`;
  await tour.go("PATCH", path, { description: "On tour", "members@odata.bind": [userUrl(person(301))] });
  await tour.go("PATCH", "/groups(uniqueName='tour')", groupBody("Upserted"), {
    prefer: "create-if-missing",
  });
  await tour.go("GET", "/groups(uniqueName='tour')");
  await tour.go("POST", `${path}/members/$ref`, ref(person(302)));
  await tour.go("GET", `${path}/members?$select=id`);
  await tour.go("DELETE", `${path}/members/${person(302)}/$ref`);
  await tour.go("POST", `${path}/owners/$ref`, ref(person(202)));
  await tour.go("GET", `${path}/owners`);
  await tour.go("GET", "/groups?$filter=startswith(displayName,'B')&$expand=members");
  await tour.go("DELETE", path);
  await tour.go("GET", "/directory/deletedItems/microsoft.graph.group");
  await tour.go("POST", `/directory/deletedItems/${String(id)}/restore`);
  await tour.go("PUT", `${path}/team`, { memberSettings: { allowDeleteChannels: false } });
}

async function teams(tour: Tour): Promise<void> {
  const path = `/teams/${boston}`;
  await tour.go("POST", "/teams", {
    "template@odata.bind": `${graphBase}/teamsTemplates('standard')`,
    displayName: "Toured",
    members: [memberBody(person(201), "owner")],
  });
  await tour.go("GET", path);
  await tour.go("PATCH", path, { funSettings: { allowGiphy: false, giphyContentRating: "strict" } });
  await tour.go("POST", `${path}/members/add`, { values: [memberBody(person(305))] });
  await tour.go("POST", `${path}/members/remove`, { values: [memberBody(person(305))] });
  const member = await tour.go("POST", `${path}/members`, memberBody(person(306)));
  const membership = `${path}/members/${encodeURIComponent(String(member["id"]))}`;
  await tour.go("PATCH", membership, memberBody(person(306), "owner"));
  await tour.go("DELETE", membership);
  await tour.go("GET", `${path}/members`);
  await tour.go("GET", `${path}/primaryChannel`);
  const channel = await tour.go("POST", `${path}/channels`, {
    displayName: "Tour",
    membershipType: "standard",
  });
  const channelPath = `${path}/channels/${encodeURIComponent(String(channel["id"]))}`;
  await tour.go("PATCH", channelPath, { description: "On tour" });
  await tour.go("GET", `${path}/channels`);
  const tab = await tour.go("POST", `${channelPath}/tabs`, {
    displayName: "Site",
    "teamsApp@odata.bind": website,
    configuration: { contentUrl: "https://contoso.example", websiteUrl: "https://contoso.example" },
  });
  await tour.go("PATCH", `${channelPath}/tabs/${String(tab["id"])}`, { displayName: "Our site" });
  await tour.go("GET", `${channelPath}/tabs?$expand=teamsApp`);
  await tour.go("DELETE", `${channelPath}/tabs/${String(tab["id"])}`);
  await tour.go("DELETE", channelPath);
  await tour.go("GET", "/appCatalogs/teamsApps?$filter=distributionMethod eq 'store'");
  await tour.go("POST", `${path}/installedApps`, { "teamsApp@odata.bind": dynamics });
  await tour.go("GET", `${path}/installedApps?$expand=teamsApp,teamsAppDefinition`);
  await tour.go("POST", `/users/${person(301)}/teamwork/installedApps`, { "teamsApp@odata.bind": dynamics });
  await tour.go("GET", `/users/${person(301)}/teamwork/installedApps?$expand=teamsApp`);
  await tour.go("POST", `${path}/archive`);
  await tour.go("POST", `${path}/unarchive`);
}

async function planner(tour: Tour): Promise<void> {
  const container = { url: `${graphBase}/groups/${boston}` };
  const { id: planId } = await tour.go("POST", "/planner/plans", { container, title: "Tour" });
  const plan = `/planner/plans/${String(planId)}`;
  await tour.withEtag("PATCH", plan, { title: "On tour" });
  await tour.withEtag("PATCH", `${plan}/details`, { categoryDescriptions: { category1: "Safety" } });
  const { id: bucketId } = await tour.go("POST", "/planner/buckets", {
    planId,
    name: "To do",
    orderHint: " !",
  });
  const assigned = { "@odata.type": "#microsoft.graph.plannerAssignment", orderHint: " !" };
  const assignments = { [person(301)]: assigned };
  const task = await tour.go("POST", "/planner/tasks", { planId, bucketId, title: "Go", assignments });
  const path = `/planner/tasks/${String(task["id"])}`;
  await tour.withEtag("PATCH", path, { percentComplete: 100, appliedCategories: { category1: true } });
  const item = { "@odata.type": "#microsoft.graph.plannerChecklistItem", title: "Step" };
  const link = { "@odata.type": "#microsoft.graph.plannerExternalReference", alias: "Map", type: "Other" };
  const references = { "https%3A//contoso%2Eexample": link };
  await tour.withEtag("PATCH", `${path}/details`, { checklist: { one: item }, references });
  await tour.withEtag("PATCH", `${path}/bucketTaskBoardFormat`, { orderHint: " !" });
  await tour.go("GET", path);
  await tour.go("GET", `${path}/details`);
  for (const list of ["tasks", "buckets"]) await tour.go("GET", `${plan}/${list}`);
  await tour.go("GET", `/groups/${boston}/planner/plans`);
  await tour.withEtag("DELETE", path);
  await tour.withEtag("DELETE", plan);
}

async function consent(tour: Tour): Promise<void> {
  const application = await tour.go("POST", "/applications", { displayName: "Tour" });
  const path = `/applications/${String(application["id"])}`;
  await tour.go("PATCH", path, { web: { redirectUris: ["https://contoso.example"] } });
  await tour.go("POST", `${path}/addPassword`, { passwordCredential: { displayName: "tour" } });
  await tour.go("POST", `${path}/federatedIdentityCredentials`, {
    name: "tour",
    issuer: "https://contoso.example",
    subject: "tour",
    audiences: ["api://AzureADTokenExchange"],
  });
  await tour.go("GET", `${path}/federatedIdentityCredentials`);
  await tour.go("POST", `${path}/owners/$ref`, ref(person(201)));
  await tour.go("GET", `${path}/owners`);
  const principal = await tour.go("POST", "/servicePrincipals", { appId: application["appId"] });
  const principalPath = `/servicePrincipals/${String(principal["id"])}`;
  await tour.go("PATCH", `/servicePrincipals(appId='${String(application["appId"])}')`, { notes: "On tour" });
  const graph = await tour.go("GET", "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')");
  const grant = await tour.go("POST", "/oauth2PermissionGrants", {
    clientId: principal["id"],
    consentType: "AllPrincipals",
    resourceId: graph["id"],
    scope: "User.Read.All",
  });
  await tour.go("PATCH", `/oauth2PermissionGrants/${String(grant["id"])}`, { scope: "Group.ReadWrite.All" });
  await tour.go("GET", `${principalPath}/oauth2PermissionGrants`);
  const [role] = graph["appRoles"] as JsonObject[];
  await tour.go("POST", `${principalPath}/appRoleAssignments`, {
    principalId: principal["id"],
    resourceId: graph["id"],
    appRoleId: role?.["id"],
  });
  await tour.go("GET", `${principalPath}/appRoleAssignments`);
  await tour.go("GET", "/servicePrincipals?$filter=displayName eq 'Tour'");
  await tour.go("DELETE", principalPath);
  await tour.go("GET", "/directory/deletedItems/microsoft.graph.servicePrincipal");
  await tour.go("DELETE", path);
}

/** Asks every route that reads, each with the first id that the list before it gives. Routes whose ids no list
 *  gives are left to the tour. Source of the templates: the tenant's own list of routes. */
export async function readEverything(graph: Client, templates: readonly string[]): Promise<number> {
  let count = 0;
  for (const template of templates) {
    let path = "";
    for (const segment of template.split("/").slice(1)) {
      const id = segment.startsWith("{") ? await firstIdIn(graph, path) : segment;
      path = id === undefined ? "?" : `${path}/${id}`;
      if (id === undefined) break;
    }
    if (path.startsWith("?")) continue;
    await graph.get(`/v1.0${path}`);
    count += 1;
  }
  return count;
}

async function firstIdIn(graph: Client, path: string): Promise<string | undefined> {
  if (path === "/teams" || path === "/groups") return boston;
  const { value } = (await graph.get(`/v1.0${path}`)).body;
  const [first] = Array.isArray(value) ? (value as JsonObject[]) : [];
  return typeof first?.["id"] === "string" ? encodeURIComponent(first["id"]) : undefined;
}

/** Visits every area once, as the client with all permissions. */
export async function takeTour(graph: Client): Promise<void> {
  const tour = new Tour(graph);
  for (const area of [directory, groups, teams, planner, consent]) await area(tour);
}
