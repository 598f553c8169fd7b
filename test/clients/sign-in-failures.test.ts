import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connect, type ConnectedServices } from "../../providers/clients/connect.ts";
import { SignInError } from "../../providers/core/errors.ts";
import type { Clock } from "../../providers/core/api.ts";
import { makeTls } from "../emulator/tls.ts";
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
afterEach(async () => {
  await tenant.admin("POST", "/faults", { faults: [] });
});

/** Waits take no time and are counted. */
function drivenClock(): Clock & { readonly waitedSeconds: () => number } {
  let waited = 0;
  return {
    nowMilliseconds: () => Date.now() + waited,
    sleep: async (milliseconds) => {
      waited += milliseconds;
    },
    waitedSeconds: () => waited / 1000,
  };
}

const aUser = "/users/sam.miller@contoso.example?$select=userPrincipalName";

function deployerWith(changes: Record<string, string | undefined>, clock = drivenClock()): ConnectedServices {
  return connect({ ...tenant.environmentOf("deployer"), ...changes }, clock);
}

describe("a sign-in that a person must mend", () => {
  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ["a wrong secret", { AZURE_CLIENT_SECRET: "wrong" }, /the client secret is wrong.*AADSTS7000215/],
    [
      "an app that the tenant does not know",
      { AZURE_CLIENT_ID: "c1000000-0000-4000-8000-00000000ffff" },
      /the tenant knows no such app.*AADSTS700016/,
    ],
    [
      "a tenant that is not there",
      { AZURE_TENANT_ID: "7a1c0000-0000-4000-8000-0000000000ff" },
      /there is no such tenant.*AADSTS90002/,
    ],
    ["a tenant id that is none", { AZURE_TENANT_ID: "not a tenant!" }, /cannot sign in/],
    [
      "a token file that is not there",
      { AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" },
      /AZURE_FEDERATED_TOKEN_FILE names "\/nowhere\/token", which is not there/,
    ],
  ])("%s: every call tells it in one line, and it is asked for once", async (_name, changes, text) => {
    const api = deployerWith(changes);
    const failures: unknown[] = [];
    for (const call of [() => api.signIn(), () => api.graph.get(aUser), () => api.graph.list("/groups")])
      failures.push(await call().catch((error: unknown) => error));
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(SignInError);
      expect(String(failure)).toMatch(text);
      expect((failure as Error).message.split("\n")).toHaveLength(1);
      expect(String(failure)).not.toMatch(/Trace ID|Correlation/);
    }
    expect(failures[1]).toBe(failures[0]);
    expect(api.callsMade().repeated).toBe(0);
  });

  it("an empty token file, and one that holds something else", async () => {
    const file = join(folder, "token");
    await writeFile(file, " \n");
    await expect(deployerWith({ AZURE_FEDERATED_TOKEN_FILE: file }).signIn()).rejects.toThrow(
      /which is empty/,
    );
    await writeFile(file, "not-a-token");
    const failure: unknown = await deployerWith({ AZURE_FEDERATED_TOKEN_FILE: file })
      .signIn()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SignInError);
  });
});

describe("a sign-in that passes", () => {
  const failing = (times: number, then: object): Promise<unknown> =>
    tenant.admin("POST", "/faults", {
      faults: [{ when: { service: "authority", method: "POST", times }, then }],
    });

  it.each<[string, object]>([
    ["503", { kind: "status", status: 503, effect: "before" }],
    ["429 with a wait", { kind: "status", status: 429, retryAfter: 3, effect: "before" }],
    ["a connection that drops", { kind: "drop", effect: "before" }],
  ])("%s twice: is asked again, as any other call is", async (_name, then) => {
    await failing(2, then);
    const clock = drivenClock();
    await deployerWith({}, clock).signIn();
    expect(clock.waitedSeconds()).toBeGreaterThan(0.5);
  });

  it("for ever: ends within the bounds and says so", async () => {
    await failing(1000, { kind: "status", status: 503, effect: "before" });
    const clock = drivenClock();
    const failure: unknown = await deployerWith({}, clock)
      .graph.get(aUser)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SignInError);
    expect(String(failure)).toMatch(/cannot sign in: POST .*\/token: answer 503/);
    expect(clock.waitedSeconds()).toBeLessThan(300);
  });
});

