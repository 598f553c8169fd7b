import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../providers/core/api.ts";
import { objectIn } from "../../providers/core/answers.ts";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import { asRemoteId } from "../../providers/core/resource-type.ts";
import { appRegistration } from "../../providers/graph/apps/app-registration.ts";
import { delegatedGrant } from "../../providers/graph/apps/delegated-grant.ts";
import { enterpriseApp } from "../../providers/graph/apps/enterprise-app.ts";
import type { AppRegistration } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const graph = "00000003-0000-0000-c000-000000000000";
const byHand = "Commerce, clicked together";
const nowhere = { remembered: {} };

const minimal: AppRegistration = {
  uniqueName: "store-teams-commerce",
  displayName: "Teams for headquarters",
  signInAudience: "AzureADMyOrg",
};
const pipeline = {
  issuer: "https://token.actions.githubusercontent.com",
  subject: "repo:contoso/commerce:environment:dev",
  audience: "api://AzureADTokenExchange",
};
const full: AppRegistration = {
  ...minimal,
  redirectUris: ["https://hq.contoso.example/oauth"],
  permissions: [
    { resourceAppId: graph, kind: "application", permission: "Group.ReadWrite.All" },
    { resourceAppId: graph, kind: "delegated", permission: "Group.ReadWrite.All" },
  ],
  owners: ["dana.fox@contoso.example"],
  federatedCredentials: { pipeline },
};

/** The steps when `value` is there, as words. */
function stepsFrom(value: AppRegistration, desired: AppRegistration): readonly string[] {
  const remote = { appId: "", owners: {}, federated: {} };
  return appRegistration
    .plan(desired, { kind: "present", id: asRemoteId("x"), value, remote })
    .map(({ kind, part }) => `${kind} ${part}`);
}

describe("what is to be done about a registration", () => {
  it.each<{ name: string; there: AppRegistration; wanted: AppRegistration; steps: string[] }>([
    { name: "nothing when all is as config says", there: full, wanted: full, steps: [] },
    { name: "nothing about what config does not mention", there: full, wanted: minimal, steps: [] },
    {
      name: "everything goes that config says there is none of",
      there: full,
      wanted: { ...minimal, redirectUris: [], permissions: [], owners: [], federatedCredentials: {} },
      steps: ["update app registration", "unlink owners", "delete federated credential:pipeline"],
    },
    {
      name: "a new owner comes before the old one goes",
      there: full,
      wanted: { ...full, owners: ["rosa.marin@contoso.example"] },
      steps: ["link owners", "unlink owners"],
    },
    {
      name: "a credential of another name goes first: two of one subject cannot be there",
      there: full,
      wanted: { ...full, federatedCredentials: { release: pipeline } },
      steps: ["delete federated credential:pipeline", "create federated credential:release"],
    },
    {
      name: "another uniqueName is another app",
      there: full,
      wanted: { ...full, uniqueName: "store-teams-other" },
      steps: ["replace app registration"],
    },
  ])("$name", ({ there, wanted, steps }) => {
    expect(stepsFrom(there, wanted)).toEqual(steps);
  });
});

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

function runOf(desired: AppRegistration) {
  return { type: appRegistration, api: tenant.as("deployer"), desired, patience: usualPatience };
}

async function applicationsNamed(displayName: string): Promise<readonly JsonObject[]> {
  const { applications } = (await tenant.admin("GET", "/snapshot")) as unknown as {
    applications: JsonObject[];
  };
  return applications.filter((application) => application["displayName"] === displayName);
}

/** What an administrator clicked together before us. Gives its application id. */
async function registeredByHand(more: object = {}): Promise<string> {
  const sent = await tenant.as("admin").graph.send("POST", "/applications", {
    displayName: byHand,
    signInAudience: "AzureADMyOrg",
    web: { redirectUris: ["https://hq.contoso.example/oath"] },
    ...more,
  });
  const body = objectIn(sent);
  await tenant.as("admin").graph.send("POST", `/applications/${String(body["id"])}/addPassword`, {});
  return String(body["appId"]);
}

