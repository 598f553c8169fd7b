// Two Graph clients of others against the tenant: PnP's, and Microsoft's own with its generated endpoints. Only
// the address and the trusted certificate are ours.
import { Client as MicrosoftClient, type EndpointRequest } from "@microsoft/teams.graph";
import { GraphBrowser, graphfi } from "@pnp/graph";
import "@pnp/graph/batching.js";
import "@pnp/graph/members/index.js";
import { GroupType, type IGroup, type IGroups } from "@pnp/graph/groups/index.js";
import type { IMembers } from "@pnp/graph/members/index.js";
import type { IPlanner } from "@pnp/graph/planner/index.js";
import "@pnp/graph/planner/index.js";
import type { ITeams } from "@pnp/graph/teams/index.js";
import "@pnp/graph/teams/index.js";
import type { IUsers } from "@pnp/graph/users/index.js";
import "@pnp/graph/users/index.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { boston, graphBase, memberBody, person, startTenant, type TestTenant } from "../support.ts";
import { trust } from "./trust.ts";

type Row = Record<string, unknown>;

/** What PnP's modules add to its entry point. They say so in a way that this compiler setting does not follow. */
interface PnP {
  readonly groups: IGroups;
  readonly teams: ITeams;
  readonly planner: IPlanner;
  readonly users: IUsers;
  batched(): [PnP, () => Promise<void>];
}
const membersOf = (group: IGroup): IMembers => (group as IGroup & { members: IMembers }).members;
type Endpoint = (...args: unknown[]) => EndpointRequest<Row>;
interface Endpoints {
  readonly [name: string]: Endpoint & Endpoints;
}

/** The generated endpoints of an area. Loaded by a name the compiler does not follow: their types have 25 MB. */
async function endpointsOf(area: string): Promise<Endpoints> {
  const specifier: string = `@microsoft/teams.graph-endpoints/${area}`;
  return (await import(specifier)) as Endpoints;
}

