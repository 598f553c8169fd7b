import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";

// The azuread plugin cannot be had everywhere, so this program runs against Pulumi's mocks.
interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}
const made: Made[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        return {
          id: `id-${name}`,
          state: {
            ...(inputs as Record<string, unknown>),
            clientId: `client-${name}`,
            objectId: `object-${name}`,
          },
        };
      },
      call: () => {
        // Every permission exists, and its id tells which it is.
        const appRoleIds = new Proxy({}, { get: (_target, permission) => `role:${String(permission)}` });
        const listed = Object.fromEntries(
          allPermissions().map((name) => [name, (appRoleIds as Record<string, string>)[name]]),
        );
        return { objectId: "graph", appRoleIds: listed };
      },
    },
    "store-teams",
    "identities",
    false,
  );
  const { identitiesProgram } = await import("../../stacks/identities.ts");
  identitiesProgram([
    {
      key: "reader",
      displayName: "Reader",
      access: "read",
      program: "environment",
      issuer: "https://issuer.example",
      subjects: ["a", "b"],
    },
    {
      key: "deployer",
      displayName: "Deployer",
      access: "write",
      program: "environment",
      issuer: "https://issuer.example",
      subjects: ["c"],
    },
  ]);
  await pulumi.runtime.disconnect();
}, 60_000);

const { permissionsFor } = await import("../../stacks/identities.ts");

function allPermissions(): string[] {
  return ["tenant", "environment"].flatMap((program) => [
    ...permissionsFor({ access: "write", program: program as "tenant" }),
  ]);
}

function ofType(suffix: string): Made[] {
  return made.filter(({ type }) => type.endsWith(suffix));
}

describe("identities of the pipelines", () => {
  it("are applications with service principals, and no secret or password is made", () => {
    expect(ofType(":Application").map(({ name }) => name)).toEqual(["reader", "deployer"]);
    expect(ofType(":ServicePrincipal").map(({ inputs }) => inputs["clientId"])).toEqual([
      "client-reader",
      "client-deployer",
    ]);
    expect(made.filter(({ type }) => /password|certificate/i.test(type))).toEqual([]);
  });

  it("sign in by federated credentials, one for each subject", () => {
    const subjects = ofType(":ApplicationFederatedIdentityCredential").map(({ inputs }) => inputs["subject"]);
    expect(subjects).toEqual(["a", "b", "c"]);
  });

  it("hold the permissions that their resource types name, by the tenant's own role ids", () => {
    const granted = ofType(":AppRoleAssignment")
      .filter(({ name }) => name.startsWith("reader-"))
      .map(({ inputs }) => inputs["appRoleId"]);
    expect(granted).toEqual(
      permissionsFor({ access: "read", program: "environment" }).map((name) => `role:${name}`),
    );
  });

  it("that only read hold no permission to write", () => {
    for (const program of ["tenant", "environment"] as const) {
      const writing = permissionsFor({ access: "read", program }).filter((name) =>
        /Write|Create|Manage/.test(name),
      );
      expect(writing).toEqual([]);
    }
  });
});
