import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile, usualPatience } from "../../providers/core/reconcile.ts";
import { delegatedGrant } from "../../providers/graph/apps/delegated-grant.ts";
import { enterpriseApp } from "../../providers/graph/apps/enterprise-app.ts";
import type { EnterpriseApp } from "../../schemas/types/resources.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

const collaboration = "a8adde6c-aeb4-4fd6-9d8f-c2dfdecac60a";
const retailService = "75efb5bc-18a1-4e7b-8a66-2ad2503d79c6";
const nowhere = { remembered: {} };

let tenant: LiveTenant;
beforeAll(async () => {
  tenant = await startLiveTenant();
});
afterAll(() => tenant.close());
beforeEach(async () => {
  await tenant.admin("POST", "/reset");
});

function bring(desired: EnterpriseApp, client = "deployer") {
  return reconcile(
    { type: enterpriseApp, api: tenant.as(client), desired, patience: usualPatience },
    nowhere,
  );
}

async function principals(): Promise<readonly string[]> {
  const snapshot = (await tenant.admin("GET", "/snapshot")) as unknown as {
    servicePrincipals: { appId: string }[];
  };
  return snapshot.servicePrincipals.map(({ appId }) => appId);
}

describe("the enterprise apps of the tenant", () => {
  it("takes an app over that is there already, and writes nothing to it", async () => {
    await bring({ appId: collaboration });
    const before = await tenant.writes();
    const { stepsTaken } = await bring({ appId: collaboration });
    expect(stepsTaken).toEqual([]);
    expect(await tenant.writes()).toBe(before);
  });

  it("refuses to take over an app of another name: the appId is then probably wrong", async () => {
    await bring({ appId: collaboration });
    await expect(bring({ appId: collaboration, displayName: "Something else" })).rejects.toThrow(
      /shows the app a8adde6c.* as "Dynamics 365 Microsoft Teams Collaboration Integration"/,
    );
  });

  it("brings the service principal of an API that the tenant lacks, and consent can then be given at it", async () => {
    await tenant.as("admin").graph.send("DELETE", `/servicePrincipals(appId='${retailService}')`);
    expect(await principals()).not.toContain(retailService);
    await bring({ appId: collaboration });
    const grant = {
      type: delegatedGrant,
      api: tenant.as("deployer"),
      patience: usualPatience,
      desired: {
        clientAppId: collaboration,
        resourceAppId: retailService,
        scopes: ["TaskPublishing.ReadWrite.All"],
        exclusive: false,
      },
    };
    await expect(reconcile(grant, nowhere)).rejects.toThrow(/no service principal for the app 75efb5bc/);
    await bring({ appId: retailService });
    expect(await principals()).toContain(retailService);
    const { present } = await reconcile(grant, nowhere);
    expect(present.value.scopes).toEqual(["TaskPublishing.ReadWrite.All"]);
  });

  it("says what to do when Microsoft Entra has no such app for this tenant", async () => {
    const unknown = "11111111-1111-4111-8111-111111111111";
    await expect(bring({ appId: unknown, displayName: "Retail" })).rejects.toThrow(
      /knows no app that "Retail" \(11111111.*could stand for in this tenant. Check the appId/,
    );
  });
});
