// Requests as Microsoft's pages write them, one of each form: none of them may be answered as if it were wrong.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  boston,
  type Client,
  errorOf,
  graphBase,
  groupBody,
  memberBody,
  person,
  startTenant,
  type TestTenant,
  valuesOf,
} from "./support.ts";

let tenant: TestTenant;
let graph: Client;
/** Paths of an application with its principal, of a security and of a dynamic group. */
const paths = { application: "", principal: "", appId: "", group: "", dynamic: "" };
const roleId = "11111111-1111-4111-8111-111111111111";
const scopeId = "22222222-2222-4222-8222-222222222222";
const rule = 'user.department -eq "Sales"';
const eventual = { ConsistencyLevel: "eventual" };
const objectUrl = (id: string): string => `${graphBase}/directoryObjects/${id}`;

beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph("admin");
  const made = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await graph.post(`/v1.0${path}`, body);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  };
  const application = await made("/applications", { displayName: "Signs" });
  paths.appId = String(application["appId"]);
  paths.application = `/applications/${String(application["id"])}`;
  const principal = await made("/servicePrincipals", { appId: paths.appId });
  paths.principal = `/servicePrincipals/${String(principal["id"])}`;
  const security = { mailEnabled: false, securityEnabled: true };
  const group = await made("/groups", { displayName: "Plain", mailNickname: "plain", ...security });
  paths.group = `/groups/${String(group["id"])}`;
  const dynamic = { groupTypes: ["DynamicMembership"], membershipRule: rule };
  const made2 = await made("/groups", {
    ...security,
    ...dynamic,
    displayName: "Rule",
    mailNickname: "rule",
    membershipRuleProcessingState: "Paused",
  });
  paths.dynamic = `/groups/${String(made2["id"])}`;
});
afterAll(() => tenant.close());

describe("forms of a read", () => {
  it.each<[path: () => string, headers?: Record<string, string>]>([
    [() => "/users/$count", eventual],
    [() => `/groups/${boston}/members/graph.user`],
    [() => `/groups/${boston}/members/microsoft.graph.user/$count`, eventual],
    [() => `/groups/${boston}/transitiveMembers/graph.user?$count=true`, eventual],
    [() => `${paths.group}/memberOf/microsoft.graph.administrativeUnit`],
    [() => `/groups/${boston}?$select=DISPLAYNAME,Id`],
    [() => `/groups/${boston}/owners/$ref`],
    [() => `/applications(appId='${paths.appId}')/owners`],
    [() => `/servicePrincipals(appId='${paths.appId}')?$expand=appRoleAssignments`],
    [() => "/directory/deletedItems/microsoft.graph.user/$count", eventual],
    [() => `/teams/${boston}/members?$select=displayName`],
    [() => "/domains"],
    [() => "/auditLogs/directoryAudits?$filter=initiatedBy/user/userPrincipalName eq 'x'"],
    [() => "/auditLogs/directoryAudits?$filter=initiatedBy/app/appId eq 'x' and category eq 'x'"],
    [() => `/auditLogs/directoryAudits?$filter=targetResources/any(t:t/id eq '${boston}')`],
    [
      () =>
        "/auditLogs/directoryAudits?$filter=activityDateTime le 2026-01-15T08:00:00Z&$orderby=activityDateTime",
    ],
    [() => `/users/${person(301)}/joinedTeams`],
    [() => "/applicationTemplates?$filter=displayName eq 'Custom'"],
  ])("%s", async (path, headers = {}) => {
    const answer = await graph.get(`/v1.0${path()}`, headers);
    expect(answer.status, answer.text).toBe(200);
  });

  it.each(["myorganization", "contoso.example"])("a path may begin with %s", async (name) => {
    const { text } = await graph.get(`/v1.0/${name}/groups/${boston}`);
    expect(text).toContain(boston);
  });
});

describe("filters and searches", () => {
  it.each([
    "startsWith(displayName,'B')",
    "NOT(startsWith(displayName,'B'))",
    "displayName eq 'x' OR displayName eq 'y'",
    "endsWith(mail,'example')",
    "NOT startswith(displayName,'a') AND mailEnabled eq true",
    "displayName in ('a','b')",
    "groupTypes/any(c:c eq 'Unified')",
    "groupTypes/any(c:c+eq+'Unified')",
    "createdDateTime ge 2020-01-01T00:00:00Z",
    "owners/$count eq 0",
    "proxyAddresses/any(p:startsWith(p,'SMTP'))",
    "assignedLicenses/any()",
    "description eq null",
    "isAssignableToRole eq true",
  ])("$filter=%s", async (filter) => {
    const answer = await graph.get(`/v1.0/groups?$filter=${filter}&$count=true&$top=2`, eventual);
    expect(answer.status, answer.text).toBe(200);
  });

  it.each([
    ['"displayName:Bos"', 1],
    ['"displayName:Bos" OR "displayName:Plain"', 2],
    ['"displayName:Bos" AND "displayName:Plain"', 0],
    ['("displayName:Bos" OR "description:x") AND "displayName:store"', 1],
  ])("$search=%s", async (search, count) => {
    const answer = await graph.get(`/v1.0/groups?$search=${encodeURIComponent(search)}`, eventual);
    expect(valuesOf(answer)).toHaveLength(count);
  });

  it.each([
    ["/users", "displayName eq 5"],
    ["/users", "accountEnabled eq 'true'"],
    ["/users", "true eq displayName"],
    ["/groups", "createdDateTime ge '2020-01-01T00:00:00Z'"],
    ["/groups", "mailEnabled gt 1"],
  ])("%s?$filter=%s compares what can never be equal", async (path, filter) => {
    expect(errorOf(await graph.get(`/v1.0${path}?$filter=${filter}`))).toMatchObject({ status: 400 });
  });
});

