// The sign-in service: discovery, tokens for secrets and for pipeline assertions, and what services refuse.
import { createRemoteJWKSet, decodeJwt, jwtVerify, customFetch } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Client, errorOf, startTenant, type TestTenant } from "./support.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.close());

const ready = () => tenant.running.ready;
const clientOf = (name: string) => {
  const found = ready().clients.find((client) => client.name === name);
  if (found === undefined) throw new Error(`no client ${name}`);
  return found;
};

describe("discovery", () => {
  it("has what sign-in libraries need, on its own host", async () => {
    const path = `/${ready().tenantId}/v2.0/.well-known/openid-configuration`;
    const { body, status } = await tenant.anonymous.get(path);
    expect(status).toBe(200);
    for (const name of [
      "issuer",
      "authorization_endpoint",
      "token_endpoint",
      "jwks_uri",
      "end_session_endpoint",
    ]) {
      expect(String(body[name])).toContain(ready().authorityUrl);
    }
  });

  it("publishes the key that verifies its tokens", async () => {
    const token = await tenant.tokenOf("deployer");
    const keys = await tenant.anonymous.get(`/${ready().tenantId}/discovery/v2.0/keys`);
    const set = createRemoteJWKSet(new URL("https://keys.example"), {
      [customFetch]: () => Promise.resolve(new Response(keys.text)),
    });
    const { payload } = await jwtVerify(token, set, { currentDate: tenant.world.now() });
    expect(payload["tid"]).toBe(ready().tenantId);
  });

  it("tells clients of other clouds its addresses", async () => {
    const { body } = await tenant.anonymous.get("/metadata/endpoints?api-version=2022-09-01");
    expect(body).toMatchObject({
      microsoftGraphResourceId: `${ready().graphUrl}/`,
      authentication: { loginEndpoint: ready().authorityUrl },
    });
    expect(body["name"]).toBeTypeOf("string");
    expect(body["resourceManager"]).toBeTypeOf("string");
  });
});

describe("a token for a secret", () => {
  it("says who, for what, until when, and with which app roles", async () => {
    const claims = decodeJwt(await tenant.tokenOf("reader", "https://graph.microsoft.com"));
    expect(claims).toMatchObject({
      aud: "https://graph.microsoft.com",
      appid: clientOf("reader").clientId,
      app_displayname: expect.any(String) as unknown,
      appidacr: "1",
      idp: `https://sts.windows.net/${ready().tenantId}/`,
      iss: `https://sts.windows.net/${ready().tenantId}/`,
      idtyp: "app",
      tid: ready().tenantId,
      roles: expect.arrayContaining([...clientOf("reader").appRoles]) as unknown,
    });
    expect(claims["oid"]).toBe(claims.sub);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3599);
  });

  it.each([
    { name: "Graph at the emulator", scope: () => `${ready().graphUrl}/.default` },
    { name: "Graph by its own name", scope: () => "https://graph.microsoft.com/.default" },
    { name: "Dataverse at the emulator", scope: () => `${String(ready().dataverseUrls["dev"])}/.default` },
    { name: "Dataverse by its own name", scope: () => "https://contoso-dev.crm4.dynamics.com/.default" },
    { name: "Dataverse, double slash", scope: () => "https://contoso-dev.crm4.dynamics.com//.default" },
  ])("is given for $name", async ({ scope }) => {
    const { clientId, clientSecret } = clientOf("deployer");
    const answer = await tenant.token({ client_id: clientId, client_secret: clientSecret, scope: scope() });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
  });

  const good = () => ({
    client_id: clientOf("deployer").clientId,
    client_secret: clientOf("deployer").clientSecret,
    scope: `${ready().graphUrl}/.default`,
  });
  it.each([
    {
      name: "wrong secret",
      form: { client_secret: "nope" },
      status: 401,
      error: "invalid_client",
      number: 7000215,
    },
    {
      name: "unknown client",
      form: { client_id: "nobody" },
      status: 400,
      error: "unauthorized_client",
      number: 700016,
    },
    { name: "no scope", form: { scope: "" }, status: 400, error: "invalid_request", number: 900144 },
    {
      name: "scope without .default",
      form: { scope: "User.Read" },
      status: 400,
      error: "invalid_scope",
      number: 1002012,
    },
    {
      name: "unknown resource",
      form: { scope: "https://nothing.example/.default" },
      status: 400,
      error: "invalid_resource",
      number: 500011,
    },
    {
      name: "other grant",
      form: { grant_type: "password" },
      status: 400,
      error: "unsupported_grant_type",
      number: 70003,
    },
  ])("is refused: $name", async ({ form, status, error, number }) => {
    const answer = await tenant.token({ ...good(), ...form });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [number] });
    expect(answer.body["error_description"]).toMatch(new RegExp(`^AADSTS${number}: `));
  });

  it("is refused in another tenant", async () => {
    const answer = await tenant.anonymous.post(
      "/00000000-0000-4000-8000-000000000000/oauth2/v2.0/token",
      new URLSearchParams({ ...good(), grant_type: "client_credentials" }).toString(),
      { "content-type": "application/x-www-form-urlencoded" },
    );
    expect(answer.body).toMatchObject({ error_codes: [90002] });
  });

  it("is renamed by the query string of the request", async () => {
    const form = new URLSearchParams({ ...good(), grant_type: "client_credentials" }).toString();
    const answer = await tenant.anonymous.post(
      `/${ready().tenantId}/oauth2/v2.0/token?client-request-id=1`,
      form,
      {
        "content-type": "application/x-www-form-urlencoded",
      },
    );
    expect(answer.status).toBe(200);
  });
});