let tenant: TestTenant;
let distrust: () => void;
beforeAll(async () => {
  tenant = await startTenant();
  distrust = trust(tenant.running.caCertificate);
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(async () => {
  distrust();
  await tenant.close();
});

describe("PnP", () => {
  let graph: PnP;
  beforeEach(async () => {
    const token = await tenant.tokenOf("admin");
    const signIn = (instance: ReturnType<ReturnType<typeof GraphBrowser>>) => {
      instance.on.auth.replace(async (url: URL, init: RequestInit): Promise<[URL, RequestInit]> => {
        const headers = { ...(init.headers as Record<string, string>), Authorization: `Bearer ${token}` };
        return [url, { ...init, headers }];
      });
      return instance;
    };
    const browser = GraphBrowser({ baseUrl: `${tenant.running.ready.graphUrl}/v1.0` });
    graph = graphfi().using(browser, signIn) as unknown as PnP;
  });

  it("takes a group through its life", async () => {
    const made = await graph.groups.add("Depot", "depot", GroupType.Office365, { description: "By the sea" });
    const group = graph.groups.getById(String(made.id));
    await membersOf(group).add(`${graphBase}/directoryObjects/${person(301)}`);
    expect((await membersOf(group)()).map(({ id }) => id)).toEqual([person(301)]);
    await group.update({ displayName: "Yard" });
    expect((await group()).displayName).toBe("Yard");
    await membersOf(group).getById(person(301)).remove();
    expect(await membersOf(group)()).toEqual([]);
    await group.delete();
    await expect(group()).rejects.toThrow(/404/);
  });

  it("makes a team, its channels and tabs", async () => {
    const { teamId, operationId } = await graph.teams.create({
      "template@odata.bind": `${graphBase}/teamsTemplates('standard')`,
      displayName: "Depot",
      description: "By the sea",
      members: [memberBody(person(201), "owner")],
    } as never);
    const team = graph.teams.getById(teamId);
    expect((await team.getOperationById(operationId)).status).toBe("succeeded");
    const { channel } = await team.channels.add("Shifts", "Who works when");
    const { tab } = await channel.tabs.add(
      "Rota",
      `${graphBase}/appCatalogs/teamsApps/com.microsoft.teamspace.tab.web`,
      {
        configuration: {
          contentUrl: "https://contoso.example/rota",
          websiteUrl: "https://contoso.example/rota",
        },
      },
    );
    expect((await tab<Row>())["displayName"]).toBe("Rota");
    await tab.delete();
    expect(await channel.tabs()).toEqual([]);
    await team.update({ memberSettings: { allowDeleteChannels: false } });
    expect((await team()).memberSettings?.allowDeleteChannels).toBe(false);
    await team.archive();
    expect((await team()).isArchived).toBe(true);
  });

  it("keeps a plan with buckets and tasks", async () => {
    const plan = await graph.planner.plans.add({
      container: { url: `${graphBase}/groups/${boston}` },
      title: "Opening",
    });
    const planId = String(plan.id);
    const bucket = await graph.planner.buckets.add({ name: "Morning", planId, orderHint: " !" });
    const made = await graph.planner.tasks.add({ planId, bucketId: String(bucket.id), title: "Sweep" });
    const task = graph.planner.tasks.getById(String(made.id));
    const etag = async (): Promise<string> => String((await task<Row>())["@odata.etag"]);
    await task.update({ title: "Mop", percentComplete: 100 }, await etag());
    expect(await task()).toMatchObject({ title: "Mop", percentComplete: 100 });
    const details = task.details;
    const detailsEtag = String((await details<Row>())["@odata.etag"]);
    await details.update({ description: "All of it" }, detailsEtag);
    expect((await details()).description).toBe("All of it");
    expect(await graph.planner.plans.getById(planId).tasks()).toHaveLength(1);
    await task.delete(await etag());
    await graph.planner.plans.getById(planId).delete(String((plan as Row)["@odata.etag"]));
  });

  it("batches reads", async () => {
    const [batched, execute] = graph.batched();
    const reading = Promise.all([batched.users.getById(person(301))(), batched.groups.getById(boston)()]);
    await execute();
    expect((await reading).map(({ id }) => id)).toEqual([person(301), boston]);
  });
});

describe("Microsoft's generated endpoints", () => {
  let graph: MicrosoftClient;
  beforeEach(async () => {
    const token = await tenant.tokenOf("admin");
    graph = new MicrosoftClient({ token }, { baseUrlRoot: tenant.running.ready.graphUrl });
  });
  const call = async (endpoint: Endpoint | undefined, ...args: unknown[]): Promise<Row> => {
    if (endpoint === undefined) throw new Error("There is no such endpoint");
    return graph.call(endpoint, ...args);
  };

  it("registers an application and consents to it", async () => {
    const applications = await endpointsOf("applications");
    const principals = await endpointsOf("servicePrincipals");
    // The package holds this area in its types only: it is asked for by hand.
    const grants = graph.http;
    const application = await call(applications["create"], { displayName: "Till" });
    const id = { "application-id": application["id"] };
    const secret = await call(applications["addPassword"]?.["create"], { passwordCredential: {} }, id);
    expect(secret["secretText"]).toBeTruthy();
    const principal = await call(principals["create"], { appId: application["appId"] });
    const found = await call(principals["list"], {
      $filter: "appId eq '00000003-0000-0000-c000-000000000000'",
    });
    const [resource] = found["value"] as Row[];
    const grant = (
      await grants.post<Row>("/oauth2PermissionGrants", {
        clientId: principal["id"],
        consentType: "AllPrincipals",
        resourceId: resource?.["id"],
        scope: "User.Read.All",
      })
    ).data;
    const [role] = resource?.["appRoles"] as Row[];
    const assignment = await call(
      principals["appRoleAssignments"]?.["create"],
      { principalId: principal["id"], resourceId: resource?.["id"], appRoleId: role?.["id"] },
      { "servicePrincipal-id": principal["id"] },
    );
    expect(assignment["principalType"]).toBe("ServicePrincipal");
    await grants.patch(`/oauth2PermissionGrants/${String(grant["id"])}`, { scope: "User.Read" });
    await grants.delete(`/oauth2PermissionGrants/${String(grant["id"])}`);
    await call(principals["del"], { "servicePrincipal-id": principal["id"] });
    await call(applications["del"], id);
    await expect(call(applications["get"], id)).rejects.toMatchObject({
      statusCode: 404,
      code: "Request_ResourceNotFound",
    });
  });

  it("reads teams, their members and channels", async () => {
    const teams = await endpointsOf("teams");
    const team = { "team-id": boston };
    const members = await call(teams["members"]?.["list"], team);
    expect((members["value"] as Row[]).length).toBeGreaterThan(1);
    const channels = await endpointsOf("teams/channels");
    expect((await call(channels["list"], team))["value"]).toContainEqual(
      expect.objectContaining({ displayName: "General" }),
    );
  });

  it("sends If-Match for Planner", async () => {
    const plans = await endpointsOf("planner/plans");
    const plan = await call(plans["create"], {
      container: { url: `${graphBase}/groups/${boston}` },
      title: "Opening",
    });
    const tasks = await endpointsOf("planner/tasks");
    const task = await call(tasks["create"], { planId: plan["id"], title: "Sweep" });
    const path = { "plannerTask-id": task["id"] };
    await expect(call(tasks["update"], { title: "x" }, path)).rejects.toMatchObject({ statusCode: 412 });
    await call(tasks["update"], { title: "Mop" }, { ...path, "If-Match": task["@odata.etag"] });
    expect((await call(tasks["get"], path))["title"]).toBe("Mop");
  });
});
