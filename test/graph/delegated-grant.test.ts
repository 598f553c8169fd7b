import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, remove, usualPatience } from "../../providers/core/reconcile.ts";
import { delegatedGrant } from "../../providers/graph/apps/delegated-grant.ts";
import { enterpriseApp } from "../../providers/graph/apps/enterprise-app.ts";
import type { DelegatedGrant } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const graph = "00000003-0000-0000-c000-000000000000";
const nowhere = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());

beforeEach(async () => {
  await tenant.admin("POST", "/reset");
  const run = { api: tenant.as("deployer"), desired: { appId: collaboration }, patience: usualPatience };
  await reconcile({ type: enterpriseApp, ...run }, nowhere);
});

function runOf(desired: DelegatedGrant) {
  return { type: delegatedGrant, api: tenant.as("deployer"), desired, patience: usualPatience };
}

function wanted(scopes: string[], exclusive = false): DelegatedGrant {
  return { clientAppId: collaboration, resourceAppId: graph, scopes, exclusive };
}

/** Scopes of the grant for all users, sorted; undefined when there is none. */
async function scopesThere(): Promise<readonly string[] | undefined> {
  const { grants } = (await tenant.admin("GET", "/snapshot")) as unknown as {
    grants: { client: string; consentType: string; scopes: string[] }[];
  };
  return grants.find(
    ({ client, consentType }) => client.startsWith("Dynamics 365") && consentType === "AllPrincipals",
  )?.scopes;
}

/** What an administrator clicked together before us; the consent prompt writes a leading space. */
async function consentByHand(scope: string, more: object = { consentType: "AllPrincipals" }): Promise<void> {
  const api = tenant.as("admin");
  const idOf = async (appId: string): Promise<unknown> =>
    (await api.graph.get(`/servicePrincipals(appId='${appId}')`))["id"];
  await api.graph.send("POST", "/oauth2PermissionGrants", {
    clientId: await idOf(collaboration),
    resourceId: await idOf(graph),
    scope,
    ...more,
  });
}

describe("tenant-wide delegated consent", () => {
  it("joins the scopes that others granted, and keeps them", async () => {
    await consentByHand(" Presence.Read.All User.Read");
    await reconcile(runOf(wanted(["Chat.ReadWrite.All"])), nowhere);
    expect(await scopesThere()).toEqual(["Chat.ReadWrite.All", "Presence.Read.All", "User.Read"]);
  });

  it("removes them when config says exclusive", async () => {
    await consentByHand(" Presence.Read.All User.Read");
    await reconcile(runOf(wanted(["Chat.ReadWrite.All"], true)), nowhere);
    expect(await scopesThere()).toEqual(["Chat.ReadWrite.All"]);
  });

  it("leaves the scopes of others at removal, and the whole grant goes only when nothing is left", async () => {
    await consentByHand("Presence.Read.All");
    const run = runOf(wanted(["Chat.ReadWrite.All"]));
    await reconcile(run, nowhere);
    await remove(run, nowhere);
    expect(await scopesThere()).toEqual(["Presence.Read.All"]);
    const all = runOf(wanted(["Presence.Read.All"]));
    await reconcile(all, nowhere);
    await remove(all, nowhere);
    expect(await scopesThere()).toBeUndefined();
  });

  it("does not take one user's own consent for the tenant's", async () => {
    const user = "a0000000-0000-4000-8000-000000000201";
    await consentByHand("Chat.ReadWrite.All", { consentType: "Principal", principalId: user });
    await reconcile(runOf(wanted(["Chat.ReadWrite.All"])), nowhere);
    expect(await scopesThere()).toEqual(["Chat.ReadWrite.All"]);
  });

  it("refuses a scope that the API does not declare, before it writes", async () => {
    const writesBefore = await tenant.writes();
    await expect(reconcile(runOf(wanted(["Chat.Everything"])), nowhere)).rejects.toThrow(
      /"Microsoft Graph" declares no delegated permission Chat.Everything/,
    );
    expect(await tenant.writes()).toBe(writesBefore);
  });

  it("says which app is missing", async () => {
    const desired = { ...wanted(["User.Read"]), clientAppId: "11111111-1111-4111-8111-111111111111" };
    await expect(reconcile(runOf(desired), nowhere)).rejects.toThrow(
      /no service principal for the app 11111111.*integration\.apps/,
    );
  });
});