describe("a token for a pipeline's assertion", () => {
  const exchange = async (wish: Record<string, string>, more: Record<string, string> = {}) => {
    const { body } = await tenant.admin.post("/federated-token", { client: "deployer", ...wish });
    return tenant.token({
      client_id: clientOf("deployer").clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: String(body["token"]),
      scope: `${ready().graphUrl}/.default`,
      ...more,
    });
  };

  it("is given when issuer, subject and audience match", async () => {
    const answer = await exchange({});
    expect(answer.status).toBe(200);
    const claims = decodeJwt(String(answer.body["access_token"]));
    expect(claims).toMatchObject({ appid: clientOf("deployer").clientId, appidacr: "2" });
  });

  it.each([
    { name: "other subject", wish: { subject: "repo:somebody/else" }, number: 700213 },
    { name: "other audience", wish: { audience: "api://other" }, number: 700212 },
    { name: "not signed by the issuer", more: { client_assertion: "a.b.c" }, number: 700027 },
  ])("is refused: $name", async ({ wish = {}, more = {}, number }) => {
    expect((await exchange(wish as Record<string, string>, more)).body).toMatchObject({
      error_codes: [number],
    });
  });

  it("is refused after ten minutes", async () => {
    const { body } = await tenant.admin.post("/federated-token", { client: "deployer" });
    tenant.world.advance(700);
    const answer = await exchange({}, { client_assertion: String(body["token"]) });
    expect(answer.body).toMatchObject({ error_codes: [700024] });
  });
});

describe("services refuse", () => {
  const ask = (authorization: string | undefined) =>
    new Client(
      ready().graphUrl,
      tenant.running.caCertificate,
      authorization === undefined ? {} : { authorization },
    ).get("/v1.0/organization");

  it("no token, half a token, a foreign signature, another audience", async () => {
    const dataverse = await tenant.tokenOf("deployer", ready().dataverseUrls["dev"]);
    const [header, payload] = (await tenant.tokenOf("deployer")).split(".");
    const answers = await Promise.all([
      ask(undefined),
      ask("Bearer abc"),
      ask(`Bearer ${String(header)}.${String(payload)}.AAAA`),
      ask(`Bearer ${dataverse}`),
    ]);
    expect(answers.map(errorOf)).toEqual([
      { status: 401, code: "InvalidAuthenticationToken", message: "Access token is empty." },
      {
        status: 401,
        code: "InvalidAuthenticationToken",
        message: expect.stringContaining("CompactToken") as string,
      },
      {
        status: 401,
        code: "InvalidAuthenticationToken",
        message: expect.stringContaining("Signature") as string,
      },
      {
        status: 401,
        code: "InvalidAuthenticationToken",
        message: expect.stringContaining("audience") as string,
      },
    ]);
  });

  it("a token that has expired", async () => {
    const token = await tenant.tokenOf("deployer");
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    tenant.world.advance(3600);
    expect(errorOf(await ask(`Bearer ${token}`))).toMatchObject({ status: 401, message: /expired/ });
  });

  it("a Graph token at Dataverse, with the address of the sign-in service", async () => {
    const token = await tenant.tokenOf("deployer");
    const client = new Client(String(ready().dataverseUrls["dev"]), tenant.running.caCertificate, {
      authorization: `Bearer ${token}`,
    });
    const answer = await client.get("/api/data/v9.2/WhoAmI");
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toContain(`authorization_uri=${ready().authorityUrl}`);
  });

  it("a token whose roles were taken away, once it is renewed", async () => {
    const fresh = await startTenant();
    try {
      const admin = await fresh.graph("admin");
      const list = await admin.get(
        `/v1.0/servicePrincipals(appId='${clientOf("reader").clientId}')/appRoleAssignments`,
      );
      const assignments = list.body["value"] as { id: string; resourceId: string; appRoleId: string }[];
      for (const { id, resourceId } of assignments) {
        await admin.delete(`/v1.0/servicePrincipals/${resourceId}/appRoleAssignedTo/${id}`);
      }
      expect((await (await fresh.graph("reader")).get("/v1.0/groups")).status).toBe(403);
    } finally {
      await fresh.close();
    }
  });
});
