import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { settingProblems } from "../../../schemas/stack-settings.ts";
import type { FederatedCredential, Identity } from "../../../schemas/types/stack.ts";
import { trustedToken } from "../../../stacks/derive/tenant/federated-credential.ts";
import { permissionsFor } from "../../../stacks/permissions/pipeline-identities.ts";
import { checkedSettings, usualStackFile } from "../../../stacks/config/load-stack.ts";

// The azuread plugin cannot be had everywhere, so this program runs against Pulumi's mocks.
interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}
const made: Made[] = [];
const identities = ["identities", "identities-test", "identities-prod"].map(
  (stack) => [stack, checkedSettings(usualStackFile(stack))["identities"] as readonly Identity[]] as const,
);
const dev = identities[0]?.[1] ?? [];
const { identitiesProgram } = await import("../../../stacks/program/identities.ts");

beforeAll(async () => {
  const appRoleIds = Object.fromEntries(dev.flatMap(permissionsFor).map((name) => [name, `role:${name}`]));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        const computed = { clientId: `client-${name}`, objectId: `object-${name}` };
        return { id: `id-${name}`, state: { ...computed, ...(inputs as Record<string, unknown>) } };
      },
      call: ({ token, inputs }) =>
        token.endsWith("getUser")
          ? { objectId: `user:${String((inputs as Record<string, unknown>)["userPrincipalName"])}` }
          : { objectId: "graph", appRoleIds },
    },
    "store-teams",
    "identities",
    false,
  );
  identitiesProgram(dev);
  await pulumi.runtime.disconnect();
});

function ofType(suffix: string): Made[] {
  return made.filter(({ type }) => type.endsWith(suffix));
}

describe("identities of the pipelines", () => {
  it("are applications with service principals and owners, and no secret or password is made", () => {
    const names = ["dev-reader", "dev-writer", "tenant-writer"];
    expect(ofType(":Application").map(({ name }) => name)).toEqual(names);
    expect(ofType(":ServicePrincipal").map(({ inputs }) => inputs["clientId"])).toEqual(
      names.map((name) => `client-${name}`),
    );
    for (const { inputs } of [...ofType(":Application"), ...ofType(":ServicePrincipal")]) {
      expect(inputs["owners"]).toEqual(["user:rosa.marin@contoso.example"]);
    }
    expect(made.filter(({ type }) => /password|certificate/i.test(type))).toEqual([]);
  });

  it("are trusted from GitHub and Azure DevOps, each only where its job may run", () => {
    const credentials = ofType(":ApplicationFederatedIdentityCredential").map(({ name, inputs }) => [
      name,
      inputs["issuer"],
      inputs["subject"],
      inputs["audiences"],
    ]);
    const github = "https://token.actions.githubusercontent.com";
    const entra = "https://login.microsoftonline.com/7a1c0000-0000-4000-8000-000000000001/v2.0";
    const audience = ["api://AzureADTokenExchange"];
    const subject = (connection: string): string => `/eid1/c/pub/t/contoso/a/store-teams/sc/${connection}`;
    expect(credentials).toEqual([
      [
        "dev-reader-github-environment-tenant-plan",
        github,
        "repo:contoso/store-teams:environment:tenant-plan",
        audience,
      ],
      [
        "dev-reader-github-environment-dev-plan",
        github,
        "repo:contoso/store-teams:environment:dev-plan",
        audience,
      ],
      ["dev-reader-azure-devops-store-teams-dev-reader", entra, subject("store-teams-dev-reader"), audience],
      ["dev-writer-github-environment-dev", github, "repo:contoso/store-teams:environment:dev", audience],
      ["dev-writer-azure-devops-store-teams-dev-writer", entra, subject("store-teams-dev-writer"), audience],
      [
        "tenant-writer-github-environment-tenant",
        github,
        "repo:contoso/store-teams:environment:tenant",
        audience,
      ],
      [
        "tenant-writer-azure-devops-store-teams-tenant-writer",
        entra,
        subject("store-teams-tenant-writer"),
        audience,
      ],
    ]);
  });

  it.each(dev.map((identity) => [identity.key, identity] as const))(
    "%s holds the least permissions of its stacks, by the tenant's own role ids",
    (key, identity) => {
      const granted = ofType(":AppRoleAssignment").filter(
        ({ inputs }) => inputs["principalObjectId"] === `object-${key}`,
      );
      expect(granted.map(({ inputs }) => inputs["appRoleId"])).toEqual(
        permissionsFor(identity).map((name) => `role:${name}`),
      );
      expect(granted.every(({ inputs }) => inputs["resourceObjectId"] === "graph")).toBe(true);
      expect(granted.length).toBeGreaterThan(0);
    },
  );

  it.each(identities)(
    "of the stack %s: only writers write, and every stack has one reader and one writer",
    (_stack, all) => {
      for (const { access, stacks } of all) {
        const writing = permissionsFor({ access, stacks }).filter((name) => /Write|Create|Manage/.test(name));
        expect(writing.length > 0).toBe(access === "write");
      }
      const served = (access: string): readonly string[] =>
        all
          .filter((identity) => identity.access === access)
          .flatMap(({ stacks }) => stacks)
          .toSorted();
      expect(served("read")).toEqual(served("write"));
      expect(new Set(served("read")).size).toBe(served("read").length);
    },
  );
});

describe("a federated credential", () => {
  const repository = "contoso/store-teams";
  it.each<[name: string, credential: FederatedCredential, token: readonly [string, string]]>([
    [
      "of an environment",
      { github: { repository, environment: "prod west" } },
      ["github-environment-prod-west", `repo:${repository}:environment:prod west`],
    ],
    [
      "of an environment, in a repository whose tokens hold ids",
      { github: { repository: "contoso@1234567/store-teams@890", environment: "prod" } },
      ["github-ids-environment-prod", "repo:contoso@1234567/store-teams@890:environment:prod"],
    ],
    [
      "of a branch",
      { github: { repository, branch: "main" } },
      ["github-branch-main", `repo:${repository}:ref:refs/heads/main`],
    ],
    [
      "of pull requests",
      { github: { repository, pullRequests: true } },
      ["github-pull-requests", `repo:${repository}:pull_request`],
    ],
  ])("%s", (_name, credential, [name, subject]) => {
    expect(trustedToken(credential)).toMatchObject({ name, subject });
  });

  it.each<[name: string, credential: unknown]>([
    ["names nothing", {}],
    [
      "names both",
      {
        github: { repository, branch: "main" },
        azureDevOps: { serviceConnection: "a", issuer: "https://login.microsoftonline.com/x", subject: "b" },
      },
    ],
    ["of GitHub names no job", { github: { repository } }],
    ["of GitHub names two jobs", { github: { repository, branch: "main", environment: "dev" } }],
    [
      "of Azure DevOps trusts somebody else",
      { azureDevOps: { serviceConnection: "a", issuer: "https://issuer.example", subject: "b" } },
    ],
  ])("that %s is refused", (_name, credential) => {
    const identity = { ...dev[0], credentials: [credential] };
    expect(settingProblems({ program: "identities", identities: [identity] })).not.toEqual([]);
    expect(settingProblems({ program: "identities", identities: dev })).toEqual([]);
  });
});
