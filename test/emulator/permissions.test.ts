// The permission table, on the wire: each application permission opens the routes that name it and no other,
// and the least permission of each documented operation is among those that open it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { graphRoutes } from "./graph/routes.ts";
import type { GraphRoute } from "./graph/call.ts";
import { signToken } from "./identity/keys.ts";
import { Client, startTenant, type TestTenant } from "./support.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

/** A client of no application in particular, with these app roles. */
async function clientWith(...roles: string[]): Promise<Client> {
  const { ready, core, caCertificate } = tenant.running;
  const seconds = Math.floor(tenant.world.now().getTime() / 1000);
  const token = await signToken(core.identity.key, {
    aud: ready.graphUrl,
    tid: ready.tenantId,
    appid: "11111111-0000-4000-8000-000000000000",
    oid: "22222222-0000-4000-8000-000000000000",
    roles,
    nbf: seconds,
    exp: seconds + 3600,
  });
  return new Client(ready.graphUrl, caCertificate, { authorization: `Bearer ${token}` });
}

const nobody = "00000000-0000-4000-8000-0000000000ff";
const nameOf = ({ method, template }: GraphRoute): string => `${method} ${template}`;

/** Planner's is documented to be empty. */
const refusalCodes = { directory: "Authorization_RequestDenied", teams: "Forbidden", planner: "" };

interface Answered {
  readonly route: GraphRoute;
  readonly status: number;
  readonly code: string;
}

/** Asks every route for something that is not there. */
async function askAll(client: Client, routes: readonly GraphRoute[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const version of ["v1.0", "beta"] as const) {
    const own = routes.filter((route) => (route.version ?? "v1.0") === version);
    for (let at = 0; at < own.length; at += 20) {
      const portion = own.slice(at, at + 20);
      const requests = portion.map(({ method, template }, index) => ({
        id: String(index),
        method,
        url: template.replaceAll(/\{\w+\}/g, nobody),
      }));
      const { body } = await client.post(`/${version}/$batch`, { requests });
      for (const { id, status, body: inner } of body["responses"] as {
        id: string;
        status: number;
        body?: { error?: { code?: string } };
      }[]) {
        const route = portion[Number(id)];
        if (route !== undefined) answered.push({ route, status, code: inner?.error?.code ?? "" });
      }
    }
  }
  return answered;
}

const needing = graphRoutes.filter(({ permission }) => permission.anyOf.length > 0);
const allRoles = [...new Set(needing.flatMap(({ permission }) => permission.anyOf))].sort();

describe("a token", () => {
  it("without any permission opens nothing, with 403 in the words of the workload", async () => {
    const answered = await askAll(await clientWith(), needing);
    expect(answered.filter(({ status }) => status !== 403).map(({ route }) => nameOf(route))).toEqual([]);
    for (const { route, code } of answered) {
      expect(code, nameOf(route)).toBe(refusalCodes[route.permission.workload]);
    }
  });

  it.each(allRoles)("with %s opens the routes that name it and no other", async (role) => {
    const answered = await askAll(await clientWith(role), needing);
    const opened = answered.filter(({ status }) => status !== 403).map(({ route }) => nameOf(route));
    const named = needing.filter(
      ({ permission: { anyOf, and } }) => anyOf.includes(role) && (and === undefined || and.includes(role)),
    );
    expect(opened.sort()).toEqual(named.map(nameOf).sort());
  });

  it("needs both where two permissions are documented", async () => {
    const double = needing.filter(({ permission }) => permission.and !== undefined);
    expect(double.length).toBeGreaterThan(0);
    for (const route of double) {
      const [first = ""] = route.permission.anyOf;
      const [second = ""] = route.permission.and ?? [];
      const [alone] = await askAll(await clientWith(first), [route]);
      const [both] = await askAll(await clientWith(first, second), [route]);
      expect([alone?.status, both?.status], nameOf(route)).toEqual([403, expect.not.toSatisfy(is403)]);
    }
  });
});

const is403 = (status: unknown): boolean => status === 403;

it("a deleted object by id asks for the permission of its kind", async () => {
  const group = "b0000000-0000-4000-8000-000000000210";
  await (await tenant.graph("admin")).delete(`/v1.0/groups/${group}`);
  const read = async (role: string): Promise<number> =>
    (await (await clientWith(role)).get(`/v1.0/directory/deletedItems/${group}`)).status;
  expect([await read("User.Read.All"), await read("Application.Read.All")]).toEqual([403, 403]);
  expect(await read("Group.Read.All")).toBe(200);
  await tenant.admin.post("/reset");
});

