// Applications with secrets, federated credentials and owners; owners of service principals; apps of a person;
// the cloud's metadata document.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Client,
  errorOf,
  graphBase,
  person,
  startTenant,
  type TestTenant,
  valuesOf,
} from "../support.ts";

let tenant: TestTenant;
let graph: Client;
beforeAll(async () => {
  tenant = await startTenant();
  graph = await tenant.graph("admin");
});
beforeEach(async () => {
  await tenant.admin.post("/reset");
});
afterAll(() => tenant.close());

const register = async (): Promise<{ id: string; appId: string }> => {
  const answer = await graph.post("/v1.0/applications", { displayName: "Till" });
  expect(answer.status, answer.text).toBe(201);
  return { id: String(answer.body["id"]), appId: String(answer.body["appId"]) };
};
const ref = (id: string) => ({ "@odata.id": `${graphBase}/directoryObjects/${id}` });

describe("applications", () => {
  it("keeps optional claims and redirect addresses as they are sent", async () => {
    const { id } = await register();
    const optionalClaims = {
      idToken: [{ name: "email", source: null, essential: true, additionalProperties: [] }],
      accessToken: [],
      saml2Token: [],
    };
    const web = { redirectUris: ["https://till.contoso.example/oauth"] };
    expect((await graph.patch(`/v1.0/applications/${id}`, { optionalClaims, web })).status).toBe(204);
    const { body } = await graph.get(`/v1.0/applications/${id}`);
    expect(body).toMatchObject({ optionalClaims, web });
  });

  it("shows a secret once, signs in with it, and no more when it is removed", async () => {
    const { id, appId } = await register();
    await graph.post("/v1.0/servicePrincipals", { appId });
    const wish = { passwordCredential: { displayName: "pipeline" } };
    const added = await graph.post(`/v1.0/applications/${id}/addPassword`, wish);
    const { secretText, keyId } = added.body;
    const [kept] = (await graph.get(`/v1.0/applications/${id}`)).body["passwordCredentials"] as object[];
    expect(kept).toMatchObject({ keyId, displayName: "pipeline", secretText: null });
    const signIn = async () =>
      tenant.token({
        client_id: appId,
        client_secret: String(secretText),
        scope: `${tenant.running.ready.graphUrl}/.default`,
      });
    expect((await signIn()).status).toBe(200);
    expect((await graph.post(`/v1.0/applications/${id}/removePassword`, { keyId })).status).toBe(204);
    expect((await signIn()).status).toBe(401);
    expect((await graph.post(`/v1.0/applications/${id}/removePassword`, { keyId })).status).toBe(400);
  });

  it("keeps federated credentials, one a name and one a subject", async () => {
    const { id } = await register();
    const path = `/v1.0/applications/${id}/federatedIdentityCredentials`;
    const credential = {
      name: "main",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:contoso/till:ref:refs/heads/main",
      audiences: ["api://AzureADTokenExchange"],
    };
    const made = await graph.post(path, credential);
    expect([made.status, made.body["subject"]]).toEqual([201, credential.subject]);
    expect(errorOf(await graph.post(path, credential)).status).toBe(409);
    expect((await graph.post(path, { ...credential, name: "x", audiences: [] })).status).toBe(400);
    expect((await graph.patch(`${path}/main`, { description: "Main branch" })).status).toBe(204);
    expect(valuesOf(await graph.get(path))).toMatchObject([{ description: "Main branch" }]);
    expect((await graph.patch(`${path}/main`, { name: "other" })).status).toBe(400);
    expect((await graph.delete(`${path}/${String(made.body["id"])}`)).status).toBe(204);
    expect((await graph.get(`${path}/main`)).status).toBe(404);
  });
});

describe("owners", () => {
  it.each(["applications", "servicePrincipals"])("of %s are added, listed and removed", async (set) => {
    const { id, appId } = await register();
    const principal = await graph.post("/v1.0/servicePrincipals", { appId });
    const path = `/v1.0/${set}/${set === "applications" ? id : String(principal.body["id"])}/owners`;
    const before = valuesOf(await graph.get(path)).length;
    expect((await graph.post(`${path}/$ref`, ref(person(201)))).status).toBe(204);
    expect(errorOf(await graph.post(`${path}/$ref`, ref(person(201)))).status).toBe(400);
    const owners = valuesOf(await graph.get(path));
    expect(owners).toHaveLength(before + 1);
    expect(owners).toContainEqual(
      expect.objectContaining({ "@odata.type": "#microsoft.graph.user", id: person(201) }),
    );
    expect((await graph.post(`${path}/$ref`, ref(person(999)))).status).toBe(404);
    expect((await graph.delete(`${path}/${person(201)}/$ref`)).status).toBe(204);
    expect((await graph.delete(`${path}/${person(201)}/$ref`)).status).toBe(404);
  });

  it("are reached by appId too", async () => {
    const { appId } = await register();
    expect(
      (await graph.post(`/v1.0/applications(appId='${appId}')/owners/$ref`, ref(person(201)))).status,
    ).toBe(204);
  });
});

describe("apps of a person", () => {
  const dynamics = "cd2d8695-bdc9-4d8e-9620-cc963ed81f41";
  const path = `/v1.0/users/${person(301)}/teamwork/installedApps`;
  const bind = (app: string) => ({ "teamsApp@odata.bind": `${graphBase}/appCatalogs/teamsApps/${app}` });

  it("installs with 201 and no body, once", async () => {
    const answer = await graph.post(path, bind(dynamics));
    expect([answer.status, answer.text]).toEqual([201, ""]);
    expect((await graph.post(path, bind(dynamics))).status).toBe(409);
    expect((await graph.post(path, bind("nothing"))).status).toBe(400);
    const [installed] = valuesOf(
      await graph.get(`${path}?$expand=teamsApp&$filter=teamsApp/id eq '${dynamics}'`),
    );
    expect(installed?.["teamsApp"]).toMatchObject({ displayName: "Dynamics 365" });
    expect((await graph.delete(`${path}/${encodeURIComponent(String(installed?.["id"]))}`)).status).toBe(204);
    expect(valuesOf(await graph.get(path))).toEqual([]);
  });

  it("asks for its own permission", async () => {
    const deployer = await tenant.graph("deployer");
    expect(errorOf(await deployer.post(path, bind(dynamics))).status).toBe(403);
  });
});

describe("GET /metadata/endpoints", () => {
  it("tells what clients of a whole cloud need", async () => {
    const { body } = await tenant.anonymous.get("/metadata/endpoints?api-version=2022-09-01");
    expect(body).toMatchObject({
      microsoftGraphResourceId: `${tenant.running.ready.graphUrl}/`,
      authentication: { loginEndpoint: tenant.running.ready.authorityUrl },
    });
    expect(body["resourceManager"]).toMatch(/^https:/);
  });
});