it.each(["$expand=colour", "$select=colour", "$orderby=colour", "$filter=theme/colour eq 'x'"])(
  "%s names what groups do not have",
  async (query) => {
    expect((await graph.get(`/v1.0/groups?${query}`)).status).toBe(400);
  },
);

describe("a word where an id could stand", () => {
  it.each([`/teams/${boston}/channels/getAllMessages`, "/teams/getAllMessages", "/users/delta/x"])(
    "%s is not emulated, and not missing",
    async (path) => {
      expect((await graph.get(`/v1.0${path}`)).status).toBe(501);
    },
  );
});

describe("bodies", () => {
  it.each<[string, string, () => string, object, number]>([
    ["names in any case", "PATCH", () => paths.group, { DESCRIPTION: "x" }, 204],
    ["key properties of its own", "PATCH", () => paths.application, { id: "", displayName: "Signs" }, 204],
    ["an employee", "PATCH", () => `/users/${person(301)}`, { employeeId: "7", city: "Salem" }, 204],
    ["other kinds", "PATCH", () => paths.principal, { samlSingleSignOnSettings: { relayState: "/x" } }, 204],
    ["mail", "POST", () => `/users/${person(301)}/sendMail`, {}, 501],
    [
      "binds of tabs by the longer path",
      "POST",
      () => "/teams",
      {
        "template@odata.bind": `${graphBase}/teamsTemplates('standard')`,
        displayName: "Bound",
        members: [memberBody(person(301), "owner")],
        channels: [
          {
            displayName: "One",
            tabs: [
              {
                displayName: "Web",
                "teamsApp@odata.bind": `${graphBase}/appCatalogs/teamsApps('com.microsoft.teamspace.tab.web')`,
              },
            ],
          },
        ],
        installedApps: [
          { "teamsApp@odata.bind": `${graphBase}/appCatalogs/teamsApps('com.microsoft.teamspace.tab.vsts')` },
        ],
      },
      202,
    ],
  ])("%s: %s", async (_what, method, path, body, status) => {
    const sent = "id" in body ? { ...body, id: paths.application.split("/")[2] } : body;
    const answer = await graph.send(method, `/v1.0${path()}`, sent);
    expect(answer.status, answer.text).toBe(status);
  });

  it("ids of a batch may be numbers", async () => {
    const requests = [
      { id: 1, method: "GET", url: "/organization" },
      { id: 2, method: "GET", url: "groups?$top=1", dependsOn: [1] },
    ];
    const answer = await graph.post("/v1.0/$batch", { requests });
    const { responses } = answer.body as { responses: { status: number }[] };
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("dynamic groups", () => {
  it.each([
    ["without a rule", { membershipRule: null }],
    ["with words that are no rule", { membershipRule: "everybody" }],
  ])("are not made %s", async (_what, more) => {
    const body = { ...groupBody("Odd"), groupTypes: ["Unified", "DynamicMembership"], ...more };
    expect((await graph.post("/v1.0/groups", body)).status).toBe(400);
  });

  it("take no members by hand", async () => {
    const link = { "@odata.id": objectUrl(person(301)) };
    expect((await graph.post(`/v1.0${paths.dynamic}/members/$ref`, link)).status).toBe(400);
    const answer = await graph.delete(`/v1.0${paths.dynamic}/members/${person(301)}/$ref`);
    expect(answer.status).toBe(400);
    expect((await graph.post(`/v1.0${paths.dynamic}/owners/$ref`, link)).status).toBe(204);
  });

  it("are made of others, and stop being dynamic; nothing else of a group's kind changes", async () => {
    const type = (groupTypes: string[], more: object = {}) =>
      graph.patch(`/v1.0${paths.group}`, { groupTypes, ...more });
    expect((await type(["DynamicMembership"])).status).toBe(400);
    const on = { membershipRule: rule, membershipRuleProcessingState: "On" };
    expect((await type(["DynamicMembership"], on)).status).toBe(204);
    expect((await graph.get(`/v1.0${paths.group}`)).body).toMatchObject({
      groupTypes: ["DynamicMembership"],
      ...on,
    });
    expect((await type(["Unified"])).status).toBe(400);
    expect((await type([])).status).toBe(204);
    expect((await graph.get(`/v1.0${paths.group}`)).body).toMatchObject({ membershipRule: null });
  });
});

describe("an application and its principal", () => {
  const ofRole = (isEnabled: boolean) => ({
    id: roleId,
    allowedMemberTypes: ["User", "Application"],
    displayName: "Read",
    description: "Read",
    value: "Read.All",
    isEnabled,
  });

  it("a name or address, a role or scope of the first shows on the second", async () => {
    const scope = { id: scopeId, value: "read", type: "Admin", isEnabled: true };
    const answer = await graph.patch(`/v1.0${paths.application}`, {
      displayName: "Labels",
      identifierUris: ["api://labels"],
      web: { homePageUrl: "https://h.example", redirectUris: ["https://r.example/"] },
      appRoles: [ofRole(true)],
      api: {
        oauth2PermissionScopes: [{ ...scope, adminConsentDisplayName: "x", adminConsentDescription: "x" }],
        preAuthorizedApplications: [{ appId: paths.appId, delegatedPermissionIds: [scopeId] }],
      },
    });
    expect(answer.status, answer.text).toBe(204);
    expect((await graph.get(`/v1.0${paths.principal}`)).body).toMatchObject({
      displayName: "Labels",
      homepage: "https://h.example",
      replyUrls: ["https://r.example/"],
      servicePrincipalNames: expect.arrayContaining(["api://labels", paths.appId]) as unknown,
      appRoles: [{ value: "Read.All" }],
      oauth2PermissionScopes: [{ value: "read" }],
    });
  });

  it("a role goes once it is disabled, and no sooner", async () => {
    const roles = (appRoles: object[]) => graph.patch(`/v1.0${paths.application}`, { appRoles });
    const statuses = [await roles([]), await roles([ofRole(false)]), await roles([])].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([400, 204, 204]);
  });

  it("an empty value changes nothing, null clears", async () => {
    await graph.patch(`/v1.0${paths.application}`, { web: {}, info: { supportUrl: "https://s.example" } });
    await graph.patch(`/v1.0${paths.application}`, { info: {} });
    const read = () => graph.get(`/v1.0${paths.application}?$select=web,info`);
    expect((await read()).body).toMatchObject({
      web: { homePageUrl: "https://h.example" },
      info: { supportUrl: "https://s.example" },
    });
    await graph.patch(`/v1.0${paths.application}`, { info: { supportUrl: null } });
    expect((await read()).body).toMatchObject({ info: { supportUrl: null } });
  });

  it.each([
    ["twice", { web: { redirectUris: ["https://a.example/x", "https://a.example/x"] } }],
    ["unprotected", { web: { redirectUris: ["http://a.example/x"] } }],
    ["not whole", { spa: { redirectUris: ["a/x"] } }],
    ["with a wildcard", { web: { redirectUris: ["https://*.a.example/x"] } }],
  ])("an address that is %s is refused", async (_what, body) => {
    expect((await graph.patch(`/v1.0${paths.application}`, body)).status).toBe(400);
  });

  it("addresses on this machine, and of devices, may have other schemes", async () => {
    const web = { redirectUris: ["http://localhost:3000/x"] };
    const publicClient = { redirectUris: ["myapp://auth", "urn:ietf:wg:oauth:2.0:oob"] };
    expect((await graph.patch(`/v1.0${paths.application}`, { web, publicClient })).status).toBe(204);
  });

  it("a client is authorized beforehand for scopes that are there only", async () => {
    const preAuthorizedApplications = [{ appId: paths.appId, delegatedPermissionIds: [roleId] }];
    const api = { preAuthorizedApplications };
    expect((await graph.patch(`/v1.0${paths.application}`, { api })).status).toBe(400);
  });

  it("a federated credential has its name for a key, and is made under it where it is missing", async () => {
    const path = `/v1.0${paths.application}/federatedIdentityCredentials(name='main')`;
    const body = { issuer: "https://x.example", subject: "main", audiences: ["api://x"] };
    const prefer = { prefer: "create-if-missing" };
    expect((await graph.patch(path, body)).status).toBe(404);
    expect((await graph.patch(path, body, prefer)).status).toBe(201);
    expect((await graph.patch(path, { description: "x" }, prefer)).status).toBe(204);
    expect((await graph.get(path)).body).toMatchObject({ name: "main", description: "x", ...body });
    expect((await graph.delete(path)).status).toBe(204);
  });

  it("goes with it into the recycle bin, and stays there when it is purged", async () => {
    const id = paths.application.split("/")[2] ?? "";
    expect((await graph.delete(`/v1.0${paths.application}`)).status).toBe(204);
    expect((await graph.get(`/v1.0${paths.principal}`)).status).toBe(404);
    expect((await graph.delete(`/v1.0/directory/deletedItems/${id}`)).status).toBe(204);
    const again = await graph.post("/v1.0/servicePrincipals", { appId: paths.appId });
    expect(errorOf(again)).toMatchObject({ status: 400 });
  });
});

it("Microsoft's own principals stay", async () => {
  const path = "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
  expect((await graph.delete(path)).status).toBe(403);
  expect((await graph.get("/v1.0/organization")).status).toBe(200);
});