describe("the app registration of Commerce, in the tenant", () => {
  it("is single tenant, with the redirect address, and asks by the ids that this tenant has", async () => {
    await reconcile(runOf(full), nowhere);
    const api = await tenant.as("reader").graph.get(`/servicePrincipals(appId='${graph}')`);
    const idIn = (list: unknown): unknown =>
      (list as JsonObject[]).find(({ value }) => value === "Group.ReadWrite.All")?.["id"];
    expect(await applicationsNamed(full.displayName)).toMatchObject([
      {
        uniqueName: "store-teams-commerce",
        signInAudience: "AzureADMyOrg",
        web: { redirectUris: ["https://hq.contoso.example/oauth"] },
        requiredResourceAccess: [
          {
            resourceAppId: graph,
            resourceAccess: [
              { id: idIn(api["appRoles"]), type: "Role" },
              { id: idIn(api["oauth2PermissionScopes"]), type: "Scope" },
            ],
          },
        ],
        owners: expect.arrayContaining(["dana.fox@contoso.example"]) as unknown,
        secrets: [],
        federatedCredentials: [{ name: "pipeline", issuer: pipeline.issuer, subject: pipeline.subject }],
      },
    ]);
  });

  it("carries its enterprise app and consent, found by its name before an application id is known", async () => {
    const run = { api: tenant.as("deployer"), patience: usualPatience };
    const client = { uniqueName: minimal.uniqueName };
    const grant = {
      clientUniqueName: minimal.uniqueName,
      resourceAppId: graph,
      scopes: ["Group.ReadWrite.All"],
      exclusive: false,
    };
    await reconcile({ ...run, type: appRegistration, desired: minimal }, nowhere);
    await reconcile({ ...run, type: enterpriseApp, desired: client }, nowhere);
    await reconcile({ ...run, type: delegatedGrant, desired: grant }, nowhere);
    const [application] = await applicationsNamed(minimal.displayName);
    const principal = await run.api.graph.get(
      `/servicePrincipals(appId='${String(application?.["appId"])}')`,
    );
    const filter = encodeURIComponent(`clientId eq '${String(principal["id"])}'`);
    expect(await run.api.graph.list(`/oauth2PermissionGrants?$filter=${filter}`)).toMatchObject([
      { scope: "Group.ReadWrite.All", consentType: "AllPrincipals" },
    ]);
  });

  it("is taken over by application id: mended where config speaks, its secret and owners stay", async () => {
    const appId = await registeredByHand();
    const [before] = await applicationsNamed(byHand);
    const redirectUris = full.redirectUris ?? [];
    const wanted = { ...minimal, displayName: byHand, existingAppId: appId, redirectUris };
    await reconcile(runOf(wanted), nowhere);
    const [after, ...more] = await applicationsNamed(byHand);
    expect(more).toEqual([]);
    expect(after).toMatchObject({
      appId,
      uniqueName: null,
      web: { redirectUris },
      owners: before?.["owners"],
      secrets: before?.["secrets"],
    });
    expect(after?.["secrets"]).toHaveLength(1);
  });

  it("leaves nothing behind at removal", async () => {
    const { present } = await reconcile(runOf(full), nowhere);
    await remove(runOf(full), { id: present.id, remembered: appRegistration.remember(present.remote) });
    expect(await applicationsNamed(full.displayName)).toEqual([]);
  });
});

describe("an app registration is refused, before anything is written", () => {
  it.each<{ name: string; wanted: () => Promise<AppRegistration>; says: RegExp }>([
    {
      name: "when another one has its name: it is probably the one made by hand",
      wanted: async () => {
        await registeredByHand();
        return { ...minimal, displayName: byHand };
      },
      says: /has an app registration of this name already \(.*Write `appId: .*` to take it over/,
    },
    {
      name: "when the one to take over is open to other organizations",
      wanted: async () => ({
        ...minimal,
        existingAppId: await registeredByHand({ signInAudience: "AzureADMultipleOrgs" }),
      }),
      says: /open to other organizations\. Make it single tenant first/,
    },
    {
      name: "when nothing has the application id",
      wanted: () => Promise.resolve({ ...minimal, existingAppId: "11111111-1111-4111-8111-111111111111" }),
      says: /no app registration with this application id\. Correct appId/,
    },
    {
      name: "when it asks for a permission that the API does not declare",
      wanted: () =>
        Promise.resolve({
          ...minimal,
          permissions: [{ resourceAppId: graph, kind: "delegated", permission: "Group.Everything" }],
        }),
      says: /"Microsoft Graph" declares no delegated permission "Group.Everything"/,
    },
  ])("$name", async ({ wanted, says }) => {
    const desired = await wanted();
    const writesBefore = await tenant.writes();
    await expect(reconcile(runOf(desired), nowhere)).rejects.toThrow(says);
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("says which owner the tenant does not know", async () => {
    const desired = { ...minimal, owners: ["nobody@contoso.example"] };
    await expect(reconcile(runOf(desired), nowhere)).rejects.toThrow(/knows nobody called nobody@/);
  });
});