describe("a sign-in service of which each test says what it answers", () => {
  let server: Server;
  let answers: (() => { status: number; type: string; body: string } | undefined)[];
  let asked: string[];

  beforeAll(async () => {
    const made = await makeTls();
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), made.caCertificate]);
    const certificate = { key: made.serverKey, cert: `${made.serverCertificate}\n${made.caCertificate}` };
    server = createServer(certificate, (request, response) => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
      const isToken = request.url?.split("?")[0]?.endsWith("/token") === true;
      const { port } = server.address() as AddressInfo;
      const origin = `https://127.0.0.1:${port}`;
      if (!isToken) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({
            token_endpoint: `${foreign ?? origin}/t/oauth2/v2.0/token`,
            authorization_endpoint: `${origin}/t/oauth2/v2.0/authorize`,
            issuer: `${origin}/t/v2.0`,
            jwks_uri: `${origin}/t/discovery/v2.0/keys`,
          }),
        );
        return;
      }
      const answer = (answers.length > 1 ? answers.shift() : answers[0])?.();
      if (answer !== undefined)
        response.writeHead(answer.status, { "content-type": answer.type }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  let foreign: string | undefined;

  async function outcome(script: typeof answers, elsewhere?: string): Promise<unknown> {
    asked = [];
    answers = script;
    foreign = elsewhere;
    const { port } = server.address() as AddressInfo;
    const environment = {
      ...tenant.environmentOf("deployer"),
      AZURE_AUTHORITY_HOST: `https://127.0.0.1:${port}`,
    };
    const api = connect(environment, drivenClock(), {
      answerBounds: { answerSecondsMost: 0.3, answerBytesMost: 100_000 },
    });
    return api.signIn().then(
      () => "signed in",
      (error: unknown) => error,
    );
  }

  const json = (status: number, body: object) => () => ({
    ...{ status, type: "application/json", body: JSON.stringify(body) },
  });
  const token = json(200, { token_type: "Bearer", expires_in: 3600, access_token: "x" });

  it.each<[string, () => { status: number; type: string; body: string } | undefined]>([
    [
      "busy by its own words",
      json(400, { error: "temporarily_unavailable", error_description: "AADSTS90033: busy" }),
    ],
    [
      "AADSTS90033 under another name",
      json(400, { error: "invalid_request", error_description: "AADSTS90033: x" }),
    ],
    [
      "a portal's page",
      () => ({ status: 200, type: "text/html", body: "<html>Sign in to the Wi-Fi</html>" }),
    ],
    ["a portal's refusal", () => ({ status: 403, type: "text/html", body: "<html>no</html>" })],
    ["an answer without a token", json(200, { token_type: "Bearer" })],
    ["an answer that is cut off", () => ({ status: 200, type: "application/json", body: '{"access_to' })],
    ["no answer", () => undefined],
  ])(
    "%s passes: once, then a token, is signed in; for ever, ends as a failed sign-in",
    async (_name, bad) => {
      expect(await outcome([bad, token])).toBe("signed in");
      const failure = await outcome([bad]);
      expect(failure).toBeInstanceOf(SignInError);
      expect(String(failure)).toContain("cannot sign in: POST");
      expect(asked.length).toBeLessThan(14);
    },
  );

  it.each<[number, RegExp]>([
    [7000222, /the client secret has expired/],
    [7000112, /the app is switched off in this tenant\. Switch its enterprise app on/],
    [50105, /the app is not assigned/],
    [
      700213,
      /federated credential.*Compare issuer, subject and audience.*repo:OWNER\/REPO.*repo:OWNER@ID\/REPO@ID/,
    ],
    [700211, /Compare issuer, subject and audience/],
    [53003, /Conditional Access/],
    [500011, /no service principal/],
    [123456, /says: AADSTS123456: what the service says/],
  ])("AADSTS%i is told as what it is, with the way out, and asked for once", async (code, text) => {
    const description = `AADSTS${code}: what the service says. Trace ID: 1 Correlation ID: 2`;
    const failure = await outcome([
      json(401, { error: "invalid_client", error_description: description, error_codes: [code] }),
    ]);
    expect(failure).toBeInstanceOf(SignInError);
    expect(String(failure)).toMatch(text);
    expect(String(failure)).not.toContain("Trace ID");
    expect(asked.filter((one) => one.includes("/token"))).toHaveLength(1);
  });

  it("an endless answer is not taken in", async () => {
    const failure = await outcome([json(200, { access_token: "x".repeat(200_000) })]);
    expect(failure).toBeInstanceOf(SignInError);
    expect(String(failure)).toContain("larger than");
  });

  it("that says its tokens are elsewhere is shown no secret", async () => {
    const failure = await outcome([token], "https://evil.example");
    expect(String(failure)).toMatch(/points to https:\/\/evil\.example\. Nothing was sent there/);
    expect(failure).toBeInstanceOf(SignInError);
  });
});
