// What the registration of an app becomes: the app itself, its enterprise app and its client secret.
import { describe, expect, it } from "vitest";
import type { RegistrationSecret } from "../../../schemas/types/org.ts";
import type { ClientSecret } from "../../../schemas/types/resources.ts";
import { deriveTenant } from "../../../stacks/derive/tenant/enterprise-apps.ts";
import { org } from "../org-builder.ts";

describe("registrations", () => {
  it("ask for what the grants give, and come before the enterprise app", () => {
    const hq = { key: "hq", displayName: "Commerce", serves: ["commerce"] as ["commerce"] };
    const registration = {
      hqUrls: ["https://b.x.example", "https://a.x.example"],
      owners: ["m"],
      federatedCredentials: [{ key: "dev", issuer: "https://i.example", subject: "s" }],
    };
    const { resources } = deriveTenant(org({ integration: { apps: [{ ...hq, registration }] } }));
    const named = (name: string): unknown => resources.find((resource) => resource.name === name);
    expect(named("registration-hq")).toMatchObject({
      props: {
        uniqueName: "store-teams-hq",
        displayName: "Commerce",
        signInAudience: "AzureADMyOrg",
        redirectUris: ["https://a.x.example/oauth", "https://b.x.example/oauth"],
        permissions: [
          { kind: "application", permission: "Group.ReadWrite.All" },
          { kind: "delegated", permission: "Group.ReadWrite.All" },
          { kind: "delegated", permission: "TaskPublishing.ReadWrite.All" },
        ],
        owners: ["m@contoso.example"],
        federatedCredentials: {
          dev: { issuer: "https://i.example", subject: "s", audience: "api://AzureADTokenExchange" },
        },
      },
      because: 'integration.apps registers "hq" for https://a.x.example, https://b.x.example',
      dependsOn: ["api-teamsRetailService"],
      protect: true,
      retainOnDelete: true,
    });
    expect(named("app-hq")).toMatchObject({
      props: { uniqueName: "store-teams-hq" },
      dependsOn: ["registration-hq"],
    });
    expect(named("grant-hq-graph")).toMatchObject({ props: { clientUniqueName: "store-teams-hq" } });
  });

  it.each<{
    name: string;
    secret: RegistrationSecret;
    appId?: string;
    props: Partial<ClientSecret>;
    because: RegExp;
  }>([
    {
      name: "as an output, with the usual times",
      secret: { keptIn: "stackOutput" },
      props: { uniqueName: "store-teams-hq", validDays: 180, renewDaysBefore: 60, overlapDays: 30 },
      because: /as an output of this stack/,
    },
    {
      name: "in a key vault, with its own times, for an app that was there",
      secret: {
        keptIn: "keyVault",
        keyVault: { vault: "https://Contoso.vault.azure.net", secretName: "HQ" },
        validDays: 90,
        renewDaysBefore: 20,
        overlapDays: 7,
      },
      appId: "X",
      props: {
        appId: "x",
        validDays: 90,
        renewDaysBefore: 20,
        overlapDays: 7,
        keyVault: { vault: "https://contoso.vault.azure.net", secretName: "HQ" },
      },
      because: /in https:\/\/Contoso/,
    },
  ])("keep a client secret of a registration $name", ({ secret, appId, props, because }) => {
    const registration = { hqUrls: ["https://a.x.example"], secret };
    const app = { key: "hq", displayName: "HQ", ...(appId === undefined ? {} : { appId }), registration };
    const { resources } = deriveTenant(org({ integration: { apps: [app] } }));
    expect(resources.find(({ token }) => token === "graph:ClientSecret")).toMatchObject({
      name: "secret-hq",
      props: { displayName: "Store Teams: hq", ...props },
      because: expect.stringMatching(because) as unknown,
      dependsOn: ["registration-hq"],
      protect: true,
      retainOnDelete: true,
    });
  });

  it("leave owners and credentials of a registration alone that config does not mention", () => {
    const registration = { hqUrls: ["https://a.x.example"] };
    const { resources } = deriveTenant(
      org({ integration: { apps: [{ key: "app", appId: "X", displayName: "App", registration }] } }),
    );
    expect(resources.find(({ name }) => name === "registration-app")?.props).toEqual({
      uniqueName: "store-teams-app",
      existingAppId: "x",
      displayName: "App",
      signInAudience: "AzureADMyOrg",
      redirectUris: ["https://a.x.example/oauth"],
      permissions: [],
    });
  });
});
