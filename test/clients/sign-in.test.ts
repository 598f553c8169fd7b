import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../providers/clients/connect.ts";
import { startLiveTenant, type LiveTenant } from "../kit/live-tenant.ts";

let tenant: LiveTenant;
let folder: string;

beforeAll(async () => {
  tenant = await startLiveTenant();
  folder = await mkdtemp(join(tmpdir(), "sign-in-"));
});
afterAll(async () => {
  await tenant.close();
  await rm(folder, { recursive: true });
});

const aUser = "/users/sam.miller@contoso.example?$select=userPrincipalName";
const aRow = "/organizations?$select=organizationid";
const environment = "https://contoso-dev.crm4.dynamics.com";

function withoutSecret(): Record<string, string> {
  const { AZURE_CLIENT_SECRET: _secret, ...rest } = tenant.environmentOf("deployer");
  return rest;
}

describe("signing in", () => {
  it("works with a client secret, for Graph and for Dataverse", async () => {
    const api = connect(tenant.environmentOf("deployer"));
    expect(await api.graph.get(aUser)).toMatchObject({ userPrincipalName: "sam.miller@contoso.example" });
    expect(await api.dataverse(environment).list(aRow)).toHaveLength(1);
  });

  it("goes to the tenant of the stores where the state lies in another one; what is set to nothing is not set", async () => {
    const {
      AZURE_TENANT_ID: own = "",
      AZURE_CLIENT_ID: client = "",
      ...rest
    } = tenant.environmentOf("deployer");
    const ofState = {
      AZURE_TENANT_ID: "7a1c0000-0000-4000-8000-0000000000ff",
      AZURE_CLIENT_ID: "of-the-state",
    };
    const both = { ...rest, ...ofState, STORE_TEAMS_TENANT_ID: own, STORE_TEAMS_CLIENT_ID: client };
    expect(await connect(both).graph.get(aUser)).toMatchObject({
      userPrincipalName: expect.any(String) as unknown,
    });
    const unfilled = {
      ...tenant.environmentOf("deployer"),
      STORE_TEAMS_TENANT_ID: "",
      STORE_TEAMS_CLIENT_ID: "",
    };
    expect(await connect(unfilled).graph.get(aUser)).toMatchObject({
      userPrincipalName: expect.any(String) as unknown,
    });
  });

  it("works with a federated token from a file, without any secret", async () => {
    const { token } = await tenant.admin("POST", "/federated-token", { client: "deployer" });
    const file = join(folder, "token");
    await writeFile(file, String(token));
    const api = connect({ ...withoutSecret(), AZURE_FEDERATED_TOKEN_FILE: file });
    expect(await api.graph.get(aUser)).toMatchObject({ userPrincipalName: "sam.miller@contoso.example" });
    expect(await api.dataverse(environment).list(aRow)).toHaveLength(1);
  });

  it("says what is not set, and never shows what is", () => {
    const secret = tenant.environmentOf("deployer")["AZURE_CLIENT_SECRET"];
    const attempt = (): unknown => connect({ AZURE_CLIENT_ID: "some-app", AZURE_CLIENT_SECRET: secret });
    expect(attempt).toThrow(/AZURE_TENANT_ID is not set, AZURE_CLIENT_ID is set/);
    expect(attempt).not.toThrow(String(secret));
  });

  it("tells a wrong secret from a missing permission", async () => {
    const wrong = connect({ ...tenant.environmentOf("deployer"), AZURE_CLIENT_SECRET: "wrong" });
    await expect(wrong.graph.get(aUser)).rejects.toThrow(/AADSTS7000215/);
    const reader = connect(tenant.environmentOf("reader"));
    await expect(
      reader.graph.send("DELETE", "/groups/b0000000-0000-4000-8000-000000000210"),
    ).rejects.toMatchObject({
      status: 403,
    });
  });

  it("survives a token that has run out, and a repeated request carries the token once", async () => {
    const api = tenant.as("deployer");
    await api.graph.get(aUser);
    await api.dataverse(environment).list(aRow);
    await tenant.admin("POST", "/clock", { advanceSeconds: 7200 });
    expect(await api.graph.get(aUser)).toMatchObject({ userPrincipalName: "sam.miller@contoso.example" });
    expect(await api.dataverse(environment).list(aRow)).toHaveLength(1);
    await tenant.admin("POST", "/faults", {
      faults: [
        {
          name: "busy",
          when: { method: "GET", nth: 1 },
          then: { kind: "status", status: 429, retryAfter: 0.01, effect: "before" },
        },
      ],
    });
    expect(await api.graph.get(aUser)).toMatchObject({ userPrincipalName: "sam.miller@contoso.example" });
  });

  it("refuses endpoints that are no origins, before anything is sent", () => {
    const bad = {
      ...tenant.environmentOf("deployer"),
      STORE_TEAMS_ENDPOINTS: '{"https://graph.microsoft.com":"http://x"}',
    };
    expect(() => connect(bad)).toThrow(
      /STORE_TEAMS_ENDPOINTS: "https:\/\/graph.microsoft.com". Expected a JSON object/,
    );
  });
});