/** Method, path and least application permission as the operation's page says. */
const least: readonly (readonly [route: string, permission: string])[] = [
  ["POST /groups", "Group.Create"],
  ["GET /groups", "Group.ReadBasic.All"],
  ["GET /groups/{group}", "Group.ReadBasic.All"],
  ["PATCH /groups/{group}", "Group.ReadWrite.All"],
  ["DELETE /groups/{group}", "Group.ReadWrite.All"],
  ["GET /groups/{group}/members", "GroupMember.ReadBasic.All"],
  ["GET /groups/{group}/owners", "GroupMember.Read.All"],
  ["POST /groups/{group}/members/$ref", "GroupMember.ReadWrite.All"],
  ["DELETE /groups/{group}/members/{object}/$ref", "GroupMember.ReadWrite.All"],
  ["POST /groups/{group}/owners/$ref", "Group.ReadWrite.All"],
  ["DELETE /groups/{group}/owners/{object}/$ref", "Group.ReadWrite.All"],
  ["POST /groups/{group}/validateProperties", "Group.Read.All"],
  ["POST /teams", "Team.Create"],
  ["PUT /groups/{group}/team", "Group.ReadWrite.All"],
  ["GET /teams/{team}", "Team.ReadBasic.All"],
  ["GET /teams", "Team.ReadBasic.All"],
  ["GET /groups/{group}/team", "Group.Read.All"],
  ["PATCH /teams/{team}", "TeamSettings.ReadWrite.All"],
  ["POST /teams/{team}/archive", "TeamSettings.ReadWrite.All"],
  ["GET /teams/{team}/members", "TeamMember.Read.All"],
  ["POST /teams/{team}/members", "TeamMember.ReadWriteNonOwnerRole.All"],
  ["PATCH /teams/{team}/members/{membership}", "TeamMember.ReadWriteNonOwnerRole.All"],
  ["DELETE /teams/{team}/members/{membership}", "TeamMember.ReadWriteNonOwnerRole.All"],
  ["POST /teams/{team}/members/add", "TeamMember.ReadWriteNonOwnerRole.All"],
  ["POST /teams/{team}/members/remove", "TeamMember.ReadWrite.All"],
  ["POST /teams/{team}/channels", "Channel.Create"],
  ["GET /teams/{team}/channels", "Channel.ReadBasic.All"],
  ["GET /teams/{team}/primaryChannel", "Channel.ReadBasic.All"],
  ["PATCH /teams/{team}/channels/{channel}", "ChannelSettings.ReadWrite.All"],
  ["DELETE /teams/{team}/channels/{channel}", "Channel.Delete.All"],
  ["GET /teams/{team}/channels/{channel}/members", "ChannelMember.Read.All"],
  ["POST /teams/{team}/channels/{channel}/members", "ChannelMember.ReadWrite.All"],
  ["POST /teams/{team}/channels/{channel}/tabs", "TeamsTab.Create"],
  ["GET /teams/{team}/channels/{channel}/tabs", "TeamsTab.Read.All"],
  ["PATCH /teams/{team}/channels/{channel}/tabs/{tab}", "TeamsTab.ReadWriteSelfForTeam.All"],
  ["DELETE /teams/{team}/channels/{channel}/tabs/{tab}", "TeamsTab.ReadWriteSelfForTeam.All"],
  ["POST /teams/{team}/installedApps", "TeamsAppInstallation.ReadWriteSelfForTeam.All"],
  ["GET /teams/{team}/installedApps", "TeamsAppInstallation.ReadForTeam.All"],
  ["GET /appCatalogs/teamsApps", "AppCatalog.Read.All"],
  ["GET /users", "User.ReadBasic.All"],
  ["GET /users/{user}", "User.ReadBasic.All"],
  ["GET /users/{user}/licenseDetails", "LicenseAssignment.Read.All"],
  ["POST /directoryObjects/getByIds", "Directory.Read.All"],
  ["GET /servicePrincipals", "Application.Read.All"],
  ["POST /servicePrincipals", "Application.ReadWrite.OwnedBy"],
  ["GET /oauth2PermissionGrants", "Directory.Read.All"],
  ["POST /oauth2PermissionGrants", "DelegatedPermissionGrant.ReadWrite.All"],
  ["PATCH /oauth2PermissionGrants/{grant}", "DelegatedPermissionGrant.ReadWrite.All"],
  ["DELETE /oauth2PermissionGrants/{grant}", "DelegatedPermissionGrant.ReadWrite.All"],
  ["GET /organization", "Organization.Read.All"],
  ["GET /auditLogs/directoryAudits", "AuditLog.Read.All"],
];

describe("the least permission of", () => {
  it.each(least)("%s is %s", (route, permission) => {
    const found = graphRoutes.find((candidate) => nameOf(candidate) === route);
    expect(found, `no route ${route}`).toBeDefined();
    expect(found?.permission.anyOf).toContain(permission);
  });
});
